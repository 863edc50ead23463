/// The rule for staff passwords. They are typed on the kiosk's own pad or keyboard, so its keys are not for them.
public enum Password {
  public static let fewestCharacters = 8
  /// As many as the password screen takes.
  public static let mostCharacters = 64

  /// Nil when the password may be set.
  public static func refusal(of password: UnsafeRawBufferPointer) -> PasswordRefusal? {
    guard password.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return .notPrintableASCII }
    guard !password.contains(where: { kioskKeys.contains($0) }) else { return .kioskKey }
    if password.count < fewestCharacters { return .tooShort }
    return password.count > mostCharacters ? .tooLong : nil
  }

  private static let kioskKeys = Array("*/+-.".utf8)
}
