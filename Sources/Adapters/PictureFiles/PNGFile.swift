import CPNG
import Display

/// Pictures as PNG files, by libpng.
public enum PNGFile {
  /// libpng's own loading; the reason when it cannot be used.
  private static let refusal: String? = uk_png_start().map { String(cString: $0) }

  /// Equal pictures give equal bytes (with one libpng and zlib). Up to 256 colours are written as a palette, of 1, 2, 4
  /// or 8 bits a pixel.
  ///
  /// - Parameter picture: at most 2^29 pixels.
  public static func bytes(of picture: Picture) throws(PictureFileFailure) -> [UInt8] {
    if let refusal { throw .libraryMissing(refusal) }
    guard let indexed = picture.indexed else { return try write(picture, pixels: picture.bytes, palette: []) }
    return try write(picture, pixels: indexed.pixels, palette: indexed.palette.flatMap { [$0.red, $0.green, $0.blue] })
  }

  private static func write(
    _ picture: Picture, pixels: [UInt8], palette: [UInt8]
  ) throws(PictureFileFailure) -> [UInt8] {
    let (width, height) = (UInt32(clamping: picture.width), UInt32(clamping: picture.height))
    let colours = Int32(palette.count / 3)
    let room = uk_png_most_bytes(width, height, colours)
    guard room > 0 else { throw .tooLarge }
    var reason = [CChar](repeating: 0, count: reasonBytes)
    var isWritten = false
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      var length = room
      isWritten = uk_png_write(width, height, pixels, palette, colours, buffer.baseAddress, &length, &reason) == 1
      count = isWritten ? length : 0
    }
    guard isWritten else {
      let words = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw .refused(String(decoding: words, as: UTF8.self))
    }
    return bytes
  }

  /// `png_image.message`.
  private static let reasonBytes = 64

  /// - Returns: the file's picture; nil when it is none, or larger than `mostPixels`.
  public static func picture(of bytes: [UInt8], mostPixels: Int) throws(PictureFileFailure) -> Picture? {
    if let refusal { throw .libraryMissing(refusal) }
    var (width, height): (UInt32, UInt32) = (0, 0)
    guard uk_png_size(bytes, bytes.count, &width, &height) == 1, width > 0, height > 0,
      Int(width) <= mostPixels / Int(height)
    else { return nil }
    var isRead = false
    let room = Int(width) * Int(height) * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      isRead = uk_png_read(bytes, bytes.count, buffer.baseAddress) == 1
      count = isRead ? room : 0
    }
    return isRead ? Picture(width: Int(width), height: Int(height), bytes: pixels) : nil
  }
}

/// Why a picture's file cannot be made.
public enum PictureFileFailure: Error, Equatable, Sendable {
  /// This machine's libpng cannot be used, and why.
  case libraryMissing(String)
  case tooLarge
  /// libpng's own words.
  case refused(String)

  /// One sentence for who asked for it.
  public var sentence: String {
    switch self {
    case .libraryMissing(let reason): "no picture can be written without libpng (Debian's libpng16-16): \(reason)"
    case .tooLarge: "the picture is too large"
    case .refused(let reason): "the picture cannot be written: \(reason)"
    }
  }
}
