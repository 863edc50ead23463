/// Which of the attached readers is the kiosk's.
enum ReaderChoice {
  /// Why none of them is; for staff.
  struct Missing: Error, Equatable {
    var words: String
  }

  /// - Parameter wanted: a reader's whole name, or the beginning of one reader's name alone: the numbers that pcscd puts
  ///   behind a name depend on the socket it is plugged into. `nil`: the first into which a patient's card goes; the slot
  ///   of a SAM is none.
  static func choose(_ wanted: String?, among readers: [String]) throws(Missing) -> String {
    guard let wanted else {
      if let first = readers.first(where: { !SecurityModule.isNamed(in: $0) }) ?? readers.first { return first }
      throw Missing(words: "no card reader is attached")
    }
    if readers.contains(wanted) { return wanted }
    let begun = readers.filter { $0.hasPrefix(wanted) }
    if begun.count == 1, let only = begun.first { return only }
    if !begun.isEmpty {
      throw Missing(words: "\"\(wanted)\" begins the name of several card readers: \(list(begun)); name one wholly")
    }
    if readers.isEmpty { throw Missing(words: "the card reader \"\(wanted)\" is not attached, nor any other") }
    throw Missing(words: "the card reader \"\(wanted)\" is not attached; attached: \(list(readers))")
  }

  private static func list(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ", ") }
}

/// A security access module: a chip card built into some readers. PC/SC tells of it by names alone.
enum SecurityModule {
  /// Whether the name has SAM as a word of its own, digits apart (`SAM`, `SAM1`; not `Samsung`).
  static func isNamed(in name: String) -> Bool {
    name.uppercased().split { !$0.isLetter }.contains("SAM")
  }

  /// The listed name that shows a SAM in the same device: the reader's own, or that of another slot of it.
  static func name(showing reader: String, among readers: [String]) -> String? {
    if isNamed(in: reader) { return reader }
    return readers.first { isNamed(in: $0) && device(of: $0) == device(of: reader) }
  }

  /// A reader's name without what pcscd appends: `[interface]`, `(serial number)`, the reader's and the slot's number.
  static func device(of name: String) -> Substring {
    var rest = name[...]
    if let bracket = rest.firstIndex(where: { $0 == "[" || $0 == "(" }) { rest = rest[..<bracket] }
    trim(&rest)
    // Two hexadecimal digits each.
    for _ in 0..<2 {
      let number = rest.suffix(3)
      guard number.count == 3, number.first == " ", number.dropFirst().allSatisfy(\.isHexDigit) else { break }
      rest.removeLast(3)
      trim(&rest)
    }
    return rest
  }

  private static func trim(_ text: inout Substring) {
    while text.last == " " { text.removeLast() }
  }
}

/// What a site's kind of service asks of an ordinary reader.
public enum ReaderNeed: Equatable, Sendable {
  /// Short commands will do.
  case anything
  /// The eligibility-only kind (資格確認限定型): ordinary readers there must take commands of extended length, and those
  /// with a built-in SAM cannot be used.
  case extendedLengthWithoutSAM

  /// Why a reader must not be used; `nil` when it may, or when nothing is known yet.
  func refusal(of reader: String, among readers: [String], extendedLength: ExtendedLength) -> String? {
    switch self {
    case .anything: return nil
    case .extendedLengthWithoutSAM:
      if let name = SecurityModule.name(showing: reader, among: readers) {
        return "the card reader \"\(reader)\" has a SAM (by the name \"\(name)\"), \(Self.kind) must not use one"
      }
      switch extendedLength {
      case .yes, .notTold: return nil
      case .no:
        return "the card reader \"\(reader)\" takes no commands of extended length, which \(Self.kind) needs"
      }
    }
  }

  private static let kind = "a site that asks for eligibility alone"
}

/// Whether a reader takes APDUs of extended length (ISO 7816-3, 12.1.3).
public enum ExtendedLength: Equatable, Sendable {
  /// Its driver says so, or a card has been read so.
  case yes
  /// Its driver says so, or a card that is fine could be read in short parts alone.
  case no
  /// The driver tells nothing, and no card has been read yet.
  case notTold
}
