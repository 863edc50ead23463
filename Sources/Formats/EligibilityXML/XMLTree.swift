import CXML

/// One element of a message: the interface uses no attributes, so none are kept.
struct XMLTree: Equatable {
  var name: String
  /// Without the white space around it; empty when there are children.
  var text: String = ""
  var children: [XMLTree] = []

  /// What a document may cost.
  struct Limits {
    var bytes: Int
    /// The interface nests 7 levels deep.
    var levels = 16
    var elements: Int

    /// S6, and what a careful reader of these folders keeps to.
    static let message = Limits(bytes: 4 << 20, elements: 200_000)
    /// 10,000 people with 200 elements each.
    static let batch = Limits(bytes: 96 << 20, elements: 2_000_000)
  }
}

extension XMLTree {
  /// Takes an element of the body when it has ended; `false`: it is kept in the tree.
  typealias Taking = (XMLTree) throws(EligibilityXMLFailure) -> Bool

  /// libxml2's own loading, when the first message comes; the reason when it cannot be used.
  static let refusal: String? = uk_xml_start().map { String(cString: $0) }

  /// Of libxml2 as it was loaded, without dots; nil where it says none.
  static var libraryVersion: String? { uk_xml_version().map { String(cString: $0) } }

  /// Reads one whole document, piece by piece: beside the bytes and the tree some 100 KiB are in use at a time, and what
  /// `taking` takes is no part of the tree. The bytes are decoded here, because given real Shift_JIS the parser reported
  /// success with text cut off.
  static func read(
    _ bytes: [UInt8], in limits: Limits, taking: @escaping Taking = { _ in false }
  ) throws(EligibilityXMLFailure) -> XMLTree {
    guard !bytes.isEmpty else { throw .empty }
    guard bytes.count <= limits.bytes else { throw .tooLarge(limitBytes: limits.bytes) }
    if let refusal { throw .libraryMissing(refusal) }
    let declaration = try XMLDeclaration(of: bytes)
    let builder = TreeBuilder(limits, taking)
    var listener = builder.listener
    guard let reader = uk_xml_open(&listener) else { throw .noMemory }
    defer { uk_xml_close(reader) }
    builder.reader = reader
    var decoder = TextDecoder(declaration.encoding, bytes[declaration.end...])
    var scan = MarkupScan()
    var state = UK_XML_GOES_ON
    repeat {
      guard let piece = decoder.next() else { throw .encodingViolated(declaration.encoding) }
      switch scan.finding(in: piece) {
      case .markupDeclaration: throw .documentTypeRefused
      case .longTag: throw .tagTooLong(limitBytes: MarkupScan.mostTagBytes)
      case nil: break
      }
      state = piece.withUnsafeBytes {
        uk_xml_feed(reader, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count, decoder.isAtEnd ? 1 : 0)
      }
    } while state == UK_XML_GOES_ON && !decoder.isAtEnd
    if let failure = builder.failure { throw failure }
    if state == UK_XML_DOCUMENT_TYPE { throw .documentTypeRefused }
    guard state == UK_XML_GOES_ON, builder.open.isEmpty, let root = builder.root else {
      throw .notWellFormed(line: uk_xml_line(reader))
    }
    return root
  }
}

/// Lives for one document; the parser calls it back on the thread that reads.
private final class TreeBuilder {
  var open: [XMLTree] = []
  var root: XMLTree?
  var failure: EligibilityXMLFailure?
  var reader: OpaquePointer?
  private let limits: XMLTree.Limits
  private let taking: XMLTree.Taking
  private var elements = 0
  /// Of the innermost open element, since its last child.
  private var text: [UInt8] = []
  /// The parser gives a name the same address each time.
  private var names: [UnsafePointer<CChar>: String] = [:]

  /// Where the elements of a message's body stand: root, body, element.
  private static let takenLevel = 3
  private static let body = "MessageBody"

  init(_ limits: XMLTree.Limits, _ taking: @escaping XMLTree.Taking) {
    self.limits = limits
    self.taking = taking
  }

  /// The builder must outlive it.
  var listener: uk_xml_listener {
    uk_xml_listener(
      user: Unmanaged.passUnretained(self).toOpaque(),
      begin: { user, prefix, name in
        if let user, let name { Unmanaged<TreeBuilder>.fromOpaque(user).takeUnretainedValue().begin(prefix, name) }
      },
      text: { user, bytes, count in
        guard let user, let bytes else { return }
        Unmanaged<TreeBuilder>.fromOpaque(user).takeUnretainedValue().append(
          UnsafeRawBufferPointer(start: bytes, count: count))
      }, end: { user in if let user { Unmanaged<TreeBuilder>.fromOpaque(user).takeUnretainedValue().end() } })
  }

  private func begin(_ prefix: UnsafePointer<CChar>?, _ name: UnsafePointer<CChar>) {
    guard failure == nil else { return }
    elements += 1
    if open.count >= limits.levels { return stop(.tooDeep(limit: limits.levels)) }
    if elements > limits.elements { return stop(.tooManyElements(limit: limits.elements)) }
    if !open.isEmpty, trimmed != nil { return stop(.malformed(element: open[open.count - 1].name)) }
    text.removeAll(keepingCapacity: true)
    if let prefix { return open.append(XMLTree(name: "\(String(cString: prefix)):\(String(cString: name))")) }
    if let known = names[name] { return open.append(XMLTree(name: known)) }
    let new = String(cString: name)
    names[name] = new
    open.append(XMLTree(name: new))
  }

  private func append(_ bytes: UnsafeRawBufferPointer) {
    if failure == nil, !open.isEmpty { text.append(contentsOf: bytes) }
  }

  private func end() {
    guard failure == nil, var element = open.popLast() else { return }
    if let range = trimmed {
      guard element.children.isEmpty else { return stop(.malformed(element: element.name)) }
      element.text = text.withUnsafeBufferPointer {
        String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self)
      }
    }
    text.removeAll(keepingCapacity: true)
    guard let parent = open.last else { return root = element }
    if open.count == Self.takenLevel - 1, parent.name == Self.body {
      do throws(EligibilityXMLFailure) {
        if try taking(element) { return }
      } catch {
        return stop(error)
      }
    }
    open[open.count - 1].children.append(element)
  }

  private func stop(_ reason: EligibilityXMLFailure) {
    failure = reason
    if let reader { uk_xml_stop(reader) }
  }

  /// Where the text stands without the white space around it; the wide space of Japanese names stays. `nil`: nowhere.
  private var trimmed: ClosedRange<Int>? {
    text.withUnsafeBufferPointer { text in
      func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
      var first = 0
      while first < text.count, isSpace(text[first]) { first += 1 }
      guard first < text.count else { return nil }
      var last = text.count - 1
      while isSpace(text[last]) { last -= 1 }
      return first...last
    }
  }
}
