import Cards

/// A reader with a virtual card on it, one job at a time, all at once: the demo and the simulation share it. The same
/// `CardSession` that works behind PC/SC works here.
public struct SimulatedReader: Sendable {
  /// What goes wrong instead of, or after, one exchange.
  public enum Fault: CaseIterable, Sendable {
    /// The card is pulled; the command does not reach it.
    case removed
    /// The command does not reach the card, and no answer comes.
    case answerLostBefore
    /// The card acts, and its answer does not come.
    case answerLostAfter
    /// The card acts, and what comes is no answer.
    case rubbish
  }

  /// The person before a face-auth reader.
  public enum Face: Sendable {
    case matches
    case doesNotMatch
  }

  /// After so many failures in a row the reader compares this card's face no more (as reported from the field).
  public static let mostFaceFailures = 10

  /// The card; its counter goes on across visits.
  public var card: VirtualCard
  public var abilities: ReaderAbilities
  public var face: Face
  /// In a row, with this card.
  public private(set) var faceFailures = 0
  public private(set) var isCardIn = true
  /// Commands sent since the reader was made.
  public private(set) var exchanges = 0
  private var session = CardSession()
  private var gate = CardGate()

  public init(card: VirtualCard, abilities: ReaderAbilities, face: Face) {
    self.card = card
    self.abilities = abilities
    self.face = face
  }

  /// The same card lies on the reader again.
  public mutating func insert() {
    isCardIn = true
    forgetConnection()
  }

  public mutating func remove() {
    isCardIn = false
    card.powerOff()
    forgetConnection()
  }

  private mutating func forgetConnection() {
    session = CardSession()
    gate = CardGate()
  }

  /// - Parameters:
  ///   - pin: asked once at most, when VERIFY goes out: lends the PIN's bytes to the closure that it is given.
  ///   - fault: asked before each exchange of this job, 0…; a comparison of faces is one exchange.
  public mutating func run(
    _ job: CardJob,
    pin: (_ use: (UnsafeRawBufferPointer) -> Void) -> Void,
    fault: (_ exchange: Int) -> Fault? = { _ in nil }
  ) -> Result<CardResult, CardFailure> {
    guard isCardIn else { return .failure(.removed) }
    switch job {
    case .matchFace(let digest):
      guard abilities.comparesFaces else { return .failure(.notSupported) }
      return signByTerminal(digest, comparing: true, fault: fault(0))
    case .signVisualCheck(let digest):
      guard abilities.provesVisualChecks else { return .failure(.notSupported) }
      return signByTerminal(digest, comparing: false, fault: fault(0))
    case .readCertificate, .readPhoneCertificate, .readAuthorityCertificate, .readTriesLeft, .verifyAndSign,
      .signByPhone, .readCheckNumberTries, .readCardFace:
      break
    }
    var step = session.begin(job)
    var exchange = 0
    while true {
      let answer: Result<[UInt8], CardFailure>
      switch step {
      case .finished(let result): return .success(result)
      case .failed(let failure): return .failure(failure)
      case .transmit(let command):
        guard command.bytes.withUnsafeBytes({ gate.admits($0) }) else { return fail(.notSupported) }
        answer = self.exchange(fault(exchange)) { card in card.respond(to: command.bytes) }
      case .transmitWithSecret(let header, let secret):
        let fault = fault(exchange)
        var lent: Result<[UInt8], CardFailure>?
        var isPlausible = true
        pin { digits in
          // Nothing but a whole secret is ever sent.
          guard digits.count == secret.length else { return }
          isPlausible = secret.isPlausible(digits)
          guard isPlausible else { return }
          lent = self.exchange(fault) { card in Self.verify(header: header, digits, &card) }
        }
        guard isPlausible else {
          step = session.refusedAsImplausible()
          continue
        }
        // Wiped meanwhile: the visit that typed it is over.
        guard let lent else { return fail(.reset) }
        answer = lent
      }
      exchange += 1
      switch answer {
      case .success(let bytes): step = session.received(bytes)
      case .failure(let failure): return fail(failure)
      }
    }
  }

  private mutating func exchange(
    _ fault: Fault?, _ act: (inout VirtualCard) -> [UInt8]
  ) -> Result<[UInt8], CardFailure> {
    exchanges += 1
    switch fault {
    case nil: return .success(act(&card))
    case .removed:
      remove()
      return .failure(.removed)
    case .answerLostBefore: return .failure(.answerLost)
    case .answerLostAfter:
      _ = act(&card)
      return .failure(.answerLost)
    case .rubbish:
      _ = act(&card)
      return .success([0x6F])
    }
  }

  private mutating func fail(_ failure: CardFailure) -> Result<CardResult, CardFailure> {
    forgetConnection()
    return .failure(failure)
  }

  /// Header and PIN together on the stack, wiped before the answer is looked at.
  private static func verify(
    header: [UInt8], _ pin: UnsafeRawBufferPointer, _ card: inout VirtualCard
  ) -> [UInt8] {
    withUnsafeTemporaryAllocation(byteCount: header.count + pin.count, alignment: 1) { command in
      command.copyBytes(from: header)
      UnsafeMutableRawBufferPointer(rebasing: command[header.count...]).copyMemory(from: pin)
      defer { for index in command.indices { command[index] = 0 } }
      return card.respond(to: UnsafeRawBufferPointer(command))
    }
  }

  private mutating func signByTerminal(
    _ digest: [UInt8], comparing: Bool, fault: Fault?
  ) -> Result<CardResult, CardFailure> {
    guard let algorithm = SignatureAlgorithm(digestLength: digest.count), let input = algorithm.input(digest) else {
      return .failure(.notSupported)
    }
    if comparing, faceFailures >= Self.mostFaceFailures { return .failure(.faceLocked) }
    let signed = exchange(fault) { card in card.signByTerminal(input) ?? [] }
    switch signed {
    case .failure(let failure): return fail(failure)
    case .success(let signature):
      if comparing {
        switch face {
        case .matches: faceFailures = 0
        case .doesNotMatch:
          faceFailures += 1
          return .failure(faceFailures < Self.mostFaceFailures ? .faceNotMatched : .faceLocked)
        }
      }
      guard algorithm.signatureLengths.contains(signature.count) else {
        return fail(.rubbish("a signature of \(signature.count) bytes from the reader"))
      }
      return .success(.signature(signature))
    }
  }
}
