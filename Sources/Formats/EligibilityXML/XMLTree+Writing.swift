extension XMLTree {
  /// The whole document in the interface's manner (`standalone="no"`), one element a line.
  func document(in encoding: MessageEncoding) -> EncodedMessage {
    var text = "<?xml version=\"1.0\" encoding=\"\(encoding.declaredName)\" standalone=\"no\"?>\n"
    var unwritable = 0
    write(to: &text, &unwritable, indent: 0)
    let (bytes, replaced) = encoding.encode(text)
    return EncodedMessage(bytes: bytes, replacedCharacters: replaced + unwritable)
  }

  private func write(to text: inout String, _ unwritable: inout Int, indent: Int) {
    for _ in 0..<indent { text += "  " }
    if children.isEmpty {
      text += "<\(name)>"
      Self.escape(self.text, to: &text, &unwritable)
      text += "</\(name)>\n"
      return
    }
    text += "<\(name)>\n"
    for child in children { child.write(to: &text, &unwritable, indent: indent + 1) }
    for _ in 0..<indent { text += "  " }
    text += "</\(name)>\n"
  }

  /// A character that XML 1.0 has no way to write becomes a black circle too.
  private static func escape(_ value: String, to text: inout String, _ unwritable: inout Int) {
    for scalar in value.unicodeScalars {
      switch scalar.value {
      case 0x26: text += "&amp;"
      case 0x3C: text += "&lt;"
      case 0x3E: text += "&gt;"
      case 0x0D: text += "&#13;"
      case 0x00...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F, 0xFFFE, 0xFFFF:
        text.append(MessageEncoding.blackCircle)
        unwritable += 1
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
