import Cards
import Display
import PhotoDecoder
import Runtime
import Synchronization

/// The photo of the chip that lies on the reader: decoded on the reader's thread, shown while staff compare it, and gone
/// with the visit.
final class PhotoShelf: Sendable {
  private let shelf = Mutex<Picture?>(nil)

  var picture: Picture? { shelf.withLock { $0 } }

  /// To be called with every result before it is posted. A photo that cannot be decoded is none: the printed one is left.
  func keep(_ result: Result<CardResult, CardFailure>) {
    guard case .success(.cardFace(let reading)) = result, let photo = reading.face.photo else { return }
    do throws(PhotoFailure) {
      let picture = try PhotoDecoder.picture(of: photo)
      shelf.withLock { $0 = picture }
    } catch {
      clear()
      Log.note("the chip's photo cannot be shown: \(error.sentence)")
    }
  }

  func clear() { shelf.withLock { $0 = nil } }

  /// A driver as the kiosk needs it: each photo is kept here before its result is posted, and goes with its card.
  func port(
    _ inbox: Inbox,
    begin: @escaping (CardJob, @escaping @Sendable (Result<CardResult, CardFailure>) -> Void) -> Void,
    release: @escaping () -> Void, cancel: @escaping () -> Void
  ) -> ReaderPort {
    ReaderPort(
      begin: { job, ticket in
        begin(job) { [self] result in
          keep(result)
          inbox.post(.completed(ticket, .card(result)))
        }
      },
      release: { [self] in
        clear()
        release()
      }, cancel: cancel)
  }
}
