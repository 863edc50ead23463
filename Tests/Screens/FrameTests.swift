import Display
import Reception
import Runtime
import Screenbook
import Testing

@Suite("Frames")
struct FrameTests {
  /// A terminal as simple as it gets: runs are written where they say.
  struct Paper {
    var size: Size
    var cells: [Cell]

    init(_ size: Size) {
      self.size = size
      cells = Frame(size: size).cells
    }

    mutating func write(_ run: Frame.Run) {
      var column = run.column
      for glyph in Glyph.all(in: InertText(run.text)) {
        // Writing over half of a wide character destroys the other half, as terminals do.
        for touched in column..<column + glyph.width { destroy(row: run.row, column: touched) }
        cells[run.row * size.columns + column] = Cell(glyph, role: run.role)
        if glyph.width == 2 { cells[run.row * size.columns + column + 1] = .continuation(run.role) }
        column += glyph.width
      }
    }

    private mutating func destroy(row: Int, column: Int) {
      let index = row * size.columns + column
      if cells[index].isContinuation { cells[index - 1] = .blank }
      if column + 1 < size.columns, cells[index + 1].isContinuation { cells[index + 1] = .blank }
      cells[index] = .blank
    }
  }

  @Test("Writing the difference turns any screen into any other")
  func difference() throws {
    let book = try Sample.book()
    var presenter = Presenter(book: book, institution: Sample.institution)
    var scenes = Presenter.samples(of: book).flatMap(\.scenes)
    scenes += scenes.map { scene in
      var scene = scene
      scene.language = "en"
      return scene
    }
    var paper = Paper(.smallest)
    var earlier: Frame?
    var random = SplitMix(state: 7)
    for _ in 0..<300 {
      let scene = scenes[Int(random.next() % UInt64(scenes.count))]
      let frame = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
      for run in frame.runs(since: earlier) { paper.write(run) }
      #expect(paper.cells == frame.cells, "\(scene.screen.id)")
      earlier = frame
    }
    #expect(earlier?.runs(since: earlier).isEmpty == true)
  }

  @Test("A changed clock costs a few cells, not a screen")
  func smallDifference() throws {
    var presenter = Presenter(book: try Sample.book(), institution: Sample.institution)
    let scene = Scene(.attract, language: "ja")
    let before = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
    let after = presenter.frame(scene, clock: "10:25", size: .smallest, strip: nil)
    #expect(after.runs(since: before).map(\.text) == ["5"])
    #expect(after.runs(since: Frame(size: Size(columns: 90, rows: 24))).count > 20)
  }

  @Test(
    "Every screen stands whole on larger terminals, in every language",
    arguments: [Size(columns: 81, rows: 25), Size(columns: 100, rows: 40), Size(columns: 213, rows: 61)])
  func largerTerminals(size: Size) throws {
    let book = try Sample.book()
    var presenter = Presenter(book: book, institution: Sample.institution)
    for language in book.languages {
      for scene in Presenter.samples(of: book).flatMap(\.scenes) {
        var scene = scene
        scene.language = language
        let frame = presenter.frame(scene, clock: "10:24", size: size, strip: "demo")
        #expect(frame.flaws == [], "\(scene.screen.id)")
        // Boxes and labels keep their width: what is readable at 80 columns is so here.
        let small = presenter.frame(scene, clock: "10:24", size: .smallest, strip: "demo")
        #expect(frame.targets.map(\.choice).filter { $0 != FooterKey.larger.target } == small.targets.map(\.choice))
        #expect(frame.targets.allSatisfy { $0.columns.upperBound <= size.columns && $0.rows.upperBound <= size.rows })
      }
    }
  }

  @Test("A terminal that is too small shows calm words, however small", arguments: 1...30)
  func smallTerminals(columns: Int) throws {
    var presenter = Presenter(book: try Sample.book(), institution: Sample.institution)
    for rows in 1...5 {
      let size = Size(columns: columns, rows: rows)
      let frame = presenter.frame(Scene(.identity, language: "ja"), clock: "10:24", size: size, strip: nil)
      #expect(frame.size == size)
      #expect(frame.flaws == [])
    }
    let wide = Size(columns: 79, rows: 24)
    let frame = presenter.frame(Scene(.identity, language: "en"), clock: "10:24", size: wide, strip: nil)
    #expect(frame.text.contains("80 x 24"))
  }

  @Test("Choices are touch targets of three rows and more, and the digits lie in their boxes")
  func targets() throws {
    let book = try Sample.book()
    var presenter = Presenter(book: book, institution: Sample.institution)
    for sample in Presenter.samples(of: book) {
      for scene in sample.scenes {
        let frame = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
        let boxes = frame.targets.filter { !$0.choice.hasPrefix("key:") }
        #expect(Set(boxes.map(\.choice)) == Set(scene.choices.map(\.id)), "\(scene.screen.id)")
        #expect(boxes.allSatisfy { $0.rows.count >= 3 })
        for place in book.screens[scene.screen.id]?.digits(for: scene.choices.map(\.id)) ?? [] {
          let box = try #require(boxes.first { $0.choice == place.choice })
          #expect(frame[box.rows.lowerBound + 1, box.columns.lowerBound + 3].text == "\(place.digit)")
        }
      }
    }
  }

