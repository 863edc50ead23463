import CivilTime
import Eligibility

/// One invented person: what the eligibility service knows of them, the card they carry, and how they do before a
/// face-auth reader. Demo, simulation, the virtual card and the stand-in service share these people.
public struct DemoPerson: Equatable, Sendable {
  /// A short word: lower-case letters, digits and hyphens.
  public var key: String
  public var label: Label
  /// `nil` for somebody whose card is outside (bound by `uketsuke-standin enrol`), or who has none.
  public var card: DemoCard?
  public var face: Face
  /// What the service has on record about the card; `nil`: it knows none.
  public var registration: CardRegistration?
  public var identity: DemoIdentity
  public var insurance: DemoInsurance
  /// A second eligibility that nobody has ended: the service finds both, and cannot tell which one holds.
  public var otherInsurance: DemoInsurance?
  /// Medical aid that is used together with the insurance: a second eligibility of the same person.
  public var medicalAid: DemoInsurance?
  /// What the person agreed to at home, for home visits and online care.
  public var homeConsents: [DemoHomeConsent] = []
  /// Medication, treatments and check-ups; from a file of their own.
  public var records = DemoRecords()

  public init(
    key: String, label: Label, card: DemoCard?, face: Face, registration: CardRegistration?, identity: DemoIdentity,
    insurance: DemoInsurance
  ) {
    self.key = key
    self.label = label
    self.card = card
    self.face = face
    self.registration = registration
    self.identity = identity
    self.insurance = insurance
  }

  /// What the demo's strip and the programs' lists say.
  public struct Label: Equatable, Sendable {
    public var ja: String
    public var en: String

    public init(ja: String, en: String) {
      self.ja = ja
      self.en = en
    }
  }

  /// Before a (simulated) face-auth reader.
  public enum Face: String, CaseIterable, Sendable {
    case matches
    case doesNotMatch
  }
}

/// The card of an invented person. Its PIN is public on purpose: the card opens nothing.
public struct DemoCard: Equatable, Sendable {
  /// The key pair's file name in Assets/cards, without its ending.
  public var keyFile: String
  /// 4 digits; `nil`: a face-authentication card, which has no usable PIN.
  public var pin: String?
  /// 0…3.
  public var triesLeft: Int
  /// The certificate's first and last day, in days from today (yesterday is −1).
  public var validFromDays: Int
  public var validUntilDays: Int
  /// Hexadecimal.
  public var serial: String
  /// Of the certificate's subject.
  public var commonName: String
  /// `nil`: its card-face applications hold nothing.
  public var face: DemoCardFace?

  public init(
    keyFile: String, pin: String?, triesLeft: Int, validFromDays: Int, validUntilDays: Int, serial: String,
    commonName: String, face: DemoCardFace? = nil
  ) {
    self.keyFile = keyFile
    self.pin = pin
    self.triesLeft = triesLeft
    self.validFromDays = validFromDays
    self.validUntilDays = validUntilDays
    self.serial = serial
    self.commonName = commonName
    self.face = face
  }

  public static let mostTries = 3

  public func validFrom(on today: CivilDate) -> CivilDate { today.adding(days: validFromDays) }
  public func validUntil(on today: CivilDate) -> CivilDate { today.adding(days: validUntilDays) }
}

/// What the service has on record about a card.
public struct CardRegistration: Equatable, Sendable {
  /// SHA-256 of the certificate's SubjectPublicKeyInfo (DER): 32 bytes. The key stays when the demo's certificates get
  /// new dates.
  public var publicKeyHash: [UInt8]
  public var status: Status
  /// Whether the card is registered for insurance use (初回登録).
  public var forInsurance: Bool

  public init(publicKeyHash: [UInt8], status: Status, forInsurance: Bool) {
    self.publicKeyHash = publicKeyHash
    self.status = status
    self.forInsurance = forInsurance
  }

  public enum Status: String, CaseIterable, Sendable {
    case valid
    case revoked
  }
}

