/// A command for a card (ISO 7816-3, 12.1), short or extended as its lengths need. It can be made by the functions of
/// this module alone, so that no file is ever selected that `CardFile` does not name.
public struct CommandAPDU: Equatable, Sendable {
  public let cla: UInt8
  public let ins: UInt8
  public let p1: UInt8
  public let p2: UInt8
  public let data: [UInt8]
  /// The most bytes wanted back, 1…65,536; `nil`: none.
  public let expected: Int?

  static let mostShortData = 255
  static let mostShortExpected = 256

  init(_ cla: UInt8, _ ins: UInt8, _ p1: UInt8, _ p2: UInt8, data: [UInt8] = [], expected: Int? = nil) {
    self.cla = cla
    self.ins = ins
    self.p1 = p1
    self.p2 = p2
    self.data = data
    self.expected = expected
  }

  /// As it goes over the wire.
  public var bytes: [UInt8] {
    let isExtended = data.count > Self.mostShortData || (expected ?? 0) > Self.mostShortExpected
    var bytes = [cla, ins, p1, p2]
    if isExtended {
      bytes.append(0)
      if !data.isEmpty { bytes += [UInt8(data.count >> 8 & 0xFF), UInt8(data.count & 0xFF)] + data }
      // Le of 65,536 is written as 0000.
      if let expected { bytes += [UInt8(expected >> 8 & 0xFF), UInt8(expected & 0xFF)] }
    } else {
      if !data.isEmpty { bytes += [UInt8(data.count)] + data }
      // Le of 256 is written as 00.
      if let expected { bytes.append(UInt8(expected & 0xFF)) }
    }
    return bytes
  }
}

extension CommandAPDU {
  /// SELECT an application by its whole identifier, no answer data (P1-P2 `04 0C`; the card refuses other forms).
  static func select(_ application: CardApplication) -> CommandAPDU {
    CommandAPDU(0x00, 0xA4, 0x04, 0x0C, data: application.identifier)
  }

  /// SELECT an elementary file under the current application, no answer data.
  static func select(_ file: CardFile) -> CommandAPDU {
    CommandAPDU(0x00, 0xA4, 0x02, 0x0C, data: [UInt8(file.identifier >> 8), UInt8(file.identifier & 0xFF)])
  }

  /// READ BINARY of the current file.
  ///
  /// - Parameters:
  ///   - offset: 0…32,767.
  ///   - length: 1…65,536.
  static func readBinary(offset: Int, length: Int) -> CommandAPDU {
    CommandAPDU(0x00, 0xB0, UInt8(offset >> 8 & 0x7F), UInt8(offset & 0xFF), expected: length)
  }

  /// READ BINARY from the beginning of a file, which becomes the current one (ISO 7816-4, 7.2.3): it saves the SELECT.
  static func readBinary(_ file: CardFile, length: Int) -> CommandAPDU {
    CommandAPDU(0x00, 0xB0, 0x80 | file.shortIdentifier, 0x00, expected: length)
  }

  /// VERIFY without data: answers the counter of the current password file, and costs no try.
  static let askCounter = CommandAPDU(0x00, 0x20, 0x00, 0x80)

  /// VERIFY up to and with Lc: the password's bytes follow in locked memory, where this type never comes.
  static func verifyHeader(passwordLength: Int) -> [UInt8] { [0x00, 0x20, 0x00, 0x80, UInt8(passwordLength)] }

  /// COMPUTE DIGITAL SIGNATURE with the current key file over `SignatureAlgorithm.input`.
  static func sign(_ input: [UInt8]) -> CommandAPDU {
    CommandAPDU(0x80, 0x2A, 0x00, 0x80, data: input, expected: CommandAPDU.mostShortExpected)
  }

  /// The same with the card-face application's own key, which asks for no secret (INTERNAL AUTHENTICATE in all but its
  /// instruction byte; public programs agree on `80 2A 00 00`).
  static func authenticate(digestInfo: [UInt8]) -> CommandAPDU {
    CommandAPDU(0x80, 0x2A, 0x00, 0x00, data: digestInfo, expected: CommandAPDU.mostShortExpected)
  }
}

// MARK: - Printing

extension CommandAPDU: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The header, and the data's length alone but for SELECT, whose data name files and nothing of the holder.
  public var description: String {
    var text = hexadecimal([cla, ins, p1, p2])
    if !data.isEmpty { text += isPublic ? " \(hexadecimal(data))" : " (\(data.count) bytes)" }
    if let expected { text += " Le=\(expected)" }
    return text
  }

  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }

  private var isPublic: Bool { ins == 0xA4 }
}
