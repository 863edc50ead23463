/// Everything that can go wrong before a patient's eyes: one screen, one code number and one family of next steps each
/// (A10, R10). `001`, `002`, `006` are the field's numbers; `U-…` are ours.
public enum Trouble: String, CaseIterable, Sendable {
  // Card
  case cardMute
  case notMyNumberCard
  case cardRubbish
  case cardHeldByAnother
  case cardRemoved
  case cardIssuerUnknown
  case certificateExpired
  case certificateNotYetValid
  case readerGone
  case residentRegisterCard
  /// Where the site receives phones.
  case phoneFound
  /// Where it does not.
  case phoneNotTaken
  case phoneRemoved
  // Identity
  case wrongPIN
  case pinLocked
  case pinAnswerLost
  case faceNotMatched
  case faceLocked
  case signatureWrong
  case staffRefused
  case staffLockedOut
  case staffUnavailable
  case notConfirmed
  case phoneNotUnlocked
  case chipForged
  // Eligibility
  case serviceUnreachable
  case serviceNotTrusted
  case serviceAnswerLost
  case serviceRefused
  case serviceRubbish
  case certificateRevoked
  case cardUnknown
  case registrationDeclined
  case notEligible
  case insurerChanged
  case noEligibility
  case severalEligibilities
  /// The service works on it still.
  case eligibilityInProgress
  /// The service answered, and did not look the eligibility up.
  case eligibilityNotProcessed
  // Journal and hand-over
  case journalUnavailable
  case handoverWaiting

  /// The number shown beside the words.
  public var code: String {
    switch self {
    case .cardMute: "001"
    case .notMyNumberCard: "002"
    case .certificateExpired, .certificateRevoked: "006"
    case .cardRubbish: "U-101"
    case .cardHeldByAnother: "U-102"
    case .cardRemoved: "U-103"
    case .cardIssuerUnknown: "U-104"
    case .certificateNotYetValid: "U-105"
    case .readerGone: "U-106"
    case .residentRegisterCard: "U-107"
    case .phoneFound: "U-108"
    case .phoneRemoved: "U-109"
    case .phoneNotTaken: "U-110"
    case .wrongPIN: "U-201"
    case .pinLocked: "U-202"
    case .pinAnswerLost: "U-203"
    case .faceNotMatched: "U-204"
    case .faceLocked: "U-205"
    case .signatureWrong: "U-206"
    case .staffRefused: "U-207"
    case .staffLockedOut: "U-208"
    case .staffUnavailable: "U-209"
    case .notConfirmed: "U-210"
    case .phoneNotUnlocked: "U-211"
    case .chipForged: "U-212"
    case .serviceUnreachable: "U-301"
    case .serviceNotTrusted: "U-302"
    case .serviceAnswerLost: "U-303"
    case .serviceRefused: "U-304"
    case .serviceRubbish: "U-305"
    case .cardUnknown: "U-306"
    case .registrationDeclined: "U-307"
    case .notEligible: "U-308"
    case .insurerChanged: "U-309"
    case .noEligibility: "U-310"
    case .severalEligibilities: "U-311"
    case .eligibilityInProgress: "U-312"
    case .eligibilityNotProcessed: "U-313"
    case .journalUnavailable: "U-401"
    case .handoverWaiting: "U-402"
    }
  }
}
