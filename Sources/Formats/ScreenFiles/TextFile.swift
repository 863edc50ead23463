import Screenbook
import StrictYAML

/// `texts/LANGUAGE.yaml`: the texts of one language by key.
public enum TextFile {
  public static func table(_ node: StrictNode, language: String) throws(StrictYAMLFailure) -> TextTable {
    try table(node, language: language, under: "texts")
  }

  static func table(
    _ node: StrictNode, language: String, under name: String
  ) throws(StrictYAMLFailure) -> TextTable {
    let top = try node.mapping(["version", "language", name])
    try top.checkVersion()
    let named = try top.required("language")
    guard try named.string() == language else { throw named.failure("must be \(language), as the file is named") }
    var table = TextTable(language: language, file: node.file)
    for entry in try top.required(name).openMapping() {
      table.add(entry.key, try text(entry))
    }
    return table
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
