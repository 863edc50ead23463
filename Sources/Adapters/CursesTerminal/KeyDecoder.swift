import CivilTime
import Display

/// Turns a terminal's bytes into strokes, one byte at a time, and keeps nothing: no buffer, only where it stands in a
/// sequence. Escape sequences never leak their bytes as keys, whatever they are (ECMA-48; xterm's control sequences).
struct KeyDecoder {
  /// What a byte completed.
  enum Stroke: Equatable {
    /// An ASCII character, not yet made into a `Character`: it may be a digit of a secret.
    case printable(UInt8)
    /// Any other character.
    case letter(Unicode.Scalar)
    case key(KeyPress)
  }

  /// Sequences arrive in one piece; after this much silence the rest will not come, and the next byte is a key again.
  static let sequenceSilence: Duration = .milliseconds(100)
  /// A long paste comes in portions.
  static let pasteSilence: Duration = .seconds(1)

  let keypad: KeypadCodes
  private var state = State.ground
  private var lastByteAt = Instant(nanoseconds: .min / 2)
  /// A line feed right after a carriage return is the same key.
  private var afterReturn = false

  init(keypad: KeypadCodes) { self.keypad = keypad }

  private enum State {
    case ground
    case escape
    case escapeIntermediate
    case singleShift(plain: Bool)
    case control(ControlSequence)
    /// The Linux console's F1–F5: `ESC [ [` and one byte.
    case consoleFunction
    /// OSC, DCS, SOS, PM, APC up to their terminator.
    case string(escaped: Bool)
    case paste(matched: Int)
    /// The old mouse report: button, column, row in a byte each.
    case oldMouse([UInt8])
    case utf8(UTF8Sequence)
  }

  /// Forgets a sequence that was cut in two, as when waiting input was thrown away.
  mutating func reset() {
    state = .ground
    afterReturn = false
  }

  /// - Parameter at: when the byte was read.
  mutating func take(_ byte: UInt8, at instant: Instant) -> Stroke? {
    let silence = lastByteAt.duration(to: instant)
    lastByteAt = instant
    switch state {
    case .ground: break
    case .paste: if silence > Self.pasteSilence { state = .ground }
    case .escape, .escapeIntermediate, .singleShift, .control, .consoleFunction, .string, .oldMouse, .utf8:
      if silence > Self.sequenceSilence { state = .ground }
    }
    let followsReturn = afterReturn && silence <= Self.sequenceSilence
    afterReturn = false

    switch state {
    case .ground: return takeGround(byte, followsReturn: followsReturn)
    case .escape: return takeEscape(byte)
    case .escapeIntermediate:
      if (0x20...0x2F).contains(byte) { return nil }
      leave(at: byte)
      return .key(.other)
    case .singleShift(let plain): return takeSingleShift(byte, plain: plain)
    case .control(let sequence): return takeControl(byte, sequence)
    case .consoleFunction:
      leave(at: byte)
      return .key(.other)
    case .string(let escaped): return takeString(byte, escaped: escaped)
    case .paste(let matched): return takePaste(byte, matched: matched)
    case .oldMouse(let bytes): return takeOldMouse(bytes + [byte])
    case .utf8(let sequence): return takeUTF8(byte, sequence)
    }
  }

  private mutating func takeGround(_ byte: UInt8, followsReturn: Bool) -> Stroke? {
    switch byte {
    case 0x0D:
      afterReturn = true
      return .key(.enter)
    case 0x0A: return followsReturn ? nil : .key(.enter)
    case 0x08, 0x7F: return .key(.erase)
    case 0x09: return .key(.tab)
    case 0x1B:
      state = .escape
      return nil
    case 0x00..<0x20: return .key(.other)
    case 0x20..<0x7F: return .printable(byte)
    // The eight-bit forms of `ESC [`, `ESC O` and the strings: never the start of UTF-8.
    case 0x9B: state = .control(ControlSequence())
    case 0x8F: state = .singleShift(plain: true)
    case 0x90, 0x98, 0x9D, 0x9E, 0x9F: state = .string(escaped: false)
    default:
      guard let sequence = UTF8Sequence(lead: byte) else { return .key(.other) }
      state = .utf8(sequence)
    }
    return nil
  }

