import Screenbook
import StrictYAML

/// Everything that is wrong with the files of Screens/ that were read: a bad file refuses the start, with its place.
public struct ScreenFilesFailure: Error, Equatable, Sendable {
  /// At least one, in the order of the files.
  public var findings: [Finding]

  public init(findings: [Finding]) { self.findings = findings }

  /// One line for each finding.
  public var sentence: String { findings.map(\.sentence).joined(separator: "\n") }
}

extension Finding {
  init(_ failure: StrictYAMLFailure) {
    self.init(file: failure.file, line: failure.line, message: failure.words)
  }
}
