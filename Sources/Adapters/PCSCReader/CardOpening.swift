import Cards
import Synchronization

/// A card in use: its context, its transaction, and which card it is by the reader's count of insertions.
struct OpenCard: Sendable {
  var context: SmartCardService.Context
  var card: SmartCardService.Card
  var reader: String
  var cardCounter: Int
  var answerToReset: [UInt8]

  func close(_ disposition: SmartCardService.Disposition) {
    SmartCardService.disconnect(card, disposition)
    SmartCardService.release(context)
  }
}

/// One attempt to get hold of the card on the reader. As long as another program holds a transaction the service lets
/// the caller wait without limit and without a way to cancel, so the attempt has a thread of its own: who asked waits as
/// long as he likes and may walk away; the attempt then cleans up after itself.
final class CardOpening: Sendable {
  private enum Progress {
    case waitedFor
    case abandoned
    case over
  }

  private let progress = Mutex(Progress.waitedFor)
  /// The service has answered: what is waited for since then is the card.
  private let isServed = Atomic(false)
  private let outcome = Mailbox<Result<OpenCard, CardFailure>>(most: 1)

  /// - Parameter wanted: as `ReaderChoice.choose` takes it.
  init(reader wanted: String?) {
    startThread { [self] in
      let result = Self.open(wanted) { isServed.store(true, ordering: .releasing) }
      let isWanted = progress.withLock { progress in
        defer { progress = .over }
        switch progress {
        case .waitedFor, .over: return true
        case .abandoned: return false
        }
      }
      if isWanted {
        outcome.post(result)
      } else if case .success(let card) = result {
        card.close(.leave)
      }
    }
  }

  /// Takes an attempt up again that was given up and still waits: the card is then its caller's, as soon as it is free.
  ///
  /// - Returns: false when it is over.
  func resume() -> Bool {
    progress.withLock { progress in
      switch progress {
      case .abandoned:
        progress = .waitedFor
        return true
      case .waitedFor, .over: return false
      }
    }
  }

  /// - Returns: `.heldByAnother` when `limit` has passed, `.readerGone` when the service has not even answered by then; the
  ///   attempt is then abandoned.
  func outcome(within limit: Duration) -> Result<OpenCard, CardFailure> {
    if let result = outcome.next(within: limit) { return result }
    let isTooLate = progress.withLock { progress in
      switch progress {
      case .over: return false
      case .waitedFor, .abandoned:
        progress = .abandoned
        return true
      }
    }
    return isTooLate ? .failure(whatKeepsIt) : outcome.next()
  }

  private var whatKeepsIt: CardFailure {
    isServed.load(ordering: .acquiring) ? .heldByAnother : .readerGone("the smart card service (pcscd) hangs")
  }

  private static func open(_ wanted: String?, served: () -> Void) -> Result<OpenCard, CardFailure> {
    do throws(PCSCFailure) {
      let context = try SmartCardService.establish()
      do throws(PCSCFailure) {
        return try open(wanted, context, served: served)
      } catch {
        SmartCardService.release(context)
        throw error
      }
    } catch {
      return .failure(error.cardFailure)
    }
  }

  private static func open(
    _ wanted: String?, _ context: SmartCardService.Context, served: () -> Void
  ) throws(PCSCFailure) -> Result<OpenCard, CardFailure> {
    let readers = try SmartCardService.readers(context)
    served()
    let reader: String
    do throws(ReaderChoice.Missing) {
      reader = try ReaderChoice.choose(wanted, among: readers)
    } catch {
      SmartCardService.release(context)
      return .failure(.readerGone(error.words))
    }
    let card = try SmartCardService.connect(context, reader: reader)
    let found: CardFailure
    do throws(PCSCFailure) {
      try SmartCardService.beginTransaction(card)
      // The count is taken with the card in hand: a later change breaks the connection.
      let state = try SmartCardService.wait(context, reader: reader, limit: .milliseconds(0))
      if let state, state.isCardPresent {
        return .success(
          OpenCard(
            context: context, card: card, reader: reader, cardCounter: state.cardCounter,
            answerToReset: state.answerToReset))
      }
      found = .removed
    } catch {
      found = error.cardFailure
    }
    SmartCardService.disconnect(card, .leave)
    SmartCardService.release(context)
    return .failure(found)
  }
}
