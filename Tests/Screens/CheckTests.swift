import Glibc
import Reception
import Runtime
import ScreenFiles
import Screenbook
import StrictYAML
import Testing

@Suite("The check of the screen files")
struct CheckTests {
  @Test("The files of this checkout are without a finding")
  func clean() throws {
    let findings = Presenter.findings(in: try Sample.book(), nearest: NearestWord.to)
    #expect(findings.map(\.sentence) == [])
  }

  @Test("The first stage alone holds the first screen, one language, one theme, one profile; the second the rest")
  func stages() throws {
    let book = try ScreenFiles.loadFirst(
      folder: Sample.screens, screens: ["attract"], language: "en", theme: "monochrome", profile: "2024-10")
    #expect(book.screens.keys.sorted() == ["attract"])
    #expect(book.texts.keys.sorted() == ["en"])
    #expect(book.languages == Sample.languages)
    #expect(book.themes.keys.sorted() == ["monochrome"])
    #expect(book.profiles.keys.sorted() == ["2024-10"])
    let whole = try ScreenFiles.loadRemaining(book, folder: Sample.screens)
    #expect(Presenter.findings(in: whole, nearest: NearestWord.to).map(\.sentence) == [])
    #expect(
      whole == (try ScreenFiles.load(folder: Sample.screens, language: "en", theme: "monochrome", profile: "2024-10")))
    #expect(whole.languages == Sample.languages)
    #expect(whole.makers.count == 5)
    #expect(whole.themes.keys.sorted() == ["dark", "default", "high-contrast", "monochrome"])
    #expect(whole.profiles.keys.sorted() == ["2024-10", "classic", "eligibility-only"])
  }

  @Test("The three profiles ask what the design says")
  func profiles() throws {
    let profiles = try Sample.book().profiles
    let classic = try #require(profiles["classic"])
    #expect(classic.questions.map(\.name) == ["treatment", "checkup", "limit"])
    #expect(classic.questions.map(\.kinds) == [[.medication, .treatment], [.checkup], [.limit]])
    #expect(!classic.allAtOnce && classic.byLaw.isEmpty)
    let newer = try #require(profiles["2024-10"])
    #expect(newer.questions.map(\.name) == ["treatment", "operation", "checkup"])
    #expect(newer.allAtOnce && newer.byLaw == [.limit])
    #expect(try #require(profiles["eligibility-only"]).questions.isEmpty)
  }

  /// What one change to the files of this checkout is answered with.
  struct Damage: Sendable, CustomTestStringConvertible {
    var name: String
    var file: String
    /// Nil takes the file away; `LINE` in the finding stands for the line changed.
    var change: (from: String, to: String)?
    var finding: String

    var testDescription: String { name }
  }

  @Test("Each kind of damage is named with file, line and a hint", arguments: damages)
  func damaged(damage: Damage) throws {
    let folder = try CopiedScreens()
    var finding = damage.finding
    if let change = damage.change {
      let text = try folder.read(damage.file)
      try #require(text.contains(change.from))
      let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains(change.from) }
      finding.replace("LINE", with: "\((line ?? 0) + 1)")
      try folder.write(damage.file, text.replacing(change.from, with: change.to, maxReplacements: 1))
    } else {
      unlink("\(folder.path)/\(damage.file)")
    }
    var sentences: [String] = []
    do {
      let book = try ScreenFiles.load(folder: folder.path, language: "ja")
      sentences = Presenter.findings(in: book, nearest: NearestWord.to).map(\.sentence)
    } catch {
      sentences = error.findings.map(\.sentence)
    }
    #expect(sentences.contains { $0.hasPrefix(finding) }, "\(sentences)")
  }

  private static let bring = "受付に 要るのは マイナンバーカードだけです。"

  static let damages = [
    Damage(
      name: "a screen is missing", file: "screens/pin.yaml", change: nil,
      finding: "screens/pin.yaml:1: the screen \"pin\" is missing"),
    Damage(
      name: "unknown widget", file: "screens/pin.yaml", change: ("- heading", "- haeding"),
      finding: "screens/pin.yaml:3: unknown key \"widgets[1].haeding\"; did you mean \"heading\"?"),
    Damage(
      name: "unknown key", file: "screens/pin.yaml", change: ("widgets:", "wigdets:"),
      finding: "screens/pin.yaml:2: unknown key \"wigdets\"; did you mean \"widgets\"?"),
    Damage(
      name: "another version", file: "screens/pin.yaml", change: ("version: 1", "version: 2"),
      finding: "screens/pin.yaml:1: \"version\" must be 1"),
    Damage(
      name: "unknown choice", file: "screens/identity.yaml", change: ("{ 3: visual }", "{ 3: visaul }"),
      finding: "screens/identity.yaml:6: this screen has no choice \"visaul\"; did you mean \"visual\"?"),
    Damage(
      name: "a choice without a place", file: "screens/identity.yaml", change: ("      - { 3: visual }\n", ""),
      finding: "screens/identity.yaml:1: the choice \"visual\" has no place"),
    Damage(
      name: "one digit twice", file: "screens/identity.yaml", change: ("{ 3: visual }", "{ 2: visual }"),
      finding: "screens/identity.yaml:6: the digit 2 stands for \"pin\" and for \"visual\""),
    Damage(
      name: "a digit of the numbered rows", file: "screens/review.yaml", change: ("{ 0: send }", "{ 4: send }"),
      finding: "screens/review.yaml:6: the digits from 1 belong to the numbered rows here; use 0"),
    Damage(
      name: "a reading of no text", file: "voices/ja.yaml", change: ("\"pin.heading\":", "\"pin.haeding\":"),
      finding:
        "voices/ja.yaml:LINE: there is no text \"pin.haeding\" in texts/ja.yaml; did you mean \"pin.heading\"?"),
    Damage(
      name: "a reading with a value that does not exist", file: "voices/ja.yaml", change: ("{tries}", "{trise}"),
      finding: "voices/ja.yaml:LINE: \"common.tries\" names {trise}, which does not exist; did you mean {tries}?"),
    Damage(
      name: "a reading with something personal", file: "voices/ja.yaml", change: ("{tries}", "{staff}"),
      finding: "voices/ja.yaml:LINE: \"common.tries\" would say {staff} aloud"),
    Damage(
      name: "a reading with another text's value", file: "voices/ja.yaml", change: ("{tries}", "{seconds}"),
      finding: "voices/ja.yaml:LINE: \"common.tries\" names {seconds}, which the text itself does not"),
    Damage(
      name: "readings of another language", file: "voices/ja.yaml", change: ("language: ja", "language: en"),
      finding: "voices/ja.yaml:LINE: \"language\" must be ja, as the file is named"),
    Damage(
      name: "unknown key of readings", file: "voices/ja.yaml", change: ("readings:", "raedings:"),
      finding: "voices/ja.yaml:LINE: unknown key \"raedings\"; did you mean \"readings\"?"),
    Damage(
      name: "a text missing in one language", file: "texts/en.yaml",
      change: ("\"pin.heading\":", "\"pin.haeding\":"),
      finding: "texts/en.yaml:1: the text \"pin.heading\" is missing"),
    Damage(
      name: "an unknown text", file: "texts/en.yaml", change: ("\"pin.heading\":", "\"pin.haeding\":"),
      finding: "texts/en.yaml:LINE: no screen uses the text \"pin.haeding\"; did you mean \"pin.heading\"?"),
    Damage(
      name: "an unknown placeholder", file: "texts/en.yaml", change: ("{tries}", "{trys}"),
      finding: "texts/en.yaml:LINE: \"common.tries\" names {trys}, which does not exist; did you mean {tries}?"),
    Damage(
      name: "a value that the screen does not know", file: "texts/en.yaml",
      change: ("Reading your card", "Reading your card {tries}"),
      finding: "texts/en.yaml:LINE: \"reading-card.heading\" names {tries}, which is not known on that screen"),
    Damage(
      name: "a label too long", file: "texts/ja.yaml",
      change: ("\"もどる\"", "\"もどるもどるもどるもどるもどるもどるもどるもどるもどる\""),
      finding:
        "texts/ja.yaml:LINE: \"footer.back\" runs into its neighbour on row 24 of the screen hold-phone in ja at 80×24; "
        + "shorten it by 46 of its 54 cells"),
    Damage(
      name: "a text too long", file: "texts/ja.yaml",
      change: ("押しおわったら  Enter", String(repeating: "とても ながい ", count: 80)),
      finding: "texts/ja.yaml:LINE: \"pin.lead\" makes the screen pin in ja "),
    Damage(
      name: "a text too long by one row at one size", file: "texts/ja.yaml",
      change: ("\"\(bring)\"", "\"\(bring)\\n\(bring)\\n\(bring)\""),
      finding:
        "texts/ja.yaml:LINE: \"attract.bring\" makes the screen attract in ja 1 row too high for 64×24; "
        + "shorten it by 46 of its 132 cells"),
    Damage(
      name: "a step's name too long", file: "texts/ja.yaml",
      change: ("\"本人確認\"", "\"\(String(repeating: "本人確認", count: 9))\""),
      finding:
        "texts/ja.yaml:LINE: \"step.identity\" is cut on the screen reading-card in ja at 80×24; "
        + "shorten it by 24 of its 72 cells"),
    Damage(
      name: "a short form too long for 64 columns alone", file: "texts/en.yaml",
      change: ("\"footer.back.short\": \"", "\"footer.back.short\": \"all the way "),
      finding:
        "texts/en.yaml:LINE: \"footer.back.short\" runs into its neighbour on row 24 of the screen hold-phone in en at "
        + "64×24; shorten it by 7 of its 16 cells"),
    Damage(
      name: "a role without a style", file: "themes/default.yaml", change: ("  picture:", "  pictrue:"),
      finding: "themes/default.yaml:22: unknown key \"roles.pictrue\"; did you mean \"roles.picture\"?"),
    Damage(
      name: "an empty text", file: "texts/en.yaml",
      change: ("\"attract.heading\": \"Please put your My Number card here\"", "\"attract.heading\": \"\""),
      finding: "texts/en.yaml:LINE: the text \"attract.heading\" is empty"),
    Damage(
      name: "a maker's picture too wide", file: "makers/almex.yaml",
      change: ("━━━━━━━ ▼ ━━━━━━━", String(repeating: "━", count: 90)),
      finding: "makers/almex.yaml:1: the screen attract cuts \"━━━"),
    Damage(
      name: "too little contrast", file: "themes/dark.yaml", change: ("#E8ECF0", "#445566"),
      finding: "themes/dark.yaml:4: the contrast of \"text\" is 2.2:1; it must be at least 4.5:1"),
    Damage(
      name: "the default theme's contrast", file: "themes/default.yaml", change: ("#20242A", "#6A6F76"),
      finding: "themes/default.yaml:4: the contrast of \"text\" is 4.8:1; it must be at least 7.0:1"),
    Damage(
      name: "no colour by name", file: "themes/dark.yaml", change: ("\"#E8ECF0\"", "white"),
      finding: "themes/dark.yaml:4: \"roles.text.foreground\" must be a colour like \"#1A2B3C\""),
    Damage(
      name: "a warning by colour alone", file: "themes/monochrome.yaml",
      change: ("warning: { bold: true }", "warning: {}"),
      finding: "themes/monochrome.yaml:20: without colours \"warning\" looks like plain text"),
    Damage(
      name: "an unknown kind of consent", file: "profiles/classic.yaml", change: ("[TKK]", "[TKX]"),
      finding: "profiles/classic.yaml:6: \"questions[2].kinds[1]\" cannot be \"TKX\"; did you mean \"TKK\"?"),
    Damage(
      name: "a kind asked twice", file: "profiles/classic.yaml", change: ("[TKK]", "[YZK]"),
      finding: "profiles/classic.yaml:6: \"questions[2].kinds[1]\" names YZK a second time"),
    Damage(
      name: "a question without a screen", file: "profiles/classic.yaml", change: ("name: limit", "name: limits"),
      finding: "profiles/classic.yaml:1: the question \"limits\" has no screen"),
    Damage(
      name: "a file of another language", file: "texts/en.yaml", change: ("language: en", "language: eng"),
      finding: "texts/en.yaml:4: \"language\" must be en, as the file is named"),
  ]

  /// All that `uketsuke check` tells of such a folder.
  private func sentences(_ folder: CopiedScreens) -> [String] {
    let (book, found) = ScreenFiles.survey(folder: folder.path, language: "ja")
    return (found + Presenter.findings(in: book, unread: Set(found.map(\.file)), nearest: NearestWord.to))
      .map(\.sentence)
  }

  @Test("One look shows everything of every kind, and nothing that only follows from a file that could not be read")
  func allKinds() throws {
    let folder = try CopiedScreens()
    let changes = [
      ("screens/face.yaml", "- heading", "- haeding"), ("profiles/classic.yaml", "[TKK]", "[TKK"),
      ("themes/dark.yaml", "#E8ECF0", "#445566"), ("texts/en.yaml", "{tries}", "{trise}"),
      ("texts/en.yaml", "\"pin.heading\":", "\"pin.haeding\":"),
      ("texts/ko.yaml", "\"attract.heading\":", "\"attract.heading\": \"\"\n  \"attract.head\":"),
      ("texts/pt.yaml", "\"footer.back\": \"", "\"footer.back\": \"muito muito muito "),
      ("voices/ja.yaml", "\"pin.heading\":", "\"pin.haeding\":"), ("makers/almex.yaml", "version: 1", "version: 2"),
    ]
    for (file, from, to) in changes {
      let text = try folder.read(file)
      try #require(text.contains(from), "\(file)")
      try folder.write(file, text.replacing(from, with: to, maxReplacements: 1))
    }
    unlink("\(folder.path)/texts/vi.yaml")
    mkfifo("\(folder.path)/texts/vi.yaml", 0o600)
    let sentences = sentences(folder)
    for wanted in [
      "screens/face.yaml:3: unknown key", "profiles/classic.yaml:", "themes/dark.yaml:4: the contrast of \"text\"",
      "names {trise}, which does not exist; did you mean {tries}?",
      "texts/en.yaml:1: the text \"pin.heading\" is missing",
      "the text \"attract.heading\" is empty", "\"footer.back\" runs into its neighbour",
      "voices/ja.yaml:", "makers/almex.yaml:3: \"version\" must be 1", "texts/vi.yaml:1: this is not a file",
    ] {
      #expect(sentences.contains { $0.contains(wanted) }, "\(wanted): \(sentences.joined(separator: "\n"))")
    }
    // What face.yaml would use is not known.
    #expect(!sentences.contains { $0.contains("no screen uses") || $0.contains("the screen \"face\" is missing") })
    // Each once.
    #expect(Set(sentences).count == sentences.count)
    #expect(sentences.count < 20, "\(sentences.joined(separator: "\n"))")
  }

  @Test("Two texts too long on one screen are both named, and not what stands beside them")
  func twoTooLong() throws {
    let folder = try CopiedScreens()
    let text = try folder.read("texts/en.yaml")
    let long = String(repeating: "Very long words ", count: 40)
    try folder.write(
      "texts/en.yaml",
      text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        for key in ["pin.lead", "pin.heading"] where line.hasPrefix("  \"\(key)\": \"") {
          return "  \"\(key)\": \"\(long)\""
        }
        return String(line)
      }.joined(separator: "\n"))
    let sentences = sentences(folder).filter { $0.contains("80×24") }
    #expect(sentences.count == 2, "\(sentences)")
    for key in ["pin.lead", "pin.heading"] {
      #expect(sentences.contains { $0.contains("\"\(key)\" makes the screen pin in en") }, "\(sentences)")
    }
  }

  @Test("More languages than the list has digits for are one finding, however many they are")
  func manyLanguages() throws {
    let folder = try CopiedScreens()
    let text = try folder.read("texts/en.yaml")
    for number in 10...39 {
      try folder.write("texts/x\(number).yaml", text.replacing("language: en", with: "language: x\(number)"))
    }
    #expect(
      sentences(folder) == [
        "texts/x13.yaml:1: 37 languages are more than the list has digits for: 9; take 28 away"
      ])
  }

  @Test("A name from the configuration that is no file is answered with the nearest one")
  func unknownNames() {
    func sentence(language: String = "ja", theme: String = "default", profile: String = "classic") -> String {
      do {
        _ = try ScreenFiles.loadFirst(
          folder: Sample.screens, screens: [], language: language, theme: theme, profile: profile)
        return "no failure"
      } catch {
        return error.sentence
      }
    }
    #expect(sentence(theme: "drak") == "themes/drak.yaml:1: there is no theme \"drak\"; did you mean \"dark\"?")
    #expect(sentence(profile: "clasic").contains("did you mean \"classic\"?"))
    #expect(
      sentence(language: "german")
        == "texts/german.yaml:1: there is no language \"german\"; there are \(Sample.languages.joined(separator: ", "))"
    )
    #expect(
      sentence(theme: "../../../etc/passwd")
        == "themes/../../../etc/passwd.yaml:1: there is no theme \"../../../etc/passwd\"; "
        + "there are dark, default, high-contrast, monochrome")
  }

  @Test("Contrast is that of WCAG")
  func contrast() {
    let black = Colour(red: 0, green: 0, blue: 0)
    let white = Colour(red: 255, green: 255, blue: 255)
    #expect(abs(Contrast.ratio(black, white) - 21) < 0.000_1)
    #expect(Contrast.ratio(white, white) == 1)
    // #767676 on white is the lightest grey that passes 4.5:1.
    #expect(Contrast.ratio(Colour(red: 0x76, green: 0x76, blue: 0x76), white) >= 4.5)
    #expect(Contrast.ratio(Colour(red: 0x77, green: 0x77, blue: 0x77), white) < 4.5)
  }
}

