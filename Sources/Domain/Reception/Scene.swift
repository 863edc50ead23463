import Cards
import CivilTime
import Eligibility

/// Which screen is shown. `id` is the name of its file in Screens/screens.
public enum Screen: Hashable, Sendable {
  case attract
  /// The same where a phone may be chosen.
  case attractWithPhone
  case outOfService
  /// Closed for patients by staff.
  case staffOnly
  case readingCard
  /// The patient has chosen the phone: hold it to the reader.
  case holdPhone
  /// Nonce and the phone's signature.
  case checkingPhone
  case identity
  case pin
  /// The PIN is typed on the reader's own pad.
  case pinOnReader
  /// Tries left are being read, the nonce fetched, the PIN verified, the signature made.
  case checkingPIN
  case face
  case staffNumber
  case staffPassword
  case checkingStaff
  /// Staff type what is printed on the card, to read the chip's photo.
  case checkNumber
  case readingFace
  /// The staff member compares the person with the card's photo: "is" or "cannot confirm".
  case compare
  /// Staff choose one of several eligibilities for this visit.
  case chooseEligibility
  case askingEligibility
  case registration
  case registering
  /// 2024-10: all at once or one by one.
  case consentAll
  /// One question of the profile, by its name there.
  case consent(String)
  case review
  case sendingConsents
  case handingOver
  case completion
  /// The completion's text where the card is out already.
  case completionWithoutCard
  /// The same for whoever came with a phone.
  case completionWithPhone
  /// A visit that ended without reception: take the card.
  case takeCard
  case takePhone
  case trouble(Trouble)
  // Laid over another screen
  case stillThere
  /// The same of whoever stands before the staff's own screens.
  case staffStillThere
  case languages
  case callingStaff
  /// "Do you want to leave?"
  case leaving

  /// The screens that every set of screen files holds, whatever its profiles.
  public static var fixed: [Screen] {
    [
      .attract, .attractWithPhone, .outOfService, .staffOnly, .readingCard, .holdPhone, .checkingPhone, .identity, .pin,
      .pinOnReader,
      .checkingPIN,
      .face, .staffNumber, .staffPassword, .checkingStaff, .checkNumber, .readingFace, .compare, .chooseEligibility,
      .askingEligibility, .registration, .registering, .consentAll, .review,
      .sendingConsents, .handingOver, .completion, .completionWithoutCard, .completionWithPhone, .takeCard,
      .takePhone, .stillThere,
      .staffStillThere, .languages, .callingStaff, .leaving,
    ] + Trouble.allCases.map(Screen.trouble)
  }

  /// Shown to a staff member who stands at the kiosk.
  public var isForStaff: Bool {
    switch self {
    case .staffPassword, .checkingStaff, .checkNumber, .readingFace, .compare, .chooseEligibility,
      .trouble(.staffRefused):
      true
    case .attract, .attractWithPhone, .outOfService, .staffOnly, .readingCard, .holdPhone, .checkingPhone, .identity,
      .pin, .pinOnReader, .checkingPIN,
      .face, .staffNumber,
      .askingEligibility, .registration, .registering, .consentAll, .consent, .review, .sendingConsents, .handingOver,
      .completion, .completionWithoutCard, .completionWithPhone, .takeCard, .takePhone, .trouble, .stillThere,
      .staffStillThere, .languages,
      .callingStaff, .leaving:
      false
    }
  }

  /// Staff type or decide here, so it is locked after a time (R7, S11).
  var isStaffEntry: Bool { [.staffNumber, .staffPassword, .checkNumber, .compare, .chooseEligibility].contains(self) }

  /// Whether any key says "still here".
  public var asksPresence: Bool { [.stillThere, .staffStillThere].contains(self) }

  public var id: String {
    switch self {
    case .attract: "attract"
    case .attractWithPhone: "attract-phone"
    case .outOfService: "out-of-service"
    case .staffOnly: "staff-only"
    case .readingCard: "reading-card"
    case .holdPhone: "hold-phone"
    case .checkingPhone: "checking-phone"
    case .identity: "identity"
    case .pin: "pin"
    case .pinOnReader: "pin-on-reader"
    case .checkingPIN: "checking-pin"
    case .face: "face"
    case .staffNumber: "staff-number"
    case .staffPassword: "staff-password"
    case .checkingStaff: "checking-staff"
    case .checkNumber: "check-number"
    case .readingFace: "reading-face"
    case .compare: "compare"
    case .chooseEligibility: "choose-eligibility"
    case .askingEligibility: "asking-eligibility"
    case .registration: "registration"
    case .registering: "registering"
    case .consentAll: "consent-all"
    case .consent(let question): "consent-\(question)"
    case .review: "review"
    case .sendingConsents: "sending-consents"
    case .handingOver: "handing-over"
    case .completion: "completion"
    case .completionWithoutCard: "completion-without-card"
    case .completionWithPhone: "completion-phone"
    case .takeCard: "take-card"
    case .takePhone: "take-phone"
    case .trouble(let trouble): "trouble-\(trouble.rawValue)"
    case .stillThere: "still-there"
    case .staffStillThere: "staff-still-there"
    case .languages: "languages"
    case .callingStaff: "calling-staff"
    case .leaving: "leaving"
    }
  }
}

