import Eligibility
import EligibilityXML
import SwiftCSV

/// One person of a day's bookings, as the file says it.
public struct Booking: Equatable, Sendable {
  /// As a spreadsheet counts: the names of the columns stand in row 1.
  public var row: Int
  /// The hospital's own name for the person: comes back with the result.
  public var identifier: String?
  public var entry: InsuranceCardEntry
}

/// The bookings of a day as a table (CSV, RFC 4180, comma or tab) whose first line names the columns, in English, in
/// Japanese or by the interface's own elements:
///
/// | column | | |
/// |---|---|---|
/// | `insurerNumber` | 保険者番号 | 6 or 8 digits |
/// | `symbol` | 記号 | may be empty |
/// | `number` | 番号 | |
/// | `branch` | 枝番 | may be empty |
/// | `birthdate` | 生年月日 | era or western |
/// | `limitConsent` | 限度額同意 | 1: the person agreed to have the high-cost limit looked up; 0 or empty: not asked |
/// | `identifier` | 患者番号 | the hospital's own, up to 50 characters |
///
/// Other columns are passed over. The bytes are UTF-8 (with or without a byte order mark) or Shift_JIS.
public enum BookingFile {
  /// 10,000 people take under a megabyte; a table with many more columns has room.
  public static let mostBytes = 16 << 20
  public static let longestIdentifier = 50

  public static func read(_ bytes: [UInt8]) throws(BookingFileFailure) -> [Booking] {
    let table = try table(bytes)
    let columns = try Columns(table.header)
    var bookings: [Booking] = []
    var identifiers: Set<String> = []
    for (index, cells) in table.rows.enumerated() {
      // A line without anything, as editors leave it at the end.
      if cells.allSatisfy({ $0.trimmingSpace().isEmpty }) { continue }
      let booking = try columns.booking(cells, row: index + 2)
      if let identifier = booking.identifier, !identifiers.insert(identifier).inserted {
        throw .identifierTwice(row: booking.row)
      }
      bookings.append(booking)
      guard bookings.count <= BatchRequest.mostPeople else { throw .tooMany(limit: BatchRequest.mostPeople) }
    }
    guard !bookings.isEmpty else { throw .empty }
    return bookings
  }

  /// The names of the columns, and the rows under them.
  static func table(_ bytes: [UInt8]) throws(BookingFileFailure) -> EnumeratedCSV {
    guard bytes.count <= mostBytes else { throw .tooLarge(limitBytes: mostBytes) }
    guard let text = text(bytes) else { throw .notText }
    return try table(of: text)
  }

  private static func text(_ bytes: [UInt8]) -> String? {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = bytes.starts(with: mark) ? mark.count : 0
    if let text = MessageEncoding.utf8.decode(table: bytes[start...]) { return text }
    // A damaged file of UTF-8 read as Shift_JIS would be other people's names.
    guard start == 0, !isMostlyUTF8(bytes) else { return nil }
    return MessageEncoding.cp932.decode(table: bytes[...])
  }

  /// Whether more characters of several bytes are whole in UTF-8 than are not.
  private static func isMostlyUTF8(_ bytes: [UInt8]) -> Bool {
    var whole = 0
    var broken = 0
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars where !scalar.isASCII {
      if scalar == "\u{FFFD}" { broken += 1 } else { whole += 1 }
    }
    return whole > broken
  }

  private static func table(of text: String) throws(BookingFileFailure) -> EnumeratedCSV {
    // The reader takes a quotation mark that nobody closes for the rest of the file.
    guard text.utf8.lazy.filter({ $0 == 0x22 }).count.isMultiple(of: 2) else { throw .quotation }
    let firstLine = text.prefix { !$0.isNewline }
    let delimiter: CSVDelimiter = firstLine.contains("\t") && !firstLine.contains(",") ? .tab : .comma
    do {
      return try EnumeratedCSV(string: text, delimiter: delimiter, loadColumns: false)
    } catch {
      throw .quotation
    }
  }
}

/// Which cell of a line is what.
private struct Columns {
  private enum Name: String, CaseIterable {
    case insurerNumber, symbol, number, branch, birthdate, limitConsent, identifier

    var japanese: String {
      switch self {
      case .insurerNumber: "保険者番号"
      case .symbol: "記号"
      case .number: "番号"
      case .branch: "枝番"
      case .birthdate: "生年月日"
      case .limitConsent: "限度額同意"
      case .identifier: "患者番号"
      }
    }

    /// The interface's own element.
    var element: String {
      switch self {
      case .insurerNumber: "InsurerNumber"
      case .symbol: "InsuredCardSymbol"
      case .number: "InsuredIdentificationNumber"
      case .branch: "InsuredBranchNumber"
      case .birthdate: "Birthdate"
      case .limitConsent: "LimitApplicationCertificateRelatedConsFlg"
      case .identifier: "ArbitraryIdentifier"
      }
    }

    var isNeeded: Bool {
      switch self {
      case .insurerNumber, .number, .birthdate: true
      case .symbol, .branch, .limitConsent, .identifier: false
      }
    }
  }

  private let places: [Name: Int]
  private let count: Int

  init(_ head: [String]) throws(BookingFileFailure) {
    var places: [Name: Int] = [:]
    for (place, cell) in head.enumerated() {
      let title = cell.trimmingSpace()
      let name = Name.allCases.first { name in
        [name.japanese, name.element, name.rawValue].contains { $0.lowercased() == title.lowercased() }
      }
      guard let name else { continue }
      guard places[name] == nil else { throw .columnTwice(title) }
      places[name] = place
    }
    for name in Name.allCases where name.isNeeded && places[name] == nil {
      throw .columnMissing("\(name.rawValue) (\(name.japanese))")
    }
    self.places = places
    count = head.count
  }

  func booking(_ cells: [String], row: Int) throws(BookingFileFailure) -> Booking {
    // A comma too many would move every value after it into the next column.
    guard cells.dropFirst(count).allSatisfy({ $0.trimmingSpace().isEmpty }) else { throw .tooManyCells(row: row) }
    func cell(_ name: Name) -> String {
      guard let place = places[name], cells.indices.contains(place) else { return "" }
      return cells[place].trimmingSpace()
    }
    var entry = InsuranceCardEntry()
    entry.insurerNumber = cell(.insurerNumber)
    entry.symbol = cell(.symbol)
    entry.number = cell(.number)
    entry.branch = cell(.branch)
    entry.birthdate = cell(.birthdate)
    switch cell(.limitConsent) {
    case "1": entry.limitConsent = true
    case "", "0": entry.limitConsent = false
    default: throw .limitConsentForm(row: row)
    }
    let identifier = cell(.identifier)
    guard identifier.count <= BookingFile.longestIdentifier else { throw .identifierTooLong(row: row) }
    guard identifier.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }) else {
      throw .identifierStrange(row: row)
    }
    return Booking(row: row, identifier: identifier.isEmpty ? nil : identifier, entry: entry)
  }
}

extension String {
  func trimmingSpace() -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{3000}" || $0 == "\u{FEFF}" }
    guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
      return ""
    }
    return String(self[first...last])
  }
}
