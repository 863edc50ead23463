import CivilTime
import Eligibility
import Journal

@testable import Reception

/// What must hold whatever happens, kept from outside: it sees events, effects and scenes, never the machine's state.
struct Ledger {
  /// The reader has the PIN's pad.
  var isTypedOnReader = false
  private(set) var broken: [String] = []
  private(set) var visitsBegun = 0
  private(set) var verifies = 0
  private(set) var completed = 0
  private(set) var outcomes: Set<String> = []

  /// What is known of the open visit.
  private struct Visit {
    var id: VisitID
    var certificate: [UInt8]?
    var triesLeft: Int?
    var signatures: [[UInt8]] = []
    var nonces: [Nonce] = []
    var staffAccepted = false
    var checkNumberTries: Int?
    var attested = false
    var consents: [ConsentKind] = []
    var records: [ConsentKind: ConsentBasis] = [:]
    var registered = false
    var session: EligibilityReply?
    /// What staff chose of what the session's reply named.
    var chosen: EligibilityKey?
    var reply: EligibilityReply?
    var handedOver = 0
    var delivered = false
  }

  private var visit: Visit?
  /// Whose name may stand on the last screen.
  private var name: String?
  private var confirmed = false
  private var secretLies = false
  private var staffCalled = false
  private var asked: [Errand: Effect] = [:]
  private var lastErrand: Errand?

  mutating func breaks(_ what: String) { if broken.count < 20 { broken.append(what) } }

  // MARK: - Before an event

  mutating func happens(_ event: Event, on scene: Scene) {
    switch event {
    case .secretTyped(let count): secretLies = count > 0
    case .pressed(.enter): if scene.screen == .pin, scene.entry == .pin(typed: 4) { confirmed = true }
    case .answered(let errand, let answer):
      if let effect = asked[errand], learn(answer, of: effect) { asked[errand] = nil }
    case .pressed, .chosen, .readerAbilities, .faceHint, .pinTypedOnReader, .pinCancelledOnReader, .readerReady,
      .readerLost, .cardInserted, .cardRemoved, .journalLost, .journalFound,
      .closed, .opened, .deadlinePassed:
      break
    }
  }

  /// Whether it answers the question: a second answer teaches nothing.
  private mutating func learn(_ answer: Answer, of effect: Effect) -> Bool {
    switch (effect, answer) {
    case (.readCertificate, .certificate(let card)), (.readPhoneCertificate, .certificate(let card)):
      visit?.certificate = card.certificate
    case (.readTriesLeft, .triesLeft(let count)): visit?.triesLeft = count
    case (.verifyPIN, .failed(.card(.wrongPIN(let count)))): visit?.triesLeft = count
    case (.fetchNonce, .nonce(let nonce)): visit?.nonces.append(nonce)
    case (.verifyPIN, .signature(let signature)), (.compareFace, .signature(let signature)),
      (.signVisualCheck, .signature(let signature)), (.signByPhone, .signature(let signature)):
      visit?.signatures.append(signature)
    case (.checkStaff, .staffAccepted): visit?.staffAccepted = true
    case (.readCheckNumberTries, .chip(.tries(let count))), (.readCardFace, .chip(.wrong(let count))):
      visit?.checkNumberTries = count
    case (.readCheckNumberTries, .chip), (.readCardFace, .chip): visit?.checkNumberTries = nil
    case (.recordAttestation(_, _, isPerson: true, _), .recorded): visit?.attested = true
    case (.openSession, .session(let session)), (.register, .session(let session)):
      visit?.consents = session.consents
      visit?.session = session.reply
    case (.recordChoice(_, _, let number, _), .recorded):
      let listed = visit?.session?.choosable ?? []
      if listed.indices.contains(number - 1) { visit?.chosen = EligibilityKey(listed[number - 1]) }
    case (.sendConsents, .message(let reply)):
      visit?.reply = reply
      name = reply.patientName
    case (.handOver, .handedOver): visit?.delivered = true
    case (.recordAttestation, .recorded), (.checkStaff, .staffRefused), (_, .failed): break
    // An answer to another question.
    default: return false
    }
    return true
  }

  // MARK: - After it

  mutating func wanted(_ effects: [Effect], by event: Event, on scene: Scene) {
    for effect in effects {
      if let errand = effect.errand {
        if let last = lastErrand,
          last.visit == errand.visit ? errand.attempt <= last.attempt : errand.visit < last.visit
        {
          breaks("\(effect.word) reuses an errand")
        }
        if visit == nil { breaks("\(effect.word) without a visit") }
        lastErrand = errand
        asked = [errand: effect]
      }
      check(effect, event, scene)
    }
  }

