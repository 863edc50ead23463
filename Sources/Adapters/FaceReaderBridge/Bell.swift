import CProcess
import Glibc

/// Rouses a thread that sleeps in `poll`, from any other.
final class Bell: Sendable {
  /// To be polled for reading.
  let descriptor: Int32
  private let ringing: Int32

  /// Descriptors are a machine's plenty; a kiosk without two does not start.
  init() {
    var (reading, ringing): (Int32, Int32) = (-1, -1)
    precondition(uk_private_pipe(&reading, &ringing) == 0, "no pipe: \(errno)")
    descriptor = reading
    self.ringing = ringing
  }

  deinit {
    close(descriptor)
    close(ringing)
  }

  func ring() {
    var sign: UInt8 = 1
    // A full pipe has been heard already, or will be.
    _ = write(ringing, &sign, 1)
  }

  func clear() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &bytes, bytes.count) == bytes.count {}
  }
}

/// Runs `body` on a thread of its own that nobody waits for.
func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
  var thread = pthread_t()
  let status = pthread_create(
    &thread, nil,
    { argument in
      if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
      return nil
    }, Unmanaged.passRetained(Body(body)).toOpaque())
  // Without threads there is no kiosk: this happens at the start, if at all.
  precondition(status == 0, "no thread: \(status)")
  pthread_detach(thread)
}
