import CivilTime
import VirtualCard

/// A card face without cryptography and without pictures worth the name: which bytes went in can be seen in what comes
/// out.
enum SampleFace {
  static let checkNumberB = "60052020300123"
  static let photo = [0x00, 0x00, 0x00, 0x0C] + (0..<3_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
  static let modulus = [UInt8](repeating: 0xC5, count: 256)

  /// As long as RSA-2048's: the input at the end.
  static func signature(_ input: [UInt8]) -> [UInt8] { [UInt8](repeating: 0x5A, count: 256 - input.count) + input }

  static func make() throws -> VirtualCardFace {
    guard let birth = CivilDate(year: 1985, month: 5, day: 20), let expiry = CivilDate(year: 2030, month: 5, day: 20)
    else { throw NoDay() }
    return VirtualCardFace(
      birthDate: birth, sex: .female, expiry: expiry, name: "見本　花子", address: "見本県見本市見本町1-99",
      namePicture: Array("name as PNG".utf8), addressPicture: Array("address as PNG".utf8),
      codePicture: Array("code".utf8), photo: photo, checkNumberB: Array(checkNumberB.utf8), pin: Array("1234".utf8),
      exponent: [0x01, 0x00, 0x01], modulus: modulus,
      seal: { parts in [UInt8](repeating: UInt8(parts.count), count: 256) }, certificate: [0x7F, 0x21, 0x01, 0x00],
      sign: { signature($0) })
  }

  struct NoDay: Error {}

  static func card(_ change: (inout VirtualCardContents) -> Void = { _ in }) throws -> VirtualCard {
    var contents = SampleCard.contents()
    contents.face = try make()
    change(&contents)
    return VirtualCard(contents)
  }
}

extension VirtualCard {
  /// All of a file, 256 bytes at a time, up to the end; nil where it cannot be selected or read.
  mutating func file(_ id: String) -> [UInt8]? {
    guard says("00A4020C 02 \(id)") == "9000" else { return nil }
    var read: [UInt8] = []
    while true {
      let answer = respond(to: [0x00, 0xB0, UInt8(read.count >> 8), UInt8(read.count & 0xFF), 0x00])
      if answer == [0x6B, 0x00] { return read }
      guard answer.suffix(2) == [0x90, 0x00] else { return nil }
      read += answer.dropLast(2)
    }
  }

  mutating func verify(_ id: String, _ digits: String) -> String {
    _ = says("00A4020C 02 \(id)")
    let hex = digits.utf8.map { String($0, radix: 16) }.joined()
    return says("00200080 \(digits.utf8.count < 16 ? "0" : "")\(String(digits.utf8.count, radix: 16)) \(hex)")
  }
}
