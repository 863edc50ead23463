import Cards

/// A My Number card as its public users know it: commands in, answers out. It is at least as strict as the card where
/// that is known, and takes the less friendly reading where it is not: a verified PIN is forgotten as soon as any
/// application is selected, a PIN of the wrong length costs a try, a failed SELECT leaves no file selected.
///
/// A value: two copies are two cards. It knows no clock and no chance. The card's other applications can be selected,
/// and hold nothing.
public struct VirtualCard: Sendable {
  /// Contact interface, T=1: one of those that real cards give. Programs must not recognise the card by it.
  public static let answerToReset: [UInt8] = [
    0x3B, 0xDA, 0x13, 0xFF, 0x81, 0x31, 0xFB, 0x46, 0x80, 0x12, 0x39, 0x2F, 0x31, 0xC1, 0x73, 0xC6, 0x01, 0xC0, 0x3B,
  ]

  /// How many VERIFY commands with a PIN have come for user authentication, and how many of them were wrong.
  public private(set) var verifications = 0
  public private(set) var misses = 0
  /// Whether somebody has tried to select a file that holds the My Number (S5: nobody may).
  public private(set) var myNumberWasTouched = false

  let sign: @Sendable ([UInt8]) -> [UInt8]?
  let applications: [Application]
  let files: [File]
  var userPIN: PasswordState
  var signaturePassword: PasswordState
  private var application: Application?
  private var current: File?

  public init(_ contents: VirtualCardContents) {
    sign = contents.sign
    applications = Application.allCases
    files = File.all(of: contents)
    userPIN = PasswordState(
      contents.pin, triesLeft: contents.triesLeft, most: PasswordState.userAuthenticationTries)
    signaturePassword = PasswordState(
      contents.signaturePassword, triesLeft: PasswordState.signatureTries, most: PasswordState.signatureTries)
  }

  /// A card of another kind: it answers, and has none of the applications.
  public static func foreign() -> VirtualCard { VirtualCard(applications: []) }

  private init(applications: [Application]) {
    sign = { _ in nil }
    self.applications = applications
    files = []
    userPIN = PasswordState(nil, triesLeft: 0, most: PasswordState.userAuthenticationTries)
    signaturePassword = PasswordState(nil, triesLeft: 0, most: PasswordState.signatureTries)
  }

  /// Of the user-authentication PIN.
  public var triesLeft: Int { userPIN.triesLeft }

  /// Power is gone: selections and verified passwords with it, counters stay.
  public mutating func powerOff() {
    application = nil
    current = nil
    userPIN.forget()
    signaturePassword.forget()
  }

  /// A reset forgets what power loss forgets.
  public mutating func reset() { powerOff() }

  /// - Returns: answer data and status word.
  public mutating func respond(to apdu: [UInt8]) -> [UInt8] {
    apdu.withUnsafeBytes { respond(to: $0) }
  }

  /// The same for bytes that must not be copied, as a PIN's.
  public mutating func respond(to apdu: UnsafeRawBufferPointer) -> [UInt8] {
    do throws(Refusal) {
      let command = try ReceivedCommand(apdu)
      return try perform(command) + StatusWord.success.bytes
    } catch {
      return error.status.bytes
    }
  }

  /// What a certified face-auth reader obtains after its own mutual authentication with the card (特定機関認証), of which
  /// nothing but its name is public: here it simply signs.
  ///
  /// - Returns: the signature; `nil` for anything but a DigestInfo for SHA-256.
  public func signByTerminal(_ digestInfo: [UInt8]) -> [UInt8]? {
    DigestInfo.sha256Digest(in: digestInfo) == nil ? nil : sign(digestInfo)
  }

  // MARK: - Commands

  private mutating func perform(_ command: ReceivedCommand) throws(Refusal) -> [UInt8] {
    try checkClass(command.cla)
    switch (command.cla, command.ins) {
    case (0x00, 0xA4): try select(command)
    case (0x00, 0xB0): return try readBinary(command)
    case (0x00, 0x20): try verify(command)
    case (0x80, 0x2A): return try computeSignature(command)
    case (_, 0xA4), (_, 0xB0), (_, 0x20), (_, 0x2A): throw Refusal(.unknownClass)
    default: throw Refusal(.unknownInstruction)
    }
    return []
  }

  /// ISO 7816-4, 5.1.1: bits 1–2 the logical channel, 3–4 secure messaging, 5 chaining; 40–7F more channels.
  private func checkClass(_ cla: UInt8) throws(Refusal) {
    if cla & 0xC0 == 0x40 { throw Refusal(.channelNotSupported) }
    guard cla & 0x60 == 0 else { throw Refusal(.unknownClass) }
    if cla & 0x03 != 0 { throw Refusal(.channelNotSupported) }
    if cla & 0x0C != 0 { throw Refusal(.secureMessagingNotSupported) }
    if cla & 0x10 != 0 { throw Refusal(.chainingNotSupported) }
  }

