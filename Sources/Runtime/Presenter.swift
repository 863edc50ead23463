import Cards
import CivilTime
import Display
import Reception
import Screenbook

/// Between the reception and the terminal: draws scenes by the screens' files, and gives keys the meaning that the
/// screen shows beside them.
public struct Presenter: Sendable {
  /// Replaced once the second stage of the screen files is loaded.
  public var book: Screenbook
  public let institution: String
  /// Of `book.makers`; nil where nothing is known of the reader.
  public var maker: String?
  public var makersReader: Maker? { maker.flatMap { book.makers[$0] } }
  /// For letters several cells high; empty until they are first wanted.
  public var letterFonts: [BitmapFont] = []
  /// They could not be read.
  public var lacksLetters = false
  /// The terminal has other cells for larger letters, as the kernel's console does.
  public var hasCellsForLarger = false
  /// Of the card's holder, while staff compare it with the person before them; never longer.
  public var photo: Picture?
  /// There is a voice that says the screens: `-` has it say them again, or be quiet.
  public var hasVoice = false
  /// Digits to be touched on the PIN's screen, in this order; nil without such a pad.
  public var pad: [Int]?
  /// A terminal with less room is asked to be made larger.
  public var least = Size.smallest
  /// Where the last frame can be touched.
  public private(set) var targets: [Frame.Target] = []
  /// What of the last frame could not be shown as it should; nothing, once the book was checked.
  public private(set) var problems: [LayoutProblem] = []
  /// Whether the last frame had room for the screen itself. Where it had not, nobody saw what a key would answer.
  private(set) var hasRoom = true
  /// Whether the last frame had the key for larger letters.
  var offersLarger = false
  var pressed: Pressed?
  /// The choice that arrow keys went to, while its screen is shown.
  public internal(set) var focus: Focus?

  public struct Focus: Equatable, Sendable {
    public var screen: Screen
    public var choice: String
  }

  /// The last key, for "the same key twice".
  struct Pressed {
    var key: KeyPress
    var at: Instant
  }

  /// The same key within this time counts once where a screen offers choices.
  let sameKeyPause: Duration

  /// EN 301 549 5.8, requirement A3; a site may set another.
  public static let usualSameKeyPause: Duration = .milliseconds(500)

  /// - Parameter institution: as the first line shows it.
  public init(book: Screenbook, institution: String, sameKeyPause: Duration = usualSameKeyPause) {
    self.book = book
    self.institution = institution
    self.sameKeyPause = sameKeyPause
  }

  /// - Parameters:
  ///   - clock: as shown, `10:24`.
  ///   - strip: the demo's own line; nil on a real kiosk.
  public mutating func frame(_ scene: Scene, clock: String, size: Size, strip: String?) -> Frame {
    offersLarger = canShowLarger(on: size)
    // Who sees a screen anew, the next patient too, finds nothing marked beforehand (A9).
    if focus?.screen != scene.screen { focus = nil }
    let frame: Frame
    (frame, problems) = layout.frame(of: content(scene), clock: clock, size: size, strip: strip)
    targets = frame.targets
    hasRoom = size.columns >= least.columns && size.rows >= least.rows
    return frame
  }

  var layout: Layout {
    var layout = Layout(book: book, institution: institution)
    layout.letterFonts = letterFonts
    layout.least = least
    return layout
  }

  /// Whether `+` does anything on a terminal of that size: on fewer cells the letters of 12 pixels do not hold every
  /// screen's choices in every language.
  public func canShowLarger(on size: Size) -> Bool {
    hasCellsForLarger
      || (!lacksLetters && size.columns >= Self.roomForLetters.columns && size.rows >= Self.roomForLetters.rows)
  }

  public static let roomForLetters = Size(columns: 120, rows: 45)

  /// Whether typed characters go to locked memory while this scene is shown; never while it could not be painted.
  public func secretEntry(for scene: Scene) -> SecretEntry? {
    guard hasRoom else { return nil }
    return switch scene.entry {
    case .pin: .digits(most: Self.pinDigits)
    case .password: .text(most: Self.mostPasswordCharacters)
    case .checkNumber: .digits(most: CardSecret.checkNumberB.length)
    case .staffNumber, .pinOnReader, nil: nil
    }
  }

  /// Where a touch on the last frame types into the PIN. That a digit's place was touched is known to the terminal
  /// alone: what comes from there is a count.
  public func secretKeys(for scene: Scene) -> [SecretKey] {
    guard hasRoom, case .pin = scene.entry, let pad else { return [] }
    let places = pad.enumerated().map { (ScreenContent.PadPlace.digit($0.offset), UInt8(48 + $0.element)) }
    let keys: [(place: ScreenContent.PadPlace, digit: UInt8?)] = places + [(.erase, nil)]
    return keys.compactMap { key in
      targets.first { $0.choice == key.place.target }
        .map { SecretKey(rows: $0.rows, columns: $0.columns, digit: key.digit) }
    }
  }

  /// The user-authentication PIN has 4 digits.
  static let pinDigits = 4
  static let mostPasswordCharacters = 64

