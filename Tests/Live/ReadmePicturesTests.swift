import Foundation
import Testing

/// The README's pictures are what the commands beside them make now, byte for byte. After a change that is meant, run
/// the tests once with `UPDATE_FRAMES=1` and look at them.
@Suite("Live: the README's pictures")
struct ReadmePicturesTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let pictures = "Assets/pictures/"

  @Test("Each is shown, made by one command, and as that command makes it")
  func pictures() throws {
    let readme = try String(contentsOf: Self.root.appendingPathComponent("README.md"), encoding: .utf8)
    let commands = readme.components(separatedBy: "\n").map { $0.split(separator: " ").map(String.init) }
      .filter { $0.starts(with: ["uketsuke", "preview"]) && $0.last?.hasPrefix(Self.pictures) == true }
    #expect(commands.count >= 4)
    let kept = Self.root.appendingPathComponent(Self.pictures)
    let made = FileManager.default.temporaryDirectory.appendingPathComponent("pictures-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: made) }
    var names: [String] = []
    for command in commands {
      let name = String(try #require(command.last).dropFirst(Self.pictures.count))
      names.append(name)
      #expect(readme.contains("](\(Self.pictures)\(name))"), "\(name) is not shown")
      let picture = made.appendingPathComponent(name)
      try Command.output(try Site.program("uketsuke"), command.dropFirst().dropLast() + [picture.path])
      let bytes = try Data(contentsOf: picture)
      let place = kept.appendingPathComponent(name)
      if ProcessInfo.processInfo.environment["UPDATE_FRAMES"] != nil { try bytes.write(to: place) }
      #expect(try Data(contentsOf: place) == bytes, "\(name) differs; UPDATE_FRAMES=1 writes it anew")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: kept.path).sorted() == names.sorted())
  }
}
