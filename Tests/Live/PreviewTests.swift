import Display
import Foundation
import PictureFiles
import PictureReading
import Testing

/// `uketsuke preview` as a hospital uses it.
@Suite("Live: preview")
struct PreviewTests {
  private final class Folder {
    let path: String

    init() throws {
      path = FileManager.default.temporaryDirectory.appendingPathComponent("preview-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func picture(_ name: String) throws -> Picture {
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
      return try #require(try PNGFile.picture(of: bytes, mostPixels: 100_000_000))
    }

    var files: [String] {
      get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
  }

  private func preview(_ arguments: [String], folder: String? = nil) throws -> String {
    try Command.output(try Site.program("uketsuke"), ["preview"] + arguments, folder: folder)
  }

  /// Id and number of states of every screen.
  private func screens() throws -> [(id: String, states: Int)] {
    try preview(["--list"]).split(separator: "\n").map { line in
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      return (String(words[0]), try #require(Int(words[1])))
    }
  }

  @Test("A screen as text is its golden frame")
  func text() throws {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Screens/Frames/en/consent-checkup.txt")
    let frames = try String(contentsOf: golden, encoding: .utf8)
    let wanted = String(try #require(frames.components(separatedBy: String(repeating: "=", count: 80) + "\n").first))
    #expect(try preview(["consent-checkup", "--language", "en"]) == wanted)
  }

  @Test("--list names every screen; all of them as text, each state under its name")
  func listed() throws {
    let screens = try screens()
    #expect(screens.count >= 60)
    #expect(screens.contains { $0.id == "pin" && $0.states == 3 })
    let text = try preview(["all", "--state", "all", "--language", "all"])
    for screen in screens {
      for state in 1...screen.states {
        for language in ["ja", "ja-easy", "en", "zh-Hans", "ko", "vi", "pt"] {
          #expect(text.contains("# \(screen.id), state \(state) of \(screen.states), \(language)\n"))
        }
      }
    }
  }

  @Test("A picture shows what the text says, in any size")
  func picture() throws {
    let folder = try Folder()
    for (cell, size, columns, rows) in [("12x24", "80x24", 80, 24), ("8x16", "100x30", 100, 30)] {
      let reader = try CellReader.checkout(cell)
      let arguments = ["identity", "--language", "en", "--size", size]
      let said = try preview(arguments + ["--cell", cell, "--out", "identity.png"], folder: folder.path)
      #expect(said == "")
      let read = reader.text(in: try folder.picture("identity.png"), size: Size(columns: columns, rows: rows))
      #expect(read.contains("Use my PIN"))
      #expect(read == reader.canonical(try preview(arguments), papers: false))
    }
  }

  @Test("Larger letters where they fit, and the maker's way to place the card")
  func variants() throws {
    let usual = try preview(["attract", "--size", "120x45"])
    let larger = try preview(["attract", "--size", "120x45", "--larger"])
    #expect(!usual.contains("文字をもどす") && larger.contains("文字をもどす"))
    #expect(larger.filter { "▀▄█".contains($0) }.count > usual.filter { "▀▄█".contains($0) }.count + 100)
    #expect(try preview(["attract", "--maker", "almex"]) != preview(["attract"]))
    // What a console with larger cells has room for.
    #expect(try preview(["attract", "--size", "64x24"]).contains("マイナンバーカードを"))
  }

  @Test("Several pictures go into a folder, named by screen, state, language and theme")
  func pictures() throws {
    let folder = try Folder()
    _ = try preview(
      [
        "pin", "--state", "all", "--language", "ja,en", "--theme", "dark,default", "--format", "png", "--out",
        "\(folder.path)/made",
      ])
    let made = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/made").sorted()
    #expect(
      made
        == [1, 2, 3].flatMap { state in
          ["en", "ja"].flatMap { language in ["dark", "default"].map { "pin-\(state).\(language).\($0).png" } }
        })
    // The same screen in another theme is another picture.
    #expect(try folder.picture("made/pin-1.ja.dark.png") != folder.picture("made/pin-1.ja.default.png"))
  }

  @Test("A sheet holds every screen under its name")
  func sheet() throws {
    let folder = try Folder()
    _ = try preview(["--sheet", "sheet.png", "--language", "en"], folder: folder.path)
    #expect(try folder.files == ["sheet.png"])
    let sheet = try folder.picture("sheet.png")
    let reader = try CellReader.checkout("6x12")
    let screens = try screens()
    // Where the frames lie: the first label's row and column and the distance to the next.
    let (gap, across, wide, high) = (12, 6, 80 * 6 + 12, 25 * 12 + 12)
    #expect(sheet.width == gap + across * wide)
    #expect(sheet.height == gap + (screens.count + across - 1) / across * high)
    for (index, screen) in screens.enumerated() {
      let text = reader.text(
        in: sheet, row: gap + index / across * high, column: gap + index % across * wide,
        size: Size(columns: 80, rows: 25))
      let state = screen.states > 1 ? " 1/\(screen.states)" : ""
      let label = " \(screen.id)\(state)  en  default\n"
      let frame = try preview([screen.id, "--language", "en"])
      let wanted = reader.canonical(label + frame, papers: false)
      // A photo's pixels are no letters: there the rows above and below it must do.
      let (read, meant) = screen.id == "compare" ? (Self.ends(text), Self.ends(wanted)) : (text, wanted)
      #expect(read == meant, "\(screen.id)")
    }
  }

  private static func ends(_ text: String) -> String {
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
    return (rows.prefix(6) + rows.suffix(9)).joined(separator: "\n")
  }

  @Test("A sheet for each language and theme, announced while they are made")
  func sheets() throws {
    let folder = try Folder()
    let result = try Command.run(
      try Site.program("uketsuke"),
      ["preview", "--sheet", "all.png", "--language", "ja,en", "--theme", "default,dark"], folder: folder.path)
    #expect(result.status == 0)
    #expect(result.output == "")
    let wanted = ["ja-default", "en-default", "ja-dark", "en-dark"].map { "all-\($0).png" }
    #expect(try folder.files == wanted.sorted())
    #expect(result.errors == wanted.enumerated().map { "\($1) (\($0 + 1) of 4)\n" }.joined())
  }

  @Test(
    "64: what was asked wrongly, and what would be right",
    arguments: [
      (["pim"], "there is no screen \"pim\"; did you mean \"pin\"?"),
      (["qqqqqqqqq"], "there is no screen \"qqqqqqqqq\"; --list names them"),
      (["pin", "--language", "em"], "there is no language \"em\"; did you mean \"en\"?"),
      (["pin", "--theme", "dakr"], "there is no theme \"dakr\"; did you mean \"dark\"?"),
      (["pin", "--maker", "almax"], "there is no maker \"almax\"; did you mean \"almex\"?"),
      (["pin", "--theme", "dark,"], "there is no theme \"\""),
      (["pin", "--state", "4"], "the screen pin has 3 states"),
      (["pin", "--state", "0"], "--state takes a number from 1, or all"),
      (["pin", "--size", "80"], "--size takes columns and rows such as 80x24, at most 400x200"),
      (["pin", "--size", "401x24"], "--size takes columns"), (["pin", "--format", "png"], "--format png needs --out"),
      (["pin", "--cell", "7x7", "--out", "x.png"], "there is no font of 7x7; there are 6x12, 8x16, 12x24"),
      (["pin", "--size", "400x200", "--cell", "24x48", "--out", "x.png"], "too large"),
      (["pin", "--out", "x.jpg"], "--out takes a name that ends in .png or .txt"),
      (["pin", "--out", "x"], "--out takes a name that ends in .png or .txt"),
      (["pin", "--format", "text", "--out", "x.png"], "ends in .txt where --format is text"),
      (["pin", "--format", "png", "--out", "x.jpg"], "ends in .png, or a folder, where --format is png"),
      (["pin", "--state", "all", "--out", "x.png"], "3 pictures need a folder: --format png --out FOLDER"),
      (["--sheet", "x.jpg"], "--sheet takes a name that ends in .png"),
      (["pin", "--cell", "8x16"], "--cell is for pictures"),
      (["pin", "--maker", "almex,almax"], "there is no maker \"almax\"; did you mean \"almex\"?"),
      (["pin,pim"], "there is no screen \"pim\"; did you mean \"pin\"?"),
      (["--sheet", "x.png", "--size", "400x200"], "too large"),
      ([], "name one of: a screen, --list, --sheet FILE"), (["pin", "--list"], "name one of"),
      (["--sheet", "x.png", "--out", "y.png"], "--sheet names its own file"), (["--list", "--out", "x"], "--out"),
    ])
  func wrongArguments(_ arguments: [String], words: String) throws {
    let result = try Command.run(try Site.program("uketsuke"), ["preview"] + arguments)
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(result.errors.contains(words), "\(result.errors)")
  }

  @Test("Several makers and several screens, each once, and all of them")
  func axes() throws {
    let folder = try Folder()
    let makers = ["--maker", "almex,fujitsu-japan"]
    #expect(try preview(["attract,pin,attract"] + makers + ["--out", "x.txt"], folder: folder.path) == "")
    let written = try String(contentsOfFile: "\(folder.path)/x.txt", encoding: .utf8)
    #expect(
      written.split(separator: "\n").filter { $0.hasPrefix("# ") } == [
        "# attract, state 1 of 1, ja, almex", "# pin, state 1 of 3, ja, almex",
        "# attract, state 1 of 1, ja, fujitsu-japan", "# pin, state 1 of 3, ja, fujitsu-japan",
      ])
    for maker in ["almex", "fujitsu-japan"] {
      #expect(try written.contains(preview(["attract", "--maker", maker])))
    }
    #expect(try preview(["attract", "--maker", "all"]).split(separator: "\n").count { $0.hasPrefix("# ") } == 5)
    _ = try preview(["attract", "--maker", "all", "--format", "png", "--out", "made"], folder: folder.path)
    let made = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/made")
    #expect(made.count == 5 && made.contains("attract-1.ja.default.almex.png"))
    _ = try preview(["attract,pin", "--sheet", "some.png"], folder: folder.path)
    // Two frames beside each other, with the gaps around them.
    #expect(try folder.picture("some.png").width == 12 + 2 * (80 * 6 + 12))
    let sheets = try Command.run(
      try Site.program("uketsuke"), ["preview", "pin", "--sheet", "m.png", "--maker", "almex,fujitsu-japan"],
      folder: folder.path)
    #expect(
      sheets.errors == "m-ja-default-almex.png (1 of 2)\nm-ja-default-fujitsu-japan.png (2 of 2)\n")
  }

