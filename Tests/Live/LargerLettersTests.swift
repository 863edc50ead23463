import Display
import FontFiles
import Foundation
import Testing

/// The whole visit in letters several cells high, read back from their half blocks.
@Suite("Live: larger letters", .serialized)
struct LargerLettersTests {
  private static let (rows, columns) = (50, 160)

  /// A text as half blocks of a font, drawn here by itself.
  private static func block(_ text: String, _ font: BitmapFont) throws -> [String] {
    let bitmaps = try text.unicodeScalars.map { try #require(font.bitmap(of: $0)) }
    let signs: [Character] = [" ", "▀", "▄", "█"]
    return stride(from: 0, to: font.cellHeight, by: 2).map { row in
      String(
        bitmaps.flatMap { bitmap in
          (0..<bitmap.width).map { signs[(bitmap[row, $0] ? 1 : 0) + (bitmap[row + 1, $0] ? 2 : 0)] }
        })
    }
  }

  @Test("A visit by PIN: + makes the letters larger, every choice can be read in them, the next patient has the usual")
  func wholeVisit() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("larger-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let screen = try TerminalSession(
      "'\(Site.program("uketsuke"))'", folder: folder, rows: Self.rows, columns: Self.columns)
    defer { screen.close() }
    let assets = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../Assets/fonts")
    let fonts = try ["6x12", "8x16", "12x24"].map { cell in
      try FontFile.read(Array(Data(contentsOf: assets.appendingPathComponent("\(cell).ukft"))))
    }
    func see(_ words: String...) throws {
      for word in words {
        try screen.wait(forAnyOf: fonts.map { try Self.block(word, $0) }, called: "large \(word)")
      }
    }
    try screen.wait(for: "マイナンバーカードを ここに 置いてください", "+  文字を大きく", "a大人")
    try screen.type("+")
    try screen.wait(for: "+  文字をもどす")
    try screen.type("a")
    try see("本人確認", "暗証番号")
    try screen.type("2")
    try see("暗証番号", "Enter", "あと")
    try screen.type("1234")
    try see("＊")
    try screen.press("Enter")
    try see("見せてもよい", "見せない")
    try screen.type("1")
    try screen.wait(for: "質問 2 / 3")
    try screen.type("2")
    try screen.wait(for: "質問 3 / 3")
    try screen.type("1")
    try see("送る", "限度額")
    try screen.type("0")
    try see("受付が", "お取りください", "待合室")
    try screen.type("x")
    try screen.wait(for: "マイナンバーカードを ここに 置いてください", "+  文字を大きく")
  }
}
