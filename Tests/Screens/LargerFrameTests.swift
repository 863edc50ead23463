import FontFiles
import Foundation
import Reception
import Screenbook
import Testing

@testable import Display
@testable import Runtime

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
    (Presenter.roomForLetters, true, "ja", ["identity", "pin", "consent-treatment"]),
    (Size(columns: 160, rows: 45), true, "ja", ["identity", "consent-treatment", "review", "languages", "completion"]),
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

  /// Staff alone see it, and nothing may be smaller than the photo; languages stand side by side on wide terminals only.
  private static let exempt: Set<String> = ["compare", "languages"]

  @Test("From the size on where + is offered, every screen's choices are in large letters, in every language")
  func everyScreenChanges() throws {
    for (scene, lettering) in try letterings(Presenter.roomForLetters) where !Self.exempt.contains(scene.screen.id) {
      #expect(lettering != nil, "\(scene.screen.id), \(scene.language)")
    }
  }

  @Test("A language's large words are its own: where it has no short form the whole text stands")
  func ownWords() throws {
    var book = try Sample.book()
    let table = try #require(book.texts["zh-Hans"])
    var bare = TextTable(language: table.language, file: table.file)
    for key in table.keys where !key.hasSuffix(".large") { bare.add(key, try #require(table[key])) }
    book.texts["zh-Hans"] = bare
    for key in table.keys where key.hasSuffix(".large") { #expect(book.text(key, in: "zh-Hans") == nil, "\(key)") }
  }

  @Test("No two choices of a screen are the same large word, in any language")
  func distinctChoices() throws {
    let book = try Sample.book()
    for scene in Presenter.samples(of: book).flatMap(\.scenes) {
      for language in book.languages {
        let words = scene.choices.map { choice in
          let keys = ["\(scene.screen.id).\(choice.id)", "choice.\(choice.id)"]
          let texts = keys.map { "\($0).large" } + keys
          return texts.compactMap { book.text($0, in: language)?.filled(with: [:]) }.first ?? choice.id
        }
        #expect(Set(words).count == words.count, "\(scene.screen.id), \(language): \(words)")
      }
    }
  }

  /// What a visit by face or PIN shows when nothing goes wrong.
  private static let visit: Set<String> = [
    "reading-card", "identity", "pin", "checking-pin", "face", "asking-eligibility", "consent-all", "consent-treatment",
    "consent-operation", "consent-checkup", "consent-limit", "review", "sending-consents", "handing-over", "completion",
    "completion-without-card", "languages",
  ]

  @Test("On 160×45 a visit can be done without reading small text, in every language")
  func visitWithoutSmallText() throws {
    for (scene, lettering) in try letterings(Size(columns: 160, rows: 45)) where Self.visit.contains(scene.screen.id) {
      let place = "\(scene.screen.id), \(scene.language)\(scene.values.slow ? ", slow" : "")"
      #expect(lettering?.heading != nil, "heading of \(place)")
      // The digits in their boxes say what to do; the whole question of a consent comes before all else; and what is
      // said about a certificate is not left away for larger letters.
      let values = scene.values
      let isCommon = !values.expiresSoon && !values.inGrace && !values.isUnregistered && !values.cardLeft
      if !["review", "languages"].contains(scene.screen.id), !scene.screen.id.hasPrefix("consent-"), isCommon {
        #expect(lettering?.essentials != nil, "essentials of \(place)")
      }
      if scene.screen == .completion, isCommon { #expect(lettering?.details != nil, "details of \(place)") }
    }
  }

  @Test(
    "Whatever the terminal's size, large letters leave every frame whole",
    arguments: [(80, 24), (97, 31), (121, 45), (139, 47), (400, 200)])
  func anySize(columns: Int, rows: Int) throws {
    let book = try Sample.book()
    var presenter = Presenter(book: book, institution: Sample.institution)
    presenter.letterFonts = Self.fonts
    for var scene in Presenter.samples(of: book).flatMap(\.scenes) {
      scene.isLarger = true
      for language in ["ja", "vi"] {
        scene.language = language
        let frame = presenter.frame(
          scene, clock: Sample.clock, size: Size(columns: columns, rows: rows), strip: "demo")
        #expect(frame.flaws.isEmpty, "\(scene.screen.id), \(language)")
      }
    }
  }

  /// How each scene with a card's holder before it is lettered, in every language.
  private func letterings(_ size: Size) throws -> [(scene: Scene, lettering: Lettering?)] {
    try #require(Self.fonts.count == 3)
    let book = try Sample.book()
    var presenter = Presenter(book: book, institution: Sample.institution)
    presenter.letterFonts = Self.fonts
    let layout = presenter.layout
    let scenes = Presenter.samples(of: book).flatMap(\.scenes)
    try #require(!scenes.isEmpty && book.languages.count == 7)
    return book.languages.flatMap { language in
      scenes.map { scene in
        var scene = scene
        scene.language = language
        scene.isLarger = true
        return (scene, layout.largest(presenter.content(scene), size)?.lettering)
      }
    }
  }
}
