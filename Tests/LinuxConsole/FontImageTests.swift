import Display
import Testing

@testable import LinuxConsole

@Suite struct FontImageTests {
  /// A wide glyph with pixels at both edges of both halves, and one in the middle of each.
  private static func glyph(_ cell: CellSize) -> Bitmap {
    var bitmap = Bitmap(width: cell.width * 2, height: cell.height)
    for row in 0..<cell.height {
      for column in [0, cell.width - 1, cell.width, cell.width + row % cell.width, cell.width * 2 - 1] {
        bitmap[row, column] = true
      }
    }
    return bitmap
  }

  @Test(arguments: CellChoice.cells) func aHalfIsItsColumns(cell: CellSize) {
    let image = FontImage(cell: cell)
    let bitmap = Self.glyph(cell)
    image.draw(bitmap, half: .left, letter: 0x21)
    image.draw(bitmap, half: .right, letter: 511)
    for (letter, columns) in [(0x21, 0..<cell.width), (511, cell.width..<cell.width * 2)] {
      #expect(Self.letter(letter, of: image) == bitmap.columns(columns), "\(cell) \(letter)")
    }
    #expect(Self.letter(0x20, of: image) == Bitmap(width: cell.width, height: cell.height))
    image.clear()
    #expect(Self.letter(511, of: image) == Bitmap(width: cell.width, height: cell.height))
  }

  /// What the kernel reads: 32 rows a letter, or as many as it is high.
  private static func letter(_ number: Int, of image: FontImage) -> Bitmap {
    let rowBytes = Bitmap.bytesPerRow(image.cell.width)
    let start = number * rowBytes * max(32, image.cell.height)
    let bytes = (0..<rowBytes * image.cell.height).map { image.data[start + $0] }
    return Bitmap(width: image.cell.width, height: image.cell.height, bytes: bytes)
  }

  @Test func blankHalvesAreFound() {
    let cell = CellSize(width: 12, height: 24)
    var bitmap = Bitmap(width: 24, height: 24)
    #expect(
      FontImage.isBlank(bitmap, half: .left, cellWidth: 12) && FontImage.isBlank(bitmap, half: .right, cellWidth: 12))
    bitmap[23, 12] = true
    #expect(FontImage.isBlank(bitmap, half: .left, cellWidth: cell.width))
    #expect(!FontImage.isBlank(bitmap, half: .right, cellWidth: cell.width))
    bitmap[0, 11] = true
    #expect(!FontImage.isBlank(bitmap, half: .left, cellWidth: cell.width))
  }

  @Test(arguments: [
    (1_024, 768, [12, 8], [16]), (800, 600, [8], [12]), (640, 480, [8], []), (640, 400, [8], []),
    (1_280, 1_024, [16, 12, 8], [8]), (1_920, 1_080, [16, 12, 8], [12, 8]),
    (2_560, 1_440, [24, 16, 12, 8], [16, 12, 8]), (1_600, 1_200, [16, 12, 8], [24, 8]), (600, 400, [], []),
  ])
  func cellsByPixels(width: Int, height: Int, usual: [Int], larger: [Int]) {
    let cells = CellChoice.usual(width: width, height: height)
    #expect(cells.map(\.width) == usual)
    if let first = cells.first {
      #expect(CellChoice.forLargerLetters(than: first, width: width, height: height).map(\.width) == larger)
    }
  }
}