/// One thing that a patient or staff member can choose; the digit that stands before it is the screen file's matter,
/// but for the numbered ones.
public enum Choice: Hashable, Sendable {
  case face
  case pin
  case visual
  case retry
  /// Back to the ways of identity.
  case otherWay
  case agree
  case decline
  case agreeAll
  case oneByOne
  /// Change the answer in row 1… of the review.
  case change(Int)
  case send
  case register
  case doNotRegister
  case isPerson
  case isNotPerson
  /// Have staff choose one of several eligibilities.
  case chooseEligibility
  /// Eligibility 1… of their list.
  case eligibility(Int)
  /// "Still here": the time goes on.
  case stay
  /// End the visit: take the card.
  case finish
  case callStaff
  /// Be received with a phone in the card's place.
  case usePhone
  /// Staff or patient end the call.
  case endCall
  /// Language 1… of the list.
  case language(Int)

  public var id: String {
    switch self {
    case .face: "face"
    case .pin: "pin"
    case .visual: "visual"
    case .retry: "retry"
    case .otherWay: "other-way"
    case .agree: "agree"
    case .decline: "decline"
    case .agreeAll: "agree-all"
    case .oneByOne: "one-by-one"
    case .change(let row): "change-\(row)"
    case .send: "send"
    case .register: "register"
    case .doNotRegister: "do-not-register"
    case .isPerson: "is-person"
    case .isNotPerson: "is-not-person"
    case .chooseEligibility: "choose-eligibility"
    case .eligibility(let number): "eligibility-\(number)"
    case .stay: "stay"
    case .finish: "finish"
    case .callStaff: "call-staff"
    case .usePhone: "use-phone"
    case .endCall: "end-call"
    case .language(let number): "language-\(number)"
    }
  }
}

/// What is on screen: enough to draw it, nothing secret in it. Equal scenes draw alike.
public struct Scene: Equatable, Sendable {
  public var screen: Screen
  /// `ja`, `en`, …
  public var language: String
  /// Where the patient stands on the line of four steps; nil leaves the line away.
  public var step: Step?
  /// In the order in which they stand on the screen.
  public var choices: [Choice]
  public var entry: Entry?
  /// Which of the footer's keys do something here.
  public var keys: [Key]
  public var values: Values
  /// The patient wants larger letters.
  public var isLarger = false

  public enum Step: Int, CaseIterable, Sendable {
    case card
    case identity
    case consent
    case done
  }

  /// What is being typed.
  public enum Entry: Equatable, Sendable {
    /// So many of 4 digits.
    case pin(typed: Int)
    /// The same on the reader's own pad: nothing is typed here.
    case pinOnReader(typed: Int)
    /// Staff numbers are no secret.
    case staffNumber(String)
    case password(typed: Int)
    /// So many of 14 digits.
    case checkNumber(typed: Int)
  }

  /// The values that texts may name.
  public struct Values: Equatable, Sendable {
    public var triesLeft: Int?
    /// What a face-auth reader asks of the person before it.
    public var faceHint: FaceHint?
    public var question: Place?
    public var answers: [AnswerRow] = []
    /// Counted down on a warning.
    public var secondsLeft: Int?
    public var staffNumber: String?
    /// Of check number B.
    public var checkNumberTries: Int?
    public var checkNumberNote: CheckNumberNote?
    /// What the chip told of its holder, while staff compare.
    public var chip: ChipFace?
    /// Among which staff choose, while they do.
    public var eligibilities: [EligibilityRow] = []
    public var certificateLastDay: CivilDate?
    /// Whether the service has the answers about consent.
    public var sending = Sending.nothing
    /// The wait has become long: say so and show the way out.
    public var slow = false
    /// Enter came when so many digits of the PIN had been typed, and they are too few.
    public var tooFewDigits: Int?
    /// What the patient has answered to this very question; nil where nothing has been.
    public var presentAnswer: Bool?
    /// What is to be taken from the reader at the end.
    public var device = CardDevice.card
    /// It has been left for so long that staff were called.
    public var cardLeft = false
    /// Certificate about to expire, or in its grace.
    public var expiresSoon = false
    public var inGrace = false
    /// Medical aid, valid and not registered for the card: the patient goes by the desk.
    public var isUnregistered = false

    public init() {}

    /// Question `number` of `count`.
    public struct Place: Equatable, Sendable {
      public var number: Int
      public var count: Int

      public init(number: Int, of count: Int) {
        self.number = number
        self.count = count
      }
    }
  }

  public struct AnswerRow: Equatable, Sendable {
    /// The question's name in its profile.
    public var question: String
    public var agreed: Bool

    public init(question: String, agreed: Bool) {
      self.question = question
      self.agreed = agreed
    }
  }

  /// What tells one of several eligibilities from the others, and no more of the person than that.
  public struct EligibilityRow: Equatable, Sendable {
    public var insurerNumber: String
    public var insurerName: String?
    public var standing: PersonalFamilyClassification?
    public var validFrom: CivilDate?
    /// Nil where no end is known.
    public var validUntil: CivilDate?

    public init(
      insurerNumber: String, insurerName: String?, standing: PersonalFamilyClassification?, validFrom: CivilDate?,
      validUntil: CivilDate?
    ) {
      self.insurerNumber = insurerNumber
      self.insurerName = insurerName
      self.standing = standing
      self.validFrom = validFrom
      self.validUntil = validUntil
    }
  }

  public init(
    _ screen: Screen, language: String, step: Step? = nil, choices: [Choice] = [], entry: Entry? = nil,
    keys: [Key] = [], values: Values = Values()
  ) {
    self.screen = screen
    self.language = language
    self.step = step
    self.choices = choices
    self.entry = entry
    self.keys = keys
    self.values = values
  }
}
