/// One piece of a screen, from top to bottom. The list is closed; there are no expressions. A widget whose text names a
/// value that is not known now, or whose choices are not offered now, is left away.
public enum Widget: Equatable, Sendable {
  /// The question or statement, from the text `<screen>.heading`; in one of `headingRoles`.
  case heading(Role)
  /// `<screen>.lead`: what to do now.
  case lead(Alignment)
  /// `<screen>.body`: then why.
  case body(Alignment)
  /// What a face-auth reader asks of the person now (`hint.…`), else where to stand, `<screen>.guide`: the one in the
  /// other's place, so that nothing jumps.
  case hint(Alignment)
  /// Any text by its key.
  case line(key: String, Alignment)
  /// Any text by its key, as small print.
  case small(key: String, Alignment)
  /// Shown only when the notice applies.
  case notice(Notice, Alignment)
  /// Boxes to choose from.
  case choices([ChoiceRow])
  /// The answers given so far, each with a digit to change it.
  case answers
  /// The languages, each with its digit.
  case languages
  /// The eligibilities among which staff choose, each with its digit.
  case eligibilities
  case pinBoxes
  case numberBoxes
  /// Check number B in its three parts.
  case checkNumberBoxes
  case passwordBox
  /// Cell art, centred.
  case picture([String])
  /// How the reader's maker wants the card placed: its picture, and `placement.…`.
  case placement
  /// Pictures side by side, each with words below.
  case pictures([CaptionedPicture])
  /// The photo of the card's holder; beside it `<screen>.photo`, `<screen>.lead` and `<screen>.body`. Where it cannot
  /// be read `<screen>.no-photo` stands in its place, where the chip holds none `<screen>.photo-absent`.
  case photo
  /// A still sign that something is being waited for, and `<screen>.wait` when the wait has become long.
  case waiting
  /// PIN tries left: `common.tries`, or `common.last-try` when it is the last.
  case tries
  /// Whether answers were sent: `common.sent`, `common.nothing-sent`, or `common.perhaps-sent` where nobody
  /// can tell.
  case sent(Alignment)
  /// So many empty rows here instead of the usual one.
  case gap(Int)

  /// What a heading can be: a question, good news, something to mind, something that went wrong.
  public static let headingRoles: [Role] = [.heading, .good, .warning, .error]

  /// How a screen file names each.
  public static let names = [
    "heading", "lead", "body", "hint", "line", "small", "notice", "choices", "answers", "languages", "eligibilities",
    "pin-boxes",
    "number-boxes", "check-number-boxes", "password-box", "picture", "placement", "pictures", "photo", "waiting",
    "tries", "sent", "gap",
  ]
}

public enum Alignment: String, CaseIterable, Sendable {
  case left
  case centre
}

/// What a face-auth reader asks of the person before its camera.
public enum PositionHint: String, CaseIterable, Hashable, Sendable {
  case closer
  case further
  case lookUp = "look-up"
  case lookDown = "look-down"
  case left
  case right
  case holdStill = "hold-still"

  public var textKey: String { "hint.\(rawValue)" }
}

/// Texts for conditions of the visit.
public enum Notice: String, CaseIterable, Hashable, Sendable {
  /// The certificate ends within three months.
  case expiresSoon = "expires-soon"
  /// The certificate has ended; medical information is not shared.
  case inGrace = "in-grace"
  /// Valid medical aid that is not registered for the card.
  case unregistered = "unregistered"
  /// The card still lies there.
  case cardLeft = "card-left"
  case phoneLeft = "phone-left"
  /// One PIN try is left.
  case lastTry = "last-try"
  /// Enter came before the PIN was whole.
  case tooFewDigits = "too-few-digits"
  /// Check number B, typed by staff, is asked again.
  case checkNumberWrong = "check-number-wrong"
  case checkNumberImplausible = "check-number-implausible"
  case checkNumberLost = "check-number-lost"
  case checkNumberTooFew = "check-number-too-few"

  /// It says on what somebody lives: aloud only in the words of a reading, which does not.
  public var isPersonal: Bool { self == .unregistered }

  public var textKey: String {
    switch self {
    case .expiresSoon, .inGrace, .unregistered, .cardLeft, .phoneLeft, .tooFewDigits, .checkNumberWrong,
      .checkNumberImplausible, .checkNumberLost, .checkNumberTooFew:
      "notice.\(rawValue)"
    case .lastTry: "common.last-try"
    }
  }
}

/// A line beside the photo of the card's holder.
public enum PhotoFact: String, CaseIterable, Sendable {
  case birth = "compare.chip-birth"
  case sex = "compare.chip-sex"
  case expiry = "compare.chip-expiry"
  case proven = "compare.chip-proven"
  case unproven = "compare.chip-unproven"

