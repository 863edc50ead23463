/// The one grid of all screens, in cells of an 80×24 terminal.
enum Grid {
  static let columns = Size.smallest.columns
  /// Institution and clock.
  static let headerRow = 0
  static let stepsRow = 1
  static let topRuleRow = 2
  static let headingRow = 4
  /// From the bottom: the footer's keys, its rule, the demo's strip or an empty row.
  static let footerRows = 1
  static let bottomRuleRows = 2
  static let stripRows = 3
  /// Rows that are never the content's, above and below it.
  static let rowsBelowContent = 3

  /// Text that stands left.
  static let text = 4..<76
  /// Boxes over the whole width and the two halves.
  static let full = 3..<77
  static let leftHalf = 3..<39
  static let rightHalf = 41..<77

  /// Institution and footer keep this off the edges.
  static let edge = 1
  /// Where the footer's keys begin. `+` (larger letters) and `-` (voice) have their places between the first two.
  static let backColumn = 1
  static let languageColumn = 42

  /// One box of a PIN, and the room between two.
  static let digitBox = 7
  static let digitBoxGap = 1
  static let passwordBox = 42
  /// A password's length beyond this is nobody's matter.
  static let mostPasswordSigns = 16
}
