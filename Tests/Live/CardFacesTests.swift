import Foundation
import PictureFiles
import Testing

/// What is drawn on the made-up people's cards, and the library that draws their photos.
@Suite("Live: the demo people's card faces")
struct CardFacesTests {
  private static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  private static let mostPixels = 1 << 20

  private func draw(into folder: String, under tool: [String] = []) throws -> (status: Int32, errors: String) {
    let command =
      tool + [
        try Site.program("uketsuke-card"), "draw-faces", "--font", "\(Self.checkout)/Assets/fonts/12x24.ukft", "--out",
        folder,
      ]
    let result = try Command.run(command[0], Array(command.dropFirst()))
    return (result.status, result.errors)
  }

  private func files(in folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      files[name] = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    return files
  }

  @Test("Those in Assets are what the program draws of the people as they are")
  func remade() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("faces-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let drawn = try draw(into: folder)
    #expect(drawn.status == 0, "\(drawn.errors)")
    let (kept, made) = (try files(in: "\(Self.checkout)/Assets/cards/faces"), try files(in: folder))
    #expect(kept.keys.sorted() == made.keys.sorted())
    #expect(made.count > 40)
    for (name, bytes) in made {
      guard name.hasSuffix(".png") else {
        // Which bytes a photo has is OpenJPEG's affair.
        #expect(bytes.count < 5_000 && bytes.dropFirst(4).starts(with: Data("jP  ".utf8)), "\(name)")
        continue
      }
      let picture = try PNGFile.picture(of: Array(bytes), mostPixels: Self.mostPixels)
      #expect(picture != nil)
      #expect(try PNGFile.picture(of: Array(kept[name] ?? Data()), mostPixels: Self.mostPixels) == picture, "\(name)")
    }
  }

  @Test("Without OpenJPEG there is one sentence that names its package")
  func withoutLibrary() throws {
    let known = try Command.output("ldconfig", ["-p"]).split(separator: "\n")
    let line = try #require(known.first { $0.contains("libopenjp2.so.7") })
    let library = try #require(line.split(separator: " ").last.map(String.init))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("faces-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // In a mount namespace of its own an empty file lies over the library.
    let hide = "mount --bind /dev/null \"$(readlink -f '\(library)')\" && exec \"$@\""
    let drawn = try draw(into: folder, under: ["unshare", "-m", "sh", "-c", hide, "without"])
    #expect(drawn.status == 78)
    #expect(
      drawn.errors.hasPrefix(
        "uketsuke-card: the chip's photo cannot be shown without OpenJPEG (Debian's libopenjp2-7): "))
    #expect(drawn.errors.split(separator: "\n").count == 1)
  }
}
