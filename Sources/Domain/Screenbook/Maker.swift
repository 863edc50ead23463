/// A maker's reader as its file describes it: where the card goes, what the reader offers, what is known of it.
/// It changes what is shown and what the reader is asked for, never a rule.
public struct Maker: Equatable, Sendable {
  /// The file's name.
  public var name: String
  /// As findings name it.
  public var file: String
  /// As people call it.
  public var title: String
  public var placement: Placement
  /// How to place the card, as cell art.
  public var picture: [String]
  /// How the reader can have a person identified. The PIN is always among them: it needs neither camera nor staff.
  public var ways: Set<Way>
  public var messages: [Message]
  /// Of 100 visits, how many ended without eligibility after several tries; nil where nothing was published.
  public var cancelRatePercent: Double?
  /// Where a fact was published. One that is missing here is this project's default.
  public var published: [Fact: String]

  public enum Placement: String, CaseIterable, Sendable {
    case flat
    case stand
    case insert

    public var textKey: String { "placement.\(rawValue)" }
  }

  public enum Way: String, CaseIterable, Sendable {
    case face
    case pin
    case visual
  }

  /// What the reader shows or tells in its own words, and what staff can do then.
  public struct Message: Equatable, Sendable {
    public var shown: String
    public var advice: String

    public init(shown: String, advice: String) {
      self.shown = shown
      self.advice = advice
    }
  }

  public enum Fact: String, CaseIterable, Sendable {
    case placement
    case ways
    case messages
    case cancelRatePercent
  }

  public init(
    name: String, file: String, title: String, placement: Placement, picture: [String], ways: Set<Way>,
    messages: [Message], cancelRatePercent: Double?, published: [Fact: String]
  ) {
    self.name = name
    self.file = file
    self.title = title
    self.placement = placement
    self.picture = picture
    self.ways = ways
    self.messages = messages
    self.cancelRatePercent = cancelRatePercent
    self.published = published
  }

  /// The reader's words for staff, followed by what to do where they hold a message known of this maker.
  public func explaining(_ words: String) -> String {
    guard let message = messages.first(where: { words.contains($0.shown) }) else { return words }
    return "\(words) (\(title): \(message.advice))"
  }
}
