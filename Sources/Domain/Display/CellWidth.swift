/// How many cells a character takes: East Asian Wide and Fullwidth 2, ambiguous 1, marks that sit on another character
/// 0. A table of our own (Unicode 14, UAX #11, with the two blocks that glibc also counts as wide), because what a
/// terminal draws must be known before it is asked; a test compares it with the C library's.
public enum CellWidth {
  /// Of a scalar that `InertText` lets pass.
  public static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    // Latin, the box drawing of every screen, kana and the common kanji are decided without the table.
    if value < 0x300 { return 1 }
    if (0x2500...0x257F).contains(value) { return 1 }
    if (0x3041...0x3096).contains(value) || (0x309B...0x9FFF).contains(value) { return 2 }
    if (0x3000...0x3029).contains(value) || (0xFF01...0xFF60).contains(value) { return 2 }
    if isMark(scalar) { return 0 }
    return isWide(value) ? 2 : 1
  }

  /// Of a whole text that is inert already.
  public static func of(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + of($1) }
  }

  /// Marks without a width of their own, and the Hangul vowels and finals that join the initial before them.
  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    if value < 0x300 { return false }
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return true }
    // Its category differs between versions of Unicode; terminals go by the C library.
    if value == 0x1171E { return true }
    if (0x3041...0x3098).contains(value) || (0x309B...0xA66E).contains(value) { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return true
    // The standard library's enum; every other category stands by itself.
    default: return false
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    guard value >= 0x1100 else { return false }
    var low = 0
    var high = wide.count
    while low < high {
      let middle = (low + high) / 2
      if wide[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < wide.count && wide[low].contains(value)
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
    0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
    0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
    0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
    0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x303E,
    0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
