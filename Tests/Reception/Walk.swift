import Cards
import CivilTime
import Eligibility
import Journal

@testable import Reception

/// SplitMix64: the same walk for the same seed, everywhere.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

extension Screen {
  /// Where nothing is asked of the patient: the world is.
  static let waits: [Screen] = [
    .readingCard, .checkingPhone, .pinOnReader, .checkingPIN, .face, .checkingStaff, .readingFace, .askingEligibility,
    .registering,
    .sendingConsents, .handingOver,
  ]
}

/// A drunken world: mostly it does what a reception can expect, often what it cannot.
struct Walk {
  var machine: Reception
  var now = Instant(nanoseconds: 0)
  var dice: Dice
  var ledger = Ledger()
  /// What was asked last, answered or not.
  private var asked: Effect?
  private var isAnswered = true
  private var cards: UInt8 = 0
  private var marks: UInt8 = 0
  /// So many deadlines pass without a soul.
  private var quiet = 0

  init(_ rules: Rules, seed: UInt64) {
    machine = Reception(rules: rules)
    ledger.isTypedOnReader = rules.abilities.pinPad == .reader
    dice = Dice(seed: seed)
  }

  /// One event, and all that must hold after it.
  mutating func step() {
    let event = nextEvent()
    take(event)
  }

  mutating func take(_ event: Event) {
    let before = machine.scene
    ledger.happens(event, on: before)
    let isLate = if case .answered(let errand, _) = event { errand != awaited } else { false }
    let wasDue = if case .deadlinePassed = event, let deadline = machine.deadline { deadline <= now } else { false }
    if case .answered(let errand, _) = event, errand == asked?.errand { isAnswered = true }
    let effects = machine.handle(event, at: now)
    ledger.wanted(effects, by: event, on: before)
    for effect in effects where effect.errand != nil {
      asked = effect
      isAnswered = false
    }
    ledger.seen(machine, at: now)
    // Who waits for the world sees so at once (P1), on a screen that says what is waited for.
    if machine.overlay == nil, let effect = effects.last(where: { $0.errand != nil }),
      !Screen.waits.contains(machine.scene.screen)
    {
      ledger.breaks("\(effect.word) is waited for on \(machine.scene.screen.id)")
    }
    if isLate, !effects.isEmpty || machine.scene != before { ledger.breaks("a late answer moved \(before.screen.id)") }
    if wasDue, let next = machine.deadline, next <= now { ledger.breaks("time stands still on \(before.screen.id)") }
    if case .chosen(let choice) = event, !before.choices.contains(choice), !before.screen.asksPresence,
      !effects.isEmpty || machine.scene != before
    {
      ledger.breaks("\(choice.id) was not offered on \(before.screen.id)")
    }
    if event == .pressed(.enter), before.entry == nil, !before.screen.asksPresence,
      !effects.isEmpty || machine.scene != before
    {
      ledger.breaks("Enter did something on \(before.screen.id)")
    }
  }

  private var awaited: Errand? {
    if case .visit(let visit) = machine.phase { visit.wait?.errand } else { nil }
  }

  // MARK: - What happens next

  mutating func nextEvent() -> Event {
    if quiet > 0, let deadline = machine.deadline {
      quiet -= 1
      now = max(now, deadline)
      return .deadlinePassed
    }
    now = now.advanced(by: .milliseconds(dice.below(900)))
    if dice.below(200) == 0 { quiet = 16 }
    switch dice.below(100) {
    case 0..<3: return dice.pick(Self.world)
    case 3..<10:
      if case .attract = machine.scene.screen { return insert() }
      return dice.below(4) == 0 ? (dice.below(2) == 0 ? .cardRemoved : insert()) : person()
    case 10..<14: return garbage()
    case 14..<22: return time()
    case 22..<60: if let asked, !isAnswered { return answer(to: asked) } else { return person() }
    default: return person()
    }
  }

  private mutating func insert() -> Event {
    cards &+= 1
    return .cardInserted(.numbered(cards))
  }

  private mutating func time() -> Event {
    guard let deadline = machine.deadline else { return .deadlinePassed }
    if dice.below(8) > 0 { now = max(now, deadline) }
    return .deadlinePassed
  }

