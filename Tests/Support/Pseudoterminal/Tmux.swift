import Glibc

/// A tmux server of its own with one window of 80×24, as a terminal that somebody else wrote.
public final class Tmux {
  private let folder: TemporaryFolder

  /// - Parameter command: for a shell in the window.
  public init(command: String, rows: Int = 24, columns: Int = 80) throws(Pseudoterminal.Failure) {
    folder = try TemporaryFolder()
    try run([
      "start-server", ";", "set-option", "-g", "status", "off", ";", "new-session", "-d", "-x", "\(columns)", "-y",
      "\(rows)", command,
    ])
  }

  deinit { _ = try? run(["kill-server"]) }

  /// What stands on the screen: a line each row, without blanks at their ends.
  public func screen() throws(Pseudoterminal.Failure) -> String {
    try run(["capture-pane", "-p"]).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { line in
        var line = line
        while line.last == " " { line.removeLast() }
        return line + "\n"
      }.joined()
  }

  /// The screen and all that went past its upper edge: what somebody finds who scrolls back.
  public func screenAndPast() throws(Pseudoterminal.Failure) -> String {
    try run(["capture-pane", "-p", "-S", "-"])
  }

  /// As `screen`, each change of colour or look as the sequence that makes it (ECMA-48 SGR).
  public func styledScreen() throws(Pseudoterminal.Failure) -> String { try run(["capture-pane", "-p", "-e", "-N"]) }

  public func resize(rows: Int, columns: Int) throws(Pseudoterminal.Failure) {
    try run(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// Types literal text.
  public func type(_ text: String) throws(Pseudoterminal.Failure) { try run(["send-keys", "-l", text]) }

  /// Presses a key by tmux's name for it: `Enter`, `BSpace`, `KP7`.
  public func press(_ key: String) throws(Pseudoterminal.Failure) { try run(["send-keys", key]) }

  /// From now on whatever the program writes goes to this pipe or file as well.
  public func copyOutput(to path: String) throws(Pseudoterminal.Failure) {
    try run(["pipe-pane", "-O", "exec cat >'\(path)'"])
  }

  /// Process id of the shell in the window.
  public func shellID() throws(Pseudoterminal.Failure) -> Int32? {
    Int32(try run(["display-message", "-p", "#{pane_pid}"]).filter(\.isNumber))
  }

  /// Ends the window and what runs in it.
  public func end() { _ = try? run(["kill-server"]) }

  @discardableResult
  private func run(_ words: [String]) throws(Pseudoterminal.Failure) -> String {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .cannotOpen(errno) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    let child: Child
    do {
      child = try Child.spawn(
        "tmux", ["-S", folder.path + "/socket", "-u", "-f", "/dev/null"] + words,
        environment: ["LC_ALL": "C.UTF-8", "TMUX": ""], actions: &actions)
    } catch {
      close(ends[1])
      throw error
    }
    close(ends[1])
    var output: [UInt8] = []
    // The server keeps no end of it, so it closes with the client.
    while case let bytes = readAvailable(ends[0], milliseconds: 10_000), !bytes.isEmpty { output += bytes }
    let text = String(decoding: output, as: UTF8.self)
    guard child.end() == .exited(0) else { throw .timeOut(awaited: "tmux \(words)", came: text) }
    return text
  }
}
