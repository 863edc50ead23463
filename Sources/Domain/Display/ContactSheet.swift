import Screenbook

/// Many frames on one picture, each under its label, for people who look over all screens at once.
public struct ContactSheet: Sendable {
  public let font: BitmapFont
  public let theme: Theme
  /// Of every frame on it.
  public let size: Size
  /// How many frames stand side by side.
  public let columns: Int

  /// Side by side, so that a sheet of all screens is about as wide as high.
  public static let usualColumns = 6
  /// Around each frame, in pixels.
  static let gap = 12
  /// What the frames lie on: neither light nor dark, so that every theme's edge is seen.
  static let ground = Colour(red: 0x6C, green: 0x72, blue: 0x78)

  public init(font: BitmapFont, theme: Theme, size: Size, columns: Int = usualColumns) {
    self.font = font
    self.theme = theme
    self.size = size
    self.columns = columns
  }

  private var cell: (width: Int, height: Int) {
    (size.columns * font.cellWidth + Self.gap, (size.rows + 1) * font.cellHeight + Self.gap)
  }

  /// Pixels of a sheet with so many frames.
  public func pixels(frames: Int) -> (width: Int, height: Int) {
    let across = max(1, min(columns, frames))
    return (across * cell.width + Self.gap, (frames + across - 1) / across * cell.height + Self.gap)
  }

  /// Where the label of a frame begins, in pixels; the frame itself begins one cell's height below.
  public func place(of index: Int) -> (row: Int, column: Int) {
    (Self.gap + index / columns * cell.height, Self.gap + index % columns * cell.width)
  }

  /// - Parameter frames: all of this sheet's size, each with what stands above it.
  public func picture(of frames: [(label: String, frame: Frame)]) -> Picture {
    let (width, height) = pixels(frames: frames.count)
    var sheet = Picture(width: width, height: height, filled: Self.ground)
    for (index, entry) in frames.enumerated() {
      let (row, column) = place(of: index)
      sheet.draw(label(entry.label).picture(theme: theme, font: font), row: row, column: column)
      sheet.draw(entry.frame.picture(theme: theme, font: font), row: row + font.cellHeight, column: column)
    }
    return sheet
  }

  /// One row as wide as a frame.
  private func label(_ text: String) -> Frame {
    var canvas = Canvas(size: Size(columns: size.columns, rows: 1))
    canvas.fill(rows: 0..<1, columns: 0..<size.columns, role: .footer)
    canvas.write(text, row: 0, column: 1, role: .footer)
    return canvas.frame
  }
}
