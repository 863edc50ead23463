/// What is possible at the moment a trouble is shown; `callStaff` and `finish` always are.
struct Offers: OptionSet {
  let rawValue: Int

  static let retry = Offers(rawValue: 1)
  static let otherWay = Offers(rawValue: 2)
  static let face = Offers(rawValue: 4)
  static let pin = Offers(rawValue: 8)
  static let visual = Offers(rawValue: 16)
  static let phone = Offers(rawValue: 32)
  static let choose = Offers(rawValue: 64)
}

extension Trouble {
  /// Everything that this trouble's screen may offer, in the order in which it stands there. The machine leaves out what
  /// is impossible at the moment (no camera, the PIN locked, enough retries), so a screen file has a place for each.
  public var choices: [Choice] {
    switch self {
    case .cardMute, .cardRubbish, .cardHeldByAnother, .signatureWrong:
      [.retry, .otherWay, .callStaff, .finish]
    case .phoneFound: [.usePhone, .callStaff, .finish]
    case .phoneNotUnlocked: [.retry, .callStaff, .finish]
    case .chipForged: [.otherWay, .callStaff, .finish]
    case .wrongPIN, .pinAnswerLost: [.retry, .face, .visual, .finish]
    case .pinLocked: [.face, .visual, .callStaff, .finish]
    case .faceNotMatched: [.retry, .pin, .visual, .finish]
    case .faceLocked: [.pin, .visual, .callStaff, .finish]
    case .staffRefused, .staffUnavailable: [.retry, .otherWay, .callStaff, .finish]
    case .staffLockedOut: [.otherWay, .callStaff, .finish]
    case .serviceUnreachable, .serviceAnswerLost, .serviceRubbish, .serviceRefused, .eligibilityInProgress:
      [.retry, .callStaff, .finish]
    case .notMyNumberCard, .residentRegisterCard, .phoneNotTaken, .cardIssuerUnknown, .certificateExpired,
      .certificateNotYetValid,
      .notConfirmed,
      .serviceNotTrusted, .certificateRevoked, .cardUnknown, .registrationDeclined, .notEligible, .insurerChanged,
      .noEligibility, .eligibilityNotProcessed:
      [.callStaff, .finish]
    case .severalEligibilities: [.chooseEligibility, .callStaff, .finish]
    // The visit is over: nothing is left to choose.
    case .cardRemoved, .phoneRemoved, .readerGone, .journalUnavailable, .handoverWaiting: []
    }
  }

  func choices(offering offers: Offers) -> [Choice] {
    choices.filter { choice in
      switch choice {
      case .retry: offers.contains(.retry)
      case .otherWay: offers.contains(.otherWay)
      case .face: offers.contains(.face)
      case .pin: offers.contains(.pin)
      case .visual: offers.contains(.visual)
      case .usePhone: offers.contains(.phone)
      case .chooseEligibility: offers.contains(.choose)
      case .callStaff, .finish: true
      case .agree, .decline, .agreeAll, .oneByOne, .change, .send, .register, .doNotRegister, .isPerson, .isNotPerson,
        .eligibility, .stay, .endCall, .language:
        false
      }
    }
  }

  /// The card, the reader or the journal is gone: no step of the visit can follow, whatever the patient chooses.
  var endsVisitAtOnce: Bool {
    switch self {
    case .cardRemoved, .phoneRemoved, .readerGone, .journalUnavailable: true
    case .cardMute, .notMyNumberCard, .residentRegisterCard, .phoneFound, .phoneNotTaken, .phoneNotUnlocked,
      .chipForged, .cardRubbish,
      .cardHeldByAnother, .cardIssuerUnknown, .certificateExpired,
      .certificateNotYetValid, .wrongPIN, .pinLocked, .pinAnswerLost, .faceNotMatched, .faceLocked, .signatureWrong,
      .staffRefused, .staffLockedOut, .staffUnavailable, .notConfirmed, .serviceUnreachable, .serviceNotTrusted,
      .serviceAnswerLost, .serviceRefused, .serviceRubbish, .certificateRevoked, .cardUnknown, .registrationDeclined,
      .notEligible, .insurerChanged, .noEligibility, .severalEligibilities, .eligibilityInProgress,
      .eligibilityNotProcessed, .handoverWaiting:
      false
    }
  }
}
