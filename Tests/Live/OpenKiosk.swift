import Testing

/// A kiosk that is open for patients, with everything around it, and what a patient does there.
final class OpenKiosk {
  let site: Site
  let screen: TerminalSession

  /// Returns with the first screen.
  ///
  /// - Parameters:
  ///   - changes: of the configuration, as `Site.writeConfiguration` takes them.
  ///   - service: whether the PC/SC service runs.
  ///   - standin: lines of the stand-in's configuration.
  init(_ changes: [String: String] = [:], service: Bool = true, standin: String = "") throws {
    site = try Site()
    do {
      if service { try site.startPCSC() }
      if standin.contains(Site.terminal) { try site.makeTerminalFolders() }
      try site.startStandin(standin)
      try site.writeConfiguration(changes)
      screen = try site.kiosk()
    } catch {
      site.close()
      throw error
    }
    try screen.wait(for: "カードを ここに 置いてください")
  }

  /// Lays a card down and comes to the ways of identity.
  func lay(_ person: String) throws -> Server {
    let card = try site.card(person)
    try screen.wait(for: "どの方法で")
    return card
  }

  /// A way keeps its digit: `2` is the PIN also where there is no camera.
  func enterPIN(_ digits: String = "1234") throws {
    try screen.choosePIN()
    try screen.confirmPIN(digits)
  }

  /// A staff member's part of the visual check, from the number on.
  func vouch() throws {
    try screen.showStaff()
    try screen.type("1")
  }

  /// Answers one question after the other; each is known by its words.
  func answer(_ questions: (words: String, key: String)...) throws {
    for (number, question) in questions.enumerated() {
      try screen.wait(for: question.words, "質問 \(number + 1) / \(questions.count)")
      try screen.type(question.key)
    }
  }

  func send() throws {
    try screen.wait(for: "この内容で よろしいですか")
    try screen.type("0")
    try screen.wait(for: "受付が できました", "カードを")
  }

  func audit() throws -> Audit { try Audit(of: site) }

  func close() {
    screen.close()
    site.close()
  }
}
