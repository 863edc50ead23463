import CivilTime
import Eligibility

/// So many more invented people, insurance only, for batches of a large hospital's day: each is worked out of a number
/// alone, so that nobody lies in memory and the same number is the same person everywhere.
///
/// Of every hundred, one has lost the eligibility, one has a new one elsewhere (and is found under it as well), and who
/// was born before 1951 is late-stage elderly. Card numbers have 8 digits: `8` and the person's number from 0 on; `7` for
/// the new eligibility of somebody who changed.
public struct DemoCrowd: Equatable, Sendable {
  /// Ten times what one batch holds.
  public static let mostPeople = 100_000

  /// 0…mostPeople.
  public let count: Int

  public init(count: Int) { self.count = max(0, min(count, Self.mostPeople)) }

  /// - Parameter index: 0..<count.
  public func person(_ index: Int) -> DemoPerson { person(index, isMoved: false) }

  /// The person under the eligibility that a card number belongs to; `nil` where it is nobody's here.
  public func person(number: String) -> DemoPerson? {
    guard number.utf8.count == 8, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let index = Int(number.dropFirst()), index < count
    else { return nil }
    switch number.utf8.first {
    case UInt8(ascii: "8"): return person(index, isMoved: false)
    case UInt8(ascii: "7"): return Self.hasChanged(index) ? person(index, isMoved: true) : nil
    default: return nil
    }
  }

  private static func hasLost(_ index: Int) -> Bool { index % 100 == 13 }
  /// Late-stage elderly people stay where they are.
  private static func hasChanged(_ index: Int) -> Bool { index % 100 == 57 && !isLateStage(index) }

  /// 1930-01-01, and the days until the end of 2019; the step shares no divisor with their number, so that neighbours
  /// differ in age.
  private static let firstBirth = -14_610
  private static let births = 32_850
  private static let step = 7_919
  /// Who was born before it is 75 in 2026.
  private static let lateStageBefore = 1951

  private static func birth(_ index: Int) -> CivilDate { CivilDate(dayNumber: firstBirth + index * step % births) }
  private static func isLateStage(_ index: Int) -> Bool { birth(index).year < lateStageBefore }

  private static let insurers: [(digits: String, name: String)] = [
    ("01990019", "見本健康保険協会"), ("06990022", "見本健康保険組合"), ("990036", "見本市国民健康保険"),
    ("31990054", "見本共済組合"),
  ]
  private static let lateStage = (digits: "39990049", name: "見本県後期高齢者医療広域連合")

  private static let names: [(kanji: String, kana: String)] = [
    ("一", "ｲﾁ"), ("二葉", "ﾌﾀﾊﾞ"), ("三津", "ﾐﾂ"), ("四季", "ｼｷ"), ("五十鈴", "ｲｽｽﾞ"), ("六実", "ﾑﾂﾐ"),
    ("七緒", "ﾅﾅｵ"), ("八重", "ﾔｴ"), ("九郎", "ｸﾛｳ"), ("十和", "ﾄﾜ"), ("百合", "ﾕﾘ"), ("千歳", "ﾁﾄｾ"),
    ("万里", "ﾏﾘ"),
  ]

  /// - Parameter isMoved: under the new eligibility of somebody who changed.
  private func person(_ index: Int, isMoved: Bool) -> DemoPerson {
    let name = Self.names[index % Self.names.count]
    let digits = String(index)
    return DemoPerson(
      key: "crowd-\(digits)", label: .init(ja: "見本の人々 \(digits)", en: "One of the crowd, \(digits)"), card: nil,
      face: .matches, registration: nil,
      identity: DemoIdentity(
        name: "見本　\(name.kanji)", nameKana: "ﾐﾎﾝ \(name.kana)", nameOfOther: nil,
        sex: index.isMultiple(of: 2) ? .female : .male, birth: .on(Self.birth(index)),
        address: "見本県見本市見本町\(digits)-99", postNumber: "999-9999"),
      insurance: Self.insurance(index, isMoved: isMoved))
  }

  private static func insurance(_ index: Int, isMoved: Bool) -> DemoInsurance {
    let isLateStage = isLateStage(index)
    let insurer = isLateStage ? lateStage : insurers[(index + (isMoved ? 1 : 0)) % insurers.count]
    guard let number = InsurerNumber(insurer.digits), let acquired = CivilDate(year: 2021, month: 4, day: 1) else {
      preconditionFailure("the insurers' check digits are right and the day exists")
    }
    let digits = String(index)
    let hasLost = hasLost(index)
    let hasChanged = hasChanged(index) && !isMoved
    let isValid = !hasLost && !hasChanged
    let limit: DemoInsurance.Limit =
      isLateStage
      ? .init(kind: .limitAndStandardReduction, bracket: .general1From75) : .init(kind: .limit, bracket: .u)
    return DemoInsurance(
      validity: hasLost ? .invalid : hasChanged ? .invalidNewEligibility : .valid, classification: .general,
      insurer: number, insurerName: insurer.name, symbol: isLateStage ? nil : "見本",
      number: (isMoved ? "7" : "8") + String(repeating: "0", count: 7 - digits.utf8.count) + digits,
      branch: isLateStage ? nil : "01", standing: .insured, insuredName: nil, acquired: acquired,
      lostDays: isValid ? nil : -30, reasonOfLoss: hasLost ? .other : hasChanged ? .otherInsuranceAcquired : nil,
      contributionPercent: isLateStage ? 10 : nil, limit: isValid ? limit : nil)
  }
}
