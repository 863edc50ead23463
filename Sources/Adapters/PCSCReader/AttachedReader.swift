import Cards

/// A reader as pcscd lists it, with what it can do as far as that is told.
public struct AttachedReader: Equatable, Sendable {
  /// What lies on it.
  public enum Place: Equatable, Sendable {
    case empty
    /// With its answer to reset.
    case card([UInt8])
    /// Something that gives no answer to reset.
    case mute
    /// pcscd lists the reader, and its driver does not answer.
    case failing
  }

  /// As the configuration's `reader.name` names it.
  public var name: String
  public var vendor: String?
  public var model: String?
  public var place: Place
  /// Of the card that lies there, else by the reader's own name; `nil` where neither tells.
  public var interface: CardInterface?
  public var extendedLength: ExtendedLength
  /// Bytes of data in one command or answer, where the driver tells.
  public var mostData: Int?
  /// The name that shows a SAM in the device.
  public var samShownBy: String?
  /// Its driver could not be asked in time: another program keeps the reader, or it hangs.
  public var isKept: Bool
}

/// The readers that are attached now.
public struct AttachedReaders: Equatable, Sendable {
  public var readers: [AttachedReader]

  /// Nothing waits for pcscd longer; it answers in milliseconds, but for a mute card's sake in seconds.
  public static let serviceLimit = Duration.seconds(10)

  /// Asks pcscd and the readers' drivers. No card is touched.
  ///
  /// - Parameter limit: of pcscd's own answers.
  public static func look(within limit: Duration = serviceLimit) throws(ServiceFinding) -> AttachedReaders {
    // A thread of its own: a service that hangs lets its callers wait without limit.
    let listed = Mailbox<Result<[Listed], ServiceFinding>>(most: 1)
    startThread {
      listed.post(Result { () throws(PCSCFailure) in try list() }.mapError { ServiceFinding.after($0) })
    }
    guard let result = listed.next(within: limit) else { throw .hangs }
    let readers = try result.get()
    let names = readers.map(\.name)
    return AttachedReaders(
      readers: readers.map { reader($0.name, $0.state, ReaderInquiry.answers(of: $0.name), among: names) })
  }

  private typealias Listed = (name: String, state: SmartCardService.ReaderState)

  private static func list() throws(PCSCFailure) -> [Listed] {
    let context = try SmartCardService.establish()
    defer { SmartCardService.release(context) }
    return try SmartCardService.readers(context).compactMap { name in
      // One that goes meanwhile is no longer attached.
      (try? SmartCardService.wait(context, reader: name, limit: .milliseconds(0))).map { (name, $0) }
    }
  }

  /// Which of them the kiosk takes; else why none, for staff.
  ///
  /// - Parameter name: `reader.name`.
  public func chosen(_ name: String?) -> Result<AttachedReader, ReaderRefusal> {
    do {
      let chosen = try ReaderChoice.choose(name, among: readers.map(\.name))
      guard let reader = readers.first(where: { $0.name == chosen }) else {
        return .failure(ReaderRefusal(reason: "the card reader \"\(chosen)\" has gone"))
      }
      return .success(reader)
    } catch {
      return .failure(ReaderRefusal(reason: error.words))
    }
  }

  /// Why this reader must not be used for what is needed; `nil` when it may.
  public func refusal(of reader: AttachedReader, for need: ReaderNeed) -> String? {
    need.refusal(of: reader.name, among: readers.map(\.name), extendedLength: reader.extendedLength)
  }

  static func reader(
    _ name: String, _ state: SmartCardService.ReaderState, _ answers: ReaderAnswers?, among names: [String]
  ) -> AttachedReader {
    let place: AttachedReader.Place =
      if state.isReaderFailing {
        .failing
      } else if !state.isCardPresent {
        .empty
      } else {
        state.isCardMute || state.answerToReset.isEmpty ? .mute : .card(state.answerToReset)
      }
    return AttachedReader(
      name: name, vendor: answers?.vendor, model: answers?.model, place: place,
      interface: AnswerToReset(state.answerToReset)?.interface ?? interface(named: name),
      extendedLength: answers?.extendedLength ?? .notTold, mostData: answers?.mostData,
      samShownBy: SecurityModule.name(showing: name, among: names), isKept: answers == nil)
  }

  /// What makers write into the names of slots.
  private static func interface(named name: String) -> CardInterface? {
    let words = name.uppercased().split { !$0.isLetter }
    if words.contains(where: { ["PICC", "CONTACTLESS", "NFC", "CL", "FELICA"].contains($0) }) { return .contactless }
    return words.contains(where: { ["ICC", "CONTACT"].contains($0) }) ? .contact : nil
  }
}

/// Why no reader can be used; for staff.
public struct ReaderRefusal: Error, Equatable, Sendable {
  public let reason: String
}
