import Glibc

/// What the program says to those who started it.
enum Announcement {
  /// With the real port, also where 0 was asked for.
  static func listening(host: String, port: Int) {
    say("listening on \(host.contains(":") ? "[\(host)]" : host):\(port)")
  }

  static func watching(_ folder: String) { say("watching \(folder)") }

  /// At once, also into a pipe.
  static func say(_ line: String) { put(line, STDOUT_FILENO) }

  /// On standard error.
  static func complain(_ line: String) { put(line, STDERR_FILENO) }

  /// Past the C library's buffers. What nobody reads any more is nobody's loss.
  private static func put(_ line: String, _ descriptor: Int32) {
    let bytes = Array((line + "\n").utf8)
    _ = write(descriptor, bytes, bytes.count)
  }
}
