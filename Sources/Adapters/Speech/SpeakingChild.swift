import CProcess
import Glibc

/// One espeak-ng that says one part. Its text goes through its standard input: what stands in an argument list can be
/// read by every user of the machine. Belongs to the speech thread.
final class SpeakingChild {
  /// Becomes readable when the child has ended: it alone holds the other end, as its standard output.
  let ending: Int32
  private let pid: pid_t
  private var isReaped = false

  /// - Returns: nil when it could not be started.
  init?(_ program: String, _ part: SpeechPart) {
    guard let words = PrivatePipe() else { return nil }
    // An empty pipe takes it at once and whole. All of it is there and the end is known before the child begins: the
    // pipe does not block the child either, which would take "nothing yet" for an error.
    let text = Array(part.line.utf8)
    _ = text.withUnsafeBytes { write(words.writing, $0.baseAddress, $0.count) }
    close(words.writing)
    defer { close(words.reading) }
    guard let output = PrivatePipe() else { return nil }
    let pid = Self.spawn(program, ["--stdin", "-v", part.voice], input: words.reading, output: output.writing)
    close(output.writing)
    guard let pid else {
      close(output.reading)
      return nil
    }
    self.pid = pid
    ending = output.reading
  }

  deinit {
    silence()
    close(ending)
  }

  /// Ends it in the middle of a word.
  func silence() {
    guard !isReaped else { return }
    // With whatever it started: it leads a group of its own.
    kill(-pid, SIGKILL)
    reap()
  }

  /// To be called when `ending` is readable.
  ///
  /// - Returns: whether it has ended. What it prints is of no interest.
  func hasEnded() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 256)
    while true {
      let count = read(ending, &buffer, buffer.count)
      if count > 0 || (count < 0 && errno == EINTR) { continue }
      if count < 0, errno == EAGAIN { return false }
      silence()
      return true
    }
  }

  private func reap() {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    isReaped = true
  }

  private static func spawn(_ program: String, _ arguments: [String], input: Int32, output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    // Nothing of the kiosk's reaches a program that needs none of it.
    uk_close_from(&actions, 3)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The kiosk blocks and ignores signals that this child shall die of as any other program.
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    // A group of its own: the terminal's signals are not for it.
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var pid = pid_t()
    return posix_spawn(&pid, program, &actions, &attributes, &words, environ) == 0 ? pid : nil
  }
}
