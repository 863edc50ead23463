import CLinuxEvents
import Glibc

/// A program that was started; ended at the latest when this goes away.
public final class Child {
  public let pid: pid_t
  private var status: Int32?

  public enum End: Equatable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)
    case stillRunning
  }

  init(pid: pid_t) { self.pid = pid }

  deinit {
    if status == nil {
      kill(pid, SIGKILL)
      var ignored: Int32 = 0
      waitpid(pid, &ignored, 0)
    }
  }

  /// Starts a program with nothing blocked and nothing ignored, in a session of its own.
  static func spawn(
    _ program: String, _ arguments: [String], environment: [String: String],
    actions: inout posix_spawn_file_actions_t
  ) throws(Pseudoterminal.Failure) -> Child {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    // glibc's POSIX_SPAWN_SETSID, which Swift's Glibc module leaves out.
    let newSession: Int32 = 0x80
    let flags = newSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
    posix_spawnattr_setflags(&attributes, Int16(flags))

    var words = ([program] + arguments).map { strdup($0) } + [nil]
    var variables = merged(environment).map { strdup($0) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, program, &actions, &attributes, &words, &variables)
    guard code == 0 else { throw .cannotStart(program, code) }
    return Child(pid: pid)
  }

  /// The environment of this process with some variables set anew; an empty value takes one out.
  private static func merged(_ changes: [String: String]) -> [String] {
    var lines: [String] = []
    var place = environ
    while let line = place.pointee.map({ String(cString: $0) }) {
      let name = String(line.prefix { $0 != "=" })
      if changes[name] == nil { lines.append(line) }
      place += 1
    }
    return lines + changes.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }.map { "\($0.key)=\($0.value)" }
  }

  public func signal(_ number: Int32) { if status == nil { kill(pid, number) } }

  /// Waits for its end, no longer than the time.
  public func end(milliseconds: Int = 10_000) -> End {
    if status == nil {
      // Readable when the process has ended.
      let descriptor = pidfd_open(pid, 0)
      defer { close(descriptor) }
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, Int32(milliseconds)) > 0 else { return .stillRunning }
      var status: Int32 = 0
      waitpid(pid, &status, 0)
      self.status = status
    }
    guard let status else { return .stillRunning }
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
  }

  /// How often its threads went to sleep by themselves and were woken again, all together.
  public var wakeUps: Int {
    var count = 0
    for thread in entries(of: "/proc/\(pid)/task") {
      count += field("voluntary_ctxt_switches:", in: "/proc/\(pid)/task/\(thread)/status")
    }
    return count
  }

  /// Resident memory.
  public var residentKiB: Int { field("VmRSS:", in: "/proc/\(pid)/status") }
  /// Its peak.
  public var peakResidentKiB: Int { field("VmHWM:", in: "/proc/\(pid)/status") }

  private func field(_ name: String, in path: String) -> Int {
    for line in text(of: path).split(separator: "\n") where line.hasPrefix(name) {
      return Int(line.dropFirst(name.count).split(whereSeparator: { !$0.isNumber }).first ?? "") ?? 0
    }
    return 0
  }
}

func entries(of folder: String) -> [String] {
  guard let stream = opendir(folder) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if !name.hasPrefix(".") { names.append(name) }
  }
  return names
}

func text(of path: String) -> String {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return "" }
  defer { close(descriptor) }
  return String(decoding: readAvailable(descriptor, milliseconds: 1_000), as: UTF8.self)
}