  private mutating func person() -> Event {
    let scene = machine.scene
    switch scene.screen {
    case .attract:
      return dice.below(3) > 0 ? insert() : .pressed(dice.pick(Self.keys))
    case .holdPhone: return dice.below(3) > 0 ? insert() : .pressed(dice.pick(Self.keys))
    case .staffOnly: return dice.pick([.opened, .readerReady, .journalFound])
    case .outOfService: return dice.pick([.readerReady, .journalFound, .pressed(.staff)])
    case .completion, .completionWithoutCard, .completionWithPhone, .takeCard, .takePhone:
      return dice.below(3) > 0 ? .cardRemoved : time()
    case .face where dice.below(3) == 0: return .faceHint(dice.pick(FaceHint.allCases.map(Optional.some) + [nil]))
    case .attractWithPhone where dice.below(3) > 0: return insert()
    case .attractWithPhone, .checkingPhone, .checkNumber, .readingFace, .pin, .pinOnReader, .staffPassword,
      .staffNumber,
      .readingCard,
      .identity, .checkingPIN, .face, .checkingStaff, .compare, .chooseEligibility,
      .askingEligibility, .registration, .registering, .consentAll, .consent, .review, .sendingConsents, .handingOver,
      .trouble, .stillThere, .staffStillThere, .languages, .callingStaff, .leaving:
      break
    }
    if let entry = scene.entry, dice.below(10) > 0 { return type(entry) }
    if !scene.choices.isEmpty, dice.below(10) > 0 { return .chosen(dice.pick(scene.choices)) }
    return .pressed(dice.pick(scene.keys + [.other]))
  }

  private mutating func type(_ entry: Scene.Entry) -> Event {
    switch entry {
    case .pin(let count): return count == 4 ? .pressed(.enter) : .secretTyped(count: count + 1)
    case .pinOnReader(let count):
      return dice.below(12) == 0 ? .pinCancelledOnReader : .pinTypedOnReader(count: count + 1)
    case .password(let count): return count >= 6 ? .pressed(.enter) : .secretTyped(count: count + 1)
    case .checkNumber(let count):
      return count == 14 || dice.below(12) == 0 ? .pressed(.enter) : .secretTyped(count: count + 1)
    case .staffNumber(let digits):
      return digits.utf8.count == 4 ? .pressed(.enter) : .pressed(.digit(dice.below(10)))
    }
  }

  private mutating func garbage() -> Event {
    if dice.below(20) == 0 { return dice.pick([.closed, .opened]) }
    switch dice.below(5) {
    case 0: return .chosen(dice.pick(Self.choices))
    case 1: return .pressed(dice.pick(Self.keys))
    case 2: return .secretTyped(count: dice.below(6))
    case 3:
      let errand = Errand(visit: dice.below(3) + machine.visits - 1, attempt: dice.below(12))
      return errand == asked?.errand ? .pressed(.other) : .answered(errand, dice.pick(Self.answers))
    default:
      guard let asked, let errand = asked.errand else { return .cardRemoved }
      // An answer to another question, or a second one.
      return .answered(errand, isAnswered ? dice.pick(Self.answers) : foreign(to: asked))
    }
  }

  private mutating func foreign(to effect: Effect) -> Answer {
    let answer = dice.pick(Self.answers)
    if case .failed = answer { return .failed(.card(.removed)) }
    return answer
  }

  private mutating func answer(to effect: Effect) -> Event {
    guard let errand = effect.errand else { return .pressed(.other) }
    return .answered(errand, dice.below(6) == 0 ? .failed(dice.pick(Self.failures)) : good(effect))
  }

  private mutating func good(_ effect: Effect) -> Answer {
    marks &+= 1
    switch effect {
    case .readCertificate:
      let standings: [CertificateStanding] =
        [.valid, .valid, .valid, .notYetValid, .expired(Self.day), .inGrace(expired: Self.day), .expiresSoon(Self.day)]
      return .certificate(.sample(marks, dice.pick(standings)))
    case .readPhoneCertificate: return .certificate(.sample(marks))
    case .readTriesLeft: return .triesLeft(dice.below(4))
    case .readCheckNumberTries: return .chip(dice.pick([.tries(10), .tries(1), .tries(0), .locked, .unreadable]))
    case .readCardFace: return .chip(dice.pick(Self.chips))
    case .fetchNonce: return .nonce(Nonce(bytes: [marks]))
    case .verifyPIN, .compareFace, .signVisualCheck, .signByPhone: return .signature([marks, 1])
    case .checkStaff: return dice.below(3) > 0 ? .staffAccepted : .staffRefused
    case .recordAttestation, .recordChoice: return .recorded
    case .openSession(_, let request):
      var session = session(request.evidence)
      if dice.below(5) == 0 {
        session.needsRegistration = true
        session.reply = nil
      }
      return .session(session)
    case .register:
      return .session(session(lastEvidence))
    case .sendConsents: return .message(reply)
    case .handOver: return .handedOver
    case .beginVisit, .recordConsent, .endVisit, .wipeSecret, .releaseCard, .cancelCardWork, .sound, .callStaff:
      return .recorded
    }
  }

