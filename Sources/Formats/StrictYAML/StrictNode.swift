/// One value of a YAML file, with its place in it.
public struct StrictNode: Equatable, Sendable {
  public var file: String
  /// From 1.
  public var line: Int
  /// From 1.
  public var column: Int
  /// Where the value stands in its file, by keys: `institution.code`, `people[2].name`; empty at the top.
  public var path: String
  public var content: Content

  public enum Content: Equatable, Sendable {
    /// `plain` when written without quotes or as a block: only then can it be a number, a truth value or nothing.
    case scalar(String, plain: Bool)
    case list([StrictNode])
    case mapping([Entry])
  }

  public struct Entry: Equatable, Sendable {
    public var key: String
    /// From 1.
    public var line: Int
    /// From 1.
    public var column: Int
    public var value: StrictNode
  }

  /// A failure about this value; the complaint goes on where the key ends: `must be 10 digits`.
  public func failure(_ complaint: String) -> StrictYAMLFailure { failure(.value(path, complaint)) }

  public func failure(_ reason: StrictYAMLFailure.Reason) -> StrictYAMLFailure {
    StrictYAMLFailure(file: file, line: line, column: column, reason: reason)
  }

  // MARK: - As what it is

  /// Any scalar as it is written, numbers too; never nothing (`key:` or `key: null`).
  public func string() throws(StrictYAMLFailure) -> String {
    guard case .scalar(let text, let plain) = content, !plain || !Self.nothing.contains(text) else {
      throw failure(.wrongType(path, expected: "a text"))
    }
    return text
  }

  /// Decimal digits with an optional minus sign, unquoted.
  public func int(in range: ClosedRange<Int> = Int.min...Int.max) throws(StrictYAMLFailure) -> Int {
    guard case .scalar(let text, true) = content, text.utf8.first != 43, let number = Int(text) else {
      throw failure(.wrongType(path, expected: "a whole number"))
    }
    guard range.contains(number) else {
      throw failure("must lie between \(range.lowerBound) and \(range.upperBound)")
    }
    return number
  }

  public func bool() throws(StrictYAMLFailure) -> Bool {
    switch content {
    case .scalar("true", plain: true): return true
    case .scalar("false", plain: true): return false
    case .scalar, .list, .mapping: throw failure(.wrongType(path, expected: "true or false"))
    }
  }

  public func list() throws(StrictYAMLFailure) -> [StrictNode] {
    guard case .list(let nodes) = content else { throw failure(.wrongType(path, expected: "a list")) }
    return nodes.enumerated().map { index, node in
      var node = node
      node.path = "\(path)[\(index + 1)]"
      return node
    }
  }

  /// A list of texts.
  public func strings() throws(StrictYAMLFailure) -> [String] {
    var texts: [String] = []
    for node in try list() { texts.append(try node.string()) }
    return texts
  }

  /// One of an enum's raw values.
  public func one<Choice: RawRepresentable<String> & CaseIterable>(
    of type: Choice.Type
  ) throws(StrictYAMLFailure) -> Choice {
    let word = try string()
    if let choice = Choice(rawValue: word) { return choice }
    throw notOne(of: type.allCases.map(\.rawValue), word)
  }

  public func one(of allowed: [String]) throws(StrictYAMLFailure) -> String {
    let word = try string()
    guard allowed.contains(word) else { throw notOne(of: allowed, word) }
    return word
  }

  /// A mapping whose keys are all known; any other key is refused with the nearest of `keys`.
  public func mapping(_ keys: [String]) throws(StrictYAMLFailure) -> StrictMapping {
    let entries = try openMapping()
    for entry in entries where !keys.contains(entry.key) {
      let nearest = NearestWord.to(entry.key, among: keys).map { Self.join(path, $0) }
      throw StrictYAMLFailure(
        file: file, line: entry.line, column: entry.column,
        reason: .unknownKey(Self.join(path, entry.key), nearest: nearest))
    }
    return StrictMapping(node: self, entries: entries)
  }

  /// A mapping whose keys are names of the file's own choosing, in the order of the file; duplicates are refused
  /// already.
  public func openMapping() throws(StrictYAMLFailure) -> [Entry] {
    guard case .mapping(let entries) = content else {
      throw failure(.wrongType(path, expected: "keys with values"))
    }
    return entries.map { entry in
      var entry = entry
      entry.value.path = Self.join(path, entry.key)
      return entry
    }
  }

  private func notOne(of allowed: [String], _ word: String) -> StrictYAMLFailure {
    failure(.notOneOf(path, value: word, nearest: NearestWord.to(word, among: allowed), allowed: allowed))
  }

  static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// How YAML writes "nothing".
  private static let nothing = ["", "~", "null", "Null", "NULL"]
}
