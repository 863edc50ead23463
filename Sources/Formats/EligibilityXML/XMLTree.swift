import Foundation
import FoundationXML

/// One element of a message: the interface uses no attributes, so none are kept.
struct XMLTree: Equatable {
  var name: String
  /// Without the white space around it; empty when there are children.
  var text: String = ""
  var children: [XMLTree] = []

  /// S6, and what a careful reader of these folders keeps to.
  static let largestBytes = 4 << 20
  /// The interface nests 6 levels deep.
  static let deepest = 16
  /// A batch reply of 4 MiB has fewer.
  static let mostElements = 200_000
}

extension XMLTree {
  /// Reads one whole document. The bytes are decoded here and handed to the parser as UTF-8, because given real
  /// Shift_JIS it reported success with text cut off.
  static func read(_ bytes: [UInt8]) throws(EligibilityXMLFailure) -> XMLTree {
    guard !bytes.isEmpty else { throw .empty }
    guard bytes.count <= largestBytes else { throw .tooLarge(limitBytes: largestBytes) }
    let declaration = try XMLDeclaration(of: bytes)
    guard let text = declaration.encoding.decode(bytes[declaration.end...]) else {
      throw .encodingViolated(declaration.encoding)
    }
    let content = Array(text.utf8)
    if hasMarkupDeclaration(content) { throw .documentTypeRefused }
    let builder = TreeBuilder()
    let parser = XMLParser(data: Data(Array(#"<?xml version="1.0" encoding="UTF-8"?>"#.utf8) + content))
    parser.shouldResolveExternalEntities = false
    parser.delegate = builder
    let finished = parser.parse()
    if let failure = builder.failure { throw failure }
    // `parse` answers true even when something stands behind the root element; only the error tells.
    guard finished, parser.parserError == nil, builder.open.isEmpty, let root = builder.root else {
      throw .notWellFormed(line: parser.lineNumber)
    }
    return root
  }

  /// Whether `<!` begins anything but a comment or a CDATA section. Inside those two it is refused as well: no message
  /// of the interface writes about document types.
  private static func hasMarkupDeclaration(_ content: [UInt8]) -> Bool {
    for index in content.indices.dropLast() where content[index] == 0x3C && content[index + 1] == 0x21 {
      let rest = content[(index + 2)...]
      if !rest.starts(with: Array("--".utf8)), !rest.starts(with: Array("[CDATA[".utf8)) { return true }
    }
    return false
  }
}

/// Lives for one document; the parser calls it back.
private final class TreeBuilder: NSObject, XMLParserDelegate {
  var open: [XMLTree] = []
  var root: XMLTree?
  var failure: EligibilityXMLFailure?
  private var elements = 0

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements += 1
    if open.count >= XMLTree.deepest { return stop(parser, .tooDeep(limit: XMLTree.deepest)) }
    if elements > XMLTree.mostElements { return stop(parser, .tooManyElements(limit: XMLTree.mostElements)) }
    open.append(XMLTree(name: name))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    guard !open.isEmpty else { return }
    open[open.count - 1].text += text
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    guard !open.isEmpty else { return }
    open[open.count - 1].text += String(decoding: block, as: UTF8.self)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    guard var element = open.popLast() else { return }
    element.text = element.text.trimmingASCIISpace()
    if !element.children.isEmpty, !element.text.isEmpty { return stop(parser, .malformed(element: element.name)) }
    if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
  }

  private func stop(_ parser: XMLParser, _ reason: EligibilityXMLFailure) {
    if failure == nil { failure = reason }
    parser.abortParsing()
  }
}

extension String {
  /// The wide space of Japanese names stays.
  fileprivate func trimmingASCIISpace() -> String {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    guard let first = utf8.firstIndex(where: { !isSpace($0) }), let last = utf8.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(self[first...last])
  }
}
