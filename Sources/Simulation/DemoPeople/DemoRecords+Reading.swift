import Eligibility
import StrictYAML

extension DemoPeople {
  /// The same people with the medical records of a file beside theirs (`records.yaml`).
  ///
  /// - Parameter file: the name that failures carry; nothing is opened.
  /// - Throws: with file, line and the nearest known key; also for records of nobody.
  public func adding(records bytes: [UInt8], file: String) throws(StrictYAMLFailure) -> DemoPeople {
    let top = try StrictYAML.read(bytes, file: file).mapping(["version", "institutions", "records"])
    guard try top.int("version") == Self.recordsVersion else {
      throw try top.required("version").failure("must be \(Self.recordsVersion)")
    }
    var institutions: [String: DemoInstitution] = [:]
    for entry in try top.required("institutions").openMapping() {
      institutions[entry.key] = try DemoInstitution(entry.value)
    }
    let reader = RecordsReader(institutions: institutions)
    var people = people
    for entry in try top.required("records").openMapping() {
      guard let index = people.firstIndex(where: { $0.key == entry.key }) else {
        throw entry.value.failure("are of nobody: there is no \"\(entry.key)\"")
      }
      people[index].records = try reader.records(entry.value)
    }
    return DemoPeople(people)
  }

  private static let recordsVersion = 1
}

extension DemoInstitution {
  init(_ node: StrictNode) throws(StrictYAMLFailure) {
    let fields = try node.mapping(["code", "name"])
    code = try fields.string("code")
    guard InstitutionCode.isWellFormed(code) else { throw try fields.required("code").failure("must be 10 digits") }
    name = try fields.string("name")
  }
}

/// Reads one person after the other; institutions go by their short names.
private struct RecordsReader {
  let institutions: [String: DemoInstitution]

  /// What the service keeps: five years of check-ups, three of claims.
  private static let monthsAgo = 0...60
  /// Every month has these.
  private static let days = 1...28

  func records(_ node: StrictNode) throws(StrictYAMLFailure) -> DemoRecords {
    let fields = try node.mapping(["months", "checkups"])
    var records = DemoRecords()
    for node in try fields["months"]?.list() ?? [] { records.months.append(try month(node)) }
    for node in try fields["checkups"]?.list() ?? [] { records.checkups.append(try checkup(node)) }
    return records
  }

  private func month(_ node: StrictNode) throws(StrictYAMLFailure) -> DemoRecords.Month {
    let fields = try node.mapping(["from", "monthsAgo", "at", "prescribedAt", "days"])
    let origin: MedicationOrigin =
      switch try fields.one("from", of: Origin.self) {
      case .claim: .claim
      case .dispensing: .dispensing
      case .prescription: .prescription
      }
    var days: [DemoRecords.Day] = []
    for node in try fields.list("days") { days.append(try day(node, of: origin)) }
    return DemoRecords.Month(
      origin: origin, monthsAgo: try fields.int("monthsAgo", in: Self.monthsAgo),
      institution: try institution(try fields.required("at")),
      prescriber: try fields["prescribedAt"].map { node throws(StrictYAMLFailure) in try institution(node) }, days: days
    )
  }

  private enum Origin: String, CaseIterable {
    case claim, dispensing, prescription
  }

  private func institution(_ node: StrictNode) throws(StrictYAMLFailure) -> DemoInstitution {
    guard let known = institutions[try node.one(of: institutions.keys.sorted())] else {
      throw node.failure("names no institution of this file")
    }
    return known
  }

  private func day(_ node: StrictNode, of origin: MedicationOrigin) throws(StrictYAMLFailure) -> DemoRecords.Day {
    let fields = try node.mapping(["day", "drugs", "acts"])
    var day = DemoRecords.Day(day: try fields.int("day", in: Self.days), drugs: [], acts: [])
    for node in try fields["drugs"]?.list() ?? [] { day.drugs.append(try drug(node)) }
    for node in try fields["acts"]?.list() ?? [] {
      // The interface has a place for them in claims alone.
      guard origin == .claim else { throw node.failure("stands outside a claim") }
      day.acts.append(try act(node))
    }
    return day
  }

  private func drug(_ node: StrictNode) throws(StrictYAMLFailure) -> DemoRecords.Drug {
    let fields = try node.mapping([
      "code", "name", "ingredient", "quantity", "unit", "times", "usage", "instruction",
    ])
    return DemoRecords.Drug(
      code: try fields.string("code"), name: try fields.string("name"),
      ingredient: try fields.stringIfAny("ingredient"), quantity: try fields.string("quantity"),
      unit: try fields.string("unit"), times: try fields.int("times", in: 1...999),
      usage: try fields.stringIfAny("usage"), instruction: try fields.stringIfAny("instruction"))
  }

  private func act(_ node: StrictNode) throws(StrictYAMLFailure) -> DemoRecords.Act {
    let fields = try node.mapping(["code", "name", "class", "times"])
    return DemoRecords.Act(
      name: try fields.string("name"), code: try fields.string("code"), careClass: try fields.string("class"),
      times: try fields.intIfAny("times", in: 1...999) ?? 1)
  }

  private func checkup(_ node: StrictNode) throws(StrictYAMLFailure) -> DemoRecords.Checkup {
    let fields = try node.mapping(["monthsAgo", "day", "items"])
    var items: [DemoRecords.Item] = []
    for node in try fields.list("items") {
      let item = try node.mapping(["code", "name", "value", "unit", "meaning"])
      items.append(
        DemoRecords.Item(
          code: try item.string("code"), name: try item.string("name"), value: try item.string("value"),
          unit: try item.stringIfAny("unit"), meaning: try item.stringIfAny("meaning")))
    }
    return DemoRecords.Checkup(
      monthsAgo: try fields.int("monthsAgo", in: Self.monthsAgo), day: try fields.int("day", in: Self.days),
      items: items)
  }
}
