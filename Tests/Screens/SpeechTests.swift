import CivilTime
import Display
import Reception
import Runtime
import Screenbook
import Testing

@Suite("What the screens say")
struct SpeechTests {
  private func presenter(_ change: (inout Screenbook) -> Void = { _ in }) throws -> Presenter {
    var book = try Sample.book()
    change(&book)
    var presenter = Presenter(book: book, institution: Sample.institution)
    presenter.hasVoice = true
    return presenter
  }

  private func texts(_ scene: Scene, by presenter: Presenter) -> [String] { presenter.spoken(on: scene).map(\.text) }

  private let identity = Scene(
    .identity, language: "ja", step: .identity, choices: [.face, .pin, .visual], keys: [.back, .language, .staff])

  // MARK: - Words

  @Test("Heading, then each choice behind its digit, with its hint, then what to do, in the kana of its reading")
  func readings() throws {
    #expect(
      texts(identity, by: try presenter()) == [
        "どの ほうほうで、ほんにんかくにんを しますか？", "1、かおで、かくにんする、カメラを、みるだけです。",
        "2、あんしょうばんごうで、かくにんする、よんけたの ばんごうを、おします。",
        "3、スタッフに、かくにんしてもらう、ほかの ほうほうが つかえないとき、ばんごうを わすれたとき。",
        "カードは、そのまま おいておいてください。",
      ])
  }

  @Test("A choice's own hint goes before that of all screens; one whose reading is empty is not said")
  func hints() throws {
    let presenter = try presenter()
    var scene = identity
    scene.language = "en"
    let said = texts(scene, by: presenter)
    for key in ["choice.face.hint", "identity.visual.hint"] {
      let words = try #require(presenter.book.text(key, in: "en")?.filled(with: [:]))
      #expect(said.contains { $0.hasSuffix(", \(words)") }, "\(key): \(said)")
    }
    let consent = Scene(.consent("treatment"), language: "ja", choices: [.agree, .decline])
    #expect(texts(consent, by: presenter).filter { $0.first?.isNumber == true } == ["1、みせてもよい", "2、みせない"])
  }

  @Test("What stands below pictures is said, with the maker's own way to place the card")
  func captions() throws {
    var book = try Sample.book()
    book.makers["almex"]?.placement = .insert
    var presenter = Presenter(book: book, institution: Sample.institution)
    let attract = Scene(.attract, language: "ja", keys: [.language, .staff])
    #expect(
      texts(attract, by: presenter).dropFirst().prefix(3) == ["カードを、おく。", "ほんにんかくにんを、する。", "おこたえの あと、カードを とる。"])
    presenter.maker = "almex"
    #expect(texts(attract, by: presenter).dropFirst().first == "カードを、さしこむ。")
  }

  @Test("The choice that arrow keys go to is said as the screen says it, and none while there is none")
  func focus() throws {
    var presenter = try presenter()
    var now = Instant(nanoseconds: 0)
    func move(_ key: KeyPress, on scene: Scene) -> [SpokenPiece] {
      now = now.advanced(by: .seconds(1))
      #expect(presenter.event(for: key, on: scene, at: now) == .pressed(.other))
      return presenter.spokenFocus(on: scene)
    }
    #expect(presenter.spokenFocus(on: identity).isEmpty)
    #expect(move(.down, on: identity).map(\.text) == ["1、かおで、かくにんする、カメラを、みるだけです。"])
    #expect(move(.up, on: identity).first?.text.hasPrefix("3、") == true)
    let languages = Scene(
      .languages, language: "ja", choices: presenter.book.languages.indices.map { .language($0 + 1) })
    #expect(presenter.spokenFocus(on: languages).isEmpty)
    _ = move(.down, on: languages)
    let second = move(.down, on: languages)
    #expect(second.map(\.language) == ["en"] && second.map(\.text) == ["2, English"])
    var review = Scene(.review, language: "en", choices: [.change(1), .send])
    review.values.answers = [.init(question: "treatment", agreed: true)]
    #expect(move(.down, on: review).map(\.text) == ["1, Past medicines and treatment, Show"])
    #expect(move(.down, on: review).first?.text.hasPrefix("0, ") == true)
    // As all that is said.
    for scene in [identity, languages, review] {
      _ = move(.down, on: scene)
      let pieces = presenter.spokenFocus(on: scene)
      #expect(pieces.count == 1 && presenter.spoken(on: scene).contains { $0 == pieces.first }, "\(pieces)")
    }
    _ = presenter.frame(review, clock: "10:24", size: Size(columns: 40, rows: 10), strip: nil)
    #expect(presenter.spokenFocus(on: review).isEmpty)
  }

  @Test("Without a reading the text is said as it is shown, without its signs; an empty reading is not said")
  func withoutReadings() throws {
    var scene = Scene(.pin, language: "en", entry: .pin(typed: 2))
    scene.values.triesLeft = 3
    let said = texts(scene, by: try presenter())
    #expect(said.contains("Tries left: 3"))
    #expect(!said.joined().contains { "*＊▶/".contains($0) })
    #expect(!said.joined().contains("  ") && !said.joined().contains("\n"))
    let quiet = try presenter { book in
      var table = TextTable(language: "en", file: "voices/en.yaml")
      table.add("common.tries", ScreenText(pieces: [.literal("")], line: 1))
      table.add("pin.heading", ScreenText(pieces: [.literal("Your PIN, please.")], line: 2))
      book.voices["en"] = table
    }
    let quieter = texts(scene, by: quiet)
    #expect(quieter.first == "Your PIN, please.")
    #expect(!quieter.joined().contains("Tries left"))
    #expect(quieter.count == said.count - 1)
  }

  @Test("The languages are said each in its own, the answers with what was answered")
  func lists() throws {
    let presenter = try presenter()
    let numbers = presenter.book.languages.indices.map { Choice.language($0 + 1) }
    let pieces = presenter.spoken(on: Scene(.languages, language: "ja", choices: numbers))
    #expect(pieces.suffix(numbers.count).map(\.language) == presenter.book.languages)
    let english = try #require(presenter.book.languages.firstIndex(of: "en"))
    #expect(pieces.contains { $0.text == "\(english + 1), English" })
    var review = Scene(.review, language: "en", choices: [.change(1), .change(2), .send])
    review.values.answers = [.init(question: "treatment", agreed: true), .init(question: "checkup", agreed: false)]
    let said = texts(review, by: presenter)
    #expect(said.contains("1, Past medicines and treatment, Show"))
    #expect(said.contains("2, Health check-ups, Do not show"))
    #expect(said.contains { $0.hasPrefix("0, ") })
  }

  @Test("Every screen in every language says its heading first, and every choice that it offers")
  func everyScreen() throws {
    let presenter = try presenter()
    for language in presenter.book.languages {
      for sample in Presenter.samples(of: presenter.book) {
        for scene in sample.scenes {
          var scene = scene
          scene.language = language
          let pieces = presenter.spoken(on: scene)
          let place = "\(sample.screen.id) in \(language)"
          #expect(pieces.first?.id.hasPrefix("\(sample.screen.id).heading=") == true, "\(place)")
          #expect(!pieces.contains { $0.text.isEmpty }, "\(place)")
          if case .password = scene.entry {
            #expect(pieces.count == 1, "\(place)")
            continue
          }
          let digits = presenter.book.screens[sample.screen.id]?.digits(for: scene.choices.map(\.id)).map(\.digit) ?? []
          let spoken = pieces.compactMap { $0.text.split { ", 、".contains($0) }.first.flatMap { Int($0) } }
          #expect(Set(spoken).isSuperset(of: digits), "\(place)")
        }
      }
    }
  }

  @Test("A wait is said when it begins, and again with the way out when it has become long")
  func waits() throws {
    let presenter = try presenter()
    let screens: [Screen] = [
      .readingCard, .checkingPIN, .face, .checkingStaff, .askingEligibility, .registering, .sendingConsents,
      .handingOver,
    ]
    for screen in screens {
      let plan = try #require(presenter.book.screens[screen.id])
      #expect(plan.widgets.contains(.waiting) || screen == .face, "\(screen.id)")
      for language in presenter.book.languages {
        var announcer = Announcer()
        var scene = Scene(screen, language: language)
        #expect(announcer.news(of: presenter.spoken(on: scene), on: scene)?.isEmpty == false)
        scene.values.slow = true
        scene.choices = [.finish]
        let added = announcer.news(of: presenter.spoken(on: scene), on: scene)
        let news = try #require(added)
        #expect(news.contains { $0.id.hasPrefix("\(screen.id).wait=") }, "\(screen.id) in \(language)")
        #expect(news.contains { $0.text.first?.isNumber == true }, "\(screen.id) in \(language)")
      }
    }
  }

  @Test("Whether somebody is there is asked aloud with its choices, and the last seconds are said once")
  func presence() throws {
    let presenter = try presenter()
    for (screen, choices) in [(Screen.stillThere, [Choice.stay, .finish]), (.staffStillThere, [.stay, .otherWay])] {
      for language in presenter.book.languages {
        var announcer = Announcer()
        var scene = Scene(screen, language: language, choices: choices)
        func news() -> [SpokenPiece]? { announcer.news(of: presenter.spoken(on: scene), on: scene) }
        let asked = try #require(news())
        #expect(
          asked.map { $0.id.split(separator: "=").first ?? "" }.prefix(2) == [
            "\(screen.id).heading", "\(screen.id).lead",
          ])
        #expect(asked.contains { $0.text.hasPrefix("1") } && asked.contains { $0.text.hasPrefix("2") })
        scene.values.secondsLeft = 10
        let counted = try #require(news())
        #expect(counted.count == 1 && counted[0].text.contains("10"), "\(screen.id) in \(language)")
        scene.values.secondsLeft = 9
        #expect(news() == nil)
      }
    }
  }

  @Test("A left card is asked for with each tone; that staff were called is said once they were")
  func cardLeft() throws {
    let presenter = try presenter()
    for language in presenter.book.languages {
      func text(_ key: String) throws -> String {
        let said = try #require(presenter.book.voices[language]?[key] ?? presenter.book.text(key, in: language))
        return try #require(said.filled(with: [:]))
      }
      var announcer = Announcer()
      var scene = Scene(.completion, language: language)
      func news() -> [String]? { announcer.news(of: presenter.spoken(on: scene), on: scene)?.map(\.text) }
      let first = try #require(news()?.first)
      let take = try text("take-card.heading")
      #expect(presenter.spokenForCardLeft(on: scene).map(\.text) == [take])
      #expect(news() == nil)
      scene.values.cardLeft = true
      #expect(news() == [try text("notice.card-left")])
      #expect(presenter.spokenForCardLeft(on: scene).map(\.text) == [take, try text("notice.card-left")])
      #expect(first.contains(take), "\(language)")
    }
  }

  @Test("Enter before the PIN's last digit is answered aloud, each time, and the present answer is said in kana")
  func shortPINAndPresentAnswer() throws {
    let presenter = try presenter()
    for language in presenter.book.languages {
      var announcer = Announcer()
      var scene = Scene(.pin, language: language, entry: .pin(typed: 2))
      scene.values.triesLeft = 3
      func news() -> [SpokenPiece]? { announcer.news(of: presenter.spoken(on: scene), on: scene) }
      _ = news()
      for _ in 1...2 {
        scene.values.tooFewDigits = 2
        #expect(news()?.count == 1, "\(language)")
        scene.values.tooFewDigits = nil
        #expect(news() == nil)
      }
    }
    var question = Scene(.consent("limit"), language: "ja", choices: [.agree, .decline])
    question.values.presentAnswer = false
    #expect(texts(question, by: presenter).contains("いまの おこたえは、みせない、です。"))
    question.language = "en"
    #expect(texts(question, by: presenter).contains("Your answer so far: Do not show it"))
    question.values.presentAnswer = nil
    #expect(!texts(question, by: presenter).joined().contains("so far"))
  }

  // MARK: - What is never said

  @Test("No date, no staff number and nothing that is typed, whatever the screen")
  func nothingPersonal() throws {
    let presenter = try presenter()
    var shows = (dates: 0, numbers: 0)
    for language in presenter.book.languages {
      for sample in Presenter.samples(of: presenter.book) {
        for scene in sample.scenes {
          var scene = scene
          scene.language = language
          scene.values.certificateLastDay = CivilDate(year: 2031, month: 11, day: 27)
          scene.values.staffNumber = "8642"
          scene.values.expiresSoon = true
          switch scene.entry {
          case .staffNumber: scene.entry = .staffNumber("97531")
          case .pin, .pinOnReader, .password, .checkNumber, nil: break
          }
          var copy = presenter
          let frame = copy.frame(scene, clock: "10:24", size: .smallest, strip: nil).text
          if frame.contains("27") { shows.dates += 1 }
          if frame.contains("8642") { shows.numbers += 1 }
          let said = presenter.spoken(on: scene).map { $0.text + $0.id }.joined()
          for personal in ["8642", "97531", "2031", "27", "13 年", "November"] {
            #expect(!said.contains(personal), "\(sample.screen.id) in \(language) says \(personal)")
          }
        }
      }
    }
    // They are there to be seen, or nothing was shown by this.
    #expect(shows.dates > 5 && shows.numbers > 5)
  }

  @Test("On what somebody lives is for their eyes: aloud they are only asked to go by the desk")
  func medicalAid() throws {
    let presenter = try presenter()
    var scene = Scene(.completion, language: "ja")
    scene.values.isUnregistered = true
    for language in presenter.book.languages {
      scene.language = language
      let said = texts(scene, by: presenter).joined()
      for personal in ["医療", "いりょう", "assistance", "辅助", "扶助", "의료", "trợ giúp", "Auxílio"] {
        #expect(!said.contains(personal), "\(language) says \(personal)")
      }
      var copy = presenter
      let shown = copy.frame(scene, clock: "10:24", size: .smallest, strip: nil).text
      #expect(shown.contains("医療"), "\(language) does not show it")
      if language == "ja" { #expect(said.contains("さきに、うけつけの まどぐちへ")) }
    }
  }

  @Test("A reading that would say something personal is a finding, and is not said all the same")
  func personalReading() throws {
    let presenter = try presenter { book in
      var table = TextTable(language: "en", file: "voices/en.yaml")
      table.add("staff-password.body", ScreenText(pieces: [.value(.staff)], line: 5))
      table.add("notice.in-grace", ScreenText(pieces: [.literal("since "), .value(.date)], line: 6))
      book.voices["en"] = table
    }
    let findings = presenter.book.voiceFindings(isPersonal: \.isPersonal, nearest: { _, _ in nil })
    #expect(
      findings.map(\.sentence) == [
        "voices/en.yaml:5: \"staff-password.body\" would say {staff} aloud; nothing personal is spoken: leave it away",
        "voices/en.yaml:6: \"notice.in-grace\" would say {date} aloud; nothing personal is spoken: leave it away",
      ])
    var scene = Scene(.identity, language: "en", choices: [.pin])
    scene.values.inGrace = true
    scene.values.certificateLastDay = CivilDate(year: 2031, month: 11, day: 27)
    #expect(!texts(scene, by: presenter).joined().contains("since"))
  }

  @Test("Nothing is said of a screen that could not be painted")
  func tooSmall() throws {
    var presenter = try presenter()
    _ = presenter.frame(identity, clock: "10:24", size: Size(columns: 40, rows: 10), strip: nil)
    #expect(presenter.spoken(on: identity).isEmpty)
  }

  // MARK: - When

  @Test("A new screen is said whole; of one that changes only what is new; nothing twice, and no countdown")
  func news() throws {
    let presenter = try presenter()
    var announcer = Announcer()
    func news(_ scene: Scene) -> [String]? { announcer.news(of: presenter.spoken(on: scene), on: scene)?.map(\.text) }
    var scene = Scene(.pin, language: "en", entry: .pin(typed: 0))
    scene.values.triesLeft = 3
    #expect(news(scene)?.count == 4)
    for typed in 1...4 {
      scene.entry = .pin(typed: typed)
      #expect(news(scene) == nil)
    }
    var wait = Scene(.readingCard, language: "en")
    #expect(news(wait)?.first == "Reading your card")
    wait.values.slow = true
    wait.choices = [.finish]
    let slow = try #require(news(wait))
    #expect(slow.count == 2 && slow[1].hasPrefix("1, "), "\(slow)")
    var warning = Scene(.stillThere, language: "en", choices: [.stay, .finish])
    #expect(news(warning)?.isEmpty == false)
    warning.values.secondsLeft = 10
    #expect(news(warning)?.count == 1)
    warning.values.secondsLeft = 9
    #expect(news(warning) == nil)
    warning.language = "ja"
    #expect((news(warning)?.count ?? 0) > 3)
    #expect(news(wait)?.first == "Reading your card")
  }

  @Test("Sentences of one language are one text, with a pause behind each")
  func joining() {
    func piece(_ text: String, _ language: String) -> SpokenPiece {
      SpokenPiece(id: "", language: language, text: text)
    }
    let joined = SpokenText.joined([
      piece("どれですか？", "ja"), piece("1、はい", "ja"), piece("2, English", "en"), piece("3、中文", "zh-Hans"),
    ])
    #expect(joined.map(\.language) == ["ja", "en", "zh-Hans"])
    #expect(joined.map(\.text) == ["どれですか？ 1、はい。", "2, English.", "3、中文。"])
  }

  // MARK: - The key

  @Test("The key for the voice is there while there is one, and not where any key is an answer")
  func key() throws {
    let now = Instant(nanoseconds: 0)
    var presenter = try presenter()
    func footer(_ scene: Scene) -> Bool {
      presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil).targets
        .contains { $0.choice == FooterKey.voice.target }
    }
    #expect(footer(identity))
    #expect(presenter.event(for: .character("-"), on: identity, at: now) == .pressed(.voice))
    #expect(!footer(Scene(.stillThere, language: "ja", choices: [.stay, .finish])))
    presenter.hasVoice = false
    #expect(!footer(identity))
    #expect(presenter.event(for: .character("-"), on: identity, at: now.advanced(by: .seconds(1))) == .pressed(.other))
  }
}
