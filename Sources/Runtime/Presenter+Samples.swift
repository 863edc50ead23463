import Cards
import CivilTime
import Eligibility
import Reception
import Screenbook

extension Presenter {
  /// A screen with scenes of it.
  public struct Sample: Equatable, Sendable {
    public var screen: Screen
    /// With all that it may offer and the longest values it can have.
    public var scenes: [Scene]
  }

  /// Every screen, in the order of the reception.
  public static func samples(of book: Screenbook) -> [Sample] {
    var asked = book.profiles.keys.sorted().compactMap { book.profiles[$0]?.questions.map(\.name) }
      .filter { !$0.isEmpty }
    // Screens of questions that no loaded profile asks are checked as well.
    let lonely = book.screens.keys.sorted().filter { $0.hasPrefix("consent-") && $0 != Screen.consentAll.id }
      .map { String($0.dropFirst("consent-".count)) }
      .filter { name in !asked.joined().contains(name) }
    var questions: [String] = []
    for name in asked.joined() + lonely where !questions.contains(name) { questions.append(name) }
    if asked.isEmpty { asked = [lonely] }
    return (Screen.fixed + questions.map(Screen.consent)).map { screen in
      Sample(
        screen: screen,
        scenes: scenes(of: screen, asked: asked, languages: book.languages, in: book.defaultLanguage))
    }
  }

