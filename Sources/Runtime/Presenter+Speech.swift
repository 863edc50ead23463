import Reception
import Screenbook

/// One thing that a screen says aloud.
public struct SpokenPiece: Equatable, Sendable {
  /// The same for the same words, but for the seconds that are counted down: who has heard it does not hear it again
  /// each second.
  public var id: String
  /// The language in which it is to be said.
  public var language: String
  public var text: String
  public var manner = Manner.usual

  public enum Manner: Sendable {
    case usual
    /// Not again when it comes back to the same screen.
    case once
    /// Of use for the moment alone: it cuts nothing short, and is not said at every change.
    case passing
  }

  public init(id: String, language: String, text: String) {
    self.id = id
    self.language = language
    self.text = text
  }
}

extension Presenter {
  /// What the scene says, from top to bottom: the words of its screen, in the readings of Screens/voices where there
  /// are some, every choice behind its digit, with its hint, and what stands below pictures (A12).
  ///
  /// Never anything personal: a date and a staff member's number are not known here, what is typed is not part of it at
  /// all, and the screen on which a password is typed has only its heading. Small print and the pictures themselves are
  /// for the eye. Nothing while the screen could not be painted.
  public func spoken(on scene: Scene) -> [SpokenPiece] {
    guard hasRoom, let plan = book.screens[scene.screen.id] else { return [] }
    let speech = speech(on: scene)
    return plan.widgets.flatMap { speech.pieces(of: $0, plan, maker: makersReader) }
  }

  /// What is said of the choice that arrow keys went to, as the screen says it; nothing while there is none.
  public func spokenFocus(on scene: Scene) -> [SpokenPiece] {
    guard hasRoom, let plan = book.screens[scene.screen.id], let focus, focus.screen == scene.screen else { return [] }
    return speech(on: scene).piece(ofChoice: focus.choice, plan)
  }

  private func speech(on scene: Scene) -> ScreenSpeech {
    var values = values(scene).filter { !$0.key.isPersonal }
    values[.answer] = presentAnswerKey(scene).flatMap {
      ScreenSpeech(book: book, scene: scene, values: [:]).reading($0)
    }
    return ScreenSpeech(book: book, scene: scene, values: values)
  }

  /// What is said again and again while a card is left; that staff were called only once they were.
  public func spokenForCardLeft(on scene: Scene) -> [SpokenPiece] {
    let speech = ScreenSpeech(book: book, scene: scene, values: [:])
    let device = scene.values.device
    let take = speech.piece("\(device.takeScreen.id).heading")
    return scene.values.cardLeft ? take + speech.piece(device.leftNotice.textKey) : take
  }

  /// The words on the box that would be chosen for the answer that is given already; nil where none is.
  func presentAnswerKey(_ scene: Scene) -> String? {
    scene.values.presentAnswer.map { agreed in
      let choice = (agreed ? Choice.agree : .decline).id
      let own = "\(scene.screen.id).\(choice)"
      return book.text(own, in: scene.language) == nil ? "choice.\(choice)" : own
    }
  }
}

extension Placeholder {
  /// Whether the value tells something about a person: not for a loudspeaker in a hall.
  public var isPersonal: Bool {
    switch self {
    case .date, .staff, .birth, .sex, .expiry: true
    case .tries, .question, .questions, .seconds, .code, .typed, .answer: false
    }
  }
}

private struct ScreenSpeech {
  let book: Screenbook
  let scene: Scene
  let values: [Placeholder: String]

  func pieces(of widget: Widget, _ plan: ScreenPlan, maker: Maker?) -> [SpokenPiece] {
    if scene.isSecretText {
      if case .heading = widget { return piece("\(plan.id).heading") }
      return []
    }
    switch widget {
    case .heading: return piece("\(plan.id).heading")
    case .lead: return piece("\(plan.id).lead")
    case .body: return piece("\(plan.id).body")
    case .line(let key, _): return piece(key)
    case .hint: return hint(plan)
    case .notice(let notice, _):
      let isSaid = !notice.isPersonal || book.voices[scene.language]?[notice.textKey] != nil
      return applies(notice) && isSaid ? piece(notice.textKey) : []
    case .waiting: return scene.values.slow ? piece("\(plan.id).wait") : []
    case .tries:
      guard let tries = scene.values.triesLeft else { return [] }
      return piece(tries == 1 ? Notice.lastTry.textKey : "common.tries")
    case .sent: return piece(sentKey)
    case .placement: return maker.map { piece($0.placement.textKey) } ?? []
    case .photo: return piece("\(plan.id).lead") + piece("\(plan.id).body")
    case .choices: return choices(plan)
    case .answers: return answers()
    case .languages: return languages()
    case .pictures(let pictures):
      return pictures.flatMap { piece(($0.isPlacement ? maker?.placement.textKey : nil) ?? $0.text) }
    // Insurers are for the staff member's eyes.
    case .eligibilities: return []
    case .small, .pinBoxes, .numberBoxes, .checkNumberBoxes, .passwordBox, .picture, .gap: return []
    }
  }

