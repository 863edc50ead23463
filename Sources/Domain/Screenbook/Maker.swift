/// A maker's reader as its file describes it: where the card goes, and what the reader can do.
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
  /// It compares faces.
  public var hasFace: Bool
  /// Of 100 visits, how many ended without eligibility after several tries; nil where nothing was published.
  public var cancelRatePercent: Double?

  public enum Placement: String, CaseIterable, Sendable {
    case flat
    case stand
    case insert

    public var textKey: String { "placement.\(rawValue)" }
  }

  public init(
    name: String, file: String, title: String, placement: Placement, picture: [String], hasFace: Bool,
    cancelRatePercent: Double?
  ) {
    self.name = name
    self.file = file
    self.title = title
    self.placement = placement
    self.picture = picture
    self.hasFace = hasFace
    self.cancelRatePercent = cancelRatePercent
  }
}
