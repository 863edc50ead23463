/// What the holder of the wire does next for a `CardSession`.
public enum CardStep: Equatable, Sendable {
  /// Send it, and give the answer to `received`.
  case transmit(CommandAPDU)
  /// Send these bytes with the secret's bytes behind them, put together in locked memory; give the answer to `received`.
  /// What cannot be right (`CardSecret.isPlausible`) is not sent: `refusedAsImplausible` says what follows then.
  case transmitWithSecret(header: [UInt8], CardSecret)
  case finished(CardResult)
  case failed(CardFailure)
}

/// One card on one connection, step by step: the JPKI application (公的個人認証AP) and the card-face check
/// (券面事項確認AP). It remembers which application and file are selected and what the counters were, so that certificate,
/// counter and signature take a SELECT, the READs and six commands more, and nothing twice.
///
/// Invariants: a counter comes from `63Cx` alone; no VERIFY goes out before the card has said that a try is left; one
/// job is one VERIFY at most; no file is selected but those of `CardFile`. When the card was reset or went away the
/// session ends: make a new one.
public struct CardSession: Sendable {
  /// About 1.6 kB are usual; a card that names more than this is not believed.
  public static let mostCertificateBytes = 8_192
  /// Name, address and photo are a few kB; 15 bits of offset can name no more.
  public static let mostCardFaceBytes = 32_767
  /// Of RSA-2048.
  public static let signatureLength = 256
  /// What a short READ BINARY can bring.
  static let shortRead = CommandAPDU.mostShortExpected
  /// Of one extended READ BINARY: the whole certificate at once.
  public static let extendedRead = 8_192

  /// Which command is on its way.
  enum Awaited: Equatable, Sendable {
    case applicationSelected(CardApplication)
    case fileSelected(CardFile)
    case part(CardFile, offset: Int, length: Int, selects: Bool)
    case counter(CardFile)
    case verified(CardFile, CardSecret)
    case signature(SignatureAlgorithm)
    case proof
  }

  /// Whether reader and card take extended APDUs, as far as is known: a refusal is remembered.
  public private(set) var extendedLength: Bool
  /// Whether the card takes short file identifiers: a refusal is remembered.
  var takesShortIdentifiers = true
  var job: CardJob?
  var awaited: Awaited?
  var application: CardApplication?
  var selected: CardFile?
  /// What has come of the file that is being read.
  var content: [UInt8] = []
  var token: TokenKind?
  /// Known since the card last said `63Cx`, until a VERIFY goes out.
  var triesLeft: [CardFile: Int] = [:]
  /// Within the job under way.
  var isVerified = false
  /// Within the job under way: read, and waiting for its proof.
  var face: CardFace?

  /// - Parameter extendedLength: whether to try extended APDUs; a certificate then comes in one piece.
  public init(extendedLength: Bool = false) { self.extendedLength = extendedLength }

  /// Begins a job; whatever was under way is given up.
  public mutating func begin(_ job: CardJob) -> CardStep {
    // A command whose answer never came may have moved the card's selection or its counter.
    if awaited != nil { forget() }
    self.job = job
    content = []
    isVerified = false
    face = nil
    return proceed(with: job)
  }

  /// What was typed was not sent, because it cannot be right.
  public mutating func refusedAsImplausible() -> CardStep {
    guard case .verified = awaited else { return rubbish("nothing was to be typed") }
    return end(.failed(.implausibleCheckNumber))
  }

  /// - Parameter response: the card's bytes, status word included.
  public mutating func received(_ response: [UInt8]) -> CardStep {
    guard let job, let awaited else { return rubbish("an answer that nothing asked for") }
    self.awaited = nil
    guard let response = ResponseAPDU(response) else {
      return rubbish("an answer of \(response.count) bytes to \(awaited.name)")
    }
    switch awaited {
    case .applicationSelected(let application):
      guard response.status == .success else { return refused(application, response, job) }
      self.application = application
      return proceed(with: job)
    case .fileSelected(let file):
      guard response.status == .success else { return refused(file, response, job) }
      selected = file
      return proceed(with: job)
    case .part(let file, let offset, let length, let selects):
      if selects { selected = response.isReadable ? file : nil }
      return part(of: file, response, offset: offset, length: length, selects: selects, job)
    case .counter(let file): return counter(of: file, response, job)
    case .verified(let file, let secret): return verified(file, secret, response, job)
    case .signature(let algorithm): return signature(response, algorithm, job)
    case .proof: return proof(response)
    }
  }

  // MARK: - What comes next

