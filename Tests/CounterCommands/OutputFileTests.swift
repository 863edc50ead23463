import Foundation
import Glibc
import Testing

@testable import KioskProgram

@Suite struct OutputFileTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("out-\(UUID().uuidString)").path

  private func inFolder(_ body: () throws -> Void) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body()
  }

  private func mode(_ path: String) throws -> mode_t {
    var status = stat()
    try #require(lstat(path, &status) == 0)
    return status.st_mode
  }

  @Test func aFileIsItsOwnersAlone() throws {
    try inFolder {
      let path = "\(folder)/table.csv"
      for text in ["first", "second"] {
        try OutputFile.write(Array(text.utf8), to: path, "--csv")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
      }
      #expect(try mode(path) == S_IFREG | 0o600)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names == ["table.csv"])
    }
  }

  @Test("A link goes on leading to its file, and a pipe, as a device, stays what it is")
  func whatIsNoFileStays() throws {
    try inFolder {
      let (file, link, pipe) = ("\(folder)/file", "\(folder)/link", "\(folder)/pipe")
      try "old".write(toFile: file, atomically: false, encoding: .utf8)
      try #require(symlink(file, link) == 0 && mkfifo(pipe, 0o600) == 0)
      try OutputFile.write(Array("new".utf8), to: link, "--json")
      #expect(try mode(link) & S_IFMT == S_IFLNK)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "new")
      // Both ends here: a writer alone would wait for a reader.
      let ends = open(pipe, O_RDWR | O_CLOEXEC)
      try #require(ends >= 0)
      defer { close(ends) }
      try OutputFile.write(Array("through".utf8), to: pipe, "--json")
      var buffer = [UInt8](repeating: 0, count: 16)
      let count = read(ends, &buffer, buffer.count)
      #expect(count == 7)
      #expect(try mode(pipe) & S_IFMT == S_IFIFO)
    }
  }

  @Test func aFolderIsRefused() throws {
    try inFolder {
      #expect(throws: ProgramFailure.self) { try OutputFile.write([1], to: folder, "--json") }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names.isEmpty)
    }
  }
}
