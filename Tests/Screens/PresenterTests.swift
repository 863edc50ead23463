import CivilTime
import Display
import Reception
import Runtime
import Screenbook
import Testing

@Suite("Keys")
struct PresenterTests {
  private let identity = Scene(
    .identity, language: "ja", step: .identity, choices: [.face, .pin, .visual], keys: [.back, .language, .staff])

  private func presenter() throws -> Presenter { Presenter(book: try Sample.book(), institution: Sample.institution) }

  private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

  @Test("The digit printed beside a choice selects it")
  func digits() throws {
    var presenter = try presenter()
    #expect(presenter.event(for: .character("1"), on: identity, at: at(0)) == .chosen(.face))
    #expect(presenter.event(for: .character("2"), on: identity, at: at(10)) == .chosen(.pin))
    #expect(presenter.event(for: .character("3"), on: identity, at: at(20)) == .chosen(.visual))
    #expect(presenter.event(for: .character("4"), on: identity, at: at(30)) == .pressed(.other))
    #expect(presenter.event(for: .character("２"), on: identity, at: at(40)) == .pressed(.other))
    let review = Scene(.review, language: "ja", choices: [.change(1), .change(2), .send])
    #expect(presenter.event(for: .character("2"), on: review, at: at(50)) == .chosen(.change(2)))
    #expect(presenter.event(for: .character("0"), on: review, at: at(60)) == .chosen(.send))
    let languages = Scene(.languages, language: "ja", choices: [.language(1), .language(2)])
    #expect(presenter.event(for: .character("2"), on: languages, at: at(1_070)) == .chosen(.language(2)))
  }

  @Test("While the terminal is too small to show the screen, no key answers it and no digit goes to the PIN")
  func tooSmall() throws {
    var presenter = try presenter()
    let pin = Scene(.pin, language: "ja", entry: .pin(typed: 0))
    _ = presenter.frame(identity, clock: "10:24", size: Size(columns: 79, rows: 24), strip: nil)
    #expect(presenter.event(for: .character("1"), on: identity, at: at(0)) == nil)
    #expect(presenter.event(for: .enter, on: identity, at: at(10)) == nil)
    #expect(presenter.secretEntry(for: pin) == nil)
    _ = presenter.frame(identity, clock: "10:24", size: .smallest, strip: nil)
    #expect(presenter.event(for: .character("1"), on: identity, at: at(20)) == .chosen(.face))
    #expect(presenter.secretEntry(for: pin) == .digits(most: 4))
  }

  @Test("The key for larger letters is there where the terminal has room for them, and means nothing elsewhere")
  func largerLetters() throws {
    var presenter = try presenter()
    var scene = identity
    scene.keys.append(.larger)
    _ = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
    #expect(!presenter.targets.map(\.choice).contains("key:larger"))
    #expect(presenter.event(for: .character("+"), on: scene, at: at(0)) == .pressed(.other))
    _ = presenter.frame(scene, clock: "10:24", size: Presenter.roomForLetters, strip: nil)
    #expect(presenter.targets.map(\.choice).contains("key:larger"))
    #expect(presenter.event(for: .character("+"), on: scene, at: at(1_000)) == .pressed(.larger))
    presenter.hasCellsForLarger = true
    _ = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
    #expect(presenter.event(for: .character("+"), on: scene, at: at(2_000)) == .pressed(.larger))
  }

  @Test("Where the file gives no digits, the choices on screen are numbered in their order")
  func automaticDigits() throws {
    var presenter = try presenter()
    let scene = Scene(.trouble(.wrongPIN), language: "ja", choices: [.retry, .visual, .finish])
    #expect(presenter.event(for: .character("2"), on: scene, at: at(0)) == .chosen(.visual))
    #expect(presenter.event(for: .character("3"), on: scene, at: at(10)) == .chosen(.finish))
  }

  @Test("The keys with a fixed meaning work where the screen shows them")
  func fixedKeys() throws {
    var presenter = try presenter()
    #expect(presenter.event(for: .character("*"), on: identity, at: at(0)) == .pressed(.back))
    #expect(presenter.event(for: .character("/"), on: identity, at: at(10)) == .pressed(.language))
    #expect(presenter.event(for: .character("."), on: identity, at: at(20)) == .pressed(.staff))
    #expect(presenter.event(for: .enter, on: identity, at: at(30)) == .pressed(.enter))
    #expect(presenter.event(for: .erase, on: identity, at: at(40)) == .pressed(.erase))
    #expect(presenter.event(for: .character("x"), on: identity, at: at(50)) == .pressed(.other))
    let attract = Scene(.attract, language: "ja", keys: [.language])
    #expect(presenter.event(for: .character("*"), on: attract, at: at(60)) == .pressed(.other))
  }

  @Test("On every screen the key for the languages opens their list, but on the list itself")
  func languageKey() throws {
    var presenter = try presenter()
    for (index, scene) in Presenter.samples(of: presenter.book).flatMap(\.scenes).enumerated() {
      let place = "\(scene.screen.id)"
      let frame = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
      let shown = frame.targets.contains { $0.choice == FooterKey.language.target }
      let event = presenter.event(for: .character("/"), on: scene, at: at(Int64(index) * 1_000))
      #expect(shown == (scene.screen != .languages), "\(place)")
      #expect(event == .pressed(scene.screen == .languages ? .other : .language), "\(place)")
    }
  }

