import Eligibility

/// One document as bytes in the making, in the interface's manner (`standalone="no"`), one element a line. Nothing is
/// kept but the bytes, so that a batch of 10,000 costs no more than its file.
struct MessageWriter {
  let encoding: MessageEncoding
  private(set) var bytes: [UInt8]
  /// Black circles written, for characters that the encoding or XML itself lacks.
  private(set) var replaced = 0
  private var depth = 0

  init(_ encoding: MessageEncoding) {
    self.encoding = encoding
    bytes = Array("<?xml version=\"1.0\" encoding=\"\(encoding.declaredName)\" standalone=\"no\"?>\n".utf8)
  }

  mutating func element(_ name: String, _ text: String) {
    begin(name)
    append(text)
    end(name)
  }

  /// The children are written between this and `close`, which takes what this returns.
  mutating func open(_ name: String) -> Int {
    begin(name)
    depth += 1
    bytes.append(UInt8(ascii: "\n"))
    return bytes.count
  }

  mutating func close(_ name: String, from start: Int) {
    depth -= 1
    // Without children the two tags stand on one line.
    if bytes.count == start { bytes.removeLast() } else { indent() }
    end(name)
  }

  mutating func element(_ element: UnknownElement) {
    let name = writable(element.name)
    if element.children.isEmpty { return self.element(name, element.text) }
    let start = open(name)
    for child in element.children { self.element(child) }
    close(name, from: start)
  }

  var message: EncodedMessage { EncodedMessage(bytes: bytes, replacedCharacters: replaced) }

  private mutating func begin(_ name: String) {
    indent()
    bytes.append(UInt8(ascii: "<"))
    append(name)
    bytes.append(UInt8(ascii: ">"))
  }

  private mutating func end(_ name: String) {
    bytes.append(UInt8(ascii: "<"))
    bytes.append(UInt8(ascii: "/"))
    append(name)
    bytes.append(UInt8(ascii: ">"))
    bytes.append(UInt8(ascii: "\n"))
  }

  private mutating func indent() { for _ in 0..<(2 * depth) { bytes.append(UInt8(ascii: " ")) } }

  /// The name of an element that came in another encoding: a black circle is no letter of a name.
  private mutating func writable(_ name: String) -> String {
    var written = ""
    for character in name {
      if encoding.canWrite(character) {
        written.append(character)
      } else {
        written.append("_")
        replaced += 1
      }
    }
    return written
  }

  // MARK: - Text

  private mutating func append(_ text: String) {
    if Self.isPlain(text) { return bytes.append(contentsOf: text.utf8) }
    switch encoding {
    case .utf8: for scalar in text.unicodeScalars where !escape(scalar) { bytes.append(contentsOf: scalar.utf8) }
    case .cp932: for character in text { appendCP932(character) }
    }
  }

  /// Whether the text's UTF-8 can stand in any document: ASCII, and nothing that XML writes otherwise.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x26 && $0 != 0x3C && $0 != 0x3E }
  }

  /// A character whole or not at all: a name without its variation selector would be a guess.
  private mutating func appendCP932(_ character: Character) {
    let start = bytes.count
    let replacedBefore = replaced
    for scalar in character.unicodeScalars where !escape(scalar) && !CP932.table.encode(scalar, to: &bytes) {
      bytes.removeSubrange(start...)
      replaced = replacedBefore
      if let other = MessageEncoding.writable(character), CP932.table.encode(other, to: &bytes) { return }
      return circle()
    }
  }

  /// Writes what XML does not write as it is. A character that XML 1.0 has no way to write becomes a black circle too.
  private mutating func escape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x26: bytes.append(contentsOf: "&amp;".utf8)
    case 0x3C: bytes.append(contentsOf: "&lt;".utf8)
    case 0x3E: bytes.append(contentsOf: "&gt;".utf8)
    case 0x0D: bytes.append(contentsOf: "&#13;".utf8)
    case 0x00...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F, 0xFFFE, 0xFFFF: circle()
    default: return false
    }
    return true
  }

  private mutating func circle() {
    switch encoding {
    case .utf8: bytes += [0xE2, 0x97, 0x8F]
    case .cp932: bytes += [0x81, 0x9C]
    }
    replaced += 1
  }
}
