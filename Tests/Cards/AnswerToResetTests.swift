import Cards
import Testing

/// By the answers to reset that public programs list for My Number cards.
@Suite("Answer to reset")
struct AnswerToResetTests {
  private func bytes(_ digits: String) -> [UInt8] {
    stride(from: 0, to: digits.count, by: 2).compactMap { place in
      UInt8(digits.dropFirst(place).prefix(2), radix: 16)
    }
  }

  @Test(
    "Contact or contactless, and what the card says of extended length",
    arguments: [
      ("3BDA13FF8131FB46801239" + "2F31C173C601C03B", CardInterface.contact, true),
      ("3BC5FF8131FB458073C6010000", .contact, false), ("3B888001000005E0B381A1007F", .contactless, nil),
      ("3B888001000041E0B381A1003B", .contactless, nil), ("3BE000FF8131FE4514", .contact, nil),
      ("3B868001807300004000B5", .contactless, true), ("3B868001807300000000F5", .contactless, false),
      ("3B00", .contact, nil),
    ] as [(String, CardInterface, Bool?)])
  func known(_ digits: String, interface: CardInterface, extended: Bool?) throws {
    let answer = try #require(AnswerToReset(bytes(digits)))
    #expect(answer.interface == interface)
    #expect(answer.takesExtendedLength == extended)
  }

  @Test("Historical bytes stand behind the interface bytes, however many those are")
  func historical() {
    #expect(AnswerToReset(bytes("3BC5FF8131FB458073C6010000"))?.historical == bytes("8073C60100"))
    #expect(AnswerToReset(bytes("3B00"))?.historical == [])
  }

  @Test("Nothing that is cut off, too long or begins otherwise is one; no length of noise ends the program")
  func noise() {
    let whole = bytes("3BDA13FF8131FB468012392F31C173C601C03B")
    for count in 0..<(whole.count - 1) { #expect(AnswerToReset(Array(whole.prefix(count))) == nil, "\(count)") }
    #expect(AnswerToReset([0x00, 0x00]) == nil)
    #expect(AnswerToReset([0x3B] + [UInt8](repeating: 0xFF, count: 32)) == nil)
    #expect(AnswerToReset([0x3B] + [UInt8](repeating: 0, count: 33)) == nil)
    for first in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max { _ = AnswerToReset([0x3B, first, second, 0x80, 0x73])?.takesExtendedLength }
    }
  }
}
