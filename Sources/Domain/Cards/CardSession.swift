/// What the holder of the wire does next for a `CardSession`.
public enum CardStep: Equatable, Sendable {
  /// Send it, and give the answer to `received`.
  case transmit(CommandAPDU)
  /// Send these bytes with the PIN's bytes (`CardSession.pinLength`) behind them, put together in locked memory; give
  /// the answer to `received`.
  case transmitWithPIN(header: [UInt8])
  case finished(CardResult)
  case failed(CardFailure)
}

/// The JPKI application (公的個人認証AP) of one card on one connection, step by step. It remembers which application
/// and file are selected and what the counter was, so that certificate, counter and signature take two SELECTs, the
/// READs and five commands more, and nothing twice.
///
/// Invariants: the counter comes from `63Cx` alone; no VERIFY goes out before the card has said that a try is left; one
/// `verifyAndSign` is one VERIFY; no file is selected but those of `CardFile`. When the card was reset or went away the
/// session ends: make a new one.
public struct CardSession: Sendable {
  /// Digits of the user-authentication PIN.
  public static let pinLength = 4
  /// Its tries; a counter above it is rubbish.
  public static let mostTries = 3
  /// About 1.6 kB are usual; a card that names more than this is not believed.
  public static let mostCertificateBytes = 8_192
  /// Of RSA-2048.
  public static let signatureLength = 256
  /// What a short READ BINARY can bring.
  static let shortRead = CommandAPDU.mostShortExpected
  /// Of one extended READ BINARY: the whole certificate at once.
  static let extendedRead = mostCertificateBytes

  /// Which command is on its way.
  enum Awaited: Equatable, Sendable {
    case applicationSelected
    case fileSelected(CardFile)
    case certificatePart(offset: Int, length: Int)
    case counter
    case verified
    case signature
  }

  let extendedLength: Bool
  var job: CardJob?
  var awaited: Awaited?
  var isApplicationSelected = false
  var selected: CardFile?
  var certificate: [UInt8] = []
  /// Known since the card last said `63Cx`, until a VERIFY goes out.
  var triesLeft: Int?
  /// Within the job under way.
  var isVerified = false

  /// - Parameter extendedLength: whether reader and card are known to take extended APDUs; the certificate then comes
  ///   in one piece.
  public init(extendedLength: Bool = false) { self.extendedLength = extendedLength }

  /// Begins a job; whatever was under way is given up.
  public mutating func begin(_ job: CardJob) -> CardStep {
    // A command whose answer never came may have moved the card's selection or its counter.
    if awaited != nil { forget() }
    self.job = job
    certificate = []
    isVerified = false
    switch job {
    case .readCertificate, .readTriesLeft: return proceed(with: job)
    case .verifyAndSign(let digest):
      return digest.count == DigestInfo.digestLength ? proceed(with: job) : end(.failed(.notSupported))
    // An ordinary reader can neither compare a face nor vouch for a visual check.
    case .matchFace, .signVisualCheck: return end(.failed(.notSupported))
    }
  }

  /// - Parameter response: the card's bytes, status word included.
  public mutating func received(_ response: [UInt8]) -> CardStep {
    guard let job, let awaited else { return rubbish("an answer that nothing asked for") }
    self.awaited = nil
    guard let response = ResponseAPDU(response) else {
      return rubbish("an answer of \(response.count) bytes to \(name(of: awaited))")
    }
    switch awaited {
    case .applicationSelected:
      guard response.status == .success else { return applicationRefused(response) }
      isApplicationSelected = true
      return proceed(with: job)
    case .fileSelected(let file):
      guard response.status == .success else { return unexpected(response, awaited) }
      selected = file
      return proceed(with: job)
    case .certificatePart(let offset, let length):
      return certificatePart(response, offset: offset, length: length, job)
    case .counter: return counter(response, job)
    case .verified: return verified(response, job)
    case .signature:
      guard response.status == .success, response.data.count == Self.signatureLength else {
        return unexpected(response, awaited)
      }
      return end(.finished(.signature(response.data)))
    }
  }

  // MARK: - What comes next

  private mutating func proceed(with job: CardJob) -> CardStep {
    guard isApplicationSelected else { return transmit(.select(.jpki), .applicationSelected) }
    switch job {
    case .readCertificate:
      return ensure(.userAuthenticationCertificate) ?? readCertificatePart()
    case .readTriesLeft:
      return ensure(.userAuthenticationPIN) ?? transmit(.askCounter, .counter)
    case .verifyAndSign(let digest):
      if isVerified { return ensure(.userAuthenticationKey) ?? sign(digest) }
      if triesLeft == 0 { return end(.failed(.pinLocked)) }
      if let step = ensure(.userAuthenticationPIN) { return step }
      guard triesLeft != nil else { return transmit(.askCounter, .counter) }
      triesLeft = nil
      awaited = .verified
      return .transmitWithPIN(header: CommandAPDU.verifyHeader(passwordLength: Self.pinLength))
    case .matchFace, .signVisualCheck: return end(.failed(.notSupported))
    }
  }

