import Display
import FontFiles
import Foundation
import Screenbook

/// Reads the text of a screen back from its pixels: each cell is compared with every glyph of the font.
public struct CellReader: Sendable {
  public let font: BitmapFont
  /// By the pixels that are set; the first character of those that look alike.
  private let scalars: [Bitmap: Unicode.Scalar]

  public init(font: BitmapFont) {
    self.font = font
    var scalars: [Bitmap: Unicode.Scalar] = [:]
    for (scalar, bitmap) in font.glyphs where scalars[bitmap] == nil { scalars[bitmap] = scalar }
    // Bold strokes are one pixel wider, and a line may stand under a character; where that makes another plain one, the
    // plain one is meant.
    for (scalar, bitmap) in font.glyphs {
      for look in [Self.bold(bitmap), Self.underlined(bitmap), Self.underlined(Self.bold(bitmap))]
      where scalars[look] == nil {
        scalars[look] = scalars[bitmap] ?? scalar
      }
    }
    scalars[Self.underlined(Bitmap(width: font.cellWidth, height: font.cellHeight))] = " "
    self.scalars = scalars
  }

  private static func bold(_ bitmap: Bitmap) -> Bitmap {
    var bold = bitmap
    for row in 0..<bitmap.height {
      for column in 1..<bitmap.width where bitmap[row, column - 1] { bold[row, column] = true }
    }
    return bold
  }

  private static func underlined(_ bitmap: Bitmap) -> Bitmap {
    var underlined = bitmap
    for column in 0..<bitmap.width { underlined[bitmap.height - 2, column] = true }
    return underlined
  }

  /// The text as it would be read back: characters that look alike are one, and a wide one whose halves look like two
  /// narrow ones is those two.
  ///
  /// - Parameter papers: whether the colours behind the characters are known to whoever reads; else a block is told
  ///   from no other, and all are blanks.
  public func canonical(_ text: String, papers: Bool) -> String {
    var canonical = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let shown = font.bitmap(of: scalar) ?? (CellWidth.isInk(scalar) ? font.bitmap(of: InertText.lost) : nil)
      if scalar == "\n" {
        while canonical.last == " " { canonical.removeLast() }
        canonical.append(scalar)
      } else if scalar == "\u{3000}" {
        canonical += "  ".unicodeScalars
      } else if !papers, Self.isBlock(scalar) {
        canonical.append(" ")
      } else if let shown, shown.width > font.cellWidth, let halves = halves(of: shown) {
        canonical += halves
      } else {
        canonical.append(shown.flatMap { scalars[$0] } ?? scalar)
      }
    }
    return String(canonical)
  }

  private func halves(of wide: Bitmap) -> [Unicode.Scalar]? {
    let halves = [wide.columns(0..<font.cellWidth), wide.columns(font.cellWidth..<wide.width)]
    let scalars = halves.compactMap { $0.bytes.allSatisfy { $0 == 0 } ? " " : self.scalars[$0] }
    return scalars.count == 2 ? scalars : nil
  }

  /// So many rows and columns of cells from a pixel on, a line each row, without blanks at their ends; `□` where no
  /// glyph fits.
  ///
  /// - Parameter paper: the colour behind the characters by row and column of cells, where it is known; see `canonical`.
  public func text(
    in picture: Picture, row: Int = 0, column: Int = 0, size: Size, paper: ((Int, Int) -> Colour)? = nil
  ) -> String {
    (0..<size.rows).map { cellRow in
      let top = row + cellRow * font.cellHeight
      var line = ""
      var cell = 0
      while cell < size.columns {
        let left = column + cell * font.cellWidth
        func read(_ column: Int, cells: Int) -> Unicode.Scalar? {
          guard column + cells <= size.columns else { return nil }
          let place = left + (column - cell) * font.cellWidth
          return scalar(in: picture, top: top, left: place, cells: cells, paper: paper?(cellRow, column))
        }
        let narrow = read(cell, cells: 1)
        if narrow == nil || read(cell + 1, cells: 1) == nil, let wide = read(cell, cells: 2) {
          line.unicodeScalars.append(wide)
          cell += 2
        } else {
          line.unicodeScalars.append(narrow ?? "□")
          cell += 1
        }
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// The glyph on so many cells; without a known paper whichever of its two colours is the ink.
  private func scalar(in picture: Picture, top: Int, left: Int, cells: Int, paper: Colour?) -> Unicode.Scalar? {
    let width = font.cellWidth * cells
    guard top + font.cellHeight <= picture.height, left + width <= picture.width else { return nil }
    var plain = Bitmap(width: width, height: font.cellHeight)
    var turned = plain
    let first = paper ?? picture[top, left]
    var other: Colour?
    for row in 0..<font.cellHeight {
      for column in 0..<width {
        let colour = picture[top + row, left + column]
        if colour == first {
          turned[row, column] = true
        } else {
          guard other == nil || other == colour else { return nil }
          other = colour
          plain[row, column] = true
        }
      }
    }
    if other == nil { return " " }
    guard paper == nil else { return scalars[plain] }
    return (scalars[plain] ?? scalars[turned]).map { Self.isBlock($0) ? " " : $0 }
  }

  private static func isBlock(_ scalar: Unicode.Scalar) -> Bool { (0x2580...0x259F).contains(scalar.value) }

  /// The font of this checkout with that cell.
  public static func checkout(_ cell: String) throws -> CellReader {
    let root = URL(filePath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "Assets/fonts/\(cell).ukft")
    return CellReader(font: try FontFile.read(Array(try Data(contentsOf: file))))
  }
}

extension CellWidth {
  /// Whether a terminal shows something in the character's cells.
  fileprivate static func isInk(_ scalar: Unicode.Scalar) -> Bool { scalar.value > 0x20 && of(scalar) > 0 }
}
