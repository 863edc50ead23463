import Cards
import Synchronization

/// The watcher's thread: sleeps in the service until a reader or card comes or goes, and tells. It makes its context
/// anew whenever the service fails it.
final class CardWatch: Sendable {
  /// The one timed retry: only while pcscd is away, the end of which nothing tells.
  static let servicePace = Duration.seconds(1)
  /// `SCardCancel` misses a wait that has not begun yet, so it is repeated at this pace until the thread has ended.
  static let cancelPace = Duration.milliseconds(50)

  private struct Phase {
    /// While it stands here the watcher may wait on it.
    var context: SmartCardService.Context?
    var isStopping = false
  }

  /// What has been told, and what is known of the card.
  private struct Knowledge {
    var notice: ReaderNotice?
    var cardCounter: Int?
  }

  private let wanted: String?
  private let notice: @Sendable (ReaderNotice) -> Void
  private let phase = Mutex(Phase())
  private let stopAsked = Mailbox<Void>(most: 1)
  private let stopped = Mailbox<Void>(most: 1)
  private let ended = Mailbox<Void>(most: 1)

  /// - Parameter reader: its whole name; `nil`: the first that there is.
  init(reader: String?, notice: @escaping @Sendable (ReaderNotice) -> Void) {
    wanted = reader
    self.notice = notice
  }

  func start() {
    startThread { [self] in
      run()
      stopped.post(())
    }
  }

  /// Returns when the thread has ended, or at the limit. It must have been started, and a notice must not call this.
  func stop(within limit: Duration) {
    stopAsked.post(())
    // A thread of its own: cancelling asks pcscd too, and one that hangs must not keep the kiosk from its end.
    startThread { [self] in
      repeat {
        phase.withLock { phase in
          phase.isStopping = true
          if let context = phase.context { SmartCardService.cancel(context) }
        }
      } while stopped.next(within: Self.cancelPace) == nil
      ended.post(())
    }
    _ = ended.next(within: limit)
  }

  private var isStopping: Bool { phase.withLock { $0.isStopping } }

  private func run() {
    var knowledge = Knowledge()
    repeat {
      do throws(PCSCFailure) {
        let context = try SmartCardService.establish()
        phase.withLock { $0.context = context }
        defer {
          phase.withLock { $0.context = nil }
          SmartCardService.release(context)
        }
        try watch(context, &knowledge)
      } catch {
        if isStopping { return }
        tellUnavailable("the smart card service (pcscd) does not answer: \(error.words)", &knowledge)
      }
    } while !isStopping && stopAsked.next(within: Self.servicePace) == nil
  }

  /// Returns only by throwing, or when it is to stop.
  private func watch(_ context: SmartCardService.Context, _ knowledge: inout Knowledge) throws(PCSCFailure) {
    while !isStopping {
      let readers = try SmartCardService.readers(context)
      guard let reader = Self.choose(wanted, among: readers) else {
        tellUnavailable(Self.missing(wanted, among: readers), &knowledge)
        _ = try SmartCardService.wait(context, reader: nil, limit: .forever)
        continue
      }
      try watch(reader, context, &knowledge)
    }
  }

  /// Returns when the reader has gone, or when it is to stop.
  private func watch(
    _ reader: String, _ context: SmartCardService.Context, _ knowledge: inout Knowledge
  ) throws(PCSCFailure) {
    var state = SmartCardService.ReaderState.unaware
    while !isStopping {
      do {
        guard let next = try SmartCardService.wait(context, reader: reader, from: state, limit: .forever) else {
          return
        }
        state = next
      } catch {
        // Gone between the list and the wait: the list will say so.
        guard error.kind == .readerGone else { throw error }
        return
      }
      if state.isReaderGone { return }
      tell(.ready, &knowledge)
      tellCard(state.isCardPresent ? state.cardCounter : nil, &knowledge)
    }
  }

  // MARK: - Telling

  private func tell(_ told: ReaderNotice, _ knowledge: inout Knowledge) {
    guard knowledge.notice != told else { return }
    knowledge.notice = told
    notice(told)
  }

  private func tellUnavailable(_ words: String, _ knowledge: inout Knowledge) {
    // Whatever lies there when the reader comes back is a card newly found.
    knowledge.cardCounter = nil
    tell(.unavailable(words), &knowledge)
  }

  private func tellCard(_ counter: Int?, _ knowledge: inout Knowledge) {
    guard knowledge.cardCounter != counter else { return }
    // Another count with a card in: it was changed faster than this thread could look.
    if knowledge.cardCounter != nil { notice(.cardRemoved) }
    if counter != nil { notice(.cardInserted) }
    knowledge.cardCounter = counter
  }

  // MARK: - Which reader

  /// - Parameter wanted: a whole name; `nil` means the first.
  static func choose(_ wanted: String?, among readers: [String]) -> String? {
    guard let wanted else { return readers.first }
    return readers.first { $0 == wanted }
  }

  static func missing(_ wanted: String?, among readers: [String]) -> String {
    guard let wanted else { return "no card reader is attached" }
    if readers.isEmpty { return "the card reader \"\(wanted)\" is not attached, nor any other" }
    let names = readers.map { "\"\($0)\"" }.joined(separator: ", ")
    return "the card reader \"\(wanted)\" is not attached; attached: \(names)"
  }
}
