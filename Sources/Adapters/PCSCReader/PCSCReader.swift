import Cards
import LockedMemory
import Synchronization

/// An ordinary PC/SC reader. Jobs run on a thread of their own, one after another; another thread watches for readers
/// and cards. The transaction is held from the certificate until `release`, so that no other program comes between.
///
/// A job other than `readCertificate` runs only on the card whose certificate was read last: after a lost answer or a
/// foreign reset it is found again by the reader's count of insertions, and a card that was laid down anew is `.removed`.
public final class PCSCReader: Sendable {
  /// The reception asks one thing at a time; more only when it gives up waiting.
  static let mostOrders = 16
  /// How long `stop` waits for a command that is with the card, and then for the watcher.
  static let stopLimit = Duration.seconds(5)

  private enum Order: Sendable {
    case job(CardJob, number: Int, completion: @Sendable (Result<CardResult, CardFailure>) -> Void)
    case release
    case stop
  }

  private let orders = Mailbox<Order>(most: mostOrders)
  private let stopped = Mailbox<Void>(most: 1)
  private let watch: CardWatch
  private let findings = ReaderFindings()
  private let name: String?
  private let need: ReaderNeed
  private let pin: SecretPad
  private let issued = Atomic(0)
  /// Jobs up to this number are given up.
  private let cancelled = Atomic(0)
  private let isStarted = Atomic(false)

  /// - Parameters:
  ///   - name: the reader's whole name as pcscd gives it, or the beginning of one reader's name alone; `nil`: the first
  ///     that there is, slots of SAMs apart.
  ///   - need: what the site's kind of service asks of it. A reader that is unfit is `.unavailable`, with the reason, until
  ///     it is attached anew.
  ///   - pin: where the PIN is typed. `verifyAndSign` takes it, once, and leaves the pad empty.
  ///   - notice: called on the watcher's thread.
  public init(
    name: String?, need: ReaderNeed = .anything, pin: SecretPad, notice: @escaping @Sendable (ReaderNotice) -> Void
  ) {
    self.name = name
    self.need = need
    self.pin = pin
    watch = CardWatch(reader: name, need: need, findings: findings, notice: notice)
  }

  /// Begins to watch and to take jobs. The first notice is `.ready` or `.unavailable`.
  public func start() {
    guard !isStarted.exchange(true, ordering: .acquiringAndReleasing) else { return }
    startThread { [self] in
      work()
      stopped.post(())
    }
    watch.start()
  }

  /// Runs a job behind those that were begun before.
  ///
  /// - Parameter completion: called exactly once, on the reader's thread.
  public func begin(_ job: CardJob, completion: @escaping @Sendable (Result<CardResult, CardFailure>) -> Void) {
    let number = issued.add(1, ordering: .acquiringAndReleasing).newValue
    guard orders.post(.job(job, number: number, completion: completion)) else {
      return completion(.failure(.readerGone("the reader has not finished \(Self.mostOrders) earlier orders")))
    }
  }

  /// Ends the transaction and the connection; the card stays powered where it is, but forgets a verified PIN.
  public func release() { orders.post(.release) }

  /// Gives up what was begun so far: no further command goes out for it. Its completion comes, with `.reset` unless it
  /// was finished already.
  public func cancel() { cancelled.store(issued.load(ordering: .acquiring), ordering: .releasing) }

  /// Ends both threads and the connection, as far as pcscd lets it within the limits. Not to be called by a notice or a completion.
  public func stop() {
    guard isStarted.exchange(false, ordering: .acquiringAndReleasing) else { return }
    cancel()
    orders.post(.stop)
    watch.stop(within: Self.stopLimit)
    _ = stopped.next(within: Self.stopLimit)
  }

  private func work() {
    var desk = CardDesk(reader: name, need: need, findings: findings, pin: pin) { [watch] in watch.lookAnew() }
    while true {
      switch orders.next() {
      case .job(let job, let number, let completion):
        let result = desk.perform(job) { cancelled.load(ordering: .acquiring) >= number }
        switch job {
        // Used or not, a confirmed secret is good for one job.
        case .verifyAndSign where cancelled.load(ordering: .acquiring) < number,
          .readCardFace where cancelled.load(ordering: .acquiring) < number:
          pin.wipe()
        // Of a job given up the pad may already hold the next patient's.
        case .verifyAndSign, .readCardFace, .readCertificate, .readPhoneCertificate, .readAuthorityCertificate,
          .readTriesLeft, .readCheckNumberTries, .signByPhone, .matchFace, .signVisualCheck:
          break
        }
        completion(result)
      case .release: desk.release()
      case .stop:
        desk.release()
        return
      }
    }
  }
}
