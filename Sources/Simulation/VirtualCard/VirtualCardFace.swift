import CivilTime

/// What the card-face applications of a virtual card hold: what is printed on it, and the key that proves the chip.
///
/// The layouts are those that public programs read from cards: soltia48/myna-card (src/ap/surface.rs, src/ap/text.rs,
/// src/data.rs), jpki/myna (src/visual.rs) and AokiApp/jsapdu (packages/mynacard/src/schema.ts) agree on tags and order;
/// what the objects of the public key and the signatures cover is the first one's alone.
public struct VirtualCardFace: Sendable {
  public var birthDate: CivilDate
  public var sex: Sex
  public var expiry: CivilDate
  public var name: String
  public var address: String
  /// PNG.
  public var namePicture: [UInt8]
  public var addressPicture: [UInt8]
  public var codePicture: [UInt8]
  /// JPEG 2000; `nil`: a small child's card has none.
  public var photo: [UInt8]?
  /// 14 ASCII digits.
  public var checkNumberB: [UInt8]
  /// The four digits of the input aid; `nil`: nothing is right.
  public var pin: [UInt8]?
  /// The public half of the chip's key: big-endian.
  public var exponent: [UInt8]
  public var modulus: [UInt8]
  /// What the municipality's key makes of the SHA-256 digests of these parts, one behind the other in one DigestInfo.
  public var seal: @Sendable (_ parts: [[UInt8]]) -> [UInt8]
  /// File `0004`: the municipality's key, as a card-verifiable certificate.
  public var certificate: [UInt8]
  /// The chip's key at work; `nil` when it cannot.
  public var sign: @Sendable (_ input: [UInt8]) -> [UInt8]?
  /// Bytes of FF behind the record, as on cards whose file is larger than its contents.
  public var filler: Int

  /// JIS X 0303.
  public enum Sex: UInt8, CaseIterable, Sendable {
    case unknown = 0x30
    case male = 0x31
    case female = 0x32
    case notApplicable = 0x39
  }

  public init(
    birthDate: CivilDate, sex: Sex, expiry: CivilDate, name: String, address: String, namePicture: [UInt8],
    addressPicture: [UInt8], codePicture: [UInt8], photo: [UInt8]?, checkNumberB: [UInt8], pin: [UInt8]?,
    exponent: [UInt8], modulus: [UInt8], seal: @escaping @Sendable ([[UInt8]]) -> [UInt8], certificate: [UInt8],
    sign: @escaping @Sendable ([UInt8]) -> [UInt8]?, filler: Int = 64
  ) {
    self.birthDate = birthDate
    self.sex = sex
    self.expiry = expiry
    self.name = name
    self.address = address
    self.namePicture = namePicture
    self.addressPicture = addressPicture
    self.codePicture = codePicture
    self.photo = photo
    self.checkNumberB = checkNumberB
    self.pin = pin
    self.exponent = exponent
    self.modulus = modulus
    self.seal = seal
    self.certificate = certificate
    self.sign = sign
    self.filler = filler
  }
}

// MARK: - Files

extension VirtualCardFace {
  /// `90` exponent, `91` modulus.
  private var key: [UInt8] { CardObject.bytes(0x90, exponent) + CardObject.bytes(0x91, modulus) }
  private var birth: [UInt8] { Array(birthDate.compact.utf8) }

  /// File `0001` of the card-face check: `FF10` { birth date, key, signature }.
  var ageRecord: [UInt8] {
    let parts = CardObject.bytes(0xDF11, birth) + CardObject.bytes(0xDF12, key)
    return CardObject.bytes(0xFF10, parts + CardObject.bytes(0xDF13, seal([parts])))
  }

  /// File `0002` of the card-face check. Sealed are three groups apart, so that a program may be shown one of them;
  /// expiry and code stand behind the seal.
  var record: [UInt8] {
    let person = [
      CardObject.bytes(0xDF22, birth), CardObject.bytes(0xDF23, [sex.rawValue]), CardObject.bytes(0xDF24, key),
    ]
    let pictures = [CardObject.bytes(0xDF25, namePicture), CardObject.bytes(0xDF26, addressPicture)]
    let photo = photo.map { [CardObject.bytes(0xDF27, $0)] } ?? []
    let rest = [
      CardObject.bytes(0xDF28, seal([person, pictures, photo].map { $0.flatMap { $0 } })),
      CardObject.bytes(0xDF29, Array(expiry.compact.utf8)), CardObject.bytes(0xDF2A, codePicture),
    ]
    return CardObject.withOffsets(0xFF20, table: 0xDF21, person + pictures + photo + rest)
      + [UInt8](repeating: 0xFF, count: filler)
  }

  /// File `0003`: layout, a key's number, version, municipality.
  var basicInformation: [UInt8] {
    CardObject.bytes(
      0xFF30,
      CardObject.bytes(0xDF31, [0x00, 0x03, 0x00, 0x00])
        + CardObject.bytes(0xDF32, CardObject.keyNumber("9999924"))
        + CardObject.bytes(0xDF33, [0x00]) + CardObject.bytes(0xDF34, Array("99999".utf8)))
  }

  /// File `0002` of the input aid: what the pictures show, as text.
  var textRecord: [UInt8] {
    CardObject.withOffsets(
      0xFF20, table: 0xDF21,
      [
        CardObject.bytes(0xDF22, Array(name.utf8)), CardObject.bytes(0xDF23, Array(address.utf8)),
        CardObject.bytes(0xDF24, birth), CardObject.bytes(0xDF25, [sex.rawValue]),
      ]) + [UInt8](repeating: 0xFF, count: filler)
  }

  /// File `0007` of the input aid: the chip's key, sealed.
  var keyRecord: [UInt8] {
    let part = CardObject.bytes(0xDF51, key)
    return CardObject.bytes(0xFF50, part + CardObject.bytes(0xDF52, seal([part])))
  }
}

/// BER-TLV as the card-face applications write it.
public enum CardObject {
  /// Lengths from 128 on are written as `82 hh ll`, also where one byte would do.
  ///
  /// - Parameter value: at most 65,535 bytes.
  public static func bytes(_ tag: UInt16, _ value: [UInt8]) -> [UInt8] {
    let tag = tag > 0xFF ? [UInt8(tag >> 8), UInt8(tag & 0xFF)] : [UInt8(tag)]
    let length =
      value.count < 0x80 ? [UInt8(value.count)] : [0x82, UInt8(value.count >> 8 & 0xFF), UInt8(value.count & 0xFF)]
    return tag + length + value
  }

  /// An object that begins with the places of the others in it, each two bytes from the file's beginning on.
  static func withOffsets(_ tag: UInt16, table: UInt16, _ objects: [[UInt8]]) -> [UInt8] {
    let blank = bytes(table, [UInt8](repeating: 0, count: 2 * objects.count))
    let length = blank.count + objects.reduce(0) { $0 + $1.count }
    var place = (length < 0x80 ? 3 : 5) + blank.count
    var places: [UInt8] = []
    for object in objects {
      places += [UInt8(place >> 8 & 0xFF), UInt8(place & 0xFF)]
      place += object.count
    }
    return bytes(tag, bytes(table, places) + objects.flatMap { $0 })
  }

  /// Sixteen bytes that name a key: seven digits, two bytes, three digits, filler.
  public static func keyNumber(_ digits: String) -> [UInt8] {
    Array(digits.utf8) + [0x08, 0x05] + Array("001".utf8) + [0, 0, 0, 0]
  }
}
