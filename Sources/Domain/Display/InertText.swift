/// Text that can do nothing to a terminal (S2): what came from a card, the service, a file or staff passes through here
/// before it reaches a cell.
///
/// Removed: escape sequences (also unterminated ones: everything behind them), control characters, direction and joining
/// controls, variation selectors. Turned into `●`: private use, unassigned, emoji, right-to-left letters (some terminals
/// turn the row around for them), marks with nothing to sit on. Line ends and other spaces become a plain space.
public struct InertText: Hashable, Sendable {
  public let text: String

  /// Stands for a character that did not survive.
  public static let lost: Unicode.Scalar = "●"
  /// A base character keeps so many marks; more only smear over the neighbouring rows.
  public static let mostMarks = 3

  public init(_ raw: String) {
    if raw.unicodeScalars.allSatisfy({ Self.isPlain($0.value) }) {
      text = raw
      return
    }
    var kept = String.UnicodeScalarView()
    var marks = 0
    var hasBase = false
    var rest = raw.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch Self.fate(of: scalar) {
      case .keep:
        kept.append(scalar)
        (hasBase, marks) = (true, 0)
      case .mark:
        marks += 1
        if !hasBase {
          kept.append(Self.lost)
          hasBase = true
        } else if marks <= Self.mostMarks {
          kept.append(scalar)
        }
      case .space:
        kept.append(" ")
        (hasBase, marks) = (false, 0)
      case .lost:
        kept.append(Self.lost)
        (hasBase, marks) = (false, 0)
      case .drop: break
      case .escape: Self.skipSequence(&rest, after: scalar)
      }
    }
    text = String(kept)
  }

  private enum Fate {
    case keep, mark, space, lost, drop, escape
  }

  /// What nearly every text is made of, decided without the properties' table: ASCII, boxes, what Japanese is written
  /// with.
  private static func isPlain(_ value: UInt32) -> Bool {
    switch value {
    case 0x20...0x7E, 0x2500...0x257F, 0x3000...0x3029, 0x3041...0x3096, 0x30A0...0x30FF, 0x4E00...0x9FFC,
      0xFF01...0xFF5E:
      true
    default: false
    }
  }

  private static func fate(of scalar: Unicode.Scalar) -> Fate {
    let value = scalar.value
    if isPlain(value) { return .keep }
    switch value {
    case 0x09...0x0D, 0x85: return .space
    // ESC, and the C1 forms of DCS, SOS, CSI, OSC, PM and APC.
    case 0x1B, 0x90, 0x98, 0x9B, 0x9D, 0x9E, 0x9F: return .escape
    case ..<0x20, 0x7F...0x9F: return .drop
    case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x180B...0x180F: return .drop
    // Hebrew, Arabic and the other right-to-left blocks.
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF: return .lost
    // Emoji and pictographs: neither kiosk fonts nor width tables agree on them.
    case 0x1F000...0x1FAFF, 0x1F1E6...0x1F1FF: return .lost
    case 0xFFFD: return .lost
    default: break
    }
    if CellWidth.isMark(scalar) { return .mark }
    switch scalar.properties.generalCategory {
    case .control, .format: return .drop
    case .lineSeparator, .paragraphSeparator, .spaceSeparator: return .space
    case .privateUse, .unassigned, .surrogate: return .lost
    // The standard library's enum; letters, digits, punctuation and symbols stay.
    default: return .keep
    }
  }

  /// Drops what belongs to the escape sequence that `first` begins (ECMA-48). An unterminated one takes all that
  /// follows: better a short name than a terminal that somebody else steers.
  private static func skipSequence(_ rest: inout Substring.UnicodeScalarView, after first: Unicode.Scalar) {
    var kind = first.value
    if kind == 0x1B {
      guard let next = rest.popFirst() else { return }
      // ESC followed by @…_ is the 7-bit form of the C1 controls.
      kind = (0x40...0x5F).contains(next.value) ? next.value + 0x40 : next.value
      if (0x20...0x2F).contains(kind) {
        // nF sequence: intermediates, then one final.
        while let scalar = rest.popFirst(), (0x20...0x2F).contains(scalar.value) {}
        return
      }
    }
    switch kind {
    case 0x9B:
      while let scalar = rest.popFirst(), !(0x40...0x7E).contains(scalar.value) {}
    case 0x90, 0x98, 0x9D, 0x9E, 0x9F:
      while let scalar = rest.popFirst() {
        if scalar.value == 0x9C || scalar.value == 0x07 { return }
        if scalar.value == 0x1B, rest.first?.value == 0x5C {
          rest.removeFirst()
          return
        }
      }
    default: break
    }
  }
}
