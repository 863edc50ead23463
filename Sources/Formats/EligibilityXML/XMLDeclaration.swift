/// What a message says about itself in its first line, read from the bytes before anything decodes them.
struct XMLDeclaration {
  var encoding: MessageEncoding
  /// Where the document goes on.
  var end: Int

  /// No declaration of ours is longer than 60 bytes.
  static let longestBytes = 200

  /// Without a declaration, or without an encoding in it, XML means UTF-8.
  init(of bytes: [UInt8]) throws(EligibilityXMLFailure) {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) { throw .encodingNotAllowed("UTF-16") }
    guard bytes[start...].starts(with: Array("<?xml".utf8)) else {
      self.encoding = .utf8
      self.end = start
      return
    }
    let head = bytes[start..<min(bytes.count, start + Self.longestBytes)]
    guard let close = head.indices.dropLast().first(where: { head[$0] == 0x3F && head[$0 + 1] == 0x3E }) else {
      throw .notWellFormed(line: 1)
    }
    self.end = close + 2
    self.encoding = .utf8
    guard let declared = String(validating: head[..<close], as: UTF8.self) else { throw .notWellFormed(line: 1) }
    if let name = Self.value(of: "encoding", in: declared) {
      guard let encoding = MessageEncoding(declared: name) else { throw .encodingNotAllowed(name) }
      self.encoding = encoding
    } else if declared.contains("encoding") {
      throw .notWellFormed(line: 1)
    }
    if start == 3, encoding != .utf8 { throw .encodingViolated(encoding) }
  }

  /// The value of `name = "…"`.
  private static func value(of name: String, in declared: String) -> String? {
    let tokens = declared.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    let joined = tokens.joined(separator: " ").replacing(" =", with: "=").replacing("= ", with: "=")
    guard let found = joined.firstRange(of: " \(name)=") else { return nil }
    let rest = joined[found.upperBound...]
    guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
    let value = rest.dropFirst()
    guard let end = value.firstIndex(of: quote) else { return nil }
    return String(value[..<end])
  }
}
