/// The one grid of all screens, in cells: 80 columns, or 64 where a console shows larger cells; for large letters the
/// whole width.
struct Grid: Hashable {
  let columns: Int
  /// Of the heading, or of whatever stands first.
  let firstRow: Int
  /// Text that stands left.
  let text: Range<Int>
  /// Boxes over the whole width and the two halves.
  let full: Range<Int>
  let leftHalf: Range<Int>
  let rightHalf: Range<Int>

  /// The grid in the middle of so many columns.
  init(within columns: Int) {
    self.init(columns: columns >= Self.usualColumns ? Self.usualColumns : Size.narrow.columns, firstRow: 4)
  }

  private init(columns: Int, firstRow: Int) {
    let margin = columns >= Self.usualColumns ? 3 : 2
    self.columns = columns
    self.firstRow = firstRow
    full = margin..<columns - margin
    text = margin + 1..<min(columns - margin - 1, margin + 1 + Self.longestLine)
    leftHalf = margin..<columns / 2 - 1
    rightHalf = columns / 2 + 1..<columns - margin
  }

  /// Large letters need all the room there is.
  static func whole(_ columns: Int) -> Grid { Grid(columns: columns, firstRow: 3) }

  private static let usualColumns = Size.smallest.columns
  /// A longer one loses the eye on its way back.
  private static let longestLine = 100

  /// The first column on a terminal of so many.
  func left(on columns: Int) -> Int { (columns - self.columns) / 2 }

  /// Institution and clock.
  static let headerRow = 0
  static let stepsRow = 1
  static let topRuleRow = 2
  /// From the bottom: the footer's keys, its rule, the demo's strip or an empty row.
  static let footerRows = 1
  static let bottomRuleRows = 2
  static let stripRows = 3
  /// Rows that are never the content's, above and below it.
  static let rowsBelowContent = 3

  /// Institution and footer keep this off the edges.
  static let edge = 1

  /// One box of a PIN, and the room between two.
  static let digitBox = 7
  static let digitBoxGap = 1
  static let passwordBox = 42
  /// A password's length beyond this is nobody's matter.
  static let mostPasswordSigns = 16
}

/// Where the footer's keys begin, from the grid's left; `staff` ends at the terminal's right edge.
struct FooterPlaces {
  let isNarrow: Bool

  /// Between a key's sign and its words.
  var signGap: Int { isNarrow ? 1 : 2 }

  func column(of key: FooterKey) -> Int? {
    switch key {
    case .back: Grid.edge
    case .larger: isNarrow ? 12 : 13
    case .voice: isNarrow ? 23 : 29
    case .language: isNarrow ? 34 : 41
    case .staff: nil
    }
  }
}
