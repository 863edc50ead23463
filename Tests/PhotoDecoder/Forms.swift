import Display
import PhotoDecoder
import Testing

/// One of the ways in which a photo can be written.
struct WrittenPhoto: Sendable, CustomTestStringConvertible {
  let name: String
  let form: PhotoEncoder.Form
  /// How far a channel may be from what was drawn.
  let tolerance: Int

  var testDescription: String { name }

  init(_ name: String, tolerance: Int = 0, _ change: (inout PhotoEncoder.Form) -> Void) {
    self.name = name
    self.tolerance = tolerance
    var form = PhotoEncoder.Form()
    change(&form)
    self.form = form
  }

  static let all = [
    WrittenPhoto("grey JP2") { _ in },
    WrittenPhoto("grey codestream") { $0.isFile = false },
    WrittenPhoto("colour JP2") { $0.isGrey = false },
    WrittenPhoto("colour codestream") {
      $0.isGrey = false
      $0.isFile = false
    },
    WrittenPhoto("as small as on a card", tolerance: 60) { $0.ratio = 6 },
    WrittenPhoto("colour with losses", tolerance: 90) {
      $0.isGrey = false
      $0.ratio = 12
    },
    WrittenPhoto("16 bits") { $0.bits = 16 },
    WrittenPhoto("12 bits, signed") {
      $0.bits = 12
      $0.isSigned = true
    },
    WrittenPhoto("8 bits, signed") { $0.isSigned = true },
    WrittenPhoto("4 bits", tolerance: 9) { $0.bits = 4 },
    WrittenPhoto("1 bit", tolerance: 128) { $0.bits = 1 },
    WrittenPhoto("tiles") {
      $0.isFile = false
      $0.tile = 16
      $0.levels = 2
    },
    WrittenPhoto("precincts") {
      $0.isFile = false
      $0.precinct = 16
      $0.levels = 2
    },
    WrittenPhoto("layers") {
      $0.isFile = false
      $0.layers = 5
    },
    WrittenPhoto("never halved") {
      $0.isFile = false
      $0.levels = 0
    },
  ]

  func bytes(of picture: Picture = Drawing.picture()) throws -> [UInt8] {
    try PhotoEncoder.bytes(of: picture, as: form)
  }
}
