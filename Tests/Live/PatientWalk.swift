import Testing

/// A whole visit at a kiosk that somebody may kill meanwhile.
enum PatientWalk {
  enum End {
    case killed
    /// The card is to be taken.
    case received
  }

  /// What the patient waits for, and presses then.
  private static let steps = [
    ("どの方法で", ["2"]), ("暗証番号 4 けたを", ["1", "2", "3", "4"]), ("＊ │ │  ＊ │ │  ＊ │ │  ＊", ["Enter"]),
    ("質問 1 / 3", ["1"]), ("質問 2 / 3", ["2"]), ("質問 3 / 3", ["1"]), ("この内容で よろしいですか", ["0"]),
    ("受付が できました", []),
  ]

  /// An adult with the card on the reader, by PIN, under the profile `classic`.
  static func byPIN(_ kiosk: TerminalSession) throws -> End {
    for (words, keys) in steps {
      guard try kiosk.wait(forFirstOf: [TerminalSession.killed, words]) == words else { return .killed }
      for key in keys { try kiosk.press(key) }
    }
    return .received
  }
}
