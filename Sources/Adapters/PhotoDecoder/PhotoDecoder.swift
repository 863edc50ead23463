import COpenJPEG
import Display

/// The photo of a card's chip (JPEG 2000, grey on every card that is known, colour allowed) from memory to pixels. The
/// card is not trusted: every size is read from the headers and held against these limits before OpenJPEG, which
/// believes what it reads, is called. Any thread may call it.
public enum PhotoDecoder {
  /// Twice a card's largest file: the offset of READ BINARY has 15 bits.
  public static let mostBytes = 64 << 10
  /// Of the picture as it is encoded, in pixels.
  public static let mostSide = 2_048
  /// Of what comes out: higher resolutions are not decoded. More than a terminal's cells can show.
  public static let mostShownSide = 640
  /// Grey; red, green and blue.
  public static let components: Set<Int> = [1, 3]
  /// Of a sample.
  public static let bits = 1...16

  // What OpenJPEG allocates and walks through is a product of these; a photo has one tile, one to six layers, six
  // resolutions of one precinct each and about a hundred code-blocks. With all of them at their most it takes less than
  // `mostMemory` and a second.
  static let mostTiles = 64
  static let mostTileParts = 256
  static let mostLayers = 32
  static let mostLevels = 10
  static let mostPrecinctsOfResolution = 1_024
  static let mostPrecincts = 8_192
  static let mostBlocks = 32_768
  /// What decoding may take at most, in bytes: a test holds it.
  public static let mostMemory = 48 << 20

  /// OpenJPEG's own loading, when the first photo comes; the reason when it cannot be used.
  static let refusal: String? = uk_jp2_start().map { String(cString: $0) }

  /// - Parameter bytes: a JP2 file or a codestream.
  /// - Returns: at most `mostShownSide` pixels each way.
  public static func picture(of bytes: [UInt8]) throws(PhotoFailure) -> Picture {
    guard bytes.count <= mostBytes else { throw .tooManyBytes(bytes.count) }
    let isFile = bytes.starts(with: JP2File.signature)
    guard isFile || bytes.starts(with: Codestream.signature) else {
      throw isBeginning(bytes) ? .cutOff : .notJPEG2000
    }
    let contents = isFile ? try JP2File(bytes[...]).codestream : bytes[...]
    let codestream = try Codestream(contents)
    if let refusal { throw .libraryMissing(refusal) }
    let samples = try samples(of: Array(contents), codestream)
    let (width, height) = (codestream.shownWidth, codestream.shownHeight)
    let picture =
      codestream.components == 1
      ? Picture(width: width, height: height, grey: samples) : Picture(width: width, height: height, bytes: samples)
    guard let picture else { throw .damaged("size") }
    return picture
  }

  private static func isBeginning(_ bytes: [UInt8]) -> Bool {
    JP2File.signature.starts(with: bytes) || Codestream.signature.starts(with: bytes)
  }

  private static func samples(of bytes: [UInt8], _ codestream: Codestream) throws(PhotoFailure) -> [UInt8] {
    let (width, height) = (codestream.shownWidth, codestream.shownHeight)
    let room = width * height * codestream.components
    var reason = [CChar](repeating: 0, count: UK_JP2_REASON_BYTES)
    var isDecoded = false
    let samples = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      isDecoded =
        uk_jp2_decode(
          bytes, bytes.count, UInt32(codestream.reduce), UInt32(width), UInt32(height), UInt32(codestream.components),
          buffer.baseAddress, &reason) == 1
      count = isDecoded ? room : 0
    }
    guard isDecoded else { throw .refused(words(reason)) }
    return samples
  }

  static func words(_ reason: [CChar]) -> String {
    String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
