/// The two bytes that end every answer of a card (ISO 7816-4, 5.1.3).
public struct StatusWord: Hashable, Sendable, CustomStringConvertible {
  public var value: UInt16

  public init(_ value: UInt16) { self.value = value }

  public static let success = StatusWord(0x9000)
  /// Fewer bytes than asked for: the end of the file.
  public static let endOfFile = StatusWord(0x6282)
  public static let wrongLength = StatusWord(0x6700)
  public static let channelNotSupported = StatusWord(0x6881)
  public static let secureMessagingNotSupported = StatusWord(0x6882)
  public static let chainingNotSupported = StatusWord(0x6884)
  public static let incompatibleFile = StatusWord(0x6981)
  public static let securityNotSatisfied = StatusWord(0x6982)
  /// "Authentication method blocked": generic programs expect this one of a locked PIN.
  public static let blocked = StatusWord(0x6983)
  /// "Reference data not usable": what a My Number card answers to VERIFY once its PIN is locked.
  public static let dataNotUsable = StatusWord(0x6984)
  public static let conditionsNotSatisfied = StatusWord(0x6985)
  public static let noCurrentFile = StatusWord(0x6986)
  public static let wrongData = StatusWord(0x6A80)
  public static let functionNotSupported = StatusWord(0x6A81)
  public static let fileNotFound = StatusWord(0x6A82)
  public static let wrongParameters = StatusWord(0x6A86)
  public static let referenceNotFound = StatusWord(0x6A88)
  public static let beyondEnd = StatusWord(0x6B00)
  public static let unknownInstruction = StatusWord(0x6D00)
  public static let unknownClass = StatusWord(0x6E00)
  public static let noDiagnosis = StatusWord(0x6F00)

  /// The counter of a password, 0…15; only `63Cx` tells it.
  public var triesLeft: Int? { value & 0xFFF0 == 0x63C0 ? Int(value & 0x000F) : nil }

  public var bytes: [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

  /// Four hexadecimal digits.
  public var description: String { hexadecimal(bytes) }
}

/// Two digits a byte, upper case, as cards are written of.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  var text = ""
  for byte in bytes {
    if byte < 0x10 { text += "0" }
    text += String(byte, radix: 16, uppercase: true)
  }
  return text
}
