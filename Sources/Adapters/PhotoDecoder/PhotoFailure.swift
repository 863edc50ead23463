/// Why no picture comes of a chip's photo. Staff go on with the printed one.
public enum PhotoFailure: Error, Equatable, Sendable {
  /// More than `PhotoDecoder.mostBytes`.
  case tooManyBytes(Int)
  /// Neither a JP2 file nor a codestream.
  case notJPEG2000
  /// The bytes end before what they announce.
  case cutOff
  /// A part contradicts the standard or another part; which one.
  case damaged(String)
  /// In pixels, as the header claims.
  case tooLarge(width: Int, height: Int)
  /// Something that no photo of a card needs; what.
  case notSupported(String)
  /// More parts than a photo of this size has: decoding would take memory and time; which parts.
  case tooElaborate(String)
  /// This machine's OpenJPEG cannot be used, and why.
  case libraryMissing(String)
  /// OpenJPEG's own words.
  case refused(String)

  /// One sentence for staff. It holds nothing of the picture.
  public var sentence: String {
    switch self {
    case .tooManyBytes(let count):
      "the chip's photo has \(count) bytes, more than the \(PhotoDecoder.mostBytes) that are read"
    case .notJPEG2000: "the chip's photo is not in the format of a card's photo (JPEG 2000)"
    case .cutOff: "the chip's photo is not whole"
    case .damaged(let part): "the chip's photo is damaged (\(part))"
    case .tooLarge(let width, let height): "the chip's photo claims \(width) × \(height) pixels, too many for a photo"
    case .notSupported(let what): "the chip's photo has what no card's photo has (\(what))"
    case .tooElaborate(let parts): "the chip's photo is made of too many parts (\(parts))"
    case .libraryMissing(let reason):
      "the chip's photo cannot be shown without OpenJPEG (Debian's libopenjp2-7): \(reason)"
    case .refused(let words): "the chip's photo cannot be decoded: \(words)"
    }
  }
}
