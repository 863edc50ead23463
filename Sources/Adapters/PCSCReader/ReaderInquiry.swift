import Cards

/// What a reader's driver tells of it, asked without touching a card that may lie in it.
struct ReaderAnswers: Equatable, Sendable {
  var vendor: String?
  var model: String?
  /// Bytes of data in one command or answer (PC/SC part 10, 2.6.14, dwMaxAPDUDataSize).
  var mostData: Int?

  var extendedLength: ExtendedLength {
    // 2.6.14: up to 256 means short APDUs only.
    mostData.map { $0 > ExtendedUse.mostShortData ? .yes : .no } ?? .notTold
  }
}

/// Asks a driver on a thread of its own: the service lets a connection wait as long as another program holds a
/// transaction on the reader.
enum ReaderInquiry {
  /// Nothing waits for a driver longer; it answers in a millisecond.
  static let limit = Duration.seconds(2)

  /// - Returns: `nil` when the driver does not answer in time, or another program keeps the reader.
  static func answers(of reader: String, within limit: Duration = limit) -> ReaderAnswers? {
    let answers = Mailbox<ReaderAnswers?>(most: 1)
    startThread { answers.post(ask(reader)) }
    return answers.next(within: limit) ?? nil
  }

  private static func ask(_ reader: String) -> ReaderAnswers? {
    do throws(PCSCFailure) {
      let context = try SmartCardService.establish()
      defer { SmartCardService.release(context) }
      let line = try SmartCardService.connectToReader(context, reader: reader)
      defer { SmartCardService.disconnectReader(line) }
      return ReaderAnswers(
        vendor: text(SmartCardService.attribute(line, .vendor)), model: text(SmartCardService.attribute(line, .model)),
        mostData: PartTen.mostData { SmartCardService.control(line, code: $0) })
    } catch {
      return nil
    }
  }

  /// A text ends at its first zero; some drivers pad it with blanks.
  private static func text(_ bytes: [UInt8]?) -> String? {
    guard let bytes else { return nil }
    var text = Substring(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
    while text.last?.isWhitespace == true { text.removeLast() }
    return text.isEmpty ? nil : String(text)
  }
}

/// PC/SC part 10: what a driver tells of its reader by control codes that it names itself.
enum PartTen {
  /// 2.2: lists the features, each with its control code.
  static let featureRequest: UInt32 = 0x4200_0000 + 3400
  /// FEATURE_GET_TLV_PROPERTIES
  private static let properties: UInt8 = 0x12
  /// PCSCv2_PART10_PROPERTY_dwMaxAPDUDataSize
  private static let mostAPDUData: UInt8 = 0x0A

  /// dwMaxAPDUDataSize; `nil` where the driver does not tell it.
  ///
  /// - Parameter control: sends a control code; `nil` when the driver refuses it.
  static func mostData(_ control: (UInt32) -> [UInt8]?) -> Int? {
    // Control codes come in the network's byte order (2.2), values in a small machine's (2.6.14).
    guard let features = control(featureRequest), let code = value(of: properties, in: features), code.count == 4,
      let properties = control(code.reduce(0) { $0 << 8 | UInt32($1) }),
      let most = value(of: mostAPDUData, in: properties), (1...4).contains(most.count)
    else { return nil }
    return most.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// Tag, length and value, a byte each for the first two.
  private static func value(of tag: UInt8, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var rest = bytes[...]
    while rest.count >= 2, let found = rest.first {
      let length = Int(rest[rest.startIndex + 1])
      let value = rest.dropFirst(2).prefix(length)
      guard value.count == length else { return nil }
      if found == tag { return value }
      rest = rest.dropFirst(2 + length)
    }
    return nil
  }
}
