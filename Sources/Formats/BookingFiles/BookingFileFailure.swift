import Eligibility

/// Why a table of bookings cannot be read. Rows are counted as a spreadsheet does; nothing of what stands in them.
public enum BookingFileFailure: Error, Equatable, Sendable {
  case tooLarge(limitBytes: Int)
  /// Neither UTF-8 nor Shift_JIS.
  case notText
  case empty
  /// A quotation mark stands alone, or in the middle of a cell.
  case quotation
  case columnMissing(String)
  case columnTwice(String)
  case tooManyCells(row: Int)
  case limitConsentForm(row: Int)
  case identifierTooLong(row: Int)
  case identifierStrange(row: Int)
  case identifierTwice(row: Int)
  case tooMany(limit: Int)
  case referenceNumberForm(row: Int)
  case referenceNumberTwice(row: Int)
  /// This field of the card's data cannot be sent as it stands there.
  case cardData(row: Int, InsuranceCardEntry.Field)

  /// One sentence.
  public var sentence: String {
    switch self {
    case .tooLarge(let limit): "the file is larger than \(limit) bytes"
    case .notText: "the file is neither UTF-8 nor Shift_JIS"
    case .empty: "nobody stands in the file"
    case .quotation: "a quotation mark (\") stands alone or in the middle of a cell"
    case .columnMissing(let name): "the first line names no column \(name)"
    case .columnTwice(let name): "the first line names the column \(name) twice"
    case .tooManyCells(let row): "row \(row) has more cells than the first line has names"
    case .limitConsentForm(let row): "row \(row): limitConsent (限度額同意) is 1 or 0"
    case .identifierTooLong(let row): "row \(row): identifier (患者番号) is longer than 50 characters"
    case .identifierStrange(let row): "row \(row): identifier (患者番号) holds a character that no number has"
    case .identifierTwice(let row): "row \(row): identifier (患者番号) stands in an earlier row too"
    case .referenceNumberForm(let row): "row \(row): referenceNumber (照会番号) has 1 to 50 characters"
    case .referenceNumberTwice(let row): "row \(row): referenceNumber (照会番号) stands in an earlier row too"
    case .cardData(let row, let field): "row \(row): \(field.rawValue) cannot be sent as it stands there"
    case .tooMany(let limit): "more than \(limit) people stand in the file: split it"
    }
  }
}
