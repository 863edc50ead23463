import Foundation
import Testing

@Suite("Live: the fonts' program", .serialized)
struct FontsTests {
  @Test(
    "The installed outlines give byte for byte what Assets/fonts holds",
    arguments: ["6x12", "8x16", "12x24", "16x32", "24x48"])
  func reproduced(cell: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fonts-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Command.output(Site.program("uketsuke-fonts"), ["--out", folder.path, "--size", cell])
    let kept = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Assets/fonts/\(cell).ukft")
    let drawn = try Data(contentsOf: folder.appendingPathComponent("\(cell).ukft"))
    #expect(try drawn == Data(contentsOf: kept), "\(cell): \(drawn.count) bytes")
  }
}
