internal import CYaml

/// Reads the YAML files of this program: one document, plain data, no anchors, no tags, no key twice. What it cannot
/// take it refuses with a place and a sentence.
///
/// It drives the event parser of libyaml (as bundled with Yams) directly: a tree of our own carries the marks that the
/// sentences need, its depth is bounded while it is built, and start-up reads some eighty files before the first key counts.
public enum StrictYAML {
  /// The largest file of ours is a tenth of it; more is a mistake.
  public static let largestFileBytes = 1 << 20
  /// Our files nest 6 levels deep. Bounded, so that the recursion below is.
  public static let deepestNesting = 32

  /// U+FEFF, as some editors put it first.
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// - Parameter file: the name that failures carry; nothing is opened.
  public static func read(_ text: String, file: String) throws(StrictYAMLFailure) -> StrictNode {
    try read(Array(text.utf8), file: file)
  }

  /// - Parameters:
  ///   - bytes: UTF-8, with or without a byte order mark.
  ///   - file: the name that failures carry; nothing is opened.
  public static func read(_ bytes: [UInt8], file: String) throws(StrictYAMLFailure) -> StrictNode {
    func refuse(_ reason: StrictYAMLFailure.Reason) -> StrictYAMLFailure {
      StrictYAMLFailure(file: file, line: 1, column: 1, reason: reason)
    }
    guard bytes.count <= largestFileBytes else { throw refuse(.tooLarge(limitBytes: largestFileBytes)) }
    guard String(validating: bytes, as: UTF8.self) != nil else { throw refuse(.notUTF8) }
    let composer = Composer(file: file)
    // libyaml takes the mark for text once it has been told the encoding.
    let text = bytes.starts(with: byteOrderMark) ? bytes[byteOrderMark.count...] : bytes[...]
    return try text.withUnsafeBufferPointer { buffer throws(StrictYAMLFailure) in try composer.compose(buffer) }
  }
}

/// Builds the tree from libyaml's events. Lives for one file.
private final class Composer {
  let file: String
  /// Both stay at one address: libyaml keeps a pointer to its parser inside it.
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let current = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)

  init(file: String) {
    self.file = file
    parser.initialize(to: yaml_parser_t())
    current.initialize(to: yaml_event_t())
  }

  deinit {
    yaml_event_delete(current)
    yaml_parser_delete(parser)
    current.deallocate()
    parser.deallocate()
  }

  private var event: yaml_event_t { current.pointee }

  func compose(_ bytes: UnsafeBufferPointer<UInt8>) throws(StrictYAMLFailure) -> StrictNode {
    guard yaml_parser_initialize(parser) == 1 else { throw failure(.malformed("out of memory")) }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    return try document()
  }

  private func document() throws(StrictYAMLFailure) -> StrictNode {
    try next()  // the stream begins
    try next()
    guard event.type == YAML_DOCUMENT_START_EVENT else { throw failure(.empty) }
    try next()
    let node = try node(depth: 1)
    try next()  // the document ends
    try next()
    guard event.type == YAML_STREAM_END_EVENT else { throw failure(.severalDocuments) }
    return node
  }

  private func next() throws(StrictYAMLFailure) {
    yaml_event_delete(current)
    guard yaml_parser_parse(parser, current) == 1 else {
      let problem = parser.pointee.problem.map { String(cString: $0) } ?? "unreadable"
      let mark = parser.pointee.problem_mark
      throw StrictYAMLFailure(
        file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1, reason: .malformed(problem))
    }
  }

  /// The node whose first event is the current one; afterwards the current event is its last.
  private func node(depth: Int) throws(StrictYAMLFailure) -> StrictNode {
    guard depth <= StrictYAML.deepestNesting else {
      throw failure(.tooDeep(limit: StrictYAML.deepestNesting))
    }
    let mark = event.start_mark
    let content: StrictNode.Content
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      try refuseExtras(anchor: scalar.anchor, tag: scalar.tag)
      content = .scalar(
        String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self),
        plain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
    case YAML_SEQUENCE_START_EVENT:
      try refuseExtras(anchor: event.data.sequence_start.anchor, tag: event.data.sequence_start.tag)
      var nodes: [StrictNode] = []
      try next()
      while event.type != YAML_SEQUENCE_END_EVENT {
        nodes.append(try node(depth: depth + 1))
        try next()
      }
      content = .list(nodes)
    case YAML_MAPPING_START_EVENT:
      try refuseExtras(anchor: event.data.mapping_start.anchor, tag: event.data.mapping_start.tag)
      content = .mapping(try entries(depth: depth))
    case YAML_ALIAS_EVENT:
      throw failure(.alias)
    default:
      // Not our own enum: libyaml's other events cannot begin a node.
      throw failure(.malformed("a value was expected"))
    }
    return StrictNode(
      file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1, path: "", content: content)
  }

  private func entries(depth: Int) throws(StrictYAMLFailure) -> [StrictNode.Entry] {
    var entries: [StrictNode.Entry] = []
    var seen: Set<String> = []
    try next()
    while event.type != YAML_MAPPING_END_EVENT {
      let key = try node(depth: depth + 1)
      guard case .scalar(let name, _) = key.content else {
        throw key.failure(.malformed("a key must be a word"))
      }
      guard seen.insert(name).inserted else { throw key.failure(.duplicateKey(name)) }
      try next()
      let value = try node(depth: depth + 1)
      entries.append(.init(key: name, line: key.line, column: key.column, value: value))
      try next()
    }
    return entries
  }

  private func refuseExtras(
    anchor: UnsafeMutablePointer<UInt8>?, tag: UnsafeMutablePointer<UInt8>?
  ) throws(StrictYAMLFailure) {
    if anchor != nil { throw failure(.alias) }
    if tag != nil { throw failure(.tag) }
  }

  private func failure(_ reason: StrictYAMLFailure.Reason) -> StrictYAMLFailure {
    StrictYAMLFailure(
      file: file, line: Int(event.start_mark.line) + 1, column: Int(event.start_mark.column) + 1, reason: reason)
  }
}
