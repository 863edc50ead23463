/// Which glyph stands in which of the console's letters. Stable: a glyph keeps its letters until another needs them, and
/// then those give way whose glyph was wanted longest ago. Letter 0x20 is nobody's: the kernel blanks with it.
struct SlotTable {
  /// Where a glyph's halves stand; `blank` for a half without a pixel and for the right of a narrow one.
  struct Place: Equatable {
    var left: UInt16
    var right: UInt16
  }

  /// What the letters must show anew before a screen can be written.
  struct Assignment: Equatable {
    var newcomers: [UInt32] = []
    /// Glyphs that found no letter.
    var unplaced = 0
    /// A letter that the screen still shows became another's.
    var takesShown = false
  }

  static let blank: UInt16 = 0x20
  static let letters = 512

  private struct Resident {
    var place: Place
    /// The number of the screen that wanted it last.
    var wanted: Int
  }

  private var residents: [UInt32: Resident] = [:]
  private var free: [UInt16]
  private var screen = 0

  init() {
    // The lowest is taken first.
    free = (0..<UInt16(Self.letters)).reversed().filter { $0 != Self.blank }
  }

  func place(of glyph: UInt32) -> Place? { residents[glyph]?.place }

  /// Gives every glyph of the next screen its letters.
  ///
  /// - Parameters:
  ///   - glyphs: in the order of their importance; each may come many times.
  ///   - halves: which halves of a newcomer have a pixel.
  mutating func assign(_ glyphs: [UInt32], halves: (UInt32) -> (left: Bool, right: Bool)) -> Assignment {
    screen += 1
    var assignment = Assignment()
    var missing: [UInt32] = []
    var isMissing: Set<UInt32> = []
    for glyph in glyphs {
      if residents[glyph] != nil {
        residents[glyph]?.wanted = screen
      } else if isMissing.insert(glyph).inserted {
        missing.append(glyph)
      }
    }
    guard !missing.isEmpty else { return assignment }
    // The first to give way last in the list.
    var leaving = residents.filter { $0.value.wanted < screen }
      .sorted { ($1.value.wanted, $1.key) < ($0.value.wanted, $0.key) }.map(\.key)
    for glyph in missing {
      let needed = halves(glyph)
      let count = (needed.left ? 1 : 0) + (needed.right ? 1 : 0)
      while free.count < count, let oldest = leaving.popLast() {
        assignment.takesShown = release(oldest) == screen - 1 || assignment.takesShown
      }
      guard free.count >= count else {
        assignment.unplaced += 1
        continue
      }
      let left = needed.left ? free.removeLast() : Self.blank
      let right = needed.right ? free.removeLast() : Self.blank
      residents[glyph] = Resident(place: Place(left: left, right: right), wanted: screen)
      if count > 0 { assignment.newcomers.append(glyph) }
    }
    return assignment
  }

  /// - Returns: the screen that wanted it last.
  private mutating func release(_ glyph: UInt32) -> Int {
    guard let resident = residents.removeValue(forKey: glyph) else { return 0 }
    for letter in [resident.place.left, resident.place.right] where letter != Self.blank { free.append(letter) }
    return resident.wanted
  }
}
