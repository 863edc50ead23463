import CivilTime
import Display
import SampleFrames
import Testing

@testable import CursesTerminal

/// Bytes in, strokes out, without a terminal.
@Suite struct KeyDecoderTests {
  /// Strokes of bytes that arrive at once, as short text.
  private func strokes(_ bytes: some Sequence<UInt8>, keypad: KeypadCodes = .vt100) -> [String] {
    var decoder = KeyDecoder(keypad: keypad)
    return bytes.compactMap { decoder.take($0, at: Instant(nanoseconds: 0)).map(name) }
  }

  private func strokes(_ text: String, keypad: KeypadCodes = .vt100) -> [String] {
    strokes(Array(text.utf8), keypad: keypad)
  }

  private func name(_ stroke: KeyDecoder.Stroke) -> String {
    switch stroke {
    case .printable(let byte): String(UnicodeScalar(byte))
    case .letter(let scalar): String(scalar)
    case .key(let key): "\(key)"
    }
  }

  @Test func ownCharactersOfThePad() {
    #expect(strokes("0123456789*/+-.") == "0123456789*/+-.".map { String($0) })
  }

  @Test func padInApplicationMode() {
    let typed = "pqrstuvwxyjkmno".map { "\u{1B}O\($0)" }.joined()
    #expect(strokes(typed) == "0123456789*+-./".map { String($0) })
    #expect(strokes("\u{1B}OM") == ["enter"])
  }

  @Test func padOfTheLinuxConsole() {
    let typed = "pqrstuvwxyRlSnQ".map { "\u{1B}O\($0)" }.joined()
    #expect(strokes(typed, keypad: .linuxConsole) == "0123456789*+-./".map { String($0) })
    // The same codes are function keys elsewhere.
    #expect(strokes("\u{1B}OQ\u{1B}OR\u{1B}OS") == ["other", "other", "other"])
  }

  @Test func arrowsInBothModes() {
    let expected = ["up", "down", "right", "left"]
    #expect(strokes("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D") == expected)
    #expect(strokes("\u{1B}OA\u{1B}OB\u{1B}OC\u{1B}OD") == expected)
    // With a modifier they are chords.
    #expect(strokes("\u{1B}[1;5A\u{1B}O5B") == ["other", "other"])
  }

  @Test func theKeysAboveTheArrows() {
    #expect(strokes("\u{1B}[5~\u{1B}[6~") == ["pageUp", "pageDown"])
    #expect(strokes("\u{1B}[H\u{1B}[1~\u{1B}[7~\u{1B}OH") == Array(repeating: "home", count: 4))
    #expect(strokes("\u{1B}[F\u{1B}[4~\u{1B}[8~\u{1B}OF") == Array(repeating: "end", count: 4))
    #expect(strokes("\u{1B}[5;5~\u{1B}[1;2H") == ["other", "other"])
  }

  @Test func enterAndErase() {
    #expect(strokes("\r") == ["enter"])
    #expect(strokes("\n") == ["enter"])
    #expect(strokes([0x0D, 0x0A]) == ["enter"])
    #expect(strokes("\r\r") == ["enter", "enter"])
    #expect(strokes([0x0A, 0x0A]) == ["enter", "enter"])
    #expect(strokes([0x08, 0x7F]) == ["erase", "erase"])
    #expect(strokes("\t") == ["tab"])
  }

  @Test func controlKeysAreOnlyKeys() {
    #expect(strokes([0x03, 0x1A, 0x1C, 0x11, 0x13, 0x04]) == Array(repeating: "other", count: 6))
  }

  @Test func charactersOfSeveralBytes() {
    #expect(strokes("é受𠮷") == ["é", "受", "𠮷"])
    // Too long, a surrogate, beyond the end, a lone continuation, cut off.
    #expect(strokes([0xC0, 0xAF]) == ["other", "other"])
    #expect(strokes([0xE0, 0x80, 0xAF]) == ["other"])
    #expect(strokes([0xED, 0xA0, 0x80]) == ["other"])
    #expect(strokes([0xF5]) == ["other"])
    #expect(strokes([0xBF]) == ["other"])
    #expect(strokes([0xE5, 0x8F, 0x31]) == ["1"])
    // C1 controls as UTF-8.
    #expect(strokes([0xC2, 0x9B]) == ["other"])
  }