  private mutating func select(_ command: ReceivedCommand) throws(Refusal) {
    guard command.p2 == 0x0C else { throw Refusal(.wrongParameters) }
    guard command.expected == nil else { throw Refusal(.wrongLength) }
    switch command.p1 {
    case 0x04:
      guard (5...16).contains(command.data.count) else { throw Refusal(.wrongLength) }
      guard let found = applications.first(where: { command.data.elementsEqual($0.identifier) }) else {
        current = nil
        throw Refusal(.fileNotFound)
      }
      powerOff()
      application = found
    case 0x02:
      guard command.data.count == 2, let high = command.data.first, let low = command.data.last else {
        throw Refusal(.wrongLength)
      }
      let id = UInt16(high) << 8 | UInt16(low)
      current = nil
      if let application, application.myNumberFile == id { myNumberWasTouched = true }
      guard application == .jpki, let file = files.first(where: { $0.id == id }) else {
        throw Refusal(.fileNotFound)
      }
      current = file
    default: throw Refusal(.wrongParameters)
    }
  }

  private mutating func readBinary(_ command: ReceivedCommand) throws(Refusal) -> [UInt8] {
    guard command.data.isEmpty, let expected = command.expected else { throw Refusal(.wrongLength) }
    var offset = Int(command.p1) << 8 | Int(command.p2)
    if command.p1 & 0x80 != 0 {
      guard command.p1 & 0x60 == 0 else { throw Refusal(.wrongParameters) }
      offset = Int(command.p2)
      let short = UInt16(command.p1 & 0x1F)
      // Short identifier 0 is the current file; it is the low five bits of the file's identifier otherwise.
      if short != 0 {
        guard application == .jpki, let file = files.first(where: { $0.id & 0x1F == short }) else {
          throw Refusal(.fileNotFound)
        }
        current = file
      }
    }
    guard let current else { throw Refusal(.noCurrentFile) }
    guard case .readable(let bytes, let needsPassword) = current.kind else { throw Refusal(.incompatibleFile) }
    if needsPassword, !signaturePassword.isVerified { throw Refusal(.securityNotSatisfied) }
    guard offset < bytes.count else { throw Refusal(.beyondEnd) }
    return Array(bytes[offset..<min(offset + expected, bytes.count)])
  }

  private mutating func verify(_ command: ReceivedCommand) throws(Refusal) {
    guard command.p1 == 0x00, command.p2 == 0x80 else { throw Refusal(.wrongParameters) }
    guard command.expected == nil else { throw Refusal(.wrongLength) }
    guard let current else { throw Refusal(.noCurrentFile) }
    let outcome: PasswordState.Outcome
    switch current.kind {
    case .userAuthenticationPIN:
      // The counter, also when the PIN has been verified: it says nothing about that.
      if command.data.isEmpty { throw Refusal(.counter(userPIN.triesLeft)) }
      verifications += 1
      outcome = userPIN.verify(command.data)
      if case .wrong = outcome { misses += 1 }
    case .signaturePassword:
      if command.data.isEmpty { throw Refusal(.counter(signaturePassword.triesLeft)) }
      outcome = signaturePassword.verify(command.data)
    case .readable, .userAuthenticationKey, .signatureKey: throw Refusal(.referenceNotFound)
    }
    switch outcome {
    case .right: return
    case .wrong(let left): throw Refusal(.counter(left))
    case .locked: throw Refusal(.dataNotUsable)
    }
  }

  private func computeSignature(_ command: ReceivedCommand) throws(Refusal) -> [UInt8] {
    guard command.p1 == 0x00, command.p2 == 0x80 else { throw Refusal(.wrongParameters) }
    guard let current else { throw Refusal(.noCurrentFile) }
    switch current.kind {
    case .userAuthenticationKey: break
    // The signature key is never used at a reception.
    case .signatureKey: throw Refusal(.conditionsNotSatisfied)
    case .readable, .userAuthenticationPIN, .signaturePassword: throw Refusal(.referenceNotFound)
    }
    guard userPIN.isVerified else { throw Refusal(.securityNotSatisfied) }
    guard let expected = command.expected else { throw Refusal(.wrongLength) }
    let digestInfo = Array(command.data)
    guard DigestInfo.sha256Digest(in: digestInfo) != nil else { throw Refusal(.wrongData) }
    guard let signature = sign(digestInfo) else { throw Refusal(.noDiagnosis) }
    guard signature.count <= expected else { throw Refusal(.wrongLength) }
    return signature
  }
}

extension StatusWord {
  fileprivate static func counter(_ triesLeft: Int) -> StatusWord { StatusWord(0x63C0 | UInt16(triesLeft & 0xF)) }
}
