import Eligibility

/// Reference numbers (照会番号): each institution's own names for people, carried by later replies to it.
struct ReferenceNumbers {
  /// As the interface has it.
  static let longest = 50

  private var numbers: [String: [Residents.ResidentName: String]] = [:]
  private var count = 0
  private let most: Int

  init(most: Int) { self.most = most }

  func number(of person: Residents.ResidentName, at institution: String) -> String? {
    numbers[institution]?[person]
  }

  /// Takes the place of an earlier number.
  ///
  /// - Returns: `false` when there is no room.
  mutating func register(_ number: String, of person: Residents.ResidentName, at institution: String) -> Bool {
    if numbers[institution]?[person] == nil {
      guard count < most else { return false }
      count += 1
    }
    numbers[institution, default: [:]][person] = number
    return true
  }
}