  @Test(
    "What a kiosk would not show at that size is said beside it",
    arguments: [
      (["pin", "--size", "70x24"], "70x24 is shown as a console shows it in larger cells"),
      (["pin", "--size", "64x24", "--larger"], "64x24 is shown as a console shows it in larger cells"),
      (["pin", "--size", "63x24"], "no screen has room on 63x24"), (["pin", "--size", "80x23"], "no screen has room"),
      (["pin", "--larger"], "--larger changes nothing at 80x24"),
      (["pin", "--larger", "--size", "119x45"], "--larger changes nothing at 119x45"),
      (["compare", "--larger", "--size", "120x45"], "1 of 1 shown in the usual letters"),
      (["pin"], ""), (["identity", "--size", "160x45", "--larger"], ""),
    ])
  func notes(_ arguments: [String], words: String) throws {
    let result = try Command.run(try Site.program("uketsuke"), ["preview"] + arguments)
    #expect(result.status == 0)
    #expect(words.isEmpty ? result.errors == "" : result.errors.hasPrefix("uketsuke: \(words)"), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == (words.isEmpty ? 0 : 1))
    // Where there is no room for a screen, what is shown is what a kiosk shows.
    #expect(words.hasPrefix("no screen") == result.output.contains("広げてください"))
  }

