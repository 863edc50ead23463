import COpenJPEG
import Display

/// Writes photos as a chip holds them: for the made-up people's cards, and for tests.
public enum PhotoEncoder {
  /// How a photo is written; as a card's photo unless told otherwise.
  public struct Form: Sendable {
    /// Else red, green and blue.
    public var isGrey = true
    /// Else the codestream alone.
    public var isFile = true
    /// How many times smaller than its samples; 1: nothing is lost.
    public var ratio: Float = 1
    /// Of a sample, 1…16.
    public var bits = 8
    public var isSigned = false
    /// Side of square tiles; nil: one for the whole.
    public var tile: Int?
    /// Side of square precincts, a power of two; nil: one for a resolution.
    public var precinct: Int?
    public var levels = 5
    public var layers = 1

    public init() {}
  }

  /// Room beyond the samples: headers.
  private static let headRoom = 64 << 10

  /// Equal pictures give equal bytes (with one OpenJPEG).
  public static func bytes(of picture: Picture, as form: Form = Form()) throws(PhotoFailure) -> [UInt8] {
    if let refusal = PhotoDecoder.refusal { throw .libraryMissing(refusal) }
    let pixels = form.isGrey ? grey(picture) : picture.bytes
    var made = uk_jp2_form()
    made.width = UInt32(picture.width)
    made.height = UInt32(picture.height)
    made.components = form.isGrey ? 1 : 3
    made.bits = UInt32(form.bits)
    made.is_signed = form.isSigned ? 1 : 0
    made.tile = UInt32(form.tile ?? 0)
    made.precinct = UInt32(form.precinct ?? 0)
    made.levels = UInt32(form.levels)
    made.layers = UInt32(form.layers)
    made.ratio = form.ratio
    made.is_file = form.isFile ? 1 : 0
    var reason = [CChar](repeating: 0, count: UK_JP2_REASON_BYTES)
    let room = pixels.count * 4 + headRoom
    var isWritten = false
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      var length = room
      isWritten = uk_jp2_encode(&made, pixels, buffer.baseAddress, &length, &reason) == 1
      count = isWritten ? length : 0
    }
    guard isWritten else { throw .refused(PhotoDecoder.words(reason)) }
    return bytes
  }

  /// Luma of ITU-R BT.601, in thousandths.
  private static func grey(_ picture: Picture) -> [UInt8] {
    stride(from: 0, to: picture.bytes.count, by: 3).map { start in
      let (red, green, blue) = (
        Int(picture.bytes[start]), Int(picture.bytes[start + 1]), Int(picture.bytes[start + 2])
      )
      return UInt8((299 * red + 587 * green + 114 * blue + 500) / 1_000)
    }
  }
}