/// A copy of Screens/ that a test may damage; removed with it.
final class CopiedScreens {
  let path: String

  init() throws {
    var template = Array("/tmp/uketsuke-screens-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&template)))
    for folder in ["screens", "texts", "themes", "profiles", "makers", "voices"] {
      mkdir("\(path)/\(folder)", 0o700)
      for name in try Self.names(in: "\(Sample.screens)/\(folder)") {
        let text = try #require(TextFileOnDisk.read("\(Sample.screens)/\(folder)/\(name)"))
        try write("\(folder)/\(name)", text)
      }
    }
  }

  deinit {
    for folder in ["screens", "texts", "themes", "profiles", "makers", "voices"] {
      for name in (try? Self.names(in: "\(path)/\(folder)")) ?? [] { unlink("\(path)/\(folder)/\(name)") }
      rmdir("\(path)/\(folder)")
    }
    rmdir(path)
  }

  func read(_ file: String) throws -> String { try #require(TextFileOnDisk.read("\(path)/\(file)")) }

  func write(_ file: String, _ text: String) throws { try TextFileOnDisk.write(text, to: "\(path)/\(file)") }

  private static func names(in folder: String) throws -> [String] {
    let directory = try #require(opendir(folder))
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name.hasSuffix(".yaml") { names.append(name) }
    }
    return names
  }
}
