import Screenbook
import StrictYAML

/// `texts/LANGUAGE.yaml`: the texts of one language by key.
public enum TextFile {
  /// - Returns: the table, and the texts that cannot be as they are written; they stand in it by their keys.
  public static func table(
    _ node: StrictNode, language: String
  ) throws(StrictYAMLFailure) -> (table: TextTable, findings: [Finding]) {
    try table(node, language: language, under: "texts")
  }

  static func table(
    _ node: StrictNode, language: String, under name: String
  ) throws(StrictYAMLFailure) -> (table: TextTable, findings: [Finding]) {
    let top = try node.mapping(["version", "language", name])
    try top.checkVersion()
    let named = try top.required("language")
    guard try named.string() == language else { throw named.failure("must be \(language), as the file is named") }
    var table = TextTable(language: language, file: node.file)
    var findings: [Finding] = []
    for entry in try top.required(name).openMapping() {
      do throws(StrictYAMLFailure) {
        table.add(entry.key, try text(entry))
      } catch {
        findings.append(Finding(error))
        table.add(entry.key, ScreenText(pieces: [.literal(entry.key)], line: entry.line))
      }
    }
    return (table, findings)
  }

  private static func text(_ entry: StrictNode.Entry) throws(StrictYAMLFailure) -> ScreenText {
    var raw = try entry.value.string()
    // A block ends with a newline that means nothing.
    while raw.hasSuffix("\n") { raw.removeLast() }
    do {
      return try ScreenText(raw, line: entry.line)
    } catch {
      let known = Placeholder.allCases.map(\.rawValue)
      let hint =
        NearestWord.to(error.name, among: known).map { "did you mean {\($0)}?" }
        ?? "known are \(known.map { "{\($0)}" }.joined(separator: " "))"
      throw StrictYAMLFailure(
        file: entry.value.file, line: entry.line, column: entry.column,
        reason: .value(entry.key, "names {\(error.name)}, which does not exist; \(hint)"))
    }
  }
}
