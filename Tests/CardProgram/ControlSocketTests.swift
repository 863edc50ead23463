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
    control.hangUp(known)
    #expect(control.callers == [])
    control.end()
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("More callers than there are places are told so and sent away")
  func tooMany() throws {
    var control = try ControlSocket(path: path())
    defer { control.end() }
    var callers: [Int32] = []
    defer { for caller in callers { close(caller) } }
    for _ in 0...ControlSocket.mostCallers {
      callers.append(try connect(control.path))
      control.accept()
    }
    #expect(control.callers.count == ControlSocket.mostCallers)
    var answer = [UInt8](repeating: 0, count: 64)
    let count = read(callers[ControlSocket.mostCallers], &answer, 64)
    #expect(String(decoding: answer.prefix(max(0, count)), as: UTF8.self) == "error: too many callers\n")
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
