import Glibc

extension Pseudoterminal {
  /// Types all of it as fast as the program reads, and hands on what it writes meanwhile.
  ///
  /// - Returns: how many bytes were taken; fewer than there are when nothing moved for so long, or the program ended.
  public func flood(_ bytes: [UInt8], milliseconds: Int, _ written: ([UInt8]) -> Void) -> Int {
    let flags = fcntl(master, F_GETFL)
    _ = fcntl(master, F_SETFL, flags | O_NONBLOCK)
    defer { _ = fcntl(master, F_SETFL, flags) }
    var done = 0
    while done < bytes.count {
      var watched = pollfd(fd: master, events: Int16(POLLIN | POLLOUT), revents: 0)
      guard poll(&watched, 1, Int32(milliseconds)) > 0, watched.revents & Int16(POLLHUP | POLLERR) == 0 else { break }
      if watched.revents & Int16(POLLIN) != 0 { written(read(milliseconds: 0)) }
      if watched.revents & Int16(POLLOUT) != 0 {
        let count = bytes.withUnsafeBytes { buffer in
          write(master, buffer.baseAddress.map { $0 + done }, min(Self.bytesAtOnce, bytes.count - done))
        }
        if count > 0 { done += count }
      }
    }
    return done
  }

  /// Less than a terminal's input queue.
  private static let bytesAtOnce = 1_024
}
