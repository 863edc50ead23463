import Cards
import CivilTime
import Eligibility
import Reception
import Runtime

/// People come one after another, and do what their habits and the screen suggest.
extension World {
  func arrive() {
    guard patient == nil, visitsLeft > 0, !healing else { return }
    guard kiosk != nil, scene?.screen == .attract else { return at(.seconds(5), .arrive) }
    visitsLeft -= 1
    if faults.contains(.folderMissingForADay), visitsLeft < Self.visitsWithoutFolder {
      folderIsAwayForADay = true
      disk.folderIsMissing = true
    }
    let card = Int(random.next() % UInt64(cards.count))
    patient = Patient(card: card, hurried: faults.contains(.cardPulled), random: &random)
    insert(card)
  }

  private func insert(_ card: Int) {
    cardIn = card
    lastCard = card
    cards[card].reader.insert()
    promises.confirmationLapsed()
    at(random.milliseconds(1...40), .cardSeen)
    // Whatever happens, somebody takes the card in the end.
    reactLater()
  }

  func takeCard() {
    guard let card = cardIn else { return }
    cardIn = nil
    cards[card].reader.remove()
    deliver(.notice(.cardRemoved), after: random.milliseconds(1...30))
    patient = nil
    at(random.milliseconds(15_000...40_000), .arrive)
  }

  func show(_ scene: Scene) {
    self.scene = scene
    reactLater()
  }

  private func reactLater(after time: ClosedRange<Int64> = 300...6_000) {
    plan += 1
    at(random.milliseconds(time), .deed(plan: plan))
  }

  func act() {
    guard var someone = patient, let scene else { return }
    let deed = someone.deed(on: scene, canRemove: cardIn != nil, random: &random)
    patient = someone
    let visit = promises.current
    switch deed {
    case .nothing: return reactLater(after: 4_000...30_000)
    case .takeCard: takeCard()
    case .press(let key): send([.pressed(key)])
    case .choose(let choice):
      switch (scene.screen, choice) {
      case (.consent(let question), .agree): promises.patientPressed(question: question, agreed: true, visit: visit)
      case (.consent(let question), .decline):
        promises.patientPressed(question: question, agreed: false, visit: visit)
      case (.consentAll, .agreeAll): promises.patientPressedAll(visit: visit)
      case (.registration, .register): promises.patientPressedRegister(visit: visit)
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
      promises.patientConfirmedPIN()
      if !right { cards[someone.card].confirmedWrongPINs += 1 }
      send([.pressed(.enter)])
    case .typeStaffNumber:
      send([0, 1, 2, 3].map { .pressed(.digit($0)) } + [.pressed(.enter)])
    case .typePassword(let right):
      passwordIsRight = right
      send([.secretTyped(count: 8), .pressed(.enter)])
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
