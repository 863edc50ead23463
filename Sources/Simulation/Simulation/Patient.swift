import Cards
import Reception

/// What a person at the kiosk does next.
enum Deed: Equatable {
  case choose(Choice)
  case press(Key)
  /// Type these PIN digits and confirm.
  case typePIN(right: Bool)
  case typeStaffNumber
  case typePassword(right: Bool)
  /// Staff type check number B and confirm.
  case typeCheckNumber(right: Bool)
  case takeCard
  case nothing
}

/// One person with a card, some intentions and some habits, all from the seed.
struct Patient {
  enum Way: CaseIterable {
    case pin
    case face
    case visual
  }

  /// Index of the card, and of its holder.
  var card: Int
  var way: Way
  /// How many wrong PINs come first.
  var wrongPINs: Int
  var wrongPasswords: Int
  /// Per cent per screen: goes away without a word.
  var wandersOff: Int
  /// Per cent per screen: takes the card too early.
  var pullsCard: Int
  /// Per cent per screen: presses a footer key first.
  var presses: Int
  var hasWandered = false
  var changesAnswer: Bool
  /// There gives way to somebody else, who lays another card.
  var swaps: Moment?

  init(card: Int, hurried: Bool, random: inout SeededRandom) {
    self.card = card
    way = random.pick(Way.allCases)
    wrongPINs = random.chance(75) ? 0 : Int(random.next() % 3) + 1
    wrongPasswords = random.chance(85) ? 0 : 1
    wandersOff = random.chance(90) ? 0 : 10
    pullsCard = hurried && random.chance(25) ? 8 : 0
    presses = random.chance(80) ? 0 : 10
    changesAnswer = random.chance(10)
    swaps = random.chance(8) ? random.pick(Moment.allCases) : nil
  }

  /// - Parameter canRemove: a card lies on the reader.
  mutating func deed(on scene: Scene, canRemove: Bool, random: inout SeededRandom) -> Deed {
    if hasWandered { return canRemove && random.chance(50) ? .takeCard : .nothing }
    switch scene.screen {
    case .completion, .completionWithPhone, .takeCard, .takePhone: return random.chance(90) ? .takeCard : .nothing
    case .attract, .attractWithPhone, .outOfService, .staffOnly:
      return canRemove && random.chance(40) ? .takeCard : .nothing
    case .completionWithoutCard: return .nothing
    case .stillThere, .staffStillThere: return random.chance(70) ? .choose(.stay) : .nothing
    case .languages: return scene.choices.isEmpty ? .press(.back) : .choose(random.pick(scene.choices))
    case .callingStaff: return .choose(.endCall)
    case .leaving: return .choose(random.chance(60) ? .stay : .finish)
    case .readingCard, .holdPhone, .checkingPhone, .checkingPIN, .face, .checkingStaff, .checkNumber, .readingFace,
      .askingEligibility, .registering, .sendingConsents, .handingOver, .identity, .pin, .pinOnReader, .staffNumber,
      .staffPassword,
      .compare, .chooseEligibility, .registration, .consentAll, .consent,
      .review, .trouble:
      break
    }
    if random.chance(wandersOff) {
      hasWandered = true
      return .nothing
    }
    if canRemove, random.chance(pullsCard) { return .takeCard }
    if random.chance(presses), let key = scene.keys.isEmpty ? nil : random.pick(scene.keys) { return .press(key) }
    return answer(to: scene, canRemove: canRemove, random: &random)
  }

  private mutating func answer(to scene: Scene, canRemove: Bool, random: inout SeededRandom) -> Deed {
    switch scene.screen {
    case .identity:
      let wanted: Choice =
        switch way {
        case .pin: .pin
        case .face: .face
        case .visual: .visual
        }
      guard scene.choices.contains(wanted) else {
        return scene.choices.isEmpty ? .press(.back) : .choose(random.pick(scene.choices))
      }
      return .choose(wanted)
    case .pin:
      guard wrongPINs == 0 else {
        wrongPINs -= 1
        return .typePIN(right: false)
      }
      return .typePIN(right: true)
    case .staffNumber: return .typeStaffNumber
    case .staffPassword:
      guard wrongPasswords == 0 else {
        wrongPasswords -= 1
        return .typePassword(right: false)
      }
      return .typePassword(right: true)
    case .checkNumber:
      // By the print, where staff do without the chip.
      return random.chance(25) ? .press(.enter) : .typeCheckNumber(right: random.chance(85))
    case .compare: return .choose(random.chance(95) ? .isPerson : .isNotPerson)
    case .registration: return .choose(random.chance(90) ? .register : .doNotRegister)
    case .review:
      if changesAnswer, let row = scene.choices.first(where: { $0 != .send }) {
        changesAnswer = false
        return .choose(row)
      }
      return .choose(.send)
    case .trouble:
      // Another way may help where this one did not; giving up is always a choice.
      if random.chance(40) { way = random.pick(Way.allCases) }
      // Nothing is left to do there but to go.
      guard !scene.choices.isEmpty else { return canRemove && random.chance(70) ? .takeCard : .nothing }
      if scene.choices.contains(.finish), random.chance(30) { return .choose(.finish) }
      return .choose(random.pick(scene.choices))
    case .consentAll, .consent, .chooseEligibility: return .choose(random.pick(scene.choices))
    case .attract, .attractWithPhone, .outOfService, .staffOnly, .readingCard, .holdPhone, .checkingPhone, .pinOnReader,
      .checkingPIN,
      .face,
      .checkingStaff, .readingFace, .askingEligibility, .registering, .sendingConsents, .handingOver, .completion,
      .completionWithoutCard, .completionWithPhone, .takeCard, .takePhone, .stillThere,
      .staffStillThere, .languages, .callingStaff, .leaving:
      // Waits: people wait; where a way out is offered some take it.
      return !scene.choices.isEmpty && random.chance(20) ? .choose(random.pick(scene.choices)) : .nothing
    }
  }
}
