import Foundation
import Testing

@testable import uketsuke_card

@Suite("The control socket")
struct ControlSocketTests {
  private func path() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("c\(UUID().uuidString.prefix(8))").path
  }

  private func connect(_ path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(status == 0)
    return descriptor
  }

  @Test("It is its owner's alone, hears whole lines, and goes when the program ends")
  func lines() throws {
    let path = path()
    var control = try ControlSocket(path: path)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let caller = try connect(path)
    defer { close(caller) }
    control.accept()
    let known = try #require(control.callers.first)
    _ = write(caller, "stats\nhang", 10)
    #expect(control.lines(from: known) == ["stats"])
    _ = write(caller, "-at 3\nquit\n", 11)
    #expect(control.lines(from: known) == ["hang-at 3", "quit"])
    ControlSocket.send("commands 0", to: known)
    var answer = [UInt8](repeating: 0, count: 32)
    #expect(read(caller, &answer, 32) == 11)
    // Longer than any word.
    _ = write(caller, String(repeating: "x", count: 200), 200)
    #expect(control.lines(from: known) == [])
    _ = write(caller, String(repeating: "x", count: 200), 200)
    #expect(control.lines(from: known) == nil)
    let why = read(caller, &answer, 32)
    #expect(String(decoding: answer.prefix(max(0, why)), as: UTF8.self) == "error: a line has at most 256 by")
    control.hangUp(known)
    #expect(control.callers == [])
    control.end()
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("Where more callers come than there are places, who was silent longest is told so and gives way")
  func tooMany() throws {
    var control = try ControlSocket(path: path())
    defer { control.end() }
    var callers: [Int32] = []
    defer { for caller in callers { close(caller) } }
    for place in 0...ControlSocket.mostCallers {
      // The first has something to say before the places are gone.
      if place == ControlSocket.mostCallers, let first = control.callers.first {
        _ = write(callers[0], "stats\n", 6)
        #expect(control.lines(from: first) == ["stats"])
      }
      callers.append(try connect(control.path))
      control.accept()
    }
    #expect(control.callers.count == ControlSocket.mostCallers)
    var answer = [UInt8](repeating: 0, count: 64)
    let count = read(callers[1], &answer, 64)
    #expect(
      String(decoding: answer.prefix(max(0, count)), as: UTF8.self)
        == "error: too many callers, and this one was silent longest\n")
    let last = try #require(control.callers.last)
    _ = write(callers[ControlSocket.mostCallers], "stats\n", 6)
    #expect(control.lines(from: last) == ["stats"])
  }

  @Test("A socket left behind gives way; one that is in use, another file and a path too long do not")
  func taken() throws {
    let path = path()
    let left = try ControlSocket(path: path)
    close(left.listener)
    let next = try ControlSocket(path: path)
    #expect(throws: CardProgramFailure.self) { try ControlSocket(path: path) }
    next.end()
    try Data("a file".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: CardProgramFailure.self) { try ControlSocket(path: path) }
    #expect(FileManager.default.contents(atPath: path) == Data("a file".utf8))
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: CardProgramFailure.self) { try ControlSocket(path: "/tmp/" + String(repeating: "x", count: 120)) }
  }
}
