/// The only names that are ever written into the folder: `OQSsiquc01res_face_ID_yyyyMMddHHmmss.xml`, the interface's
/// name for the result of a card reader session.
enum HandoverName {
  /// A file that waits beside its place. Consumers look for `.xml` and pass over names with a dot in front.
  private static let stagedPrefix = ".uketsuke-"
  private static let stagedSuffix = ".part"
  private static let prefix = "OQSsiquc01res_face_"
  private static let suffix = ".xml"
  /// A file name has 255 bytes on Linux; the staged name is the longer one.
  private static let maximumLength = 255 - stagedPrefix.utf8.count - stagedSuffix.utf8.count

  static func isValid(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard bytes.count <= maximumLength, name.hasPrefix(prefix), name.hasSuffix(suffix) else { return false }
    let middle = bytes.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
    guard let cut = middle.lastIndex(of: 0x5F) else { return false }
    let id = middle[..<cut]
    let moment = middle[(cut + 1)...]
    return !id.isEmpty && id.allSatisfy(isLetterOrDigitOrHyphen) && moment.count == 14 && moment.allSatisfy(isDigit)
  }

  static func staged(_ name: String) -> String { stagedPrefix + name + stagedSuffix }

  /// The final name that a staged file waits for; nil for anybody else's file.
  static func name(ofStaged file: String) -> String? {
    guard file.hasPrefix(stagedPrefix), file.hasSuffix(stagedSuffix) else { return nil }
    let name = String(file.dropFirst(stagedPrefix.count).dropLast(stagedSuffix.count))
    return isValid(name) ? name : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isLetterOrDigitOrHyphen(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
  }
}
