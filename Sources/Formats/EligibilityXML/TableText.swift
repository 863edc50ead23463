/// Tables of people (CSV) in the messages' encodings.
extension MessageEncoding {
  /// `nil` when the bytes are not of this encoding, to the last one.
  package func decode(table bytes: ArraySlice<UInt8>) -> String? {
    switch self {
    case .utf8: return String(validating: bytes, as: UTF8.self)
    case .cp932:
      var lead: UInt8?
      guard let text = CP932.table.decode(bytes, after: &lead), lead == nil else { return nil }
      return String(decoding: text, as: UTF8.self)
    }
  }

  /// What the encoding lacks becomes `●`.
  package func encode(table text: String) -> [UInt8] {
    switch self {
    case .utf8: return Array(text.utf8)
    case .cp932:
      var bytes: [UInt8] = []
      bytes.reserveCapacity(text.utf8.count)
      for character in text {
        let scalars = canWrite(character) ? Array(character.unicodeScalars) : [Self.writable(character) ?? "●"]
        for scalar in scalars { _ = CP932.table.encode(scalar, to: &bytes) }
      }
      return bytes
    }
  }
}