  private var lastEvidence: IdentityEvidence {
    guard case .visit(let visit) = machine.phase, case .inquiry(let inquiry) = visit.stage else {
      return .cardSignature(.pin, [])
    }
    return inquiry.identified.evidence
  }

  private mutating func session(_ evidence: IdentityEvidence) -> SessionAnswer {
    .sample(
      ConsentKind.allCases.filter { _ in dice.below(3) > 0 },
      identity: IdentityStatement(
        method: evidence.method, signed: evidence.signature != nil, voucher: evidence.voucher), reply: reply)
  }

  private var reply: EligibilityReply {
    mutating get {
      switch dice.below(18) {
      case 0: .inProgress
      case 4...6: .several
      case 1: .sample(.valid, processed: false)
      case 2...3: .sample(dice.pick(QualificationValidity.allCases), name: "テスト")
      default: .sample(.valid, name: "見本 \(marks)")
      }
    }
  }

  // MARK: - Tables

  static let day = CivilDate(dayNumber: 20_000)
  static let world: [Event] = [
    .readerReady, .readerLost("?"), .journalLost(.full("?")), .journalFound, .cardRemoved, .faceHint(.closer),
    .pinTypedOnReader(count: 7), .pinCancelledOnReader,
  ]
  static let keys: [Key] = [
    .digit(0), .digit(7), .digit(-1), .enter, .erase, .back, .larger, .voice, .language, .staff, .other,
  ]
  static let choices: [Choice] = [
    .face, .pin, .visual, .retry, .otherWay, .agree, .decline, .agreeAll, .oneByOne, .change(0), .change(1),
    .change(9), .send, .register, .doNotRegister, .isPerson, .isNotPerson, .stay, .finish, .callStaff, .endCall,
    .language(0), .language(2), .language(9), .usePhone, .chooseEligibility, .eligibility(0), .eligibility(2),
    .eligibility(9),
  ]
  static let chips: [ChipAnswer] = [
    .face(.sample), .wrong(triesLeft: 9), .wrong(triesLeft: 0), .locked, .implausible, .answerLost, .unreadable,
    .forged,
    .tries(3),
  ]
  static let failures: [Failure] =
    [
      .card(.removed), .card(.mute), .card(.notMyNumberCard), .card(.wrongPIN(triesLeft: 2)),
      .card(.wrongPIN(triesLeft: 1)), .card(.wrongPIN(triesLeft: 0)), .card(.wrongPIN(triesLeft: -1)),
      .card(.pinLocked),
      .card(.answerLost), .card(.rubbish("?")), .card(.heldByAnother), .card(.reset), .card(.readerGone("?")),
      .card(.notSupported), .card(.faceNotMatched), .card(.faceLocked), .card(.residentRegisterCard), .card(.phone),
      .card(.notPhone), .card(.phoneNotUnlocked), .card(.wrongCheckNumber(triesLeft: 3)), .card(.checkNumberLocked),
      .card(.implausibleCheckNumber), .certificate(.keyNotSupported), .certificate(.unreadable),
      .certificate(.unknownIssuer), .certificate(.wrongKeyUsage), .signatureWrong, .service(.unreachable("?")),
      .service(.notTrusted("?")), .service(.answerLost("?")), .service(.rubbish("?")), .journal(.full("?")),
      .intentNotRecorded(.full("?")),
      .handover(.folderMissing("?")), .handover(.full("?")), .staffFile("?"),
    ] + ServiceRefusal.allCases.map { .service(.refused($0)) }
  static let answers: [Answer] = [
    .certificate(.sample(250)), .triesLeft(3), .triesLeft(0), .nonce(.sample), .signature([250]), .staffAccepted,
    .staffRefused, .recorded, .session(.sample()), .session(.unregistered), .message(.valid), .handedOver,
    .failed(.card(.removed)), .chip(.face(.sample)), .chip(.tries(3)),
  ]
}
