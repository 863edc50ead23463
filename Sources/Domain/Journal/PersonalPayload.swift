/// The personal part of a `handoverPrepared` record: the hand-over file's name and bytes.
public enum PersonalPayload {
  private static let format: UInt8 = 1

  public static func encode(_ payload: HandoverPayload) -> [UInt8] {
    var writer = CanonicalWriter()
    writer.byte(format)
    writer.text(payload.name)
    writer.counted(payload.bytes)
    return writer.bytes
  }

  /// Nil unless the bytes are exactly what `encode` makes.
  public static func decode(_ bytes: [UInt8]) -> HandoverPayload? {
    var reader = CanonicalReader(bytes)
    guard reader.byte() == format, let name = reader.text(), let content = reader.counted(), reader.isAtEnd else {
      return nil
    }
    return HandoverPayload(name: name, bytes: content)
  }
}