  /// What the reader asks for, else where to stand.
  private func hint(_ plan: ScreenPlan) -> [SpokenPiece] {
    let hint = scene.values.faceHint.map(PositionHint.init)
    return piece(hint?.textKey ?? "\(plan.id).guide").map { piece in
      var piece = piece
      piece.manner = hint == nil ? .once : .passing
      return piece
    }
  }

  private func applies(_ notice: Notice) -> Bool {
    switch notice {
    case .expiresSoon: scene.values.expiresSoon
    case .inGrace: scene.values.inGrace
    case .unregistered: scene.values.isUnregistered
    case .cardLeft, .phoneLeft: scene.values.cardLeft && scene.values.device.leftNotice == notice
    case .lastTry: scene.values.triesLeft == 1
    case .tooFewDigits: scene.values.tooFewDigits != nil
    case .checkNumberWrong, .checkNumberImplausible, .checkNumberLost, .checkNumberTooFew:
      scene.values.checkNumberNote?.notice == notice
    }
  }

  private var sentKey: String {
    switch scene.values.sending {
    case .nothing: "common.nothing-sent"
    case .perhaps: "common.perhaps-sent"
    case .sent: "common.sent"
    }
  }

  // MARK: - Choices

  /// Those that have a place of their own; the numbered ones belong to `answers` and `languages`.
  private func choices(_ plan: ScreenPlan) -> [SpokenPiece] {
    plan.places.filter { place in scene.choices.contains { $0.id == place.choice } }
      .flatMap { piece(ofPlace: $0.choice, plan) }
  }

  private func piece(ofPlace choice: String, _ plan: ScreenPlan) -> [SpokenPiece] {
    let (own, common) = ("\(plan.id).\(choice)", "choice.\(choice)")
    func key(_ ending: String) -> String { has(own + ending) ? own + ending : common + ending }
    let digit = plan.digits(for: scene.choices.map(\.id)).first { $0.choice == choice }?.digit
    // A hint is left out on a screen that has no room for it; there is always time for it.
    return piece(has(key(".hint")) ? [key(""), key(".hint")] : [key("")], digit: digit, in: scene.language)
  }

  private func has(_ key: String) -> Bool { book.text(key, in: scene.language) != nil }

  private func answers() -> [SpokenPiece] { scene.values.answers.indices.flatMap { piece(ofAnswer: $0) } }

  private func piece(ofAnswer index: Int) -> [SpokenPiece] {
    guard scene.values.answers.indices.contains(index) else { return [] }
    let answer = scene.values.answers[index]
    return piece(
      ["question.\(answer.question)", answer.agreed ? "common.agreed" : "common.declined"], digit: index + 1,
      in: scene.language)
  }

  private func languages() -> [SpokenPiece] {
    book.languages.indices.filter { scene.choices.contains(.language($0 + 1)) }.flatMap { piece(ofLanguage: $0) }
  }

  /// Each in its own language: who seeks it understands no other.
  private func piece(ofLanguage index: Int) -> [SpokenPiece] {
    guard book.languages.indices.contains(index) else { return [] }
    return piece(["language.name"], digit: index + 1, in: book.languages[index])
  }

  func piece(ofChoice choice: String, _ plan: ScreenPlan) -> [SpokenPiece] {
    guard !scene.isSecretText, let offered = scene.choices.first(where: { $0.id == choice }) else { return [] }
    return switch offered {
    case .change(let number): piece(ofAnswer: number - 1)
    case .language(let number): piece(ofLanguage: number - 1)
    case .eligibility: []
    case .face, .pin, .visual, .retry, .otherWay, .agree, .decline, .agreeAll, .oneByOne, .send, .register,
      .doNotRegister,
      .isPerson, .isNotPerson, .chooseEligibility, .stay, .finish, .callStaff, .usePhone, .endCall:
      piece(ofPlace: choice, plan)
    }
  }

