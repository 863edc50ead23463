import Testing

/// Choices and digits touched or clicked, as a terminal reports it, at a kiosk that runs.
@Suite("Live: touch", .serialized)
struct TouchTests {
  @Test("A PIN on the shuffled pad: touched, erased, mixed with typed keys; another order for every entry")
  func shuffledPad() throws {
    let kiosk = try OpenKiosk(
      ["driver: pcsc": "driver: simulated", "voice: off": "voice: off\npin:\n  shuffledPad: true"], service: false)
    defer { kiosk.close() }
    try kiosk.screen.lay("a")
    try kiosk.screen.touch("暗証番号で")
    try kiosk.screen.wait(for: "暗証番号 4 けたを", "消す", "決定")
    let first = try Pad(on: kiosk.screen)
    #expect(first.places.keys.sorted() == Array(0...9))
    for digit in [9, 8, 7] { try kiosk.screen.touch(at: first.place(of: digit)) }
    try kiosk.screen.wait(for: "│  ＊ │ │  ＊ │ │  ＊ │ │     │")
    try kiosk.screen.touch("消す")
    try kiosk.screen.wait(for: "│  ＊ │ │  ＊ │ │     │ │     │")
    // The pad of the keyboard is not shuffled.
    try kiosk.screen.type("66")
    try kiosk.screen.wait(for: "│  ＊ │ │  ＊ │ │  ＊ │ │  ＊ │")
    try kiosk.screen.touch("決定")
    try kiosk.screen.wait(for: "合いませんでした", "あと 2 回")
    try kiosk.screen.touch("もう一度 入力する")
    try kiosk.screen.wait(for: "暗証番号 4 けたを", "消す")
    let second = try Pad(on: kiosk.screen)
    // The same twice in a row: once in 3,628,800.
    #expect(second.places != first.places)
    for digit in 1...4 { try kiosk.screen.touch(at: second.place(of: digit)) }
    try kiosk.screen.wait(for: "│  ＊ │ │  ＊ │ │  ＊ │ │  ＊ │")
    try kiosk.screen.touch("決定")
    try kiosk.screen.wait(for: "お薬・診療の情報を", "質問 1 / 3")
    #expect(try kiosk.audit().details(of: "pinOutcome").map { $0.contains("result=signed") } == [false, true])
  }

  @Test("A choice is touched anywhere in its box, in either form of report; a touch beside it answers nothing")
  func choices() throws {
    let kiosk = try OpenKiosk(["driver: pcsc": "driver: simulated"], service: false)
    defer { kiosk.close() }
    try kiosk.screen.lay("a")
    try kiosk.screen.touch("顔で 確認する")
    try kiosk.screen.wait(for: "お薬・診療の情報を", "質問 1 / 3")
    try kiosk.screen.touch(at: (row: 0, column: 0))
    let box = try kiosk.screen.place(of: "見せない")
    // The row of the border above the words, by the old report: button, column and row in a byte each.
    try kiosk.screen.type(
      "\u{1B}[M " + [box.column, box.row - 1].map { String(Character(Unicode.Scalar(UInt8($0 + 33)))) }.joined())
    try kiosk.screen.wait(for: "健康診断", "質問 2 / 3")
    try kiosk.screen.touch("スタッフを呼ぶ")
    try kiosk.screen.wait(for: "スタッフを 呼んでいます")
    #expect(
      try kiosk.audit().details(of: "consentAnswered") == ["question=treatment kinds=\"YZK SRJ\" basis=declined"])
  }

  /// The digits of the pad with their cells, as a person sees them.
  private struct Pad {
    var places: [Int: [Int]] = [:]

    init(on screen: TerminalSession) throws {
      for (row, line) in try screen.text().split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let cells = Array(line)
        for (column, cell) in cells.enumerated() where column >= 3 && column + 3 < cells.count {
          guard let digit = cell.wholeNumberValue, cells[(column - 3)...(column + 3)].map(\.isPadEdge) == Self.edges
          else { continue }
          places[digit] = [row, column]
        }
      }
    }

    private static let edges = [true, false, false, false, false, false, true]

    func place(of digit: Int) throws -> (row: Int, column: Int) {
      let place = try #require(places[digit])
      return (place[0], place[1])
    }
  }
}

extension Character {
  fileprivate var isPadEdge: Bool { self == "│" }
}

extension TerminalSession {
  /// The first cell of these words.
  func place(of words: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> (row: Int, column: Int) {
    let lines = try text().split(separator: "\n", omittingEmptySubsequences: false)
    let row = try #require(lines.firstIndex { $0.contains(words) }, sourceLocation: sourceLocation)
    let start = try #require(lines[row].range(of: words), sourceLocation: sourceLocation).lowerBound
    // Kana and kanji take two cells; frames and ASCII one.
    let column = lines[row][..<start].unicodeScalars.reduce(0) { $0 + ((0x2E80..<0xFFE7).contains($1.value) ? 2 : 1) }
    return (row, column)
  }

  /// Presses and lets go of the left button there, as a terminal reports it when asked for reports without limit.
  func touch(at place: (row: Int, column: Int)) throws {
    let cell = "\(place.column + 1);\(place.row + 1)"
    try type("\u{1B}[<0;\(cell)M\u{1B}[<0;\(cell)m")
  }

  func touch(_ words: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try touch(at: place(of: words, sourceLocation: sourceLocation))
  }
}
