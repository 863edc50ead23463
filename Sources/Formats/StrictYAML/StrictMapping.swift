/// A mapping whose keys were checked against a closed list.
public struct StrictMapping: Sendable {
  /// The mapping itself, for its place.
  public let node: StrictNode
  let entries: [StrictNode.Entry]

  /// `nil` when the key is not there.
  public subscript(key: String) -> StrictNode? { entries.first { $0.key == key }?.value }

  /// Where a key is written, for findings about the key itself.
  public func line(of key: String) -> Int { entries.first { $0.key == key }?.line ?? node.line }

  public func required(_ key: String) throws(StrictYAMLFailure) -> StrictNode {
    guard let value = self[key] else { throw node.failure(.missingKey(StrictNode.join(node.path, key))) }
    return value
  }

  public func string(_ key: String) throws(StrictYAMLFailure) -> String { try required(key).string() }

  public func int(
    _ key: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(StrictYAMLFailure) -> Int {
    try required(key).int(in: range)
  }

  public func bool(_ key: String) throws(StrictYAMLFailure) -> Bool { try required(key).bool() }

  public func list(_ key: String) throws(StrictYAMLFailure) -> [StrictNode] { try required(key).list() }

  public func strings(_ key: String) throws(StrictYAMLFailure) -> [String] { try required(key).strings() }

  public func one<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, of type: Choice.Type
  ) throws(StrictYAMLFailure) -> Choice {
    try required(key).one(of: type)
  }

  public func mapping(_ key: String, _ keys: [String]) throws(StrictYAMLFailure) -> StrictMapping {
    try required(key).mapping(keys)
  }

  // MARK: - Where a key may be absent

  public func stringIfAny(_ key: String) throws(StrictYAMLFailure) -> String? { try self[key]?.string() }

  public func intIfAny(
    _ key: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(StrictYAMLFailure) -> Int? {
    try self[key]?.int(in: range)
  }

  public func boolIfAny(_ key: String) throws(StrictYAMLFailure) -> Bool? { try self[key]?.bool() }
}
