import Eligibility

/// The reference numbers (照会番号) of many people as a table like a day's bookings (`BookingFile`), with these columns:
///
/// | column | | |
/// |---|---|---|
/// | `referenceNumber` | 照会番号 | up to 50 characters |
/// | `insurerNumber` | 保険者番号 | 6 or 8 digits |
/// | `symbol` | 記号 | may be empty |
/// | `number` | 番号 | |
/// | `branch` | 枝番 | may be empty |
public enum ReferenceFile {
  /// As the interface has it.
  public static let longestNumber = 50

  private enum Column: String, CaseIterable {
    case referenceNumber, insurerNumber, symbol, number, branch

    var japanese: String {
      switch self {
      case .referenceNumber: "照会番号"
      case .insurerNumber: "保険者番号"
      case .symbol: "記号"
      case .number: "番号"
      case .branch: "枝番"
      }
    }

    /// The interface's own element.
    var element: String {
      switch self {
      case .referenceNumber: "ReferenceNumber"
      case .insurerNumber: "InsurerNumber"
      case .symbol: "InsuredCardSymbol"
      case .number: "InsuredIdentificationNumber"
      case .branch: "InsuredBranchNumber"
      }
    }

    var isNeeded: Bool {
      switch self {
      case .referenceNumber, .insurerNumber, .number: true
      case .symbol, .branch: false
      }
    }
  }

  /// Why a person's data cannot be sent.
  public enum Mistake: Error, Equatable, Sendable {
    /// The reference number is missing, too long, or holds a sign that no number has.
    case number
    case card(InsuranceCardEntry.Mistake)
  }

  /// One person's registration, from what somebody typed.
  public static func registration(
    _ reference: String, insurer: String, symbol: String, number: String, branch: String
  ) -> Result<ReferenceNumberRegistrationInfo, Mistake> {
    let reference = reference.trimmingSpace()
    guard (1...longestNumber).contains(reference.count),
      reference.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
    else { return .failure(.number) }
    var registration = ReferenceNumberRegistrationInfo()
    registration.referenceNumber = reference
    do throws(InsuranceCardEntry.Mistake) {
      registration.insurerNumber = try InsuranceCardEntry.insurer(insurer).padded
      registration.insuredCardSymbol = try InsuranceCardEntry.text(symbol, .symbol)
      guard let number = try InsuranceCardEntry.text(number, .number) else { throw .missing(.number) }
      registration.insuredIdentificationNumber = number
      registration.insuredBranchNumber = try InsuranceCardEntry.branch(branch)
    } catch {
      return .failure(.card(error))
    }
    return .success(registration)
  }

  /// - Throws: for a number that stands twice: the second person would take it from the first.
  public static func read(_ bytes: [UInt8]) throws(BookingFileFailure) -> [ReferenceNumberRegistrationInfo] {
    let table = try BookingFile.table(bytes)
    let places = try places(table.header)
    var registrations: [ReferenceNumberRegistrationInfo] = []
    var numbers: Set<String> = []
    for (index, cells) in table.rows.enumerated() {
      let row = index + 2
      if cells.allSatisfy({ $0.trimmingSpace().isEmpty }) { continue }
      guard cells.dropFirst(table.header.count).allSatisfy({ $0.trimmingSpace().isEmpty }) else {
        throw .tooManyCells(row: row)
      }
      func cell(_ column: Column) -> String {
        guard let place = places[column], cells.indices.contains(place) else { return "" }
        return cells[place].trimmingSpace()
      }
      switch registration(
        cell(.referenceNumber), insurer: cell(.insurerNumber), symbol: cell(.symbol), number: cell(.number),
        branch: cell(.branch))
      {
      case .success(let registration):
        guard numbers.insert(registration.referenceNumber ?? "").inserted else { throw .referenceNumberTwice(row: row) }
        registrations.append(registration)
      case .failure(.number): throw .referenceNumberForm(row: row)
      case .failure(.card(let mistake)): throw .cardData(row: row, mistake.field)
      }
      guard registrations.count <= BatchRequest.mostPeople else { throw .tooMany(limit: BatchRequest.mostPeople) }
    }
    guard !registrations.isEmpty else { throw .empty }
    return registrations
  }

  private static func places(_ head: [String]) throws(BookingFileFailure) -> [Column: Int] {
    var places: [Column: Int] = [:]
    for (place, cell) in head.enumerated() {
      let title = cell.trimmingSpace()
      let column = Column.allCases.first { column in
        [column.japanese, column.element, column.rawValue].contains { $0.lowercased() == title.lowercased() }
      }
      guard let column else { continue }
      guard places[column] == nil else { throw .columnTwice(title) }
      places[column] = place
    }
    for column in Column.allCases where column.isNeeded && places[column] == nil {
      throw .columnMissing("\(column.rawValue) (\(column.japanese))")
    }
    return places
  }
}
