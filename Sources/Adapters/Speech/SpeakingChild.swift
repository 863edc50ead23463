import CProcess
import Glibc

/// One espeak-ng that says one part. Its text goes through its standard input: what stands in an argument list can be
/// read by every user of the machine. Belongs to the speech thread.
final class SpeakingChild {
  /// Becomes readable when the child has ended.
  let ending: Int32
  /// It has ended by itself, and well: what it was to say has been said.
  private(set) var hasSpoken = false
  private let pid: pid_t
  /// Where its outputs go. Nobody reads them: a few lines find room, and a child that writes for ever waits there for
  /// its end and costs nothing.
  private let output: Int32
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
    // Who writes too much shall wait, not be told to try again at once.
    _ = fcntl(output.writing, F_SETFL, 0)
    let arguments = Self.leash + [program, "--stdin", "-v", part.voice]
    let pid = Self.spawn(arguments, input: words.reading, output: output.writing)
    close(output.writing)
    guard let pid else {
      close(output.reading)
      return nil
    }
    self.pid = pid
    self.output = output.reading
    ending = pidfd_open(pid, 0)
    // Nobody would hear of its end: `deinit` ends it now.
    if ending < 0 { return nil }
  }

  deinit {
    end()
    close(ending)
    close(output)
  }

  /// In the middle of a word; also what has ended by itself leaves nothing behind.
  func end() {
    guard !isReaped else { return }
    // With whatever it started: it leads a group of its own. What has ended by itself keeps the status that it had.
    kill(-pid, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    isReaped = true
    hasSpoken = status == 0
  }

  /// Whatever ends this program, SIGKILL too, ends what it is saying: the child dies with the thread that started it.
  /// `posix_spawn` has no word for that, but util-linux has a program.
  private static let leash = access(setpriv, X_OK) == 0 ? [setpriv, "--pdeathsig", "KILL"] : []
  private static let setpriv = "/usr/bin/setpriv"

  /// - Parameter arguments: the program's path first.
  private static func spawn(_ arguments: [String], input: Int32, output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
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
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var pid = pid_t()
    return posix_spawn(&pid, arguments[0], &actions, &attributes, &words, environ) == 0 ? pid : nil
  }
}
