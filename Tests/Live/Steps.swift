import Testing

/// What patients and staff do on the screens, whoever put the kiosk together.
extension TerminalSession {
  /// Lays a card by its key in the strip of a reader with made-up cards, and comes to the ways of identity.
  func lay(_ key: String) throws {
    try type(key)
    try wait(for: "どの方法で")
  }

  /// From the ways of identity to the empty boxes.
  func choosePIN() throws {
    try type("2")
    try wait(for: "暗証番号 4 けたを")
  }

  /// Types four digits, sees them counted, and confirms them.
  func confirmPIN(_ digits: String) throws {
    try type(digits)
    try wait(for: "＊ │ │  ＊ │ │  ＊ │ │  ＊")
    try press("Enter")
  }

  /// A staff member's number and password: up to the question whether it is the same person.
  ///
  /// - Parameter checkNumber: of the card, to have its chip read; nil compares by the print.
  func showStaff(checkNumber: String? = nil) throws {
    try wait(for: "スタッフ番号")
    try type(Site.staffNumber)
    try press("Enter")
    try wait(for: "パスワードを 入力してください")
    try type(Site.password)
    try press("Enter")
    try compare(checkNumber)
  }

  /// From the 14 digits to the comparison.
  func compare(_ checkNumber: String? = nil) throws {
    try wait(for: "券面の番号 14 けた", "使えなくなります")
    if let checkNumber {
      try type(checkNumber)
      try wait(for: "│ ＊＊＊＊＊＊ │ │ ＊＊＊＊ │ │ ＊＊＊＊ │")
    }
    try press("Enter")
    try wait(for: "同じ方ですか")
  }
}

extension Site {
  /// What is printed on a made-up person's card.
  static func checkNumberB(of person: String) throws -> String {
    let list = try Command.output(program("uketsuke-card"), ["list"])
    let line = try #require(list.split(separator: "\n").first { $0.hasPrefix("\(person): ") })
    return String(line.suffix(14))
  }
}
