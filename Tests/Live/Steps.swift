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
  func showStaff() throws {
    try wait(for: "スタッフ番号")
    try type(Site.staffNumber)
    try press("Enter")
    try wait(for: "パスワードを 入力してください")
    try type(Site.password)
    try press("Enter")
    try wait(for: "同じ方ですか")
  }
}
