import Cards
import CivilTime
import Eligibility
import Reception
import Runtime

/// People come one after another, and do what their habits and the screen suggest.
extension World {
  /// Per cent of all who take their card: the next one pushes in, whatever stands on the screen.
  static let quickSuccessors = 10
  /// Per cent of all swaps.
  static let unseenRemovals = 25

  func arrive() {
    guard patient == nil, visitsLeft > 0, !healing else { return }
    guard kiosk != nil, isFree else { return at(.seconds(5), .arrive) }
    comeForward()
  }

  func layAtOnce() {
    guard patient == nil, visitsLeft > 0, !healing else { return }
    comeForward()
  }

  private func comeForward() {
    visitsLeft -= 1
    if faults.contains(.folderMissingForADay), visitsLeft < Self.visitsWithoutFolder {
      folderIsAwayForADay = true
      disk.folderIsMissing = true
    }
    let card = Int(random.next() % UInt64(cards.count))
    patient = Patient(card: card, hurried: faults.contains(.cardPulled), random: &random)
    // Some forget to prove themselves to it first.
    if cards[card].isPhone { cards[card].reader.card.holderIsProven = random.chance(70) }
    if scene?.screen == .attractWithPhone, random.chance(cards[card].isPhone ? 85 : 5) { send([.chosen(.usePhone)]) }
    lay(card)
    // Whatever happens, somebody takes the card in the end.
    reactLater()
  }

  func takeCard() {
    guard cardIn != nil else { return }
    lift()
    patient = nil
    if random.chance(Self.quickSuccessors) {
      at(random.milliseconds(50...2_500), .layAtOnce)
    } else {
      at(random.milliseconds(15_000...40_000), .arrive)
    }
  }

  func swap(_ laying: Int) {
    guard laying == layings, cardIn != nil, visitsLeft > 0, !healing else { return }
    let isSeen = !random.chance(Self.unseenRemovals)
    lift(isSeen: isSeen)
    patient = nil
    guard isSeen else { return comeForward() }
    at(random.milliseconds(1...150), .layAtOnce)
  }

  func show(_ scene: Scene) {
    self.scene = scene
    promises.shown(scene)
    if !Self.keepsConfirmation(scene.screen) { confirmationEnds() }
    if cardIn != nil, let moment = patient?.swaps, moment == Moment(scene), random.chance(70) {
      // A delivery takes some tenths of a second.
      at(random.milliseconds(1...100), .swap(layings))
    }
    reactLater()
  }

  /// The wait for VERIFY, and whatever may lie over it.
  private static func keepsConfirmation(_ screen: Screen) -> Bool {
    switch screen {
    case .checkingPIN, .languages, .callingStaff, .leaving, .stillThere, .staffStillThere: true
    case .attract, .attractWithPhone, .outOfService, .staffOnly, .readingCard, .holdPhone, .checkingPhone, .identity,
      .pin, .pinOnReader, .face,
      .staffNumber, .staffPassword, .checkingStaff, .checkNumber, .readingFace, .compare, .chooseEligibility,
      .askingEligibility,
      .registration, .registering, .consentAll, .consent, .review, .sendingConsents,
      .handingOver, .completion, .completionWithoutCard, .completionWithPhone, .takeCard, .takePhone, .trouble:
      false
    }
  }

  func wipe() {
    pinPad = []
    passwordIsRight = false
    confirmationEnds()
  }

  private func confirmationEnds() {
    if let card = promises.confirmed?.card { promises.confirmationEnds(cards[card].reader.card) }
  }

  /// Something was lost or done that may keep a confirmed PIN from its card.
  ///
  /// - Parameter time: how long it goes on.
  func strike(for time: Duration = .zero) {
    lossesUntil = max(lossesUntil, now.advanced(by: time))
    promises.confirmed?.mayBeLost = true
  }

  /// Nobody is being received: a card or a phone begins a visit.
  var isFree: Bool { scene.map { [.attract, .attractWithPhone, .holdPhone].contains($0.screen) } == true }

  private func reactLater(after time: ClosedRange<Int64> = 300...6_000) {
    plan += 1
    at(random.milliseconds(time), .deed(plan: plan))
  }

  func act() {
    guard var someone = patient, let scene else { return }
    let deed = someone.deed(on: scene, canRemove: cardIn != nil, random: &random)
    // Who is still asked for the PIN after Enter has not been heard, and whatever they do does not excuse that.
    if deed != .nothing, scene.screen != .pin { strike() }
    patient = someone
    switch deed {
    case .nothing: return reactLater(after: 4_000...30_000)
    case .takeCard: takeCard()
    case .press(let key): send([.pressed(key)])
    case .choose(let choice):
      switch (scene.screen, choice) {
      case (.consent(let question), .agree): promises.patientPressed(question: question, agreed: true)
      case (.consent(let question), .decline): promises.patientPressed(question: question, agreed: false)
      case (.consentAll, .agreeAll): promises.patientPressedAll()
      case (.registration, .register): promises.patientPressedRegister()
      case (.trouble(.phoneNotUnlocked), .retry): cards[someone.card].reader.card.holderIsProven = random.chance(90)
      case (_, _): break
      }
      send([.chosen(choice)])
    case .typePIN(let right):
      pinPad = []
      let digits = right ? cards[someone.card].pin : cards[someone.card].wrongPIN
      for (index, digit) in digits.enumerated() {
        guard kiosk != nil, self.scene?.screen == .pin else { return }
        pinPad.append(digit)
        send([.secretTyped(count: index + 1)])
      }
      guard self.scene?.screen == .pin else { return }
      if !right { cards[someone.card].confirmedWrongPINs += 1 }
      promises.patientConfirmedPIN(
        someone.card, isRight: right, cards[someone.card].reader.card, mayBeLost: lossesUntil >= now)
      send([.pressed(.enter)])
    case .typeStaffNumber:
      send([0, 1, 2, 3].map { .pressed(.digit($0)) } + [.pressed(.enter)])
    case .typePassword(let right):
      passwordIsRight = right
      send([.secretTyped(count: 8), .pressed(.enter)])
    case .typeCheckNumber(let right):
      // Another code: a try of the card's own.
      pinPad = right ? SimulatedCard.checkNumber : SimulatedCard.checkNumber.dropLast(4) + Array("9999".utf8)
      send([.secretTyped(count: pinPad.count), .pressed(.enter)])
    }
    // A deed that changed nothing on screen is not the last one.
    reactLater()
  }

  private func send(_ events: [Event]) {
    for event in events {
      guard let kiosk else { return }
      kiosk.handle(event)
      afterEvent("key")
    }
  }
}
