import Reception

/// Where the reception stands, for the question what a card that is laid now meets.
enum Moment: CaseIterable {
  /// Before the consents are on their way: the visit ends with its card.
  case visiting
  /// The visit goes on without its card, and the next card waits.
  case delivering
  /// The end of a visit: "take your card", a farewell, the last words of a trouble.
  case departing

  /// Nil where nobody is received, and where something lies over the screen that tells.
  init?(_ scene: Scene) {
    switch scene.screen {
    case .readingCard, .checkingPhone, .identity, .pin, .pinOnReader, .checkingPIN, .face, .staffNumber, .staffPassword,
      .checkingStaff, .checkNumber, .readingFace, .compare,
      .chooseEligibility, .askingEligibility, .registration, .registering, .consentAll, .consent, .review:
      self = .visiting
    case .sendingConsents, .handingOver: self = .delivering
    case .completion, .completionWithoutCard, .completionWithPhone, .takeCard, .takePhone: self = .departing
    case .trouble:
      switch scene.step {
      case .card, .identity: self = .visiting
      case .consent, .done: self = .delivering
      case nil: self = .departing
      }
    case .attract, .attractWithPhone, .holdPhone, .outOfService, .staffOnly, .stillThere, .staffStillThere, .languages,
      .callingStaff,
      .leaving:
      return nil
    }
  }
}
