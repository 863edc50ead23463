import Screenbook

/// What fills a screen now: everything the layout needs beside the book.
public struct ScreenContent: Equatable, Sendable {
  public var plan: ScreenPlan
  public var language: String
  /// In letters several cells high where they fit.
  public var isLarger = false
  /// What the reader looks like; nil where nothing is known of it.
  public var maker: Maker?
  /// Of the card's holder; nil where none could be read.
  public var photo: Picture?
  /// The chip was read and holds none.
  public var photoIsAbsent = false
  /// Beside the photo, in this order; in the place of the lead.
  public var photoFacts: [PhotoFact] = []
  /// 0…3 on the line of four steps; `nil` leaves the line away.
  public var step: Int?
  /// Ids of the choices that are offered.
  public var choices: [String] = []
  public var entry: Entry?
  /// The digits that can be touched to type a PIN, in their order on the screen: all ten; nil where none can.
  public var pad: [Int]?
  public var keys: Set<FooterKey> = []
  public var values: [Placeholder: String] = [:]
  public var answers: [Answer] = []
  /// Among which staff choose.
  public var eligibilities: [Eligibility] = []
  public var notices: Set<Notice> = []
  /// Where a screen has a place for it.
  public var hint: PositionHint?
  /// The wait has become long.
  public var slow = false
  /// Whether answers about consent were sent.
  public var sending = Sending.nothing
  /// The choice that arrow keys have gone to; none is marked beforehand (A9).
  public var focus: String?

  /// How much has been typed, or what where it is no secret.
  public enum Entry: Equatable, Sendable {
    case pin(typed: Int)
    case number(String)
    case password(typed: Int)
    /// Of check number B.
    case checkNumber(typed: Int)
  }

  /// A place on the pad: not which digit stands there.
  public enum PadPlace: Hashable, Sendable {
    /// 0…9 in reading order.
    case digit(Int)
    case erase
    case enter

    /// The id of its touch target.
    public var target: String {
      switch self {
      case .digit(let place): "pad:\(place)"
      case .erase: "pad:erase"
      case .enter: "pad:enter"
      }
    }
  }

  /// `perhaps`: they were on their way, and nobody can tell.
  public enum Sending: CaseIterable, Sendable {
    case nothing
    case perhaps
    case sent

    public var textKey: String {
      switch self {
      case .nothing: "common.nothing-sent"
      case .perhaps: "common.perhaps-sent"
      case .sent: "common.sent"
      }
    }
  }

  public struct Answer: Equatable, Sendable {
    /// The question's name in its profile.
    public var question: String
    public var agreed: Bool

    public init(question: String, agreed: Bool) {
      self.question = question
      self.agreed = agreed
    }
  }

  public struct Eligibility: Equatable, Sendable {
    /// Of its insurer.
    public var number: String
    /// Shortened where there is no room.
    public var name: String
    /// What else tells it from the others, in the screen's language.
    public var details: String

    public init(number: String, name: String, details: String) {
      self.number = number
      self.name = name
      self.details = details
    }
  }

  public init(plan: ScreenPlan, language: String) {
    self.plan = plan
    self.language = language
  }
}

/// The keys of the footer, always in the same places.
public enum FooterKey: String, CaseIterable, Hashable, Sendable {
  case back
  /// Larger letters, and back to the usual ones.
  case larger
  case voice
  case language
  case staff

  /// What stands on the pad.
  public var sign: String {
    switch self {
    case .back: "*"
    case .larger: "+"
    case .voice: "-"
    case .language: "/"
    case .staff: "."
    }
  }

  /// The id of its touch target.
  public var target: String { "key:\(rawValue)" }
}

/// Something that a layout could not show as it should: a checked book has none.
public enum LayoutProblem: Hashable, Sendable {
  /// So many rows too few.
  case tooTall(rows: Int)
  /// A line or label that does not fit its place; the words that were cut.
  case cut(String)
  /// Two pieces on the same cells.
  case overlap(row: Int)
  /// A choice is offered and has no place on the screen.
  case choiceWithoutPlace(String)
  /// A text is missing in that language.
  case textMissing(String)
}
