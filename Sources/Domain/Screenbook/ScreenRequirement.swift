/// What the reception expects of one screen's file.
public struct ScreenRequirement: Equatable, Sendable {
  public var id: String
  /// All choices that may be offered there.
  public var choices: [String]
  /// All values that its texts may name.
  public var values: Set<Placeholder>

  public init(id: String, choices: [String], values: Set<Placeholder>) {
    self.id = id
    self.choices = choices
    self.values = values
  }
}
