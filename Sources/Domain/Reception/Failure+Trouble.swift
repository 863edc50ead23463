import Cards
import Eligibility

// The one place that says which screen a failure of a layer becomes (R10).

extension Failure {
  /// What the patient sees. Steps that know more (a lost answer to VERIFY) say so themselves before they ask here.
  var trouble: Trouble {
    switch self {
    case .card(let failure): failure.trouble
    case .certificate(let failure): failure.trouble
    case .signatureWrong: .signatureWrong
    case .service(let failure): failure.trouble
    case .journal, .intentNotRecorded: .journalUnavailable
    case .handover: .handoverWaiting
    case .staffFile: .staffUnavailable
    }
  }
}

extension CardFailure {
  var trouble: Trouble {
    switch self {
    case .removed: .cardRemoved
    // For every command but VERIFY a lost answer means just that: the card has become silent.
    case .mute, .answerLost: .cardMute
    // Reading goes on with the card before it comes to this.
    case .notMyNumberCard, .notPhone: .notMyNumberCard
    case .residentRegisterCard: .residentRegisterCard
    case .phone: .phoneFound
    case .phoneNotUnlocked: .phoneNotUnlocked
    case .wrongPIN(let triesLeft): triesLeft > 0 ? .wrongPIN : .pinLocked
    case .pinLocked: .pinLocked
    case .rubbish: .cardRubbish
    // Somebody else's driver call is the reason for a foreign reset too.
    case .heldByAnother, .reset: .cardHeldByAnother
    // A reader that cannot do what the site's rules promised is as good as absent for this visit.
    case .readerGone, .notSupported: .readerGone
    case .faceNotMatched: .faceNotMatched
    case .faceLocked: .faceLocked
    // The staff's own steps say these themselves.
    case .wrongCheckNumber, .checkNumberLocked, .implausibleCheckNumber: .staffUnavailable
    }
  }
}

extension CertificateFailure {
  var trouble: Trouble {
    switch self {
    // The card gave something, but not a user-authentication certificate.
    case .unreadable, .wrongKeyUsage, .keyNotSupported: .cardRubbish
    case .unknownIssuer: .cardIssuerUnknown
    }
  }
}

extension ServiceFailure {
  var trouble: Trouble {
    switch self {
    case .unreachable: .serviceUnreachable
    case .notTrusted: .serviceNotTrusted
    case .answerLost: .serviceAnswerLost
    case .refused(let refusal): refusal.trouble
    case .rubbish: .serviceRubbish
    }
  }
}

extension ServiceRefusal {
  var trouble: Trouble {
    switch self {
    case .certificateRevokedOrExpired: .certificateRevoked
    case .cardUnknown: .cardUnknown
    case .certificateNotAccepted, .signatureWrong, .nonceStale, .evidenceMissing, .sessionUnknown, .requestMalformed,
      .busy:
      .serviceRefused
    }
  }
}

extension EligibilityVerdict {
  /// Why nobody is received on it; nil when the reception goes on.
  var trouble: Trouble? {
    switch self {
    case .valid, .validUnregistered: nil
    case .invalid: .notEligible
    case .changed: .insurerChanged
    case .none: .noEligibility
    case .several: .severalEligibilities
    case .inProgress: .eligibilityInProgress
    case .notProcessed: .eligibilityNotProcessed
    case .unknown: .serviceRubbish
    }
  }
}
