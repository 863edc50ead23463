/// Why a YAML file of ours is refused, and where. One failure, one sentence: what a person needs to mend the file.
public struct StrictYAMLFailure: Error, Equatable, Sendable {
  /// As the caller named it.
  public var file: String
  /// From 1.
  public var line: Int
  /// From 1.
  public var column: Int
  public var reason: Reason

  public enum Reason: Equatable, Sendable {
    /// Not YAML at all; the text is the parser's own.
    case malformed(String)
    case empty
    case notUTF8
    case tooLarge(limitBytes: Int)
    case tooDeep(limit: Int)
    case severalDocuments
    /// Anchors and aliases: a file must say what it means where it says it.
    case alias
    case tag
    case duplicateKey(String)
    case unknownKey(String, nearest: String?)
    case missingKey(String)
    /// `expected` with its article: `a list`.
    case wrongType(String, expected: String)
    case notOneOf(String, value: String, nearest: String?, allowed: [String])
    /// What a caller found wrong with a value, as the rest of a sentence that begins with the key: `must be 10 digits`.
    case value(String, String)
  }

  public init(file: String, line: Int, column: Int, reason: Reason) {
    self.file = file
    self.line = line
    self.column = column
    self.reason = reason
  }

  /// `kiosk.yaml:12: unknown key "institution.cod"; did you mean "institution.code"?`
  public var sentence: String { "\(file):\(line): \(words)" }

  /// The sentence without the place.
  public var words: String {
    switch reason {
    case .malformed(let problem): "not valid YAML: \(problem)"
    case .empty: "the file is empty"
    case .notUTF8: "the file is not UTF-8 text"
    case .tooLarge(let limit): "the file is larger than \(limit) bytes"
    case .tooDeep(let limit): "nested more than \(limit) levels deep"
    case .severalDocuments: "a second document begins here; one file holds one"
    case .alias: "anchors and aliases (& and *) are not used in these files"
    case .tag: "tags (!) are not used in these files"
    case .duplicateKey(let key): "the key \"\(key)\" stands here a second time"
    case .unknownKey(let key, let nearest): "unknown key \"\(key)\"" + Self.question(nearest)
    case .missingKey(let key): "the key \"\(key)\" is missing"
    case .wrongType(let key, let expected): "\(Self.subject(key)) must be \(expected)"
    case .notOneOf(let key, let value, let nearest, let allowed):
      "\(Self.subject(key)) cannot be \"\(value)\"" + Self.question(nearest)
        + (nearest == nil ? "; it is one of \(allowed.joined(separator: ", "))" : "")
    case .value(let key, let complaint): "\(Self.subject(key)) \(complaint)"
    }
  }

  private static func subject(_ key: String) -> String { key.isEmpty ? "the file" : "\"\(key)\"" }

  private static func question(_ nearest: String?) -> String { nearest.map { "; did you mean \"\($0)\"?" } ?? "" }
}