  @Test("74: what is no file is not written to, and nobody is waited for", .timeLimit(.minutes(1)))
  func pipe() throws {
    let folder = try Folder()
    let pipe = "\(folder.path)/x.png"
    #expect(mkfifo(pipe, 0o600) == 0)
    // Nobody ever reads from it.
    for arguments in [["pin", "--out", pipe], ["--sheet", pipe], ["pin", "--format", "png", "--out", pipe]] {
      let result = try Command.run(try Site.program("uketsuke"), ["preview"] + arguments)
      #expect(result.status == 74)
      #expect(result.errors == "uketsuke: \(pipe): this is not an ordinary file\n")
    }
  }

  @Test("74: standard output that has no room for it", arguments: [["--list"], ["all", "--language", "all"]])
  func fullOutput(arguments: [String]) throws {
    let words = arguments.joined(separator: " ")
    let result = try Command.run("/bin/sh", ["-c", "'\(Site.program("uketsuke"))' preview \(words) >/dev/full"])
    #expect(result.status == 74)
  }

  @Test("74: a file that cannot be written")
  func unwritable() throws {
    for arguments in [["pin", "--out"], ["pin", "--format", "png", "--out"], ["--sheet"]] {
      let result = try Command.run(try Site.program("uketsuke"), ["preview"] + arguments + ["/nowhere/x.png"])
      #expect(result.status == 74)
      #expect(result.errors == "uketsuke: /nowhere/x.png: the file cannot be written\n")
    }
  }

  @Test("78: what check finds refuses check and preview, with file, line and hint")
  func damaged() throws {
    let folder = try Folder()
    let screens = "\(folder.path)/Screens"
    let original = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Screens").path
    try FileManager.default.copyItem(atPath: original, toPath: screens)
    let file = "\(screens)/texts/en.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let line = try #require(text.components(separatedBy: "\n").firstIndex { $0.contains("\"choice.pin\":") }) + 1
    try text.replacingOccurrences(of: "\"Use my PIN\"", with: "\"Use my ⛄\"")
      .write(toFile: file, atomically: true, encoding: .utf8)
    for arguments in [["check"], ["preview", "pin"], ["preview", "--list"]] {
      let result = try Command.run(try Site.program("uketsuke"), arguments + ["--screens", screens])
      #expect(result.status == 78)
      #expect(
        result.errors
          == "uketsuke: texts/en.yaml:\(line): the font has no glyph for U+26C4 \"⛄\"; write it with another character\n"
      )
    }
    // A kiosk starts all the same: on a terminal of its own the character may be there.
    let kiosk = try ProgramInTerminal("uketsuke", ["demo", "--language", "en", "--screens", screens])
    try kiosk.wait(for: "My Number card")
  }
}
