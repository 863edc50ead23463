import Display
import PhotoDecoder
import Testing

/// Headers that claim what no photo has: refused before OpenJPEG, which would believe them, is called.
@Suite("Headers of a photo")
struct HeaderTests {
  /// A grey codestream; SIZ stands at byte 2 (ISO/IEC 15444-1, A.5.1), so its fields have fixed places.
  private func codestream(_ change: (inout PhotoEncoder.Form) -> Void = { _ in }) throws -> [UInt8] {
    var form = PhotoEncoder.Form()
    form.isFile = false
    change(&form)
    return try PhotoEncoder.bytes(of: Drawing.picture(), as: form)
  }

  private enum Place {
    static let capabilities = 6
    static let width = 8
    static let height = 12
    static let left = 16
    static let tileWidth = 24
    static let tileHeight = 28
    static let components = 40
    static let bits = 42
    static let across = 43
  }

  private func put(_ value: Int, bytes count: Int, at place: Int, in bytes: [UInt8]) -> [UInt8] {
    var changed = bytes
    for index in 0..<count { changed[place + index] = UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - index))) }
    return changed
  }

  /// Behind the marker, its length included.
  private func segment(_ marker: [UInt8], in bytes: [UInt8]) throws -> Int {
    try #require(bytes.indices.first { bytes[$0...].starts(with: marker) }) + marker.count
  }

  private func failure(_ bytes: [UInt8]) -> PhotoFailure? {
    do {
      _ = try PhotoDecoder.picture(of: bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("Sizes")
  func sizes() throws {
    let good = try codestream()
    #expect(failure(good) == nil)
    let huge = put(65_535, bytes: 4, at: Place.height, in: put(65_535, bytes: 4, at: Place.width, in: good))
    #expect(failure(huge) == .tooLarge(width: 65_535, height: 65_535))
    let most = Int(UInt32.max)
    #expect(failure(put(most, bytes: 4, at: Place.width, in: good)) == .tooLarge(width: most, height: 60))
    #expect(failure(put(0, bytes: 4, at: Place.width, in: good)) == .damaged("size"))
    #expect(failure(put(0, bytes: 4, at: Place.tileHeight, in: good)) == .damaged("size"))
    #expect(failure(put(1, bytes: 4, at: Place.left, in: good)) == .notSupported("a picture beside its origin"))
    // Within the limits, but its tiles are not there.
    #expect(failure(put(600, bytes: 4, at: Place.width, in: good)) == .damaged("a tile without data"))
  }

  @Test("Tiles")
  func tiles() throws {
    let good = try codestream()
    let small = put(1, bytes: 4, at: Place.tileHeight, in: put(1, bytes: 4, at: Place.tileWidth, in: good))
    #expect(failure(small) == .tooElaborate("2880 tiles"))
    let wide = put(2_048, bytes: 4, at: Place.height, in: put(2_048, bytes: 4, at: Place.width, in: small))
    #expect(failure(wide) == .tooElaborate("4194304 tiles"))
    // Tiles that are claimed and never come.
    #expect(failure(put(24, bytes: 4, at: Place.tileWidth, in: good)) == .damaged("a tile without data"))
  }

  @Test("Components and their samples")
  func components() throws {
    let good = try codestream()
    for count in [0, 2, 4, 5, 255, 16_384, 65_535] {
      #expect(failure(put(count, bytes: 2, at: Place.components, in: good)) == .notSupported("\(count) components"))
    }
    // The segment is as long as for one component.
    #expect(failure(put(3, bytes: 2, at: Place.components, in: good)) == .cutOff)
    for bits in [17, 31, 38, 128] {
      #expect(failure(put(bits - 1, bytes: 1, at: Place.bits, in: good)) == .notSupported("samples of \(bits) bits"))
    }
    for step in [0, 2, 255] {
      #expect(failure(put(step, bytes: 1, at: Place.across, in: good)) == .notSupported("components of other sizes"))
    }
    #expect(
      failure(put(0x4000, bytes: 2, at: Place.capabilities, in: good)) == .notSupported("another part of the standard"))
  }

  @Test("Resolutions, layers, blocks and precincts")
  func codingStyle() throws {
    let good = try codestream()
    // Length, style, progression, layers, component transformation, levels, block width, height, switches, transform.
    let style = try segment([0xFF, 0x52], in: good)
    let (progression, layers, transform) = (style + 3, style + 4, style + 6)
    let (levels, blockWidth, blockHeight, switches) = (style + 7, style + 8, style + 9, style + 10)
    #expect(failure(put(0, bytes: 2, at: layers, in: good)) == .tooElaborate("0 layers"))
    #expect(failure(put(65_535, bytes: 2, at: layers, in: good)) == .tooElaborate("65535 layers"))
    #expect(failure(put(32, bytes: 1, at: levels, in: good)) == .tooElaborate("32 resolutions"))
    #expect(failure(put(9, bytes: 1, at: blockWidth, in: good)) == .damaged("code-blocks"))
    #expect(failure(put(0xFF, bytes: 1, at: blockHeight, in: good)) == .damaged("code-blocks"))
    #expect(failure(put(0x40, bytes: 1, at: switches, in: good)) == .notSupported("code-blocks of another kind"))
    #expect(failure(put(5, bytes: 1, at: progression, in: good)) == .damaged("progression"))
    #expect(failure(put(1, bytes: 1, at: transform, in: good)) == .damaged("component transformation"))
    #expect(failure(put(8, bytes: 1, at: style + 2, in: good)) == .notSupported("coding style 8"))

    let parted = try codestream {
      $0.precinct = 16
      $0.levels = 1
    }
    let precincts = try segment([0xFF, 0x52], in: parted) + 12
    #expect(failure(put(0x00, bytes: 1, at: precincts + 1, in: parted)) == .damaged("precincts"))
    // A precinct a sample, in a picture of the largest size.
    var large = put(2_048, bytes: 4, at: Place.height, in: put(2_048, bytes: 4, at: Place.width, in: parted))
    large = put(2_048, bytes: 4, at: Place.tileHeight, in: put(2_048, bytes: 4, at: Place.tileWidth, in: large))
    large = put(0x11, bytes: 1, at: precincts + 1, in: large)
    #expect(failure(large) == .tooElaborate("precincts"))
    // Blocks of four by four in such a picture.
    let blocks = put(0, bytes: 2, at: try segment([0xFF, 0x52], in: parted) + 8, in: large)
    #expect(failure(put(0xFF, bytes: 1, at: precincts + 1, in: blocks)) == .tooElaborate("precincts"))
    var whole = put(2_048, bytes: 4, at: Place.height, in: put(2_048, bytes: 4, at: Place.width, in: good))
    whole = put(2_048, bytes: 4, at: Place.tileHeight, in: put(2_048, bytes: 4, at: Place.tileWidth, in: whole))
    whole = put(0, bytes: 2, at: blockWidth, in: whole)
    guard case .tooElaborate(let words) = failure(whole) else {
      Issue.record("blocks of 4 by 4: \(String(describing: failure(whole)))")
      return
    }
    #expect(words.hasSuffix("code-blocks"))
  }

  @Test("Boxes of the file")
  func boxes() throws {
    let file = try PhotoEncoder.bytes(of: Drawing.picture())
    let colour = try segment(Array("colr".utf8), in: file)
    #expect(failure(put(18, bytes: 4, at: colour + 3, in: file)) == .notSupported("colour space 18"))
    let kind = try segment(Array("jp2".utf8) + [0x63], in: file)
    // The codestream's length: open, in eight bytes that are not there, too short to be.
    #expect(failure(put(0, bytes: 4, at: kind - 8, in: file)) == nil)
    #expect(failure(put(1, bytes: 4, at: kind - 8, in: file)) == .cutOff)
    #expect(failure(put(5, bytes: 4, at: kind - 8, in: file)) == .damaged("a box's length"))
    #expect(failure(put(Int(UInt32.max), bytes: 4, at: kind - 8, in: file)) == .cutOff)
    // A palette instead of the colour box.
    let palette = file.replacing(Array("colr".utf8), with: Array("pclr".utf8))
    #expect(failure(palette) == .notSupported("a palette"))
    // No codestream at all.
    #expect(failure(file.replacing(Array("jp2c".utf8), with: Array("jp2x".utf8))) == .cutOff)
  }
}