/// Who an invented person is.
public struct DemoIdentity: Equatable, Sendable {
  public var name: String
  /// Half-width.
  public var nameKana: String
  /// A second name of use, as foreign residents have.
  public var nameOfOther: String?
  /// Half-width.
  public var nameOfOtherKana: String?
  /// On the card's face.
  public var sex: Sex
  /// In the family register, where it is told.
  public var registeredSex: Sex?
  public var birth: Birth
  public var address: String
  public var postNumber: String

  public init(
    name: String, nameKana: String, nameOfOther: String?, sex: Sex, birth: Birth, address: String, postNumber: String
  ) {
    self.name = name
    self.nameKana = nameKana
    self.nameOfOther = nameOfOther
    self.sex = sex
    self.birth = birth
    self.address = address
    self.postNumber = postNumber
  }

  public enum Birth: Equatable, Sendable {
    case on(CivilDate)
    /// So many whole years old on whatever day it is, with the birthday on the month and day (never 29 February).
    case aged(Int, month: Int, day: Int)
  }

  public func birthdate(on today: CivilDate) -> CivilDate {
    switch birth {
    case .on(let date): return date
    case .aged(let age, let month, let day):
      // By law an age is completed on the day before the birthday, so the birth year is one of two.
      let years = [today.year - age, today.year - age - 1, today.year - age + 1]
      let dates = years.compactMap { CivilDate(year: $0, month: month, day: day) }
      return dates.first { $0.age(on: today) == age } ?? today.adding(months: -12 * age)
    }
  }
}

/// An invented person's insurance, and the state it is in.
public struct DemoInsurance: Equatable, Sendable {
  public var validity: QualificationValidity
  public var classification: InsuredCardClassification
  public var insurer: InsurerNumber
  public var insurerName: String
  /// Late-stage elderly cards have none.
  public var symbol: String?
  public var number: String
  public var branch: String?
  public var standing: PersonalFamilyClassification
  /// The head of the household where the person is family.
  public var insuredName: String?
  public var acquired: CivilDate
  /// Until when the certificate is good, in days from today.
  public var expiresDays: Int?
  /// When the eligibility ended, in days from today.
  public var lostDays: Int?
  public var reasonOfLoss: ReasonOfLoss?
  /// Late-stage elderly: percent.
  public var contributionPercent: Int?
  public var limit: Limit?
  /// Elderly recipient certificate (高齢受給者証, 70 to 74): percent.
  public var elderlyRecipientPercent: Int?
  public var diseases: [Disease] = []
  /// Of medical aid.
  public var tickets: [DemoTicket] = []

  /// A specific disease certificate that runs like a limit certificate.
  public struct Disease: Equatable, Sendable {
    public var category: SpecificDisease
    /// Yen a month.
    public var selfPay: Int

    public init(category: SpecificDisease, selfPay: Int) {
      self.category = category
      self.selfPay = selfPay
    }
  }

  /// A limit certificate that runs from the first day of this month for a year.
  public struct Limit: Equatable, Sendable {
    public var kind: LimitCertificateKind
    public var bracket: LimitBracket
    /// Many months of care: the amounts of meals are lower from this certificate on.
    public var isLongTerm = false

    public init(kind: LimitCertificateKind, bracket: LimitBracket) {
      self.kind = kind
      self.bracket = bracket
    }
  }

  public init(
    validity: QualificationValidity, classification: InsuredCardClassification, insurer: InsurerNumber,
    insurerName: String, symbol: String?, number: String, branch: String?, standing: PersonalFamilyClassification,
    insuredName: String?, acquired: CivilDate, lostDays: Int?, reasonOfLoss: ReasonOfLoss?, contributionPercent: Int?,
    limit: Limit?
  ) {
    self.validity = validity
    self.classification = classification
    self.insurer = insurer
    self.insurerName = insurerName
    self.symbol = symbol
    self.number = number
    self.branch = branch
    self.standing = standing
    self.insuredName = insuredName
    self.acquired = acquired
    self.lostDays = lostDays
    self.reasonOfLoss = reasonOfLoss
    self.contributionPercent = contributionPercent
    self.limit = limit
  }
}