  @Test("The same key within half a second counts once on a choice screen, also when it is held down")
  func sameKey() throws {
    var presenter = try presenter()
    #expect(presenter.event(for: .character("1"), on: identity, at: at(0)) == .chosen(.face))
    let consent = Scene(.consent("treatment"), language: "ja", choices: [.agree, .decline])
    for repeated in stride(from: Int64(30), through: 3_000, by: 30) {
      #expect(presenter.event(for: .character("1"), on: consent, at: at(repeated)) == nil)
    }
    #expect(presenter.event(for: .character("1"), on: consent, at: at(3_499)) == nil)
    #expect(presenter.event(for: .character("1"), on: consent, at: at(3_999)) == .chosen(.agree))
    #expect(presenter.event(for: .character("2"), on: consent, at: at(4_000)) == .chosen(.decline))
  }

  @Test("Digits of a staff number are typed, the same one twice too; secrets come as a count")
  func entries() throws {
    var presenter = try presenter()
    let number = Scene(.staffNumber, language: "ja", entry: .staffNumber(""), keys: [.back])
    #expect(presenter.event(for: .character("7"), on: number, at: at(0)) == .pressed(.digit(7)))
    #expect(presenter.event(for: .character("7"), on: number, at: at(10)) == .pressed(.digit(7)))
    #expect(presenter.secretEntry(for: number) == nil)
    let pin = Scene(.pin, language: "ja", entry: .pin(typed: 0), keys: [.back])
    #expect(presenter.secretEntry(for: pin) == .digits(most: 4))
    #expect(presenter.event(for: .secret(count: 3), on: pin, at: at(20)) == .secretTyped(count: 3))
    #expect(presenter.event(for: .secret(count: 3), on: pin, at: at(30)) == .secretTyped(count: 3))
    #expect(presenter.event(for: .enter, on: pin, at: at(40)) == .pressed(.enter))
    let password = Scene(.staffPassword, language: "ja", entry: .password(typed: 0))
    #expect(presenter.secretEntry(for: password) == .text(most: 64))
    #expect(presenter.secretEntry(for: identity) == nil)
  }

  @Test("A touch on a box chooses, a touch on the footer presses, a touch elsewhere shows that somebody is there")
  func touch() throws {
    var presenter = try presenter()
    let frame = presenter.frame(identity, clock: "10:24", size: .smallest, strip: nil)
    for target in frame.targets {
      let touch = KeyPress.touch(row: target.rows.lowerBound, column: target.columns.upperBound - 1)
      let expected: Event =
        switch target.choice {
        case "face": .chosen(.face)
        case "pin": .chosen(.pin)
        case "visual": .chosen(.visual)
        case "key:back": .pressed(.back)
        case "key:language": .pressed(.language)
        default: .pressed(.staff)
        }
      #expect(presenter.event(for: touch, on: identity, at: at(0)) == expected)
      // The same box again, elsewhere in it, and its digit: one press.
      let again = KeyPress.touch(row: target.rows.lowerBound, column: target.columns.lowerBound)
      #expect(presenter.event(for: again, on: identity, at: at(100)) == nil)
    }
    #expect(presenter.event(for: .touch(row: 0, column: 0), on: identity, at: at(0)) == .pressed(.other))
  }

  @Test("Arrow keys go from choice to choice and Enter takes the one they went to; none is marked before")
  func arrows() throws {
    var presenter = try presenter()
    #expect(!presenter.frame(identity, clock: "10:24", size: .smallest, strip: nil).text.contains("│▶"))
    #expect(presenter.event(for: .down, on: identity, at: at(0)) == .pressed(.other))
    #expect(presenter.event(for: .down, on: identity, at: at(600)) == .pressed(.other))
    #expect(presenter.frame(identity, clock: "10:24", size: .smallest, strip: nil).text.contains("│▶ 2"))
    #expect(presenter.event(for: .enter, on: identity, at: at(1_200)) == .chosen(.pin))
    let consent = Scene(.consent("limit"), language: "ja", choices: [.agree, .decline])
    #expect(presenter.event(for: .enter, on: consent, at: at(2_000)) == .pressed(.enter))
  }

  @Test("Where arrow keys went is forgotten with the screen: the next to see it finds none marked")
  func focusIsForgotten() throws {
    var presenter = try presenter()
    let limit = Scene(.consent("limit"), language: "ja", choices: [.agree, .decline])
    _ = presenter.frame(limit, clock: "10:24", size: .smallest, strip: nil)
    _ = presenter.event(for: .down, on: limit, at: at(0))
    #expect(presenter.frame(limit, clock: "10:24", size: .smallest, strip: nil).text.contains("│▶ 1"))
    _ = presenter.frame(identity, clock: "10:24", size: .smallest, strip: nil)
    #expect(!presenter.frame(limit, clock: "10:24", size: .smallest, strip: nil).text.contains("│▶"))
    #expect(presenter.event(for: .enter, on: limit, at: at(1_000)) == .pressed(.enter))
  }

  @Test(
    "Days are written as the language's readers write them",
    arguments: [
      ("ja", "令和 元 年 5 月 1 日"), ("en", "1 May 2019"), ("ja-easy", "2019 年 5 月 1 日"), ("ko", "2019년 5월 1일"),
      ("zh-Hans", "2019年5月1日"), ("vi", "01/05/2019"), ("pt", "01/05/2019"), ("xx", "2019-05-01"),
    ])
  func dates(language: String, words: String) throws {
    var book = try Sample.book()
    var table = TextTable(language: "xx", file: "texts/xx.yaml")
    for key in book.texts["en"]?.keys ?? [] { if let text = book.text(key, in: "en") { table.add(key, text) } }
    book.texts["xx"] = table
    var presenter = Presenter(book: book, institution: Sample.institution)
    var scene = identity
    scene.language = language
    scene.values.expiresSoon = true
    scene.values.certificateLastDay = CivilDate(year: 2019, month: 5, day: 1)
    #expect(presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil).text.contains(words))
  }
}
