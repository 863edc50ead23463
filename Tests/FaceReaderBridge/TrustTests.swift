import Foundation
import Glibc
import Testing

@testable import FaceReaderBridge

/// Which sockets and which peers are trusted.
@Suite struct TrustTests {
  private let folder: TestFolder
  private var path: String { "\(folder.path)/reader.sock" }

  init() throws { folder = try TestFolder() }

  private func refusal(_ path: String) -> BridgeRefusal? {
    do throws(BridgeRefusal) {
      close(try BridgeSocket.connect(path: path))
      return nil
    } catch {
      return error
    }
  }

  @Test func ourOwnSocket() throws {
    let socket = try BridgeSocket.listen(path: path)
    defer { close(socket) }
    var status = stat()
    #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(refusal(path) == nil)
  }

  @Test func nothingThere() {
    #expect(refusal(path)?.isAbsence == true)
    #expect(refusal(path)?.sentence.hasSuffix("is not there: the bridge has not been started") == true)
  }

  @Test func aLink() throws {
    let socket = try BridgeSocket.listen(path: path)
    defer { close(socket) }
    #expect(symlink(path, "\(folder.path)/link") == 0)
    #expect(
      refusal("\(folder.path)/link")?.sentence.hasSuffix("is a symbolic link, and must be the socket itself") == true)
  }

  @Test func noSocket() throws {
    try Data().write(to: URL(filePath: path))
    #expect(refusal(path)?.sentence.hasSuffix("is no socket") == true)
    #expect(throws: BridgeRefusal.self) { try BridgeSocket.listen(path: path) }
  }

  @Test(arguments: [mode_t(0o620), 0o602, 0o666]) func othersMayWrite(mode: mode_t) throws {
    let socket = try BridgeSocket.listen(path: path)
    defer { close(socket) }
    chmod(path, mode)
    #expect(refusal(path)?.sentence.contains("can be written by others (mode 0\(String(mode, radix: 8)))") == true)
    #expect(refusal(path)?.isAbsence == false)
  }

  @Test func aFolderForAll() throws {
    chmod(folder.path, 0o777)
    let refusal = #expect(throws: BridgeRefusal.self) { try BridgeSocket.listen(path: path) }
    #expect(refusal?.sentence.contains("can be changed by others") == true)
  }

  @Test func aPathThatIsTooLong() {
    let long = "\(folder.path)/\(String(repeating: "a", count: 120))"
    let refusal = #expect(throws: BridgeRefusal.self) { try BridgeSocket.listen(path: long) }
    #expect(refusal?.sentence.contains("1 to 107 bytes") == true)
  }

  @Test func aLeftoverIsTakenAwayAndALiveOneIsNot() throws {
    close(try BridgeSocket.listen(path: path))
    let socket = try BridgeSocket.listen(path: path)
    defer { close(socket) }
    let refusal = #expect(throws: BridgeRefusal.self) { try BridgeSocket.listen(path: path) }
    #expect(refusal?.sentence.hasSuffix("another program listens there") == true)
  }

  // MARK: - Other users: only root can be one, so everybody else asks sudo, as Tests/run does

  /// Somebody else, as Debian's every machine has it.
  private static let nobody: uid_t = 65_534

  private func perl(_ script: String) throws -> Process {
    let process = Process()
    let command = ["/usr/bin/perl", "-e", "use Socket; $| = 1; \(script)", path, "\(Self.nobody)", "\(geteuid())"]
    let whole = geteuid() == 0 ? command : ["/usr/bin/sudo", "-n"] + command
    process.executableURL = URL(filePath: whole[0])
    process.arguments = Array(whole.dropFirst())
    process.standardOutput = Pipe()
    process.standardInput = Pipe()
    try process.run()
    return process
  }

  private func line(of process: Process) -> String {
    guard let pipe = process.standardOutput as? Pipe else { return "" }
    var watched = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&watched, 1, 20_000) > 0 else { return "nothing" }
    return String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
  }

  @Test("A socket of ours behind which another user's process listens")
  func foreignBridge() throws {
    chmod(folder.path, 0o711)
    let bridge = try perl(
      "umask 077; socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un($ARGV[0])) or die; "
        + "chown($ARGV[2], -1, $ARGV[0]) or die; $> = $ARGV[1]; listen(S, 5) or die; print \"up\\n\"; <STDIN>;")
    defer { kill(bridge.processIdentifier, SIGKILL) }
    #expect(line(of: bridge) == "up\n")
    #expect(
      refusal(path)?.sentence.hasSuffix("a process of user 65534 is at the other end, and must be of \(geteuid())")
        == true)
    let kiosk = try ReaderUnderTest(path)
    defer { kiosk.reader.stop() }
    #expect(try kiosk.wait(for: "unavailable").contains("user 65534"))
  }

  @Test("A kiosk of another user")
  func foreignKiosk() throws {
    let bridge = try RunningBridge(path: path)
    defer { bridge.stop() }
    // Only who may reach the socket at all can be refused by it.
    chmod(folder.path, 0o711)
    chmod(path, 0o666)
    let kiosk = try perl(
      "$> = $ARGV[1]; socket(S, PF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un($ARGV[0])) or die; print <S>;")
    defer { kill(kiosk.processIdentifier, SIGKILL) }
    #expect(line(of: kiosk).contains("\"refused\""))
  }

  @Test("A socket of another user")
  func foreignSocket() throws {
    let socket = try BridgeSocket.listen(path: path)
    defer { close(socket) }
    #expect(line(of: try perl("chown($ARGV[1], -1, $ARGV[0]) or die; print \"done\\n\";")) == "done\n")
    #expect(refusal(path)?.sentence.contains("belongs to user 65534") == true)
  }
}
