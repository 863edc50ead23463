import CivilTime

/// A random value of the service, valid once and for a short time; the card signs over it.
public struct Nonce: Hashable, Sendable {
  public let bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }
}

/// The service's name for one opened session.
public struct SessionID: Hashable, Sendable {
  public let text: String

  public init(_ text: String) { self.text = text }
}

/// Four digits by which a site knows its staff member.
public struct StaffNumber: Hashable, Sendable {
  public let digits: String

  /// `nil` unless `digits` is 4 ASCII digits.
  public init?(_ digits: String) {
    guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    self.digits = digits
  }
}

public enum IdentityMethod: String, CaseIterable, Sendable {
  case face
  case pin
  case visual
  /// The holder has proven himself to a phone, which signed.
  case phone
}

/// What stands behind the claim that the person is the card's holder. The service treats the two differently and says
/// in its reply which it was.
public enum IdentityEvidence: Equatable, Sendable {
  /// The card signed the nonce after the PIN or a face match.
  case cardSignature(IdentityMethod, [UInt8])
  /// A staff member vouched. `signature` is the reader's proof over the nonce where the reader can give one; without
  /// it the visit is as good as the staff member's word.
  case attestation(StaffNumber, signature: [UInt8]?)

  public var method: IdentityMethod {
    switch self {
    case .cardSignature(let method, _): method
    case .attestation: .visual
    }
  }

  public var signature: [UInt8]? {
    switch self {
    case .cardSignature(_, let signature): signature
    case .attestation(_, let signature): signature
    }
  }

  public var voucher: StaffNumber? {
    switch self {
    case .cardSignature: nil
    case .attestation(let number, _): number
    }
  }
}

/// What a patient can be asked to agree to, by the interface's view consent kinds; `limit` is the high-cost limit.
public enum ConsentKind: String, CaseIterable, Sendable {
  case medication = "YZK"
  case treatment = "SRJ"
  case operation = "SHJ"
  case checkup = "TKK"
  case limit = "LMT"
  /// The certificates of specific diseases; artificial dialysis is one of them.
  case specificDisease = "TSR"
}

/// The answers of one visit. A kind that is absent was not asked or not answered: that is not a "no", though the
/// interface's flag 0 covers both, so the journal alone knows the difference.
public struct ConsentAnswers: Equatable, Sendable {
  private var answers: [ConsentKind: Bool] = [:]

  public init() {}

  public subscript(kind: ConsentKind) -> Bool? {
    get { answers[kind] }
    set { answers[kind] = newValue }
  }

  /// In the fixed order of `ConsentKind.allCases`.
  public var listed: [(kind: ConsentKind, agreed: Bool)] {
    ConsentKind.allCases.compactMap { kind in answers[kind].map { (kind, $0) } }
  }

  public var isEmpty: Bool { answers.isEmpty }
}

/// What the kiosk asks for to open a session for a card.
public struct SessionRequest: Equatable, Sendable {
  /// The visit's own name (`ArbitraryFileIdentifier`): the service answers a repeated request as it did the first.
  public var visit: String
  public var nonce: Nonce
  /// DER of the user-authentication certificate.
  public var certificate: [UInt8]
  public var evidence: IdentityEvidence

  public init(visit: String, nonce: Nonce, certificate: [UInt8], evidence: IdentityEvidence) {
    self.visit = visit
    self.nonce = nonce
    self.certificate = certificate
    self.evidence = evidence
  }
}

/// Insurance card data, as staff type it (the lookup without a My Number card).
public struct InsuranceCardQuery: Equatable, Sendable {
  public var insurerNumber: String
  public var symbol: String?
  public var identificationNumber: String
  public var branchNumber: String?
  public var birthdate: CivilDate
  public var limitConsent: Bool
  /// Echoed by the reply.
  public var arbitraryFileIdentifier: String

  public init(
    insurerNumber: String, symbol: String?, identificationNumber: String, branchNumber: String?, birthdate: CivilDate,
    limitConsent: Bool, arbitraryFileIdentifier: String
  ) {
    self.insurerNumber = insurerNumber
    self.symbol = symbol
    self.identificationNumber = identificationNumber
    self.branchNumber = branchNumber
    self.birthdate = birthdate
    self.limitConsent = limitConsent
    self.arbitraryFileIdentifier = arbitraryFileIdentifier
  }
}

/// What a card's session asks of the service; whatever needs no card is an `InterfaceRequest`.
public enum ServiceRequest: Equatable, Sendable {
  case nonce
  case openSession(SessionRequest)
  /// First-time registration of the card for insurance use; the patient agreed on screen.
  case register(SessionID)
  /// Repeating it with the same answers changes nothing and answers the same.
  case sendConsents(SessionID, ConsentAnswers)
}

public enum ServiceAnswer: Equatable, Sendable {
  case nonce(Nonce)
  /// To `openSession` and to `register`.
  case session(SessionAnswer)
  /// To `sendConsents`: the message with all that the consents release.
  case message(EligibilityReply)
}

/// How the service says it knows the person: told back so that kiosk, journal and service agree.
public struct IdentityStatement: Equatable, Sendable {
  public var method: IdentityMethod
  /// Whether the service checked a signature over its nonce.
  public var signed: Bool
  public var voucher: StaffNumber?

  public init(method: IdentityMethod, signed: Bool, voucher: StaffNumber?) {
    self.method = method
    self.signed = signed
    self.voucher = voucher
  }
}

public struct SessionAnswer: Equatable, Sendable {
  public var session: SessionID
  public var identity: IdentityStatement
  /// The consents that apply to this person, decided by the service alone (check-ups only from 40).
  public var consents: [ConsentKind]
  /// The card is not yet registered for insurance use: `reply` is nil until `register`.
  public var needsRegistration: Bool
  public var reply: EligibilityReply?

  public init(
    session: SessionID, identity: IdentityStatement, consents: [ConsentKind], needsRegistration: Bool,
    reply: EligibilityReply?
  ) {
    self.session = session
    self.identity = identity
    self.consents = consents
    self.needsRegistration = needsRegistration
    self.reply = reply
  }
}

/// Why a request has no answer. "Lost" is not "refused" (R10): after `answerLost` the service may have acted.
public enum ServiceFailure: Error, Equatable, Sendable {
  /// No connection was made: nothing was asked. The text is for staff.
  case unreachable(String)
  /// TLS failed, either side's certificate: nothing was asked. The text is for staff.
  case notTrusted(String)
  /// Asked, and no whole answer came in time.
  case answerLost(String)
  /// The service answered no.
  case refused(ServiceRefusal)
  /// An answer came that is not one. The text is for staff.
  case rubbish(String)
}

/// The service's own reasons. The code is what it travels as (`ErrorCode`): `006` is the field's, the rest the
/// stand-in's own and shaped so that nobody takes them for official ones.
public enum ServiceRefusal: String, Error, CaseIterable, Sendable {
  /// The user-authentication certificate is revoked or expired.
  case certificateRevokedOrExpired = "006"
  case certificateNotAccepted = "S-101"
  case signatureWrong = "S-102"
  case nonceStale = "S-103"
  case cardUnknown = "S-104"
  case evidenceMissing = "S-105"
  case sessionUnknown = "S-106"
  case requestMalformed = "S-107"
  case busy = "S-108"
}
