import CivilTime

/// What the reception asks of the reader for the card that lies on it. One job runs at a time; its steps are a
/// `CardSession`'s, the wire is an adapter's.
public enum CardJob: Equatable, Sendable {
  /// Recognise what lies there and read the user-authentication certificate (no PIN). Answers `.certificate`; a phone
  /// fails it with `.phone`.
  case readCertificate
  /// The same of a phone that its holder has chosen on screen; anything else fails it with `.notPhone`.
  case readPhoneCertificate
  /// The certificate of the card's own issuer, for staff who look for the reason why it is not accepted. Answers
  /// `.certificate`.
  case readAuthorityCertificate
  /// Ask the tries left of the user-authentication PIN. Answers `.triesLeft`.
  case readTriesLeft
  /// One VERIFY with the PIN that lies in locked memory, then the card's signature over `digest` (of the length that the
  /// certificate's `SignatureAlgorithm` asks for). Answers `.signature`.
  case verifyAndSign(digest: [UInt8])
  /// The signature of a phone whose holder has proven himself to it: no PIN is sent. Answers `.signature`; a phone that
  /// waits for its holder fails it with `.phoneNotUnlocked`.
  case signByPhone(digest: [UInt8])
  /// A face-auth reader compares the person in front of it with the chip's photo and, on a match, lets the card sign
  /// `digest` without the PIN. Answers `.signature`. An ordinary reader fails it with `.notSupported`.
  case matchFace(digest: [UInt8])
  /// A face-auth reader lets the card sign `digest` in a staff member's visual check. Answers `.signature`.
  case signVisualCheck(digest: [UInt8])
  /// Ask the tries left of check number B. Answers `.triesLeft`.
  case readCheckNumberTries
  /// One VERIFY with check number B that lies in locked memory, then the card-face record, and the chip's signature over
  /// `challenge` (SHA-256, 32 bytes) where it gives one. Answers `.cardFace`.
  case readCardFace(challenge: [UInt8])
}

/// The good end of a `CardJob`.
public enum CardResult: Equatable, Sendable {
  /// DER, as read, without what stands behind its first TLV.
  case certificate([UInt8])
  /// 0…3 of the PIN, 0…15 of check number B.
  case triesLeft(Int)
  /// RSA-2048, PKCS#1 v1.5: 256 bytes. ECDSA P-384: DER, or r and s of 48 bytes each.
  case signature([UInt8])
  case cardFace(CardFaceReading)
}

/// Every other end. None of these is ever reported as another (R10).
public enum CardFailure: Error, Equatable, Sendable {
  /// The card left the reader before or during the job.
  case removed
  /// The card does not answer: often it lies the wrong way round.
  case mute
  /// The card answers, but has no JPKI application.
  case notMyNumberCard
  /// A resident-register card of before 2016: it cannot be used as an insurance card.
  case residentRegisterCard
  /// A phone was laid where a card was expected: the phone's way is chosen on screen first.
  case phone
  /// A card was laid where a phone was expected.
  case notPhone
  /// The phone waits for its holder to prove himself to it.
  case phoneNotUnlocked
  /// The PIN was wrong; the number is the card's own `63Cx`.
  case wrongPIN(triesLeft: Int)
  /// No try is left, or the PIN is blocked (`63C0`, `6983`, `6984`). A card made without PIN looks the same.
  case pinLocked
  /// Check number B was wrong; the number is the card's own `63Cx`.
  case wrongCheckNumber(triesLeft: Int)
  case checkNumberLocked
  /// What was typed can be no check number B: nothing was sent, and no try was paid.
  case implausibleCheckNumber
  /// A command was sent and its answer never came: whether the card acted is not known.
  case answerLost
  /// The card answered against its own specification; the text is for staff.
  case rubbish(String)
  /// Another process holds the card.
  case heldByAnother
  /// The reader's driver reset the card for somebody else: begin again from the first step.
  case reset
  /// No reader, or the reader service is away; the text is for staff.
  case readerGone(String)
  /// This reader cannot do the job.
  case notSupported
  /// The face-auth reader finished and the face did not match.
  case faceNotMatched
  /// The face-auth reader refuses further comparisons for this card.
  case faceLocked
}

/// What a reader tells by itself.
public enum ReaderNotice: Equatable, Sendable {
  /// What the reader can do, where only it knows: told before `ready`.
  case abilities(ReaderAbilities)
  case ready
  /// The text is for staff: which part is missing.
  case unavailable(String)
  case cardInserted
  case cardRemoved
  /// While faces are compared: what the person should do; nil while they stand right.
  case faceHint(FaceHint?)
  /// So many digits of the PIN have been typed on the reader's own pad; never which.
  case pinTypedOnReader(count: Int)
  /// The person pressed "cancel" on the reader's own pad.
  case pinCancelledOnReader
}

/// What a face-auth reader asks of the person before its camera.
public enum FaceHint: String, CaseIterable, Sendable {
  case closer
  case further
  case lookUp = "look-up"
  case lookDown = "look-down"
  /// To the person's own left.
  case left
  /// To the person's own right.
  case right
  case holdStill = "hold-still"
}

/// What kind of reader is attached: which ways of identity it can offer.
public struct ReaderAbilities: Equatable, Sendable {
  public var comparesFaces: Bool
  /// Whether the reader can have the card sign in a visual check, without the PIN.
  public var provesVisualChecks: Bool
  /// Whether the kiosk may ask the card for its face through this reader.
  public var readsCardFace: Bool
  public var pinPad: PINPad

  /// Where the PIN is typed.
  public enum PINPad: String, CaseIterable, Sendable {
    case kiosk
    /// On the reader, which tells the kiosk the number of digits and nothing else.
    case reader
  }

  public init(
    comparesFaces: Bool, provesVisualChecks: Bool, readsCardFace: Bool, pinPad: PINPad = .kiosk
  ) {
    self.comparesFaces = comparesFaces
    self.provesVisualChecks = provesVisualChecks
    self.readsCardFace = readsCardFace
    self.pinPad = pinPad
  }

  /// Any PC/SC reader: PIN, and staff's word.
  public static let ordinary = ReaderAbilities(comparesFaces: false, provesVisualChecks: false, readsCardFace: true)
  public static let faceAuthentication = ReaderAbilities(
    comparesFaces: true, provesVisualChecks: true, readsCardFace: true)
}

/// What the kiosk itself found in a certificate whose chain and key usage hold; its dates are for `CertificateStanding`.
public struct CertificateFindings: Equatable, Sendable {
  public var notBefore: Timestamp
  public var notAfter: Timestamp
  public var algorithm: SignatureAlgorithm
  /// SHA-256 of the whole DER: the session's handle for "the same card", never logged in clear.
  public var fingerprint: [UInt8]

  public init(notBefore: Timestamp, notAfter: Timestamp, algorithm: SignatureAlgorithm, fingerprint: [UInt8]) {
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.algorithm = algorithm
    self.fingerprint = fingerprint
  }
}

/// Why the kiosk does not accept a certificate, dates apart.
public enum CertificateFailure: Error, Equatable, Sendable {
  case unreadable
  case unknownIssuer
  case wrongKeyUsage
  /// A kind of key that no card is known to have.
  case keyNotSupported
}