  private mutating func ensure(_ file: CardFile) -> CardStep? {
    guard selected != file else { return nil }
    selected = nil
    return transmit(.select(file), .fileSelected(file))
  }

  private mutating func readCertificatePart() -> CardStep {
    let most = extendedLength ? Self.extendedRead : Self.shortRead
    // Four bytes tell the length of all the rest; before they are here a whole part is asked for.
    let total = (try? LeadingTLV(certificate))?.totalLength ?? Int.max
    let length = min(most, total - certificate.count)
    return transmit(
      .readBinary(offset: certificate.count, length: length),
      .certificatePart(offset: certificate.count, length: length))
  }

  private mutating func sign(_ digest: [UInt8]) -> CardStep {
    guard let info = DigestInfo.sha256(digest) else { return end(.failed(.notSupported)) }
    return transmit(.sign(digestInfo: info), .signature)
  }

  // MARK: - What has come

  private mutating func applicationRefused(_ response: ResponseAPDU) -> CardStep {
    forget()
    switch response.status {
    // "Not found", and how cards without files or without SELECT put it.
    case .fileNotFound, .functionNotSupported, .wrongParameters, .unknownInstruction, .unknownClass:
      return end(.failed(.notMyNumberCard))
    default: return unexpected(response, .applicationSelected)
    }
  }

  private mutating func certificatePart(
    _ response: ResponseAPDU, offset: Int, length: Int, _ job: CardJob
  ) -> CardStep {
    guard response.status == .success || response.status == .endOfFile, !response.data.isEmpty,
      response.data.count <= length
    else { return unexpected(response, .certificatePart(offset: offset, length: length)) }
    certificate += response.data
    do throws(LeadingTLV.Failure) {
      let head = try LeadingTLV(certificate)
      // SEQUENCE: every certificate is one (RFC 5280, 4.1).
      guard head.tag == 0x30 else { return rubbish("certificate: tag \(hexadecimal([head.tag]))") }
      guard head.totalLength <= Self.mostCertificateBytes else {
        return rubbish("certificate: \(head.totalLength) bytes")
      }
      guard certificate.count < head.totalLength else {
        return end(.finished(.certificate(Array(certificate.prefix(head.totalLength)))))
      }
      // A short part is the end of the file.
      guard response.data.count == length else {
        return rubbish("certificate: ends at \(certificate.count) of \(head.totalLength) bytes")
      }
    } catch {
      return rubbish("certificate: begins with no length")
    }
    return proceed(with: job)
  }

  private mutating func counter(_ response: ResponseAPDU, _ job: CardJob) -> CardStep {
    // A card that says it by 6983 or 6984 is locked too, though it names no number.
    if response.status == .blocked || response.status == .dataNotUsable { return end(.failed(.pinLocked)) }
    guard let count = response.status.triesLeft, count <= Self.mostTries, response.data.isEmpty else {
      return unexpected(response, .counter)
    }
    triesLeft = count
    switch job {
    case .readTriesLeft: return end(.finished(.triesLeft(count)))
    case .readCertificate, .verifyAndSign, .matchFace, .signVisualCheck: return proceed(with: job)
    }
  }

  private mutating func verified(_ response: ResponseAPDU, _ job: CardJob) -> CardStep {
    if response.status == .success, response.data.isEmpty {
      isVerified = true
      return proceed(with: job)
    }
    if response.status == .blocked || response.status == .dataNotUsable { return end(.failed(.pinLocked)) }
    guard let count = response.status.triesLeft, count < Self.mostTries, response.data.isEmpty else {
      return unexpected(response, .verified)
    }
    triesLeft = count
    return end(.failed(count == 0 ? .pinLocked : .wrongPIN(triesLeft: count)))
  }

  // MARK: - Ends

  private mutating func transmit(_ command: CommandAPDU, _ awaited: Awaited) -> CardStep {
    self.awaited = awaited
    return .transmit(command)
  }

  private mutating func end(_ step: CardStep) -> CardStep {
    job = nil
    awaited = nil
    certificate = []
    return step
  }

  private mutating func unexpected(_ response: ResponseAPDU, _ awaited: Awaited) -> CardStep {
    rubbish("\(response) to \(name(of: awaited))")
  }

  private mutating func rubbish(_ reason: String) -> CardStep {
    forget()
    return end(.failed(.rubbish(reason)))
  }

  private mutating func forget() {
    isApplicationSelected = false
    selected = nil
    triesLeft = nil
  }

  private func name(of awaited: Awaited) -> String {
    switch awaited {
    case .applicationSelected: "SELECT of the application"
    case .fileSelected(let file): "SELECT of \(hexadecimal([UInt8(file.rawValue >> 8), UInt8(file.rawValue & 0xFF)]))"
    case .certificatePart(let offset, _): "READ BINARY at \(offset)"
    case .counter: "VERIFY without data"
    case .verified: "VERIFY"
    case .signature: "COMPUTE DIGITAL SIGNATURE"
    }
  }
}