  /// - Parameter asked: the questions of each profile.
  private static func scenes(of screen: Screen, asked: [[String]], languages: [String], in language: String) -> [Scene]
  {
    func scene(
      _ step: Scene.Step?, _ choices: [Choice] = [], entry: Scene.Entry? = nil,
      keys: [Key] = [.back, .larger, .language, .staff], _ change: (inout Scene.Values) -> Void = { _ in }
    ) -> Scene {
      var values = Scene.Values()
      change(&values)
      return Scene(
        screen, language: language, step: step, choices: choices, entry: entry, keys: keys, values: values)
    }
    func waits(_ step: Scene.Step) -> [Scene] {
      [
        scene(step, keys: [.larger, .language, .staff]),
        scene(step, [.finish], keys: [.larger, .language, .staff]) { $0.slow = true },
      ]
    }
    let lastDay = CivilDate(year: 2030, month: 12, day: 28)
    let birthDate = CivilDate(year: 1985, month: 4, day: 8)
    switch screen {
    case .attractWithPhone: return [scene(nil, [.usePhone], keys: [.larger, .language, .staff])]
    case .attract, .outOfService, .staffOnly: return [scene(nil, keys: [.larger, .language, .staff])]
    case .readingCard: return waits(.card)
    case .holdPhone: return [scene(nil)]
    case .checkingPhone, .readingFace: return waits(.identity)
    case .identity:
      return [
        scene(.identity, [.face, .pin, .visual]),
        scene(.identity, [.face, .pin, .visual]) {
          $0.inGrace = true
          $0.certificateLastDay = lastDay
        },
        scene(.identity, [.face, .pin, .visual]) {
          $0.expiresSoon = true
          $0.certificateLastDay = lastDay
        },
      ]
    case .pin:
      return [
        scene(.identity, entry: .pin(typed: 3)) { $0.triesLeft = 3 },
        scene(.identity, entry: .pin(typed: 0)) { $0.triesLeft = 1 },
        scene(.identity, entry: .pin(typed: 2)) {
          $0.triesLeft = 1
          $0.tooFewDigits = 2
        },
      ]
    case .pinOnReader:
      return [
        scene(.identity, entry: .pinOnReader(typed: 3)) { $0.triesLeft = 3 },
        scene(.identity, entry: .pinOnReader(typed: 0)) { $0.triesLeft = 1 },
      ]
    case .checkingPIN, .checkingStaff: return waits(.identity)
    case .face:
      return [scene(.identity, [.otherWay]), scene(.identity, [.otherWay, .finish]) { $0.slow = true }]
        + FaceHint.allCases.map { hint in
          scene(.identity, [.otherWay, .finish]) {
            $0.faceHint = hint
            $0.slow = true
          }
        }
    case .staffNumber: return [scene(.identity, entry: .staffNumber("012"))]
    case .staffPassword:
      return [scene(.identity, entry: .password(typed: mostPasswordCharacters)) { $0.staffNumber = "0123" }]
    case .checkNumber:
      let notes: [CheckNumberNote?] = [nil, .wrong, .implausible, .answerLost, .tooFew(13)]
      return notes.map { note in
        scene(.identity, entry: .checkNumber(typed: note == nil ? 14 : 0)) {
          $0.checkNumberTries = 10
          $0.checkNumberNote = note
        }
      }
    case .compare:
      func chip(hasPhoto: Bool, isProven: Bool) -> ChipFace {
        ChipFace(birthDate: birthDate, sex: .female, expiry: lastDay, hasPhoto: hasPhoto, isProven: isProven)
      }
      let chips = [
        chip(hasPhoto: true, isProven: true), chip(hasPhoto: true, isProven: false),
        chip(hasPhoto: false, isProven: true), nil,
      ]
      return chips.map { chip in
        scene(.identity, [.isPerson, .isNotPerson]) {
          $0.staffNumber = "0123"
          $0.chip = chip
        }
      }
    case .chooseEligibility:
      let rows = (1...EligibilityReply.mostChoosable).map { number in
        Scene.EligibilityRow(
          insurerNumber: "0199000\(number)", insurerName: "見本健康保険組合（長い名前の保険者）",
          standing: number % 2 == 0 ? .insured : .family, validFrom: birthDate, validUntil: lastDay)
      }
      return [2, rows.count].map { count in
        scene(.identity, (1...count).map { .eligibility($0) }) {
          $0.staffNumber = "0123"
          $0.eligibilities = Array(rows.prefix(count))
        }
      }
    case .askingEligibility, .registering: return waits(.identity)
    case .registration: return [scene(.identity, [.register, .doNotRegister])]
    case .consentAll: return [scene(.consent, [.agreeAll, .oneByOne])]
    case .consent(let question):
      let profile = asked.first { $0.contains(question) } ?? [question]
      let number = (profile.firstIndex(of: question) ?? 0) + 1
      return [nil, false].map { answer in
        scene(.consent, [.agree, .decline]) {
          $0.question = .init(number: number, of: profile.count)
          $0.presentAnswer = answer
        }
      }
    case .review:
      return asked.map { questions in
        let rows = questions.enumerated().map { Scene.AnswerRow(question: $0.element, agreed: $0.offset % 2 == 0) }
        return scene(.consent, rows.indices.map { .change($0 + 1) } + [.send]) { $0.answers = rows }
      }
    case .sendingConsents: return waits(.consent)
    case .handingOver: return waits(.done)
    case .completion, .completionWithPhone:
      let device: CardDevice = screen == .completion ? .card : .phone
      return [
        scene(.done, keys: [.larger, .language, .staff]) { $0.sending = .sent },
        scene(.done, keys: [.larger, .language, .staff]) {
          $0.sending = .sent
          $0.device = device
          $0.cardLeft = true
          $0.inGrace = true
          $0.certificateLastDay = lastDay
        },
        scene(.done, keys: [.larger, .language, .staff]) {
          $0.expiresSoon = true
          $0.certificateLastDay = lastDay
        },
        scene(.done, keys: [.larger, .language, .staff]) {
          $0.sending = .sent
          $0.device = device
          $0.isUnregistered = true
        },
      ]
    case .completionWithoutCard:
      return [false, true].map { isUnregistered in
        scene(.done, keys: [.larger, .language, .staff]) {
          $0.sending = .sent
          $0.isUnregistered = isUnregistered
        }
      }
    case .takeCard, .takePhone:
      let device: CardDevice = screen == .takeCard ? .card : .phone
      return [
        scene(nil, keys: [.larger, .language, .staff]),
        scene(nil, keys: [.larger, .language, .staff]) {
          $0.device = device
          $0.cardLeft = true
          $0.sending = .sent
        },
        scene(nil, keys: [.larger, .language, .staff]) {
          $0.device = device
          $0.cardLeft = true
          $0.sending = .perhaps
        },
      ]
    case .trouble(let trouble): return scenes(of: trouble, in: language)
    case .stillThere:
      return [nil, 10].map { seconds in scene(nil, [.stay, .finish], keys: [.language]) { $0.secondsLeft = seconds } }
    case .staffStillThere:
      return [nil, 10].map { seconds in scene(nil, [.stay, .otherWay], keys: [.language]) { $0.secondsLeft = seconds } }
    case .languages:
      return [scene(nil, (1...max(1, languages.count)).map { .language($0) }, keys: [.back, .larger])]
    case .callingStaff: return [scene(nil, [.endCall], keys: [.back, .larger, .language])]
    case .leaving: return [scene(nil, [.stay, .finish], keys: [.back, .larger, .language])]
    }
  }

  private static func scenes(of trouble: Trouble, in language: String) -> [Scene] {
    var scene = Scene(
      .trouble(trouble), language: language, choices: trouble.choices, keys: [.larger, .language, .staff])
    if trouble.choices.isEmpty {
      // The visit is over, and the card may lie there still.
      var left = scene
      left.values.device = trouble == .phoneRemoved ? .phone : .card
      left.values.cardLeft = true
      left.values.sending = .sent
      var unsure = left
      unsure.values.sending = .perhaps
      guard trouble != .cardRemoved, trouble != .phoneRemoved else { return [scene, left, unsure] }
      var phone = left
      phone.values.device = .phone
      return [scene, left, unsure, phone]
    }
    scene.step = trouble.choices.contains(.otherWay) || trouble.choices.contains(.visual) ? .identity : .card
    scene.keys.append(.back)
    guard trouble == .wrongPIN || trouble == .pinAnswerLost else { return [scene] }
    return [2, 1].map { tries in
      var scene = scene
      scene.values.triesLeft = tries
      return scene
    }
  }
}
