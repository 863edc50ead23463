import Display
import Reception
import Runtime
import Screenbook
import Testing

/// The photo that staff compare with the person before them.
@Suite("Photo")
struct PhotoTests {
  private let photo = Picture(width: 32, height: 40, filled: Colour(red: 200, green: 150, blue: 100))

  private func frame(
    _ scene: Scene, photo: Picture?, language: String, size: Size = .smallest
  ) throws -> Frame {
    var presenter = Presenter(book: try Sample.book(), institution: Sample.institution)
    presenter.least = .narrow
    presenter.photo = photo
    var scene = scene
    scene.language = language
    return presenter.frame(scene, clock: Sample.clock, size: size, strip: "demo")
  }

  private func scene(_ screen: Screen) throws -> Scene {
    try #require(Presenter.samples(of: try Sample.book()).first { $0.screen == screen }?.scenes.first)
  }

  @Test("It stands in its frame beside its texts, in every language and size", arguments: Sample.languages)
  func shown(language: String) throws {
    for size in [Size(columns: 64, rows: 24), .smallest, Size(columns: 100, rows: 30), Size(columns: 200, rows: 60)] {
      let frame = try frame(scene(.compare), photo: photo, language: language, size: size)
      #expect(frame.flaws == [], "\(size)")
      let raster = try #require(frame.rasters.first)
      #expect(frame.rasters.count == 1)
      #expect(raster.picture == photo)
      #expect(raster.rows.count >= 6 && raster.columns.count >= 18)
      // Its frame, all around.
      let corners = [raster.rows.lowerBound - 1, raster.rows.upperBound].map { row in
        [raster.columns.lowerBound - 1, raster.columns.upperBound].map { frame[row, $0].text }
      }
      #expect(corners == [["┌", "┐"], ["└", "┘"]])
    }
  }

  @Test("Where there is none, words stand in its place", arguments: Sample.languages)
  func missing(language: String) throws {
    let book = try Sample.book()
    let frame = try frame(scene(.compare), photo: nil, language: language)
    #expect(frame.rasters == [])
    let words = try #require(book.text("compare.no-photo", in: language)?.filled(with: [:]))
    // Within the frame's eighteen columns, over several rows.
    let inside = (0..<24).map { row in (4..<22).map { frame[row, $0].text }.joined() }.joined()
    #expect(inside.filter { $0 != " " }.contains(words.filter { $0 != " " }))
  }

  @Test("No other screen ever shows it")
  func elsewhere() throws {
    for sample in Presenter.samples(of: try Sample.book()) where sample.screen != .compare {
      for scene in sample.scenes { #expect(try frame(scene, photo: photo, language: "ja").rasters == []) }
    }
  }
}