  // MARK: - Texts

  func piece(_ key: String) -> [SpokenPiece] { piece([key], digit: nil, in: scene.language) }

  private func piece(_ keys: [String], digit: Int?, in language: String) -> [SpokenPiece] {
    let pause = SpokenText.hasIdeographicStops(language) ? "、" : ", "
    var words = keys.compactMap { reading($0, in: language, values) }
    var id = keys.compactMap { key in
      reading(key, in: language, values.merging([.seconds: ""]) { $0.isEmpty ? $0 : $1 }).map { "\(key)=\($0)" }
    }
    guard !words.isEmpty else { return [] }
    if let digit {
      words.insert(String(digit), at: 0)
      id.insert(String(digit), at: 0)
    }
    return [SpokenPiece(id: id.joined(separator: "|"), language: language, text: words.joined(separator: pause))]
  }

  func reading(_ key: String) -> String? { reading(key, in: scene.language, values) }

  /// Nil for what is not said: a reading that is empty, a text that names what is not known or not for all ears.
  private func reading(_ key: String, in language: String, _ values: [Placeholder: String]) -> String? {
    let text = book.voices[language]?[key]
    guard let words = (text ?? book.text(key, in: language))?.filled(with: values) else { return nil }
    let spoken = text == nil ? SpokenText.plain(words) : words
    return spoken.isEmpty ? nil : spoken
  }
}

extension Scene {
  fileprivate var isSecretText: Bool {
    switch entry {
    case .password: true
    case .pin, .pinOnReader, .staffNumber, .checkNumber, nil: false
    }
  }
}

/// Shown texts as something to be said.
public enum SpokenText {
  /// Without the signs that stand for keys and states, on one line, with single blanks.
  static func plain(_ shown: String) -> String {
    var words = ""
    for scalar in shown.unicodeScalars {
      if isSign(scalar) || scalar.properties.isWhitespace {
        if !words.isEmpty, words.last != " " { words += " " }
      } else {
        words.unicodeScalars.append(scalar)
      }
    }
    if words.last == " " { words.removeLast() }
    return words
  }

  private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "*", "＊", "/", "／", "|", "｜", "_", "#": return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .mathSymbol, .modifierSymbol, .otherSymbol, .control, .format, .privateUse, .unassigned, .surrogate:
      return true
    // The standard library's enum; letters, marks, digits, punctuation and currencies are said.
    default: return false
    }
  }

  /// Pieces in a row that are in one language, as one text: each ends as a sentence does, so that a voice pauses.
  public static func joined(_ pieces: [SpokenPiece]) -> [(language: String, text: String)] {
    var joined: [(language: String, text: String)] = []
    for piece in pieces {
      let stop = hasIdeographicStops(piece.language) ? "。" : "."
      let sentence = piece.text.last.map { stops.contains($0) } == true ? piece.text : piece.text + stop
      if let last = joined.last, last.language == piece.language {
        joined[joined.count - 1].text = "\(last.text) \(sentence)"
      } else {
        joined.append((piece.language, sentence))
      }
    }
    return joined
  }

  private static let stops: Set<Character> = ["。", ".", "！", "!", "？", "?"]

  static func hasIdeographicStops(_ language: String) -> Bool { ["ja", "ja-easy", "zh-Hans"].contains(language) }
}

/// What of a screen has been said already.
public struct Announcer: Sendable {
  private var screen: Screen?
  private var language: String?
  private var said: Set<String> = []
  /// On this screen, in this language.
  private var saidOnce: Set<String> = []

  public init() {}

  /// - Returns: all of a screen that is new; of one that has changed what was added; nil when there is nothing to add
  ///   to what has been said, or is being said now.
  public mutating func news(of pieces: [SpokenPiece], on scene: Scene) -> [SpokenPiece]? {
    let ids = Set(pieces.map(\.id))
    let isNew = scene.screen != screen || scene.language != language
    if isNew { saidOnce = [] }
    let news = isNew ? pieces : pieces.filter { !said.contains($0.id) && !saidOnce.contains($0.id) }
    (screen, language, said) = (scene.screen, scene.language, ids)
    saidOnce.formUnion(pieces.filter { $0.manner == .once }.map(\.id))
    return isNew || !news.isEmpty ? news : nil
  }
}
