import ArgumentParser
import Display
import Runtime

struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Show any screen as text or as a picture, without a kiosk.",
    discussion: """
      Screens come with the longest values that they can have; most have several states. Pictures are PNG files, drawn \
      with the fonts of Assets/fonts in the theme's exact colours. Whatever check finds refuses the preview too.

      EXAMPLES
        uketsuke preview --list
        uketsuke preview pin
        uketsuke preview consent-treatment --language all --state all
        uketsuke preview pin,identity --theme dark --format png --out pictures
        uketsuke preview identity --theme dark --out identity.png
        uketsuke preview attract --larger --size 120x45 --cell 8x16 --maker almex --out attract.png
        uketsuke preview all --language ja,en --format png --out pictures
        uketsuke preview --sheet sheet.png
        uketsuke preview --sheet sheet.png --language all --theme default,dark
        uketsuke preview attract,completion --sheet sheet.png --maker all
      """)

  @OptionGroup var data: DataOptions
  @Argument(help: "A screen as --list names it, several with commas, or all.") var screen: String?
  @Flag(help: "Name every screen, its states and its heading.") var list = false
  @Option(help: "One picture of all screens or the named ones, for each language, theme and maker.") var sheet: String?
  @Option(help: "Languages of Screens/texts: one, several with commas, or all.") var language = "ja"
  @Option(help: "Themes of Screens/themes: one, several with commas, or all.") var theme = "default"
  @Option(help: "Columns and rows of the terminal.") var size = "80x24"
  @Option(help: "Which state of the screen, from 1; or all.") var state = "1"
  @Flag(help: "In larger letters, where they fit: from \(roomForLetters) on.") var larger = false
  @Option(help: "Whose reader: where the card goes. Makers of Screens/makers, several with commas, or all.") var maker:
    String?
  @Option(help: "text or png; by the ending in --out when left out.") var format: Format?
  @Option(help: "Pixels of a cell, as Assets/fonts has them; 12x24, for a sheet 6x12, when left out.") var cell: String?
  @Option(help: "The file, .png or .txt; for several pictures the folder, with --format png.") var out: String?

  private static let roomForLetters = "\(Presenter.roomForLetters.columns)x\(Presenter.roomForLetters.rows)"

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case png
  }

  /// Every one a way of asking for something else.
  func validate() throws {
    guard list ? screen == nil && sheet == nil : screen != nil || sheet != nil else {
      throw ValidationError("name one of: a screen, --list, --sheet FILE")
    }
    _ = try frameSize()
    guard state == "all" || (Int(state) ?? 0) > 0 else {
      throw ValidationError("--state takes a number from 1, or all")
    }
    if list, out != nil { throw ValidationError("--list writes no file: leave --out away") }
    if let sheet {
      guard out == nil, format != .text else {
        throw ValidationError("--sheet names its own file, a picture: leave --out and --format away")
      }
      guard sheet.hasSuffix(PreviewTarget.pictureEnding) else {
        throw ValidationError("--sheet takes a name that ends in .png")
      }
    } else if !list {
      switch try PreviewTarget(out: out, format: format) {
      case .standardOutput, .textFile:
        if cell != nil { throw ValidationError("--cell is for pictures: leave it away where there is text") }
      case .pictureFile, .pictureFolder: break
      }
    }
  }

  func run() throws {
    try reportingFailures {
      let folders = try data.folders()
      let preview = try Preview(folders: folders)
      if list {
        try printAll(preview.list(in: try preview.languages(language)[0]))
        return
      }
      let choice = Preview.Choice(
        screens: try preview.samples(screen ?? "all"), languages: try preview.languages(language),
        themes: try preview.themes(theme), size: try frameSize(), state: Int(state),
        isLarger: larger, makers: try preview.makers(maker))
      try preview.checkState(choice)
      for note in preview.notes(on: choice) { printError("uketsuke: \(note)") }
      if let sheet { return try preview.writeSheets(choice, to: sheet, font: preview.font(cell ?? "6x12")) }
      switch try PreviewTarget(out: out, format: format) {
      case .standardOutput: try preview.writeTexts(choice, to: nil)
      case .textFile(let path): try preview.writeTexts(choice, to: path)
      case .pictureFile(let path):
        try preview.writePictures(choice, to: path, isFolder: false, font: preview.font(cell ?? "12x24"))
      case .pictureFolder(let path):
        try preview.writePictures(choice, to: path, isFolder: true, font: preview.font(cell ?? "12x24"))
      }
    }
  }

  private func frameSize() throws -> Size {
    let parts = size.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let columns = parts[0], let rows = parts[1],
      (1...Size.largest.columns).contains(columns), (1...Size.largest.rows).contains(rows)
    else {
      throw ValidationError(
        "--size takes columns and rows such as 80x24, at most \(Size.largest.columns)x\(Size.largest.rows)")
    }
    return Size(columns: columns, rows: rows)
  }
}