  @Test(arguments: [
    "\u{1B}[15~", "\u{1B}[[A", "\u{1B}[1;2P", "\u{1B}[?1;2c", "\u{1B}[>0;276;0c", "\u{1B}[12;40R", "\u{1B}OP",
    "\u{1B}[3~", "\u{1B}a", "\u{1B}é", "\u{1B}(B", "\u{1B}[200;1;1;1;1;1H", "\u{1B}[99999999999999999999~",
  ])
  func unknownSequencesAreOneUnknownKey(_ sequence: String) {
    #expect(strokes(sequence + "1") == ["other", "1"])
  }

  @Test(arguments: [
    "\u{1B}]0;1234\u{07}", "\u{1B}]11;rgb:1111/2222/3333\u{1B}\\", "\u{1B}P1$r1234\u{1B}\\", "\u{1B}_1234\u{1B}\\",
    "\u{1B}^12\u{1B}34\u{1B}\\", "\u{1B}X99\u{18}", "\u{1B}[I", "\u{1B}[O", "\u{1B}[200~1\r1\r\u{1B}[A\u{1B}[201~",
    "\u{1B}[200~\u{1B}[201\u{1B}[201~", "\u{1B}[201~", "\u{1B}[<0;5;5m", "\u{1B}[<64;5;5M", "\u{1B}[1\u{18}",
  ])
  func whatNobodyPressedIsNothing(_ sequence: String) {
    #expect(strokes(sequence + "7") == ["7"])
  }

  @Test func eightBitForms() {
    #expect(strokes([0x9B, 0x41, 0x8F, 0x71, 0x9D, 0x31, 0x9C, 0x32]) == ["up", "1", "2"])
  }

  @Test func clicks() {
    #expect(strokes("\u{1B}[<0;12;7M") == ["touch(row: 6, column: 11)"])
    #expect(strokes([0x1B, 0x5B, 0x4D, 0x20, 0x2C, 0x27]) == ["touch(row: 6, column: 11)"])
    // Another button, the wheel, a place before the first.
    #expect(strokes("\u{1B}[<2;12;7M\u{1B}[<64;12;7M\u{1B}[<0;0;7M") == [])
    #expect(strokes([0x1B, 0x5B, 0x4D, 0x21, 0x31, 0x31, 0x32]) == ["2"])
  }

  @Test func aLoneEscapeDoesNotEatTheNextKey() {
    var decoder = KeyDecoder(keypad: .vt100)
    #expect(decoder.take(0x1B, at: Instant(nanoseconds: 0)) == nil)
    let later = Instant(nanoseconds: 0).advanced(by: KeyDecoder.sequenceSilence + .milliseconds(1))
    #expect(decoder.take(UInt8(ascii: "1"), at: later) == .printable(UInt8(ascii: "1")))
  }

  @Test func anUnfinishedPasteEndsInTime() {
    var decoder = KeyDecoder(keypad: .vt100)
    for byte in Array("\u{1B}[200~1".utf8) { #expect(decoder.take(byte, at: Instant(nanoseconds: 0)) == nil) }
    let soon = Instant(nanoseconds: 0).advanced(by: KeyDecoder.sequenceSilence + .milliseconds(1))
    #expect(decoder.take(UInt8(ascii: "2"), at: soon) == nil)
    let late = soon.advanced(by: KeyDecoder.pasteSilence + .milliseconds(1))
    #expect(decoder.take(UInt8(ascii: "3"), at: late) == .printable(UInt8(ascii: "3")))
  }

  @Test func inputThrownAwayLeavesNoHalfSequence() {
    var decoder = KeyDecoder(keypad: .vt100)
    for byte in Array("\u{1B}[20".utf8) { _ = decoder.take(byte, at: Instant(nanoseconds: 0)) }
    decoder.reset()
    #expect(decoder.take(UInt8(ascii: "5"), at: Instant(nanoseconds: 0)) == .printable(UInt8(ascii: "5")))
  }

  /// Whatever came before, after a silence every key is itself again.
  @Test func rubbishNeverLocksTheKeyboard() {
    var random = SplitMix(state: 20_251_121)
    var decoder = KeyDecoder(keypad: .vt100)
    var now = Instant(nanoseconds: 0)
    for _ in 0..<2_000 {
      for _ in 0..<100 { _ = decoder.take(UInt8(random.next(below: 256)), at: now) }
      now = now.advanced(by: KeyDecoder.pasteSilence + .milliseconds(1))
      #expect(decoder.take(UInt8(ascii: "1"), at: now) == .printable(UInt8(ascii: "1")))
    }
  }
}
