/// A consent profile as its file describes it: which questions are asked, and in which order.
public struct Profile: Equatable, Sendable {
  public var name: String
  /// As findings name it.
  public var file: String
  public var questions: [Question]
  /// One screen first: agree to all, or choose one by one.
  public var allAtOnce: Bool
  /// Provided without a screen.
  public var byLaw: [Kind]

  public struct Question: Equatable, Sendable {
    /// Its screen is `consent-<name>`.
    public var name: String
    public var kinds: [Kind]

    public init(name: String, kinds: [Kind]) {
      self.name = name
      self.kinds = kinds
    }
  }

  /// What can be agreed to, as the interface abbreviates it (view consent kinds; `LMT` the high-cost limit).
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case medication = "YZK"
    case treatment = "SRJ"
    case operation = "SHJ"
    case checkup = "TKK"
    case limit = "LMT"
    case specificDisease = "TSR"
  }

  public init(name: String, file: String, questions: [Question], allAtOnce: Bool, byLaw: [Kind]) {
    self.name = name
    self.file = file
    self.questions = questions
    self.allAtOnce = allAtOnce
    self.byLaw = byLaw
  }
}