  public var textKey: String { rawValue }

  /// What `{sex}` is filled with.
  public static let sexKeys = ["common.sex-male", "common.sex-female", "common.sex-unknown"]
}

/// One of several pictures side by side.
public struct CaptionedPicture: Equatable, Sendable {
  /// Cell art; where `isPlacement`, for a reader of which nothing is known.
  public var art: [String]
  /// The key of the words below.
  public var text: String
  /// The reader's maker has its own picture and words for it.
  public var isPlacement: Bool

  public init(art: [String], text: String, isPlacement: Bool) {
    self.art = art
    self.text = text
    self.isPlacement = isPlacement
  }
}

/// One or two choices side by side. The ones that are not offered leave their place to their neighbour.
public struct ChoiceRow: Equatable, Sendable {
  public var places: [ChoicePlace]

  public init(places: [ChoicePlace]) { self.places = places }
}

public struct ChoicePlace: Equatable, Sendable {
  /// 0…9; `nil` takes the next free digit from 1 among those on screen.
  public var digit: Int?
  public var choice: String
  /// Where the screen file says so, from 1.
  public var line: Int

  public init(digit: Int?, choice: String, line: Int) {
    self.digit = digit
    self.choice = choice
    self.line = line
  }
}

/// One screen as its file describes it.
public struct ScreenPlan: Equatable, Sendable {
  /// The file's name, and the prefix of its texts.
  public var id: String
  /// As findings name it.
  public var file: String
  public var widgets: [Widget]
  /// So long nobody presses a key before the kiosk asks; nil where the reception's own limit holds.
  public var idleSeconds: Int?

  /// A5: at least 20 s, and the warning's own time comes on top. Ten minutes keep a kiosk from the next patient.
  public static let idleSecondsRange = 20...600

  public init(id: String, file: String, widgets: [Widget], idleSeconds: Int? = nil) {
    self.id = id
    self.file = file
    self.widgets = widgets
    self.idleSeconds = idleSeconds
  }

  /// The choices with a place of their own, in reading order.
  public var places: [ChoicePlace] {
    widgets.flatMap { widget -> [ChoicePlace] in
      switch widget {
      case .choices(let rows): rows.flatMap(\.places)
      case .heading, .lead, .body, .hint, .line, .small, .notice, .answers, .languages, .eligibilities,
        .pinBoxes, .numberBoxes, .checkNumberBoxes,
        .passwordBox, .picture, .placement, .pictures, .photo, .waiting, .tries, .sent, .gap:
        []
      }
    }
  }

  /// Whether the reader's maker changes its looks.
  public var showsPlacement: Bool {
    widgets.contains { widget in
      if case .pictures(let pictures) = widget { return pictures.contains(where: \.isPlacement) }
      return widget == .placement
    }
  }

  /// Its heading says to what somebody agrees.
  public var asksConsent: Bool { id.hasPrefix("consent-") }
  public var hasAnswers: Bool { widgets.contains(.answers) }
  public var hasLanguages: Bool { widgets.contains(.languages) }

  /// Whether one of its widgets shows that choice with its own number as its digit.
  public func numbers(_ choice: String) -> Bool {
    (choice.hasPrefix("change-") && hasAnswers) || (choice.hasPrefix("language-") && hasLanguages)
      || (choice.hasPrefix("eligibility-") && widgets.contains(.eligibilities))
  }

  /// Whether the digits from 1 belong to rows.
  public var hasNumberedRows: Bool { hasAnswers || hasLanguages || widgets.contains(.eligibilities) }

  /// The choices of a scene with the digit that selects each. The numbered ones — `change-1`…, `language-1`…,
  /// `eligibility-1`… — have their number.
  public func digits(for offered: [String]) -> [(digit: Int, choice: String)] {
    var result: [(digit: Int, choice: String)] = []
    for choice in offered {
      for prefix in Self.numbered where choice.hasPrefix(prefix) {
        if let number = Int(choice.dropFirst(prefix.count)) { result.append((number, choice)) }
      }
    }
    let shown = places.filter { offered.contains($0.choice) }
    var taken = Set(result.map(\.digit) + shown.compactMap(\.digit))
    for place in shown {
      guard let digit = place.digit ?? (1...9).first(where: { !taken.contains($0) }) else { continue }
      taken.insert(digit)
      result.append((digit, place.choice))
    }
    return result
  }

  /// Choices whose digit is their own number.
  public static let numbered = ["change-", "language-", "eligibility-"]
}
