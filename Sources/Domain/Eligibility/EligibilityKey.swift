/// What names one eligibility among several of the same person, so that it is found again in a later message: insurer
/// number, identification number and branch number.
public struct EligibilityKey: Equatable, Sendable {
  public let insurerNumber: String
  public let identificationNumber: String
  /// Nil where there is none.
  public let branchNumber: String?

  /// `nil` for an eligibility that has not both numbers.
  public init?(_ result: ResultOfQualificationConfirmation) {
    guard let insurer = result.insurerNumber, let number = result.insuredIdentificationNumber,
      !insurer.isEmpty, !number.isEmpty
    else { return nil }
    insurerNumber = insurer
    identificationNumber = number
    branchNumber = result.insuredBranchNumber.flatMap { $0.isEmpty ? nil : $0 }
  }

  public func names(_ result: ResultOfQualificationConfirmation) -> Bool {
    guard let other = EligibilityKey(result) else { return false }
    return InsurerNumber.isSame(insurerNumber, as: other.insurerNumber)
      && identificationNumber == other.identificationNumber && branchNumber == other.branchNumber
  }
}

extension EligibilityReply {
  /// So many stand on one screen of 80×24 with what tells them apart.
  public static let mostChoosable = 6

  /// The eligibilities among which staff can choose, in the reply's order, where it names several: those that nobody has
  /// ended. Empty where there is nothing to choose: one alone, too many, or two that no later message tells apart.
  public var choosable: [ResultOfQualificationConfirmation] {
    guard case .several(let count) = verdict, count > 1 else { return [] }
    let living = body.resultList.filter { $0.reasonOfLoss == nil }
    guard living.count <= Self.mostChoosable else { return [] }
    for result in living {
      guard let key = EligibilityKey(result), body.resultList.count(where: key.names) == 1 else { return [] }
    }
    return living
  }

  /// The reply with the chosen eligibility alone: it is the valid one by staff's choice, where the service had left that
  /// open. `nil` where it is not there, not once, or has ended.
  public func holding(_ key: EligibilityKey) -> EligibilityReply? {
    let found = body.resultList.filter(key.names)
    guard found.count == 1, found[0].reasonOfLoss == nil else { return nil }
    var reply = self
    reply.body.resultList = found
    switch verdict {
    case .several: reply.body.qualificationValidity = .known(.valid)
    case .valid, .validUnregistered: break
    case .invalid, .changed, .none, .inProgress, .notProcessed, .unknown: return nil
    }
    return reply
  }
}
