import CLinuxEvents
import Glibc

/// Rouses the event loop from any thread. Many calls before the loop comes round count as one.
public final class Wakeup: Sendable {
  let descriptor: Int32

  init() throws(LoopFailure) {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard descriptor >= 0 else { throw .noDescriptor(errno) }
  }

  deinit { close(descriptor) }

  public func wake() {
    var one: UInt64 = 1
    // Only a counter at its very end refuses, and then the loop is awake already.
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
  }
}
