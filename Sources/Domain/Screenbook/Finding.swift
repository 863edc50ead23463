/// Something wrong in Screens/, with its place and a hint how to mend it.
public struct Finding: Error, Equatable, Sendable {
  /// Relative to the folder of the screens: `screens/pin.yaml`.
  public var file: String
  /// From 1.
  public var line: Int
  public var message: String
  public var hint: String?

  public init(file: String, line: Int, message: String, hint: String? = nil) {
    self.file = file
    self.line = line
    self.message = message
    self.hint = hint
  }

  /// `texts/en.yaml:1: the text "pin.heading" is missing; …`
  public var sentence: String { "\(file):\(line): \(message)" + (hint.map { "; \($0)" } ?? "") }
}
