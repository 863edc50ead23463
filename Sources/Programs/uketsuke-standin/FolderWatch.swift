import Dispatch
import Glibc

/// Tells which files became whole in a folder: their writer has closed them, or they were renamed into it.
final class FolderWatch: Sendable {
  /// In their order; it ends when the folder is gone.
  let events: AsyncStream<Event>
  private let continuation: AsyncStream<Event>.Continuation

  enum Event: Sendable, Equatable {
    case whole(String)
    /// More happened than the kernel kept, or the folder is back: look at everything that lies there.
    case lookAgain
    /// The folder was moved away or removed.
    case gone
  }

  /// Files that came while others were answered; the kernel's own queue holds 16,384.
  private static let mostWaiting = 16_384

  /// - Throws: when the folder cannot be watched.
  init(_ folder: String) throws(StandinFailure) {
    let descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
    guard descriptor >= 0 else { throw .unavailable("cannot watch folders: \(Errno.current.words)") }
    let mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
    guard inotify_add_watch(descriptor, folder, mask) >= 0 else {
      let failure = Errno.current
      close(descriptor)
      throw .unavailable("cannot watch \(folder): \(failure.words)")
    }
    let (events, continuation) = AsyncStream.makeStream(
      of: Event.self, bufferingPolicy: .bufferingOldest(Self.mostWaiting))
    self.events = events
    self.continuation = continuation
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: DispatchQueue(label: "folder"))
    source.setEventHandler {
      var buffer = [UInt8](repeating: 0, count: 64 << 10)
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return }
      for event in Self.events(buffer[..<count]) {
        continuation.yield(event)
        if event == .gone { return source.cancel() }
      }
    }
    source.setCancelHandler {
      close(descriptor)
      continuation.finish()
    }
    source.activate()
  }

  func lookAgain() { continuation.yield(.lookAgain) }

  /// `struct inotify_event`: watch, mask, cookie, length of the name (4 bytes each), and the name, padded with zeros.
  private static func events(_ bytes: ArraySlice<UInt8>) -> [Event] {
    var events: [Event] = []
    var rest = bytes
    while rest.count >= 16 {
      func word(_ index: Int) -> UInt32 {
        rest.dropFirst(4 * index).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
      }
      let (mask, length) = (word(1), Int(word(3)))
      let name = rest.dropFirst(16).prefix(length).prefix { $0 != 0 }
      if mask & UInt32(IN_Q_OVERFLOW) != 0 {
        events.append(.lookAgain)
      } else if mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED) != 0 {
        events.append(.gone)
      } else if !name.isEmpty {
        events.append(.whole(String(decoding: name, as: UTF8.self)))
      }
      rest = rest.dropFirst(16 + length)
    }
    return events
  }
}