  private mutating func check(_ effect: Effect, _ event: Event, _ scene: Scene) {
    switch effect {
    case .beginVisit(let id):
      if visit != nil { breaks("a visit begins inside another") }
      if secretLies { breaks("a visit begins with a secret in memory") }
      visit = Visit(id: id)
      name = nil
      visitsBegun += 1
    case .endVisit(let outcome):
      if visit == nil { breaks("a visit ends that has not begun") }
      if secretLies { breaks("a secret outlives its visit") }
      if outcome == .completed {
        completed += 1
        if visit?.delivered != true { breaks("completed without a hand-over") }
      }
      outcomes.insert(outcome.word)
      visit = nil
      confirmed = false
    case .verifyPIN(_, let nonce):
      verifies += 1
      // On the reader's own pad the confirmation is a part of what is asked of it.
      if !confirmed && !isTypedOnReader { breaks("VERIFY without a confirmation") }
      if (visit?.triesLeft ?? 0) <= 0 { breaks("VERIFY with no try left") }
      if visit?.nonces.last != nonce { breaks("VERIFY over a nonce that is not the visit's last") }
      confirmed = false
      secretLies = false
    case .wipeSecret:
      confirmed = false
      secretLies = false
    case .checkStaff: secretLies = false
    case .openSession(_, let request): check(request)
    case .register:
      if event != .chosen(.register) && event != .chosen(.retry) { breaks("registered without a key press") }
    case .recordConsent(let question, let kinds, let basis): record(question, kinds, basis, event, scene)
    case .sendConsents(_, _, let answers):
      if visit?.session?.verdict.isValid != true, visit?.chosen == nil { breaks("sent without an eligibility") }
      let answered = Set(answers.listed.map(\.kind))
      if answered != Set((visit?.records ?? [:]).keys) { breaks("sent kinds are not the recorded ones") }
      for (kind, agreed) in answers.listed where (visit?.records[kind] == .declined) == agreed {
        breaks("\(kind) is sent otherwise than recorded")
      }
    case .handOver(_, let reply):
      visit?.handedOver += 1
      if visit?.handedOver != 1 { breaks("handed over twice") }
      let own = visit?.chosen.map { visit?.reply?.holding($0) } ?? visit?.reply
      if own != reply { breaks("hands over a reply that did not come") }
      if reply.body.resultList.count != 1 || !reply.verdict.isValid { breaks("hands over what is not valid") }
    case .callStaff(let calling):
      if calling == staffCalled { breaks("callStaff says nothing new") }
      staffCalled = calling
    case .recordAttestation:
      if visit?.staffAccepted != true { breaks("an attestation by nobody") }
    case .recordChoice(_, _, let number, let count):
      if visit?.staffAccepted != true { breaks("an eligibility is chosen by nobody") }
      if event != .chosen(.eligibility(number)) || scene.screen != .chooseEligibility {
        breaks("an eligibility is chosen without a key press")
      }
      if visit?.session?.choosable.count != count { breaks("the choice is not among what the service named") }
    case .readCardFace:
      if (visit?.checkNumberTries ?? 0) <= 0 { breaks("check number B is verified with no try left") }
      if visit?.staffAccepted != true { breaks("a card's face is read for nobody") }
      secretLies = false
    case .readCertificate, .readPhoneCertificate, .readTriesLeft, .fetchNonce, .compareFace, .signVisualCheck,
      .signByPhone, .readCheckNumberTries, .releaseCard, .cancelCardWork, .sound:
      break
    }
  }

  private mutating func check(_ request: SessionRequest) {
    if request.visit != visit?.id.text { breaks("a session under another visit's name") }
    if request.certificate != visit?.certificate { breaks("a session with another card's certificate") }
    if visit?.nonces.last != request.nonce { breaks("a session over a nonce that is not the visit's last") }
    switch request.evidence {
    case .cardSignature(_, let signature):
      if visit?.signatures.last != signature { breaks("a signature that the card did not make") }
    case .attestation(_, let signature):
      if visit?.staffAccepted != true || visit?.attested != true { breaks("vouched without staff's word") }
      if let signature, visit?.signatures.last != signature { breaks("a proof that the reader did not make") }
    }
  }

  private mutating func record(
    _ question: String, _ kinds: [ConsentKind], _ basis: ConsentBasis, _ event: Event, _ scene: Scene
  ) {
    switch basis {
    case .agreed:
      let one = event == .chosen(.agree) && scene.screen == .consent(question)
      if !one && !(event == .chosen(.agreeAll) && scene.screen == .consentAll) { breaks("agreed without a key press") }
    case .declined:
      if event != .chosen(.decline) || scene.screen != .consent(question) { breaks("declined without a key press") }
    case .byLaw: break
    }
    for kind in kinds {
      if visit?.consents.contains(kind) != true { breaks("\(kind) does not apply") }
      visit?.records[kind] = basis
    }
  }

  // MARK: - The picture and the clock

  mutating func seen(_ machine: Reception, at now: Instant) {
    let scene = machine.scene
    if Set(scene.choices).count != scene.choices.count { breaks("\(scene.screen.id) offers a choice twice") }
    if Set(scene.keys).count != scene.keys.count { breaks("\(scene.screen.id) lists a key twice") }
    if !machine.rules.languages.contains(scene.language) { breaks("\(scene.language) is no language") }
    if [.attract, .attractWithPhone, .outOfService, .staffOnly].contains(scene.screen) {
      if visit != nil { breaks("\(scene.screen.id) with an open visit") }
      if secretLies { breaks("\(scene.screen.id) with a secret in memory") }
      let offered: [Choice] = scene.screen == .attractWithPhone ? [.usePhone] : []
      if scene.values != Scene.Values() || scene.choices != offered { breaks("\(scene.screen.id) knows something") }
      if machine.deadline != nil, scene.language == machine.rules.defaultLanguage, !scene.isLarger {
        breaks("\(scene.screen.id) waits for a time")
      }
    } else if machine.deadline == nil {
      breaks("\(scene.screen.id) has no way out by time")
    }
    if case .trouble(let trouble) = scene.screen, !scene.choices.allSatisfy(trouble.choices.contains) {
      breaks("\(scene.screen.id) offers what its screen has no place for")
    }
    if scene.screen == .pin, (scene.values.triesLeft ?? 0) < 1 { breaks("a PIN screen with no try left") }
  }
}
