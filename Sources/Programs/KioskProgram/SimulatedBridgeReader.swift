import Cards
import FaceReaderBridge
import VirtualCard

/// A face-auth reader in process, with one virtual card and somebody before its camera, for the reference bridge. What it
/// keeps of a PIN is that of made-up people; a real reader's bridge keeps none.
final class SimulatedBridgeReader: BridgedDevice {
  /// Nobody can be told what a comparison is about in less.
  static let defaultFaceTime = Duration.milliseconds(1_500)

  let hello: BridgeHello
  private var reader: SimulatedReader
  /// What a comparison would find, if somebody looks.
  private let holder: SimulatedReader.Face
  private var isLooking = true
  private let faceTime: Duration
  private(set) var trouble: String?
  private(set) var isCardIn: Bool
  /// Gives certificates and counters, and takes commands.
  private var isCardOpen = false
  private var work: Work?

  /// What a person has a part in.
  private enum Work {
    case face(job: Int, digest: [UInt8], due: ContinuousClock.Instant)
    /// The command's header, or nil where the reader signs by itself.
    case pad(job: Int, header: [UInt8]?, digest: [UInt8])

    var job: Int {
      switch self {
      case .face(let job, _, _), .pad(let job, _, _): job
      }
    }
  }

  /// - Parameters:
  ///   - face: of the card's holder.
  ///   - faceFailures: comparisons that have failed in a row before.
  init(
    hello: BridgeHello, card: VirtualCard, face: SimulatedReader.Face, isCardIn: Bool,
    faceTime: Duration = defaultFaceTime, faceFailures: Int = 0
  ) {
    self.hello = hello
    holder = face
    self.faceTime = faceTime
    self.isCardIn = isCardIn
    reader = SimulatedReader(card: card, abilities: hello.abilities, face: .doesNotMatch)
    let anything = [UInt8](repeating: 0, count: DigestInfo.digestLength)
    for _ in 0..<faceFailures { _ = reader.run(.matchFace(digest: anything), pin: { _ in }) }
    if !isCardIn { reader.remove() }
  }

  // MARK: - Requests

  func perform(_ request: KioskMessage.Request, job: Int) -> [BridgeMessage] {
    func end(_ answer: BridgeMessage.Answer) -> [BridgeMessage] { [.answer(job: job, answer)] }
    guard isSupported(request) else { return end(.failed(.notSupported)) }
    if let trouble { return end(.failed(.readerGone(trouble))) }
    guard isCardIn else { return end(.failed(.removed)) }
    switch request {
    case .openCard:
      reader.card.reset()
      isCardOpen = true
      return end(.cardOpened(extendedLength: true))
    case .transmit(let apdu):
      guard isCardOpen else { return end(.failed(.reset)) }
      return end(.response(reader.card.respond(to: apdu)))
    case .transmitPIN(let header):
      guard isCardOpen else { return end(.failed(.reset)) }
      work = .pad(job: job, header: header, digest: [])
      return [.pinTyped(job: job, count: 0)]
    case .readCertificate: return end(run(.readCertificate))
    case .readTries: return end(run(.readTriesLeft))
    case .verify(let digest, let pin):
      guard let pin else {
        work = .pad(job: job, header: nil, digest: digest)
        return [.pinTyped(job: job, count: 0)]
      }
      return end(run(.verifyAndSign(digest: digest), pin: pin))
    case .compareFace(let digest):
      work = .face(job: job, digest: digest, due: .now + faceTime)
      return [.face(job: job, nil)]
    case .signVisualCheck(let digest): return end(run(.signVisualCheck(digest: digest)))
    }
  }

  private func isSupported(_ request: KioskMessage.Request) -> Bool {
    switch request {
    case .openCard, .transmit: hello.commands == .relayed
    case .transmitPIN: hello.commands == .relayed && hello.abilities.pinPad == .reader
    case .readCertificate, .readTries: hello.commands == .done
    case .verify(_, let pin): hello.commands == .done && (pin == nil) == (hello.abilities.pinPad == .reader)
    case .compareFace: hello.abilities.comparesFaces
    case .signVisualCheck: hello.abilities.provesVisualChecks
    }
  }

  private func run(_ job: CardJob, pin: [UInt8] = []) -> BridgeMessage.Answer {
    let result = reader.run(job, pin: { use in pin.withUnsafeBytes { use($0) } })
    switch result {
    case .success(.certificate(let der)): return .certificate(der)
    case .success(.triesLeft(let left)): return .tries(left)
    case .success(.signature(let bytes)): return .signature(bytes)
    case .success(.cardFace): return .failed(.notSupported)
    case .failure(let failure): return .failed(failure)
    }
  }

  func cancel(job: Int) -> [BridgeMessage] {
    guard work?.job == job else { return [] }
    work = nil
    return [.answer(job: job, .cancelled)]
  }

  func release() {
    isCardOpen = false
    guard isCardIn else { return }
    // Without power the card forgets what was selected and verified, and so does who works with it.
    reader.remove()
    reader.insert()
  }

