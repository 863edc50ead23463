/// An insurer number (保険者番号): law code 2 + prefecture 2 + insurer 3 + check digit 1; National Health Insurance has 6
/// digits, without the law code. Public-expense numbers (公費負担者番号) use the same check digit.
public struct InsurerNumber: Hashable, Sendable {
  /// 6 or 8 digits.
  public let digits: String

  /// Accepts 6 or 8 ASCII digits, or 6 padded with two zeros on the left as messages write them; `nil` when the check
  /// digit is wrong.
  public init?(_ text: some StringProtocol) {
    let values = text.utf8.map { Int($0) - 48 }
    guard values.count == 6 || values.count == 8, values.allSatisfy({ (0...9).contains($0) }),
      Self.checkDigit(of: values.dropLast()) == values.last
    else { return nil }
    let isPadded = values.count == 8 && values[0] == 0 && values[1] == 0
    digits = String(isPadded ? text.dropFirst(2) : text[...])
  }

  /// 8 characters, as messages carry it.
  public var padded: String { digits.utf8.count == 6 ? "00" + digits : digits }

  /// As messages carry a number, right or wrong: padded with zeros on the left to 8 characters.
  public static func padded(_ number: String) -> String {
    String(repeating: "0", count: max(0, 8 - number.utf8.count)) + number
  }

  /// Whether two texts name the same insurer: programs pad with zeros, with spaces, or not at all.
  public static func isSame(_ one: some StringProtocol, as other: some StringProtocol) -> Bool {
    func bare(_ text: some StringProtocol) -> [UInt8] {
      let digits = text.utf8.filter { $0 != 0x20 }
      return Array(digits.drop { $0 == 0x30 })
    }
    return bare(one) == bare(other)
  }

  /// `nil` for National Health Insurance.
  public var lawCode: String? { digits.utf8.count == 8 ? String(digits.prefix(2)) : nil }

  public var kind: InsurerKind {
    guard let lawCode else { return .nationalHealthInsurance }
    return switch lawCode {
    case "01": .healthInsuranceAssociation
    case "02": .seamen
    case "03", "04": .dayLabourers
    case "06": .healthInsuranceSociety
    case "07": .selfDefenseForces
    case "31", "32", "33", "34": .mutualAid
    case "39": .lateStageElderly
    case "63", "72", "73", "74", "75": .specialRetired
    default: .other
    }
  }

  /// From the rightmost payload digit leftwards weights 2, 1, 2, 1…; the digits of each product are summed;
  /// `(10 − sum mod 10) mod 10`.
  public static func checkDigit(of payload: some BidirectionalCollection<Int>) -> Int {
    var sum = 0
    for (index, digit) in payload.reversed().enumerated() {
      let product = digit * (index.isMultiple(of: 2) ? 2 : 1)
      sum += product / 10 + product % 10
    }
    return (10 - sum % 10) % 10
  }
}

/// What an insurer number's law code says.
public enum InsurerKind: String, CaseIterable, Sendable {
  case nationalHealthInsurance
  /// 協会けんぽ
  case healthInsuranceAssociation
  case seamen
  case dayLabourers
  case healthInsuranceSociety
  case selfDefenseForces
  case mutualAid
  case lateStageElderly
  case specialRetired
  case other
}