  @Test("Agree and decline are of one size, and neither is marked")
  func equalWeight() throws {
    var presenter = Presenter(book: try Sample.book(), institution: Sample.institution)
    for language in ["ja", "en"] {
      for question in ["treatment", "operation", "checkup", "limit"] {
        let scene = Scene(.consent(question), language: language, choices: [.agree, .decline])
        let frame = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
        #expect(frame.targets.count == 2)
        #expect(frame.targets[0].rows.count == frame.targets[1].rows.count)
        #expect(frame.targets[0].columns == frame.targets[1].columns)
        let roles = frame.targets.map { target in
          Set(target.rows.flatMap { row in target.columns.map { frame[row, $0].role } })
        }
        #expect(roles[0] == roles[1])
        #expect(!frame.text.contains("▶  "))
      }
    }
  }

  @Test("A question asked again says the present answer in a sentence, in every language, and marks neither choice")
  func presentAnswer() throws {
    let book = try Sample.book()
    var presenter = Presenter(book: book, institution: Sample.institution)
    for language in book.languages {
      for question in ["treatment", "operation", "checkup", "limit"] {
        var scene = Scene(.consent(question), language: language, choices: [.agree, .decline])
        let asked = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
        var texts: Set<String> = []
        for answer in [true, false] {
          scene.values.presentAnswer = answer
          let frame = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
          let words = try #require(
            book.text(answer ? "choice.agree" : "choice.decline", in: language)?.filled(with: [:]))
          let sentence = try #require(
            book.text("consent.present-answer", in: language)?.filled(with: [.answer: words]))
          #expect(frame.text.contains(sentence), "\(question) in \(language)")
          #expect(!asked.text.contains(sentence))
          texts.insert(frame.text)
          let boxes = frame.targets.filter { ["agree", "decline"].contains($0.choice) }
          #expect(boxes.count == 2)
          #expect(boxes.first?.rows.count == boxes.last?.rows.count)
          let roles = boxes.map { box in
            Set(box.rows.flatMap { row in box.columns.map { frame[row, $0].role } })
          }
          #expect(roles.first == roles.last)
        }
        #expect(texts.count == 2)
      }
    }
  }

  @Test(
    "Enter before the PIN's last digit is answered in words, and a left card in words of warning, in every language")
  func warnings() throws {
    let book = try Sample.book()
    var presenter = Presenter(book: book, institution: Sample.institution)
    /// What stands there as a warning.
    func warned(_ scene: Scene) -> String {
      let frame = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
      return frame.cells.filter { $0.role == .warning }.map(\.text).joined()
    }
    func words(_ key: String, _ language: String, _ values: [Placeholder: String] = [:]) throws -> String {
      try #require(book.text(key, in: language)?.filled(with: values)).filter { $0 != "\n" }
    }
    for language in book.languages {
      var pin = Scene(.pin, language: language, entry: .pin(typed: 2))
      pin.values.triesLeft = 3
      #expect(warned(pin).isEmpty)
      pin.values.tooFewDigits = 2
      #expect(warned(pin) == (try words("notice.too-few-digits", language, [.typed: "2"])), "\(language)")
      var end = Scene(.completion, language: language)
      #expect(warned(end).isEmpty)
      end.values.cardLeft = true
      #expect(warned(end) == (try words("notice.card-left", language)), "\(language)")
    }
  }

  @Test("To take the card is part of the last screen's heading, in every language")
  func takingTheCard() throws {
    let book = try Sample.book()
    var presenter = Presenter(book: book, institution: Sample.institution)
    for language in book.languages {
      let scene = Scene(.completion, language: language)
      let frame = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
      let heading = frame.cells.filter { $0.role == .good }.map(\.text).joined()
      let take = try #require(book.text("take-card.heading", in: language)?.filled(with: [:]))
      #expect(heading.contains(take), "\(language): \(heading)")
    }
  }

  @Test("The demo's strip stands above the footer and moves nothing")
  func strip() throws {
    var presenter = Presenter(book: try Sample.book(), institution: Sample.institution)
    let scene = Scene(.identity, language: "ja", choices: [.face, .pin, .visual])
    let without = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
    let with = presenter.frame(
      scene, clock: "10:24", size: .smallest, strip: String(repeating: "見本 ", count: 40))
    #expect(with.flaws == [])
    for row in 0..<24 where row != 21 {
      for column in 0..<80 { #expect(with[row, column] == without[row, column]) }
    }
    #expect(with[21, 0].role == .strip)
    #expect(with[21, 79].role == .strip)
  }
}
