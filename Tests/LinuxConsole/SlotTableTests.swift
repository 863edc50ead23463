import Testing

@testable import LinuxConsole

@Suite struct SlotTableTests {
  private var table = SlotTable()

  /// Narrow below 1,000, blank at 0, wide from 1,000 on, wide with a blank left half from 5,000 on.
  private static func halves(_ glyph: UInt32) -> (left: Bool, right: Bool) {
    (glyph != 0 && glyph < 5_000, glyph >= 1_000)
  }

  private mutating func assign(_ glyphs: [UInt32]) -> SlotTable.Assignment {
    table.assign(glyphs, halves: Self.halves)
  }

  @Test mutating func theBlankLetterIsNobodys() throws {
    #expect(assign(Array(1..<600)).unplaced == 599 - 511)
    let letters = (1..<UInt32(600)).compactMap { table.place(of: $0)?.left }
    #expect(Set(letters).count == 511)
    #expect(!letters.contains(SlotTable.blank))
    #expect(letters.allSatisfy { $0 < 512 })
  }

  @Test mutating func halvesWithoutPixelsTakeNoLetter() {
    let assignment = assign([0, 7, 1_000, 5_000])
    #expect(assignment == .init(newcomers: [7, 1_000, 5_000]))
    #expect(table.place(of: 0) == .init(left: SlotTable.blank, right: SlotTable.blank))
    #expect(table.place(of: 7)?.right == SlotTable.blank)
    #expect(table.place(of: 5_000)?.left == SlotTable.blank)
    let taken = [7, 1_000, 5_000].compactMap { table.place(of: $0) }.flatMap { [$0.left, $0.right] }
      .filter { $0 != SlotTable.blank }
    #expect(Set(taken).count == 4)
  }

  @Test mutating func aGlyphKeepsItsLetters() {
    _ = assign([1_000, 7])
    let before = table.place(of: 1_000)
    #expect(assign([1_001, 1_000, 7]) == .init(newcomers: [1_001]))
    #expect(table.place(of: 1_000) == before)
    #expect(assign([7, 1_000, 1_001]) == .init())
  }

  @Test mutating func whatWasWantedLongestAgoGivesWay() {
    _ = assign(Array(1...200))
    _ = assign(Array(201...400))
    // 111 letters are free; the first screen's 200 are the older ones.
    let assignment = assign(Array(401...600))
    #expect(!assignment.takesShown)
    #expect(assignment.unplaced == 0)
    #expect((201...400).allSatisfy { table.place(of: $0) != nil })
    #expect((1...200).count { table.place(of: $0) != nil } == 200 - (200 - 111))
  }

  @Test mutating func lettersThatAreShownGiveWayLast() {
    _ = assign(Array(1...511))
    let assignment = assign([600])
    #expect(assignment == .init(newcomers: [600], unplaced: 0, takesShown: true))
    // Now 510 older ones can give way before the one that is shown.
    #expect(!assign(Array(700..<1_000)).takesShown)
  }

  @Test mutating func nothingOfTheSameScreenGivesWay() {
    let assignment = assign(Array(1_000..<1_300))
    #expect(assignment.unplaced == 300 - 255)
    #expect((1_000..<1_255).allSatisfy { table.place(of: $0) != nil })
    let letters = (1_000..<UInt32(1_255)).compactMap { table.place(of: $0) }.flatMap { [$0.left, $0.right] }
    #expect(Set(letters).count == 510)
  }
}
