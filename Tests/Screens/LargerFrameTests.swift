import Display
import FontFiles
import Foundation
import Reception
import Runtime
import Screenbook
import Testing

/// Larger letters and other sizes than 80×24: samples of screens in Tests/Screens/Frames/SIZE. `UPDATE_FRAMES=1` writes
/// them anew.
@Suite("Larger letters and other sizes")
struct LargerFrameTests {
  static let fonts: [BitmapFont] = ["6x12", "8x16", "12x24"].compactMap { cell in
    FileManager.default.contents(atPath: "\(Sample.root)/Assets/fonts/\(cell).ukft").flatMap {
      try? FontFile.read(Array($0))
    }
  }

  /// Size, whether in large letters, language, screens.
  static let samples: [(size: Size, isLarger: Bool, language: String, screens: [String])] = [
    (.narrow, false, "ja", ["attract", "identity", "pin", "consent-treatment", "review", "completion", "compare"]),
    (.narrow, false, "en", ["attract", "identity", "consent-treatment", "trouble-wrongPIN"]),
    (Size(columns: 100, rows: 30), false, "ja", ["attract", "identity", "review"]),
    (Size(columns: 100, rows: 33), true, "ja", ["identity", "pin", "consent-treatment"]),
    (Size(columns: 160, rows: 45), true, "ja", ["identity", "consent-treatment", "review"]),
    (
      Size(columns: 200, rows: 60), true, "ja",
      ["attract", "identity", "pin", "consent-treatment", "review", "languages", "completion"]
    ),
    (Size(columns: 200, rows: 60), true, "en", ["identity", "consent-treatment", "review"]),
    (Size(columns: 200, rows: 60), false, "ja", ["identity"]),
  ]

  @Test("Samples look as their files say", arguments: samples.indices)
  func frames(index: Int) throws {
    let (size, isLarger, language, screens) = Self.samples[index]
    try #require(Self.fonts.count == 3)
    let book = try Sample.book()
    var presenter = Presenter(book: book, institution: Sample.institution)
    presenter.letterFonts = Self.fonts
    presenter.least = .narrow
    let folder = "\(GoldenFrameTests.folder)/\(size.columns)x\(size.rows)\(isLarger ? "-larger" : "")-\(language)"
    let samples = Presenter.samples(of: book).filter { screens.contains($0.screen.id) }
    #expect(samples.count == screens.count)
    for sample in samples {
      var scene = try #require(sample.scenes.first)
      scene.language = language
      scene.isLarger = isLarger
      let frame = presenter.frame(scene, clock: Sample.clock, size: size, strip: nil)
      #expect(frame.flaws.isEmpty, "\(sample.screen.id)")
      let path = "\(folder)/\(sample.screen.id).txt"
      if GoldenFrameTests.updating {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try TextFileOnDisk.write(frame.text, to: path)
      }
      #expect(TextFileOnDisk.read(path) == frame.text, "\(path) differs; UPDATE_FRAMES=1 writes it anew")
    }
  }
}
