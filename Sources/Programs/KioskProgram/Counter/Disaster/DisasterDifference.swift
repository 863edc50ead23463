import CivilTime
import Eligibility

/// By what an answer is not about the person who was asked for. Nobody shows a card in a disaster, so that nothing else
/// tells one patient from another; what another takes would harm.
enum DisasterDifference: Equatable {
  /// Birth date, sex or the certificate's number are another's, or there is no birth date.
  case person
  /// All these are the same, and the name or its reading is not, or cannot be compared.
  case name

  /// `nil` where every result can be of the person who was asked for, and where there is none.
  init?(of reply: EligibilityReply, from entry: PersonEntry) {
    let results = reply.body.resultList
    guard !results.isEmpty else { return nil }
    let isSamePerson = results.allSatisfy { $0.isBornAsAsked(entry) && $0.mayBeOfSex(of: entry) }
    let isSameCard = entry.certificate.map { reply.isOfCard($0) } ?? true
    // Somebody who was asked for by name alone is told from others of the same birth date by nothing else.
    let isNamed = entry.certificate != nil || results.contains { $0.isNameComparable(with: entry) }
    if !isSamePerson || !isSameCard {
      self = .person
    } else if !isNamed || results.contains(where: { $0.isNameComparable(with: entry) && !$0.isNamed(as: entry) }) {
      self = .name
    } else {
      return nil
    }
  }
}

extension EligibilityReply {
  /// At the insurer that was asked about the number is the one that was asked about. Another insurer has another
  /// number: beside a valid eligibility that is medical aid, else the insurer changed.
  fileprivate func isOfCard(_ card: QualificationConfirmSearchInfo) -> Bool {
    let insurer = card.insurerNumber ?? ""
    let results = body.resultList.filter { InsurerNumber.isSame($0.insurerNumber ?? "", as: insurer) }
    if verdict.isValid, results.isEmpty { return false }
    return results.allSatisfy { $0.isNumbered(as: card) }
  }
}

extension ResultOfQualificationConfirmation {
  fileprivate func isBornAsAsked(_ entry: PersonEntry) -> Bool {
    guard let asked = entry[.birthdate] else { return true }
    guard let own = birthdate?.date else { return false }
    return own == CivilDate(compact: asked)
  }

  /// The branch number tells twins apart; older cards have none.
  fileprivate func isNumbered(as card: QualificationConfirmSearchInfo) -> Bool {
    guard let own = insuredIdentificationNumber, let asked = card.insuredIdentificationNumber,
      PersonComparison.isSameName(own, as: asked)
    else { return false }
    guard let ownBranch = insuredBranchNumber, !ownBranch.isEmpty, let askedBranch = card.insuredBranchNumber else {
      return true
    }
    return InsurerNumber.isSame(ownBranch, as: askedBranch)
  }
}
