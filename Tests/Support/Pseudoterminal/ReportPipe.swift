import Glibc

/// A pipe with a name, through which a program under test says what happened.
public final class ReportPipe {
  public var path: String { folder.path + "/report" }
  private let folder: TemporaryFolder
  private let descriptor: Int32
  private var pending: [UInt8] = []

  public init() throws(Pseudoterminal.Failure) {
    folder = try TemporaryFolder()
    let path = folder.path + "/report"
    guard mkfifo(path, 0o600) == 0 else { throw .cannotOpen(errno) }
    // For writing too, so that it opens at once and does not end between two writers.
    descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(errno) }
  }

  deinit { close(descriptor) }

  /// The next line, nil when none comes within the time.
  public func line(milliseconds: Int = 10_000) -> String? {
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        return line
      }
      let bytes = readAvailable(descriptor, milliseconds: milliseconds)
      if bytes.isEmpty { return nil }
      pending += bytes
    }
  }

  /// Lines up to and without this one.
  public func lines(until last: String) throws(Pseudoterminal.Failure) -> [String] {
    var lines: [String] = []
    while let line = line() {
      if line == last { return lines }
      lines.append(line)
    }
    throw .timeOut(awaited: last, came: lines.suffix(20).joined(separator: ", "))
  }
}

/// A folder that goes away with its contents.
final class TemporaryFolder {
  let path: String

  init() throws(Pseudoterminal.Failure) {
    var template = Array("/tmp/uketsuke-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .cannotOpen(errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in entries(of: path) { unlink(path + "/" + name) }
    rmdir(path)
  }
}
