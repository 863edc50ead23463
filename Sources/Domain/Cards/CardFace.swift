import CivilTime

/// The record of the card-face check application (file `0002`): what is printed on the card. Nothing of it is ever
/// written to a log or kept beyond the staff's comparison.
///
/// Layout (measured by public programs on production cards): `FF20` { `DF21` offsets, `DF22` birth date, `DF23` sex,
/// `DF24` key, `DF25` name, `DF26` address, `DF27` photo, `DF28` signature, `DF29` expiry, `DF2A` security code }. The
/// pictures are PNG, the photo JPEG 2000. The signature is not judged: the authority's key for it is given to nobody
/// but registered verifiers.
public struct CardFace: Equatable, Sendable {
  /// `nil` where the card writes no full date, as for people whose day of birth is not known.
  public var birthDate: CivilDate?
  public var sex: Sex
  public var expiry: CivilDate?
  /// PNG; `nil` where the record has none.
  public var namePicture: [UInt8]?
  public var addressPicture: [UInt8]?
  /// JPEG 2000; a small child's card has none.
  public var photo: [UInt8]?
  /// Of the chip's own key pair.
  public var key: CardFaceKey

  /// JIS X 0303.
  public enum Sex: Equatable, Sendable {
    case unknown
    case male
    case female
    case notApplicable
  }

  public enum Failure: Error, Equatable, Sendable {
    /// With the place in the record.
    case malformed(String)
  }

  /// - Parameter record: the whole `FF20` object, without what stands behind it.
  public init(_ record: [UInt8]) throws(Failure) {
    let fields = try Self.fields(of: record)
    func field(_ tag: UInt16) throws(Failure) -> [UInt8] {
      guard let value = fields[tag] else { throw .malformed("no \(Self.name(of: tag))") }
      return value
    }
    func date(_ tag: UInt16) throws(Failure) -> CivilDate? {
      let digits = try field(tag)
      guard digits.count == 8, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
        throw .malformed("\(Self.name(of: tag)) is no date")
      }
      return CivilDate(compact: String(decoding: digits, as: UTF8.self))
    }
    birthDate = try date(0xDF22)
    sex =
      switch try field(0xDF23) {
      case [0x31]: .male
      case [0x32]: .female
      case [0x39]: .notApplicable
      default: .unknown
      }
    key = try CardFaceKey(field(0xDF24))
    namePicture = fields[0xDF25].flatMap { $0.isEmpty ? nil : $0 }
    addressPicture = fields[0xDF26].flatMap { $0.isEmpty ? nil : $0 }
    photo = fields[0xDF27].flatMap { $0.isEmpty ? nil : $0 }
    expiry = try date(0xDF29)
  }

  static let tag: UInt16 = 0xFF20

  /// By tag; filler (00, FF) ends them.
  private static func fields(of record: [UInt8]) throws(Failure) -> [UInt16: [UInt8]] {
    var fields: [UInt16: [UInt8]] = [:]
    let outer = try head(of: record[...])
    guard outer.tag == tag, outer.totalLength == record.count else { throw .malformed("no FF20") }
    var rest = record.dropFirst(outer.headLength)
    while let first = rest.first, first != 0x00, !(first == 0xFF && rest.dropFirst().first == 0xFF) {
      let head = try head(of: rest)
      guard head.totalLength <= rest.count else { throw .malformed("\(name(of: head.tag)) ends behind the record") }
      guard fields[head.tag] == nil else { throw .malformed("\(name(of: head.tag)) twice") }
      fields[head.tag] = Array(rest.dropFirst(head.headLength).prefix(head.totalLength - head.headLength))
      rest = rest.dropFirst(head.totalLength)
    }
    return fields
  }

  private static func head(of bytes: ArraySlice<UInt8>) throws(Failure) -> LeadingTLV {
    do {
      return try LeadingTLV(Array(bytes.prefix(LeadingTLV.mostHead)), form: .card)
    } catch {
      throw .malformed("a length that cannot be read")
    }
  }

  private static func name(of tag: UInt16) -> String { hexadecimal([UInt8(tag >> 8), UInt8(tag & 0xFF)]) }
}

extension CardFace: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "CardFace(redacted)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The public half of the chip's key (`DF24`): `90` exponent, `91` modulus, both big-endian.
public struct CardFaceKey: Equatable, Sendable {
  public var exponent: [UInt8]
  public var modulus: [UInt8]

  /// RSA-2048.
  static let modulusLength = 256
  static let mostExponent = 8

  init(_ bytes: [UInt8]) throws(CardFace.Failure) {
    var parts: [UInt16: [UInt8]] = [:]
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let head = try? LeadingTLV(Array(rest.prefix(LeadingTLV.mostHead)), form: .card),
        head.totalLength <= rest.count
      else { throw .malformed("DF24") }
      parts[head.tag] = Array(rest.dropFirst(head.headLength).prefix(head.totalLength - head.headLength))
      rest = rest.dropFirst(head.totalLength)
    }
    guard let exponent = parts[0x90], let modulus = parts[0x91], (1...Self.mostExponent).contains(exponent.count) else {
      throw .malformed("DF24")
    }
    self.exponent = exponent
    // A leading zero keeps it positive in some encodings.
    self.modulus = modulus.count == Self.modulusLength + 1 && modulus.first == 0 ? Array(modulus.dropFirst()) : modulus
    guard self.modulus.count == Self.modulusLength else { throw .malformed("DF24") }
  }

  public init(exponent: [UInt8], modulus: [UInt8]) {
    self.exponent = exponent
    self.modulus = modulus
  }
}

/// What a staff member's comparison has from the chip.
public struct CardFaceReading: Equatable, Sendable {
  public var face: CardFace
  /// The chip's signature over the challenge; `nil` where the card offers none. It proves the chip only once it has been
  /// held against `face.key`.
  public var proof: [UInt8]?

  public init(face: CardFace, proof: [UInt8]?) {
    self.face = face
    self.proof = proof
  }
}
