import Display
import Foundation
import PhotoDecoder
import Testing

extension WrittenPhoto {
  /// What staff would see of the drawing.
  func expected(of picture: Picture = Drawing.picture()) -> Picture? {
    guard form.isGrey else { return picture }
    let grey = stride(from: 0, to: picture.bytes.count, by: 3).map { start in
      let sum = 299 * Int(picture.bytes[start]) + 587 * Int(picture.bytes[start + 1])
      return UInt8((sum + 114 * Int(picture.bytes[start + 2]) + 500) / 1_000)
    }
    return Picture(width: picture.width, height: picture.height, grey: grey)
  }
}

@Suite("The chip's photo")
struct PhotoDecoderTests {
  @Test("Every form comes out as it was drawn", arguments: WrittenPhoto.all)
  func everyForm(_ photo: WrittenPhoto) throws {
    let picture = try PhotoDecoder.picture(of: try photo.bytes())
    let expected = try #require(photo.expected())
    #expect((picture.width, picture.height) == (expected.width, expected.height))
    #expect(Drawing.difference(picture, expected) <= photo.tolerance)
  }

  @Test("A card's own size in a few kB; what stands behind the end is not looked at")
  func usual() throws {
    var form = PhotoEncoder.Form()
    form.ratio = 20
    let bytes = try PhotoEncoder.bytes(of: Drawing.picture(width: 240, height: 320), as: form)
    #expect(bytes.count < 8 << 10)
    let picture = try PhotoDecoder.picture(of: bytes)
    #expect((picture.width, picture.height) == (240, 320))
    #expect(try PhotoDecoder.picture(of: bytes + [UInt8](repeating: 0xFF, count: 200)) == picture)
    form.isFile = false
    let bare = try PhotoEncoder.bytes(of: Drawing.picture(width: 240, height: 320), as: form)
    #expect(
      try PhotoDecoder.picture(of: bare + [UInt8](repeating: 0xFF, count: 200)) == PhotoDecoder.picture(of: bare))
  }

  @Test("The made-up people's photos, as they lie in Assets")
  func demoPeople() throws {
    let folder = #filePath.replacing("Tests/PhotoDecoder/PhotoDecoderTests.swift", with: "Assets/cards/faces")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jp2") }
    #expect(names.count > 10)
    for name in names {
      let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
      let picture = try PhotoDecoder.picture(of: Array(bytes))
      #expect((picture.width, picture.height) == (240, 300), "\(name)")
      // A light wall in the corner, a grey picture.
      let corner = picture[4, 4]
      #expect(corner.red == corner.blue && corner.red > 180, "\(name)")
    }
  }

  @Test("A picture larger than a screen's comes out smaller, as often halved as needed")
  func reduced() throws {
    var form = PhotoEncoder.Form()
    form.ratio = 60
    for (size, shown) in [((641, 320), (321, 160)), ((640, 640), (640, 640)), ((1_000, 1_300), (250, 325))] {
      let bytes = try PhotoEncoder.bytes(of: Drawing.picture(width: size.0, height: size.1), as: form)
      let picture = try PhotoDecoder.picture(of: bytes)
      #expect((picture.width, picture.height) == shown)
      let small = try #require(WrittenPhoto("") { _ in }.expected(of: Drawing.picture(width: shown.0, height: shown.1)))
      // The same drawing: its middle is the same, edges apart.
      let middle = (row: shown.1 / 2, column: shown.0 / 2)
      #expect(
        abs(Int(picture[middle.row, middle.column].red) - Int(small[middle.row, middle.column].red)) < 12, "\(size)")
    }
    form.levels = 0
    form.ratio = 400
    let bytes = try PhotoEncoder.bytes(of: Drawing.picture(width: 700, height: 700), as: form)
    #expect(throws: PhotoFailure.tooLarge(width: 700, height: 700)) { try PhotoDecoder.picture(of: bytes) }
  }

  @Test("Every beginning of a photo is a failure of its own kind", arguments: WrittenPhoto.all)
  func everyBeginning(_ photo: WrittenPhoto) throws {
    let bytes = try photo.bytes()
    for count in 0..<bytes.count {
      do throws(PhotoFailure) {
        _ = try PhotoDecoder.picture(of: Array(bytes[..<count]))
        Issue.record("\(count) of \(bytes.count) bytes came out as a picture")
      } catch {
        switch error {
        case .cutOff: break
        // An open length, or an end that looks like a part.
        case .damaged: break
        case .notJPEG2000, .tooManyBytes, .tooLarge, .notSupported, .tooElaborate, .libraryMissing, .refused:
          Issue.record("\(count) of \(bytes.count) bytes: \(error)")
        }
      }
    }
  }

  @Test("What is no photo")
  func otherBytes() throws {
    for bytes in [[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [0xFF, 0xD8, 0xFF, 0xE0], Array("photo".utf8)] {
      #expect(throws: PhotoFailure.notJPEG2000) { try PhotoDecoder.picture(of: bytes) }
    }
    #expect(throws: PhotoFailure.notJPEG2000) { try PhotoDecoder.picture(of: [UInt8](repeating: 0xFF, count: 500)) }
    let many = PhotoDecoder.mostBytes + 1
    #expect(throws: PhotoFailure.tooManyBytes(many)) {
      try PhotoDecoder.picture(of: [UInt8](repeating: 0, count: many))
    }
    var form = PhotoEncoder.Form()
    form.isFile = false
    let most = try PhotoEncoder.bytes(of: Drawing.picture(), as: form)
    #expect(
      throws: Never.self,
      performing: { try PhotoDecoder.picture(of: most + [UInt8](repeating: 0, count: many - 1 - most.count)) })
  }

  @Test("Every failure has a sentence without the picture's contents, one line long")
  func sentences() {
    for failure in [
      PhotoFailure.tooManyBytes(70_000), .notJPEG2000, .cutOff, .damaged("size"), .tooLarge(width: 1, height: 2),
      .notSupported("a palette"), .tooElaborate("precincts"), .libraryMissing("no such file"), .refused("words"),
    ] {
      #expect(failure.sentence.hasPrefix("the chip's photo "))
      #expect(!failure.sentence.contains("\n"))
    }
  }
}
