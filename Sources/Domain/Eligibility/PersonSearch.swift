import CivilTime

/// A search for a person without a card, after a system failure or in a disaster. The interface's public facts hold no
/// message for it, so that this is the service's own request, as the sessions of cards are; it does not travel through
/// the folders of an eligibility terminal.
public struct PersonSearch: Equatable, Sendable {
  public enum Subject: Equatable, Sendable {
    /// By name or reading, birth date, sex, and address as far as it is known.
    case particulars(BasicParticulars)
    /// By the data of a certificate or an insurance card.
    case certificate(QualificationConfirmSearchInfo)
  }

  public enum Mode: Equatable, Sendable {
    /// Asks afterwards about somebody who was noted down during a failure of the system.
    case recovery
    /// Medical information may be looked at, too.
    case disaster(DisasterGround)
  }

  /// 10 digits.
  public var medicalInstitutionCode: String
  /// The search's own name: repeating it changes nothing.
  public var arbitraryFileIdentifier: String
  /// The day for which eligibility is asked.
  public var confirmationDate: CivilDate
  public var subject: Subject
  public var mode: Mode

  public init(
    medicalInstitutionCode: String, arbitraryFileIdentifier: String, confirmationDate: CivilDate, subject: Subject,
    mode: Mode
  ) {
    self.medicalInstitutionCode = medicalInstitutionCode
    self.arbitraryFileIdentifier = arbitraryFileIdentifier
    self.confirmationDate = confirmationDate
    self.subject = subject
    self.mode = mode
  }

  /// By what a reply does not belong to this search; `nil` where it does. The words are for staff and hold nothing of
  /// what came.
  public func difference(of reply: EligibilityReply) -> String? {
    guard reply.header.medicalInstitutionCode == medicalInstitutionCode else {
      return "a reply for another institution"
    }
    guard reply.header.arbitraryFileIdentifier == arbitraryFileIdentifier else { return "a reply to another request" }
    let birthdate: CivilDate? =
      switch subject {
      case .particulars(let person): person.birthdate
      case .certificate(let card): card.birthdate?.date
      }
    guard reply.body.resultList.allSatisfy({ $0.birthdate?.date == nil || $0.birthdate?.date == birthdate }) else {
      return "a reply about another person"
    }
    return nil
  }
}

/// On what a search in a disaster stands: the area and days that are open, and the patient's consent.
public struct DisasterGround: Equatable, Sendable {
  public var area: String
  public var days: ClosedRange<CivilDate>
  public var consent: DisasterConsent

  public init(area: String, days: ClosedRange<CivilDate>, consent: DisasterConsent) {
    self.area = area
    self.days = days
    self.consent = consent
  }
}

/// Whether a patient without a card agreed.
public enum DisasterConsent: String, CaseIterable, Sendable {
  case oral
  /// Of an unconscious patient it could not be obtained (consent flag 3).
  case notObtained = "not-obtained"
}
