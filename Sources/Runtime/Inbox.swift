import Cards
import Synchronization

/// What adapters send to the kiosk from their own threads.
public enum Delivery: Sendable {
  case notice(ReaderNotice)
  case completed(Ticket, Completion)
}

/// The one door into the kiosk's thread: bounded, in order of arrival.
public final class Inbox: Sendable {
  /// Each ticket answers once and few are out at a time; only a chattering reader could fill this.
  public static let capacity = 1_024

  private struct Contents {
    var deliveries: [Delivery] = []
    var overflowed = false
  }

  private let contents = Mutex(Contents())
  private let wake: @Sendable () -> Void

  /// - Parameter wake: called after each delivery, on the sender's thread, to rouse the kiosk's.
  public init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  public func post(_ delivery: Delivery) {
    contents.withLock { contents in
      if contents.deliveries.count < Self.capacity {
        contents.deliveries.append(delivery)
      } else {
        contents.overflowed = true
      }
    }
    wake()
  }

  /// Everything that came since the last call. When something had to be turned away the last delivery says that the
  /// reader is unavailable, so that the kiosk fails closed instead of waiting for what will never come.
  public func takeAll() -> [Delivery] {
    contents.withLock { contents in
      var taken = contents.deliveries
      if contents.overflowed {
        taken.append(.notice(.unavailable("more than \(Self.capacity) messages waited for the kiosk")))
      }
      contents = Contents()
      return taken
    }
  }
}
