import CivilTime
import Eligibility

/// The invented people of one file, in its order.
public struct DemoPeople: Equatable, Sendable {
  public private(set) var people: [DemoPerson]

  /// More than any demo needs; the bound keeps a mistaken file from filling the memory.
  public static let mostPeople = 1_000

  public init(_ people: [DemoPerson] = []) { self.people = people }

  public subscript(key: String) -> DemoPerson? { people.first { $0.key == key } }

  /// A word that can be a person's key.
  public static func isKey(_ text: String) -> Bool {
    (1...32).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
  }

  /// Binds a card's public key to a person: any card can then be tried with the stand-in. The person is made when
  /// missing. A card has one holder: whoever held this key before loses it.
  public mutating func enrol(publicKeyHash: [UInt8], as key: String) {
    for index in people.indices where people[index].registration?.publicKeyHash == publicKeyHash {
      people[index].registration = nil
    }
    let registration = CardRegistration(publicKeyHash: publicKeyHash, status: .valid, forInsurance: true)
    if let index = people.firstIndex(where: { $0.key == key }) {
      people[index].registration = registration
    } else {
      people.append(.madeUp(key: key, registration: registration))
    }
  }
}

extension DemoPerson {
  /// An adult with everything valid, for a card from outside.
  static func madeUp(key: String, registration: CardRegistration) -> DemoPerson {
    // 06 = health insurance society, prefecture 99 exists nowhere.
    let payload = [0, 6, 9, 9, 9, 9, 9]
    let digits = (payload + [InsurerNumber.checkDigit(of: payload)]).map(String.init).joined()
    guard let insurer = InsurerNumber(digits), let acquired = CivilDate(year: 2020, month: 4, day: 1) else {
      preconditionFailure("the made-up insurer has a right check digit and the day exists")
    }
    return DemoPerson(
      key: key, label: Label(ja: "登録したカード（\(key)）", en: "Enrolled card (\(key))"), card: nil, face: .matches,
      registration: registration,
      identity: DemoIdentity(
        name: "見本　登録", nameKana: "ﾐﾎﾝ ﾄｳﾛｸ", nameOfOther: nil, sex: .notSet, birth: .aged(45, month: 6, day: 15),
        address: "見本県見本市見本町９９９９", postNumber: "999-9999"),
      insurance: DemoInsurance(
        validity: .valid, classification: .general, insurer: insurer, insurerName: "見本健康保険組合", symbol: "見本",
        number: "9999", branch: "01", standing: .insured, insuredName: nil, acquired: acquired, lostDays: nil,
        reasonOfLoss: nil, contributionPercent: nil, limit: .init(kind: .limit, bracket: .u)))
  }
}