  func lineLost() {
    work = nil
    release()
  }

  // MARK: - Comparing

  var deadline: ContinuousClock.Instant? {
    switch work {
    case .face(_, _, let due): due
    case .pad, nil: nil
    }
  }

  func timeReached() -> [BridgeMessage] {
    guard case .face(let job, let digest, let due) = work, ContinuousClock.now >= due else { return [] }
    work = nil
    reader.face = isLooking ? holder : .doesNotMatch
    return [.answer(job: job, run(.matchFace(digest: digest)))]
  }

  // MARK: - Words

  func obey(_ words: String) -> BridgeObedience {
    let parts = words.split(separator: " ").map(String.init)
    switch (parts.first, parts.dropFirst().first) {
    case (nil, _): return BridgeObedience()
    case ("insert", nil): return insert()
    case ("remove", nil): return remove()
    case ("look", nil): return look(true)
    case ("look-away", nil): return look(false)
    case ("hint", let word): return hint(word)
    case ("type", let digits?): return type(digits)
    case ("cancel", nil): return pressCancel()
    case ("unplug", nil): return unplug()
    case ("plug", nil): return plug()
    case ("tries", nil):
      let card = reader.card
      return BridgeObedience(
        reply: "tries left \(card.triesLeft), verified \(card.verifications), wrong \(card.misses)")
    case ("quit", nil): return BridgeObedience(ends: true)
    // Words of people are no enum of ours.
    default: return BridgeObedience(reply: "there is no word \"\(words)\"; there are \(Self.words)")
    }
  }

  static let words =
    "insert, remove, look, look-away, hint WORD, type DIGITS, cancel, unplug, plug, tries, quit; hints are "
    + FaceHint.allCases.map(\.rawValue).joined(separator: ", ")

  private func insert() -> BridgeObedience {
    guard !isCardIn else { return BridgeObedience(reply: "the card lies there") }
    isCardIn = true
    reader.insert()
    return BridgeObedience(trouble == nil ? [.cardInserted] : [], reply: "inserted")
  }

  private func remove() -> BridgeObedience {
    guard isCardIn else { return BridgeObedience(reply: "no card lies there") }
    isCardIn = false
    isCardOpen = false
    reader.remove()
    return BridgeObedience([.cardRemoved] + giveUpWork(.removed), reply: "removed")
  }

  private func giveUpWork(_ failure: CardFailure) -> [BridgeMessage] {
    guard let work else { return [] }
    self.work = nil
    return [.answer(job: work.job, .failed(failure))]
  }

  private func look(_ looks: Bool) -> BridgeObedience {
    isLooking = looks
    return BridgeObedience(reply: looks ? "somebody looks" : "nobody looks")
  }

  private func hint(_ word: String?) -> BridgeObedience {
    guard case .face(let job, let digest, _) = work else { return BridgeObedience(reply: "nothing is compared") }
    guard let word else { return BridgeObedience([.face(job: job, nil)], reply: "stands right") }
    guard let hint = FaceHint(rawValue: word) else { return BridgeObedience(reply: "hints are \(Self.words)") }
    // Who has to move is given the time again.
    work = .face(job: job, digest: digest, due: .now + faceTime)
    return BridgeObedience([.face(job: job, hint)], reply: "hint \(word)")
  }

  private func type(_ digits: String) -> BridgeObedience {
    guard case .pad(let job, let header, let digest) = work else {
      return BridgeObedience(reply: "nobody asks for a PIN")
    }
    let pin = Array(digits.utf8)
    guard pin.count == CardSecret.pin.length, pin.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return BridgeObedience(reply: "a PIN has \(CardSecret.pin.length) digits")
    }
    work = nil
    let counts = (1...pin.count).map { BridgeMessage.pinTyped(job: job, count: $0) }
    let answer: BridgeMessage.Answer =
      header.map { .response(reader.card.respond(to: $0 + pin)) } ?? run(.verifyAndSign(digest: digest), pin: pin)
    return BridgeObedience(counts + [.answer(job: job, answer)], reply: "typed")
  }

  private func pressCancel() -> BridgeObedience {
    guard case .pad(let job, _, _) = work else { return BridgeObedience(reply: "nobody asks for a PIN") }
    return BridgeObedience([.pinCancelled(job: job)], reply: "cancelled")
  }

  private func unplug() -> BridgeObedience {
    guard trouble == nil else { return BridgeObedience(reply: "it is unplugged") }
    let reason = "the simulated reader is unplugged"
    trouble = reason
    isCardOpen = false
    return BridgeObedience(giveUpWork(.readerGone(reason)) + [.readerUnavailable(reason: reason)], reply: "unplugged")
  }

  private func plug() -> BridgeObedience {
    guard trouble != nil else { return BridgeObedience(reply: "it is plugged in") }
    trouble = nil
    return BridgeObedience([.readerReady] + (isCardIn ? [.cardInserted] : []), reply: "plugged in")
  }
}
