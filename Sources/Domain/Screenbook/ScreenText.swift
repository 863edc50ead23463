/// What texts may name in braces. The list is closed: a text that names anything else is refused.
public enum Placeholder: String, CaseIterable, Hashable, Sendable {
  /// PIN tries left.
  case tries
  /// Number of this question, and how many there are.
  case question
  case questions
  /// Counted down.
  case seconds
  /// The certificate's last day.
  case date
  /// Number of the staff member.
  case staff
  /// The code number beside a trouble's words.
  case code
  /// So many digits of the PIN, where they are too few.
  case typed
  /// What has been answered to this question already, in the words of its choice.
  case answer
  /// What the chip tells of its holder, for staff.
  case birth
  case sex
  case expiry
}

/// One text of one language: literal pieces and placeholders, with its place for findings.
public struct ScreenText: Equatable, Sendable {
  public var pieces: [Piece]
  /// Where it stands in its file, from 1.
  public var line: Int

  public enum Piece: Equatable, Sendable {
    case literal(String)
    case value(Placeholder)
  }

  public init(pieces: [Piece], line: Int) {
    self.pieces = pieces
    self.line = line
  }

  /// The names in braces of a raw text that are no placeholders of ours.
  public struct UnknownPlaceholder: Error, Equatable, Sendable {
    public var name: String
  }

  /// Reads `あと {tries} 回`. An opening brace without its closing one stands for itself.
  public init(_ raw: String, line: Int) throws(UnknownPlaceholder) {
    self.line = line
    guard raw.utf8.contains(0x7B) else {
      pieces = [.literal(raw)]
      return
    }
    pieces = []
    var rest = Substring(raw)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = String(rest[rest.index(after: open)..<close])
      guard let placeholder = Placeholder(rawValue: name) else { throw UnknownPlaceholder(name: name) }
      if open > rest.startIndex { pieces.append(.literal(String(rest[..<open]))) }
      pieces.append(.value(placeholder))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.literal(String(rest))) }
  }

  /// The text with its values; `nil` when one that it names is not known here: such a text is left away.
  public func filled(with values: [Placeholder: String]) -> String? {
    var text = ""
    for piece in pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .value(let placeholder):
        guard let value = values[placeholder] else { return nil }
        text += value
      }
    }
    return text
  }

  /// Nothing would be seen of it.
  public var isBlank: Bool {
    pieces.allSatisfy {
      switch $0 {
      case .literal(let words): words.allSatisfy(\.isWhitespace)
      case .value: false
      }
    }
  }

  public var placeholders: [Placeholder] {
    pieces.compactMap {
      switch $0 {
      case .literal: nil
      case .value(let placeholder): placeholder
      }
    }
  }
}

/// The texts of one language by key.
public struct TextTable: Equatable, Sendable {
  /// `ja`, `en`, …: the file's name.
  public var language: String
  /// As findings name it.
  public var file: String
  public private(set) var texts: [String: ScreenText]
  /// In the order of the file.
  public private(set) var keys: [String]

  public init(language: String, file: String) {
    self.language = language
    self.file = file
    texts = [:]
    keys = []
  }

  public subscript(key: String) -> ScreenText? { texts[key] }

  public mutating func add(_ key: String, _ text: ScreenText) {
    if texts.updateValue(text, forKey: key) == nil { keys.append(key) }
  }
}