  private mutating func takeEscape(_ byte: UInt8) -> Stroke? {
    switch byte {
    case 0x1B: return nil
    case UInt8(ascii: "["): state = .control(ControlSequence())
    case UInt8(ascii: "O"): state = .singleShift(plain: true)
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
      state = .string(escaped: false)
    case 0x20...0x2F: state = .escapeIntermediate
    default:
      // A key with Alt: a chord, which means nothing here.
      guard var sequence = UTF8Sequence(lead: byte) else {
        state = .ground
        return .key(.other)
      }
      sequence.isChord = true
      state = .utf8(sequence)
    }
    return nil
  }

  private mutating func takeSingleShift(_ byte: UInt8, plain: Bool) -> Stroke? {
    // Modifiers stand before the final byte in some terminals: `ESC O 5 A`.
    if (0x30...0x3F).contains(byte) {
      state = .singleShift(plain: false)
      return nil
    }
    leave(at: byte)
    if byte == 0x1B { return nil }
    guard plain else { return .key(.other) }
    switch byte {
    case UInt8(ascii: "A"): return .key(.up)
    case UInt8(ascii: "B"): return .key(.down)
    case UInt8(ascii: "C"): return .key(.right)
    case UInt8(ascii: "D"): return .key(.left)
    case UInt8(ascii: "H"): return .key(.home)
    case UInt8(ascii: "F"): return .key(.end)
    case UInt8(ascii: "M"): return .key(.enter)
    default: return keypad.printable(byte).map { .printable($0) } ?? .key(.other)
    }
  }

  private mutating func takeControl(_ byte: UInt8, _ sequence: ControlSequence) -> Stroke? {
    var sequence = sequence
    switch byte {
    case UInt8(ascii: "[") where sequence.isEmpty:
      state = .consoleFunction
      return nil
    case 0x20...0x3F:
      sequence.take(byte)
      state = .control(sequence)
      return nil
    case 0x40...0x7E: break
    case 0x1B, 0x18, 0x1A, 0x80...0xFF:
      leave(at: byte)
      return nil
    // Other controls inside a sequence are passed over.
    default: return nil
    }
    state = .ground
    switch sequence.meaning(of: byte) {
    case .key(let key): return .key(key)
    case .nothing: return nil
    case .paste: state = .paste(matched: 0)
    case .oldMouse: state = .oldMouse([])
    }
    return nil
  }

  private mutating func takeString(_ byte: UInt8, escaped: Bool) -> Stroke? {
    switch byte {
    case 0x07, 0x9C, 0x18, 0x1A: state = .ground
    case 0x1B: state = .string(escaped: true)
    case UInt8(ascii: "\\") where escaped: state = .ground
    default: state = .string(escaped: false)
    }
    return nil
  }

  private static let pasteEnd = Array("\u{1B}[201~".utf8)

  private mutating func takePaste(_ byte: UInt8, matched: Int) -> Stroke? {
    let matched = byte == Self.pasteEnd[matched] ? matched + 1 : (byte == Self.pasteEnd[0] ? 1 : 0)
    state = matched == Self.pasteEnd.count ? .ground : .paste(matched: matched)
    return nil
  }

  private mutating func takeOldMouse(_ bytes: [UInt8]) -> Stroke? {
    guard bytes.count == 3 else {
      state = .oldMouse(bytes)
      return nil
    }
    state = .ground
    // Button 1 pressed is a space; columns and rows count from `!`.
    guard bytes[0] == 0x20, bytes[1] > 0x20, bytes[2] > 0x20 else { return nil }
    return .key(.touch(row: Int(bytes[2]) - 0x21, column: Int(bytes[1]) - 0x21))
  }

  private mutating func takeUTF8(_ byte: UInt8, _ sequence: UTF8Sequence) -> Stroke? {
    var sequence = sequence
    switch sequence.take(byte) {
    case .more:
      state = .utf8(sequence)
      return nil
    case .done(let scalar):
      state = .ground
      // C1 controls and the like are no keys.
      let isControl = (0x80..<0xA0).contains(scalar.value)
      return sequence.isChord || isControl ? .key(.other) : .letter(scalar)
    case .broken:
      state = .ground
      // A broken character is one unknown key; what broke it is a key of its own unless it is more of the same.
      return byte < 0x80 ? takeGround(byte, followsReturn: false) : .key(.other)
    }
  }

  /// Leaves a sequence; an escape begins the next.
  private mutating func leave(at byte: UInt8) { state = byte == 0x1B ? .escape : .ground }
}
