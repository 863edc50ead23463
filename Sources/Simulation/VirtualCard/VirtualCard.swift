import Cards

/// A My Number card as its public users know it: commands in, answers out. It is at least as strict as the card where
/// that is known, and takes the less friendly reading where it is not: whatever was verified is forgotten as soon as any
/// application is selected, a PIN of the wrong length costs a try, a failed SELECT leaves no file selected.
///
/// A value: two copies are two cards. It knows no clock and no chance. The common and the resident-register application
/// can be selected, and hold nothing; so do the card-face applications of a card that was made without a face. The My
/// Number is on no virtual card: its files are there, and whoever selects them is remembered.
public struct VirtualCard: Sendable {
  /// Contact interface, T=1: one of those that real cards give. Programs must not recognise the card by it.
  public static let answerToReset: [UInt8] = [
    0x3B, 0xDA, 0x13, 0xFF, 0x81, 0x31, 0xFB, 0x46, 0x80, 0x12, 0x39, 0x2F, 0x31, 0xC1, 0x73, 0xC6, 0x01, 0xC0, 0x3B,
  ]

  /// Whether somebody has tried to select a file that holds the My Number, or to prove that he knows it (S5: nobody
  /// may).
  public internal(set) var myNumberWasTouched = false
  /// Of a phone: whether its holder has proven himself to it.
  public var holderIsProven = true

  let token: TokenKind
  let algorithm: SignatureAlgorithm
  let takesShortOnly: Bool
  let sign: @Sendable ([UInt8]) -> [UInt8]?
  let signByFace: @Sendable ([UInt8]) -> [UInt8]?
  let applications: [Application]
  let files: [File]
  var secrets: [VirtualCardSecret: PasswordState]
  var application: Application?
  var current: File?

  public init(_ contents: VirtualCardContents) {
    token = contents.token
    algorithm = contents.algorithm
    takesShortOnly = contents.takesShortOnly
    sign = contents.sign
    let face = contents.face
    signByFace = { face?.sign($0) }
    applications = Application.allCases.filter { contents.has($0) }
    files = File.all(of: contents)
    secrets = contents.secrets
  }

  /// A card of another kind: it answers, and has none of the applications.
  public static func foreign() -> VirtualCard { VirtualCard(applications: []) }

  /// A card whose applications can be selected, and none of whose files are there.
  public static func hollow() -> VirtualCard { VirtualCard(applications: Application.allCases) }

  private init(applications: [Application]) {
    token = .myNumberCard
    algorithm = .rsa2048
    takesShortOnly = false
    sign = { _ in nil }
    signByFace = { _ in nil }
    self.applications = applications
    files = []
    secrets = [:]
  }

  // MARK: - Counters

  /// Of the user-authentication PIN.
  public var triesLeft: Int { triesLeft(of: .userAuthenticationPIN) }
  /// How many VERIFY commands with a PIN have come for user authentication, and how many of them were wrong.
  public var verifications: Int { verifications(of: .userAuthenticationPIN) }
  public var misses: Int { misses(of: .userAuthenticationPIN) }

  public func triesLeft(of secret: VirtualCardSecret) -> Int { secrets[secret]?.triesLeft ?? 0 }
  public func verifications(of secret: VirtualCardSecret) -> Int { secrets[secret]?.verifications ?? 0 }
  public func misses(of secret: VirtualCardSecret) -> Int { secrets[secret]?.misses ?? 0 }

  /// As if somebody had tried elsewhere meanwhile: 0 is locked.
  public mutating func setTries(_ count: Int, of secret: VirtualCardSecret) { secrets[secret]?.setTries(count) }

  // MARK: - Power

  /// Power is gone: selections and verified passwords with it, counters stay.
  public mutating func powerOff() {
    application = nil
    current = nil
    for secret in VirtualCardSecret.allCases { secrets[secret]?.forget() }
  }

  /// A reset forgets what power loss forgets.
  public mutating func reset() { powerOff() }

  // MARK: - Commands

  /// - Returns: answer data and status word.
  public mutating func respond(to apdu: [UInt8]) -> [UInt8] {
    apdu.withUnsafeBytes { respond(to: $0) }
  }

  /// The same for bytes that must not be copied, as a PIN's.
  public mutating func respond(to apdu: UnsafeRawBufferPointer) -> [UInt8] {
    do throws(Refusal) {
      let command = try ReceivedCommand(apdu)
      if takesShortOnly, command.isExtended { throw Refusal(.wrongLength) }
      return try perform(command) + StatusWord.success.bytes
    } catch {
      return error.status.bytes
    }
  }

  /// What a certified face-auth reader obtains after its own mutual authentication with the card (特定機関認証), of which
  /// nothing but its name is public: here it simply signs.
  ///
  /// - Returns: the signature; `nil` for anything but what the key's algorithm signs.
  public func signByTerminal(_ input: [UInt8]) -> [UInt8]? { isSignable(input) ? sign(input) : nil }

  func isSignable(_ input: [UInt8]) -> Bool {
    switch algorithm {
    case .rsa2048: DigestInfo.sha256Digest(in: input) != nil
    case .ecdsaP384: input.count == algorithm.digestLength
    }
  }
}

extension VirtualCardContents {
  fileprivate func has(_ application: Application) -> Bool {
    switch token {
    case .myNumberCard: true
    // A phone carries what the card's certificates do, and nothing that is printed on it.
    case .androidPhone, .iPhone: application == .jpki
    case .residentRegisterCard: application == .jpki || application == .residentRegister
    }
  }

  fileprivate var secrets: [VirtualCardSecret: PasswordState] {
    var secrets: [VirtualCardSecret: PasswordState] = [
      .userAuthenticationPIN: PasswordState(pin, triesLeft: triesLeft, of: .userAuthenticationPIN),
      .signaturePassword: PasswordState(signaturePassword, of: .signaturePassword),
    ]
    guard let face else { return secrets }
    let birthDate = Array(face.checkNumberB.prefix(6))
    secrets[.birthDate] = PasswordState(birthDate, of: .birthDate)
    secrets[.checkNumberB] = PasswordState(face.checkNumberB, of: .checkNumberB)
    secrets[.inputAidPIN] = PasswordState(face.pin, of: .inputAidPIN)
    secrets[.inputAidCheckNumberB] = PasswordState(face.checkNumberB, of: .inputAidCheckNumberB)
    // No data are equal to none: nothing is right, and there are tries to be wrong.
    secrets[.checkNumberA] = PasswordState([], of: .checkNumberA)
    secrets[.inputAidCheckNumberA] = PasswordState([], of: .inputAidCheckNumberA)
    return secrets
  }
}
