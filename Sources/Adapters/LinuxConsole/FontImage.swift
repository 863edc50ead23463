import CLinuxConsole
import Display

/// A cell's size in pixels.
public struct CellSize: Hashable, Sendable {
  public var width: Int
  public var height: Int

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// The 512 letters as the kernel takes them: rows of whole bytes, and for each letter 32 rows whatever its height, or
/// exactly its height where that is more.
final class FontImage {
  let cell: CellSize
  let data: UnsafeMutablePointer<UInt8>
  private let byteCount: Int
  private let bytesPerRow: Int
  private let bytesPerLetter: Int

  var isTall: Bool { cell.height > ConsoleDevice.ordinaryRows }

  /// All blank.
  init(cell: CellSize) {
    self.cell = cell
    bytesPerRow = Bitmap.bytesPerRow(cell.width)
    bytesPerLetter = bytesPerRow * max(cell.height, ConsoleDevice.ordinaryRows)
    byteCount = Self.bytes(of: cell, count: ConsoleDevice.mostLetters)
    data = .allocate(capacity: byteCount)
    data.initialize(repeating: 0, count: byteCount)
  }

  deinit { data.deallocate() }

  static func bytes(of cell: CellSize, count: Int) -> Int {
    Bitmap.bytesPerRow(cell.width) * max(cell.height, ConsoleDevice.ordinaryRows) * count
  }

  func clear() { data.update(repeating: 0, count: byteCount) }

  /// Draws one half of a glyph into a letter.
  func draw(_ bitmap: Bitmap, half: Half, letter: Int) {
    let rowBytes = Bitmap.bytesPerRow(bitmap.width)
    let shift = half == .left ? 0 : cell.width
    let target = data + letter * bytesPerLetter
    for row in 0..<min(bitmap.height, cell.height) {
      let bits = Self.bits(bitmap.bytes[row * rowBytes..<(row + 1) * rowBytes]) << UInt64(shift)
      for byte in 0..<bytesPerRow {
        var value = UInt8(truncatingIfNeeded: bits >> UInt64(56 - byte * 8))
        let used = cell.width - byte * 8
        if used < 8 { value &= 0xFF << UInt8(8 - used) }
        target[row * bytesPerRow + byte] = value
      }
    }
  }

  /// A row's pixels from the highest bit on; the widest has 64.
  private static func bits(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var bits: UInt64 = 0
    for (place, byte) in bytes.prefix(8).enumerated() { bits |= UInt64(byte) << UInt64(56 - place * 8) }
    return bits
  }

  /// Whether nothing of that half would be seen.
  static func isBlank(_ bitmap: Bitmap, half: Half, cellWidth: Int) -> Bool {
    let rowBytes = Bitmap.bytesPerRow(bitmap.width)
    let shift = UInt64(half == .left ? 0 : cellWidth)
    let mask = ~UInt64(0) << UInt64(64 - cellWidth)
    return (0..<bitmap.height).allSatisfy { row in
      (bits(bitmap.bytes[row * rowBytes..<(row + 1) * rowBytes]) << shift) & mask == 0
    }
  }
}

/// Of a wide glyph; a narrow one is all left.
enum Half {
  case left
  case right
}
