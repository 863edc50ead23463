import Display
import Glibc
import Reception
import Runtime
import Screenbook
import Testing

/// Every screen in every language as plain text: Tests/Screens/Frames/LANGUAGE/ID.txt. After a change that is meant,
/// run the tests once with `UPDATE_FRAMES=1` and read the difference.
@Suite("Golden frames")
struct GoldenFrameTests {
  static let folder = Sample.root + "/Tests/Screens/Frames"
  static let updating = getenv("UPDATE_FRAMES") != nil

  @Test("Every screen × language looks as its file says, at 80×24", arguments: Sample.languages)
  func frames(language: String) throws {
    let book = try Sample.book()
    var presenter = Presenter(book: book, institution: Sample.institution)
    for sample in Presenter.samples(of: book) {
      let screen = sample.screen
      var drawn = ""
      for scene in sample.scenes {
        var scene = scene
        scene.language = language
        let frame = presenter.frame(scene, clock: Sample.clock, size: .smallest, strip: nil)
        #expect(frame.flaws.isEmpty, "\(screen.id) in \(language)")
        drawn += frame.text + Self.separator
      }
      let path = "\(Self.folder)/\(language)/\(screen.id).txt"
      if Self.updating {
        mkdir("\(Self.folder)/\(language)", 0o755)
        try TextFileOnDisk.write(drawn, to: path)
      }
      #expect(TextFileOnDisk.read(path) == drawn, "\(path) differs; UPDATE_FRAMES=1 writes it anew")
    }
  }

  /// Between two scenes of one screen; as wide as the screen, so that its right edge can be seen.
  static let separator = String(repeating: "=", count: 80) + "\n"
}