  mutating func proceed(with job: CardJob) -> CardStep {
    switch job {
    case .readCertificate, .readPhoneCertificate:
      if let step = ensure(.jpki) { return step }
      guard let token else { return read(.tokenInformation) }
      return accept(token, isPhoneWanted: job == .readPhoneCertificate) ?? read(.userAuthenticationCertificate)
    case .readAuthorityCertificate: return ensure(.jpki) ?? read(.authorityCertificate)
    case .readTriesLeft:
      return ensure(.userAuthenticationPIN) ?? transmit(.askCounter, .counter(.userAuthenticationPIN))
    case .readCheckNumberTries: return ensure(.checkNumberB) ?? transmit(.askCounter, .counter(.checkNumberB))
    case .verifyAndSign(let digest):
      guard let algorithm = SignatureAlgorithm(digestLength: digest.count) else { return end(.failed(.notSupported)) }
      return isVerified ? sign(digest, algorithm) : verify(.userAuthenticationPIN, .pin)
    case .signByPhone(let digest):
      guard let algorithm = SignatureAlgorithm(digestLength: digest.count) else { return end(.failed(.notSupported)) }
      return sign(digest, algorithm)
    case .readCardFace(let challenge):
      guard let input = DigestInfo.sha256(challenge) else { return end(.failed(.notSupported)) }
      if !isVerified { return verify(.checkNumberB, .checkNumberB) }
      return face == nil ? read(.cardFace) : transmit(.authenticate(digestInfo: input), .proof)
    // An ordinary reader can neither compare a face nor vouch for a visual check.
    case .matchFace, .signVisualCheck: return end(.failed(.notSupported))
    }
  }

  private mutating func ensure(_ application: CardApplication) -> CardStep? {
    guard self.application != application else { return nil }
    self.application = nil
    selected = nil
    return transmit(.select(application), .applicationSelected(application))
  }

  private mutating func ensure(_ file: CardFile) -> CardStep? {
    if let step = ensure(file.application) { return step }
    guard selected != file else { return nil }
    selected = nil
    return transmit(.select(file), .fileSelected(file))
  }

  private mutating func verify(_ file: CardFile, _ secret: CardSecret) -> CardStep {
    if triesLeft[file] == 0 { return end(.failed(secret.locked)) }
    if let step = ensure(file) { return step }
    guard triesLeft[file] != nil else { return transmit(.askCounter, .counter(file)) }
    triesLeft[file] = nil
    awaited = .verified(file, secret)
    return .transmitWithSecret(header: CommandAPDU.verifyHeader(passwordLength: secret.length), secret)
  }

  private mutating func sign(_ digest: [UInt8], _ algorithm: SignatureAlgorithm) -> CardStep {
    if let step = ensure(.userAuthenticationKey) { return step }
    guard let input = algorithm.input(digest) else { return end(.failed(.notSupported)) }
    return transmit(.sign(input), .signature(algorithm))
  }

  private mutating func accept(_ token: TokenKind, isPhoneWanted: Bool) -> CardStep? {
    switch token {
    case .residentRegisterCard: end(.failed(.residentRegisterCard))
    case .myNumberCard: isPhoneWanted ? end(.failed(.notPhone)) : nil
    case .androidPhone, .iPhone: isPhoneWanted ? nil : end(.failed(.phone))
    }
  }

  // MARK: - Ends

  mutating func transmit(_ command: CommandAPDU, _ awaited: Awaited) -> CardStep {
    self.awaited = awaited
    return .transmit(command)
  }

  mutating func end(_ step: CardStep) -> CardStep {
    job = nil
    awaited = nil
    content = []
    face = nil
    return step
  }

  mutating func unexpected(_ response: ResponseAPDU, _ awaited: Awaited) -> CardStep {
    rubbish("\(response) to \(awaited.name)")
  }

  mutating func rubbish(_ reason: String) -> CardStep {
    forget()
    return end(.failed(.rubbish(reason)))
  }

  mutating func forget() {
    application = nil
    selected = nil
    token = nil
    triesLeft = [:]
  }

  /// The reader or the card has refused an extended command.
  mutating func fallBackToShort() { extendedLength = false }
}

extension CardSession.Awaited {
  /// For staff.
  var name: String {
    switch self {
    case .applicationSelected(.jpki): "SELECT of the application"
    case .applicationSelected(.cardFaceCheck): "SELECT of the card-face check"
    case .fileSelected(let file): "SELECT of \(file.name)"
    case .part(let file, let offset, _, _):
      file == .userAuthenticationCertificate ? "READ BINARY at \(offset)" : "READ BINARY of \(file.name) at \(offset)"
    case .counter: "VERIFY without data"
    case .verified: "VERIFY"
    case .signature: "COMPUTE DIGITAL SIGNATURE"
    case .proof: "INTERNAL AUTHENTICATE"
    }
  }
}

extension CardFile {
  /// Four hexadecimal digits.
  var name: String { hexadecimal([UInt8(identifier >> 8), UInt8(identifier & 0xFF)]) }
}

extension CardSecret {
  var locked: CardFailure {
    switch self {
    case .pin: .pinLocked
    case .checkNumberB: .checkNumberLocked
    }
  }

  func wrong(triesLeft: Int) -> CardFailure {
    switch self {
    case .pin: .wrongPIN(triesLeft: triesLeft)
    case .checkNumberB: .wrongCheckNumber(triesLeft: triesLeft)
    }
  }
}