  func content(_ scene: Scene) -> ScreenContent {
    let id = scene.screen.id
    let plan = book.screens[id] ?? ScreenPlan(id: id, file: "", widgets: [.heading(.heading)])
    var content = ScreenContent(plan: plan, language: scene.language)
    content.step = scene.step?.rawValue
    content.choices = scene.choices.map(\.id)
    content.keys = Set(scene.keys.compactMap(footerKey))
    if offersVoice(on: scene) { content.keys.insert(.voice) }
    if case .pin = scene.entry { content.pad = pad }
    // Staff read a list there that larger letters would cut.
    content.isLarger = scene.isLarger && scene.screen != .chooseEligibility
    content.maker = makersReader
    if scene.screen == .compare {
      content.photo = photo
      content.photoIsAbsent = scene.values.chip?.hasPhoto == false
      content.photoFacts = photoFacts(scene.values.chip)
    }
    content.values = values(scene)
    content.eligibilities = scene.values.eligibilities.map { row($0, in: scene.language) }
    content.answers = scene.values.answers.map { .init(question: $0.question, agreed: $0.agreed) }
    content.slow = scene.values.slow
    if let focus, focus.screen == scene.screen { content.focus = focus.choice }
    if scene.values.expiresSoon { content.notices.insert(.expiresSoon) }
    if scene.values.inGrace { content.notices.insert(.inGrace) }
    if scene.values.isUnregistered { content.notices.insert(.unregistered) }
    if scene.values.cardLeft { content.notices.insert(scene.values.device.leftNotice) }
    if scene.values.triesLeft == 1 { content.notices.insert(.lastTry) }
    if scene.values.tooFewDigits != nil { content.notices.insert(.tooFewDigits) }
    content.hint = scene.values.faceHint.map(PositionHint.init)
    if let note = scene.values.checkNumberNote { content.notices.insert(note.notice) }
    content.sending =
      switch scene.values.sending {
      case .nothing: .nothing
      case .perhaps: .perhaps
      case .sent: .sent
      }
    content.entry =
      switch scene.entry {
      case .pin(let typed), .pinOnReader(let typed): .pin(typed: typed)
      case .staffNumber(let digits): .number(digits)
      case .password(let typed): .password(typed: typed)
      case .checkNumber(let typed): .checkNumber(typed: typed)
      case nil: nil
      }
    return content
  }

  private func footerKey(_ key: Key) -> FooterKey? {
    switch key {
    case .back: .back
    case .larger: offersLarger ? .larger : nil
    case .language: .language
    case .staff: .staff
    case .digit, .enter, .erase, .voice, .other: nil
    }
  }

  /// On every screen but the one that any key answers.
  func offersVoice(on scene: Scene) -> Bool { hasVoice && !scene.screen.asksPresence }

  func values(_ scene: Scene) -> [Placeholder: String] {
    var values: [Placeholder: String] = [:]
    values[.tries] = (scene.values.triesLeft ?? scene.values.checkNumberTries).map { String($0) }
    values[.question] = scene.values.question.map { String($0.number) }
    values[.questions] = scene.values.question.map { String($0.count) }
    values[.seconds] = scene.values.secondsLeft.map { String($0) }
    values[.date] = scene.values.certificateLastDay.map { Self.words(for: $0, in: scene.language) }
    values[.staff] = scene.values.staffNumber
    values[.typed] = scene.values.tooFewDigits.map { String($0) }
    if case .tooFew(let count) = scene.values.checkNumberNote { values[.typed] = String(count) }
    if let chip = scene.values.chip { tell(chip, in: scene.language, &values) }
    values[.answer] = presentAnswerKey(scene).flatMap { book.text($0, in: scene.language)?.filled(with: [:]) }
    if case .trouble(let trouble) = scene.screen { values[.code] = trouble.code }
    return values
  }

  /// A day as people of that language read it: in Japanese by the era, as on their card; else Gregorian, also in easy
  /// Japanese, as its guideline asks.
  static func words(for date: CivilDate, in language: String) -> String {
    switch language {
    case "ja":
      let (era, year) = date.eraYear
      return "\(era.rawValue) \(year == 1 ? "元" : String(year)) 年 \(date.month) 月 \(date.day) 日"
    case "en": return "\(date.day) \(englishMonths[date.month - 1]) \(date.year)"
    case "ja-easy": return "\(date.year) 年 \(date.month) 月 \(date.day) 日"
    case "zh-Hans": return "\(date.year)年\(date.month)月\(date.day)日"
    case "ko": return "\(date.year)년 \(date.month)월 \(date.day)일"
    case "vi", "pt": return "\(twoDigits(date.day))/\(twoDigits(date.month))/\(date.year)"
    default:
      // Languages are the site's files; the international form is read everywhere.
      return "\(date.year)-\(twoDigits(date.month))-\(twoDigits(date.day))"
    }
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let englishMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}

extension CardDevice {
  var leftNotice: Notice {
    switch self {
    case .card: .cardLeft
    case .phone: .phoneLeft
    }
  }

  /// The screen that asks for it.
  var takeScreen: Screen {
    switch self {
    case .card: .takeCard
    case .phone: .takePhone
    }
  }
}

extension PositionHint {
  init(_ hint: FaceHint) {
    self =
      switch hint {
      case .closer: .closer
      case .further: .further
      case .lookUp: .lookUp
      case .lookDown: .lookDown
      case .left: .left
      case .right: .right
      case .holdStill: .holdStill
      }
  }
}
