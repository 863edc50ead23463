import VirtualCard

/// Who draws and seals the faces of the demo cards, as closures: files and cryptography are others'.
public struct CardFaceIssuer: Sendable {
  /// Of the chips' key: one key for all made-up cards.
  public var chip: PublicKey
  /// Of the municipality that seals the records.
  public var authority: PublicKey
  /// What the chips' key makes of what it is given; `nil` when it cannot.
  public var sign: @Sendable (_ input: [UInt8]) -> [UInt8]?
  /// What the municipality's key makes of the digests of these parts, in one DigestInfo.
  public var seal: @Sendable (_ parts: [[UInt8]]) -> [UInt8]
  /// The pictures of a person's card; `nil` where nobody drew them.
  public var pictures: @Sendable (_ person: String) -> CardPictures?

  public init(
    chip: PublicKey, authority: PublicKey, sign: @escaping @Sendable ([UInt8]) -> [UInt8]?,
    seal: @escaping @Sendable ([[UInt8]]) -> [UInt8], pictures: @escaping @Sendable (String) -> CardPictures?
  ) {
    self.chip = chip
    self.authority = authority
    self.sign = sign
    self.seal = seal
    self.pictures = pictures
  }

  /// RSA; both numbers big-endian.
  public struct PublicKey: Equatable, Sendable {
    public var exponent: [UInt8]
    public var modulus: [UInt8]

    public init(exponent: [UInt8], modulus: [UInt8]) {
      self.exponent = exponent
      self.modulus = modulus
    }
  }

  /// The municipality's key under the number of an authority that exists nowhere: `7F21` { `5F4E` issuer, subject and
  /// key, `5F37` signature } (soltia48/myna-card, src/data.rs).
  var certificate: [UInt8] {
    let key = CardObject.bytes(0x90, authority.exponent) + CardObject.bytes(0x91, authority.modulus)
    let body = CardObject.keyNumber("9999923") + CardObject.keyNumber("9999999") + key
    return CardObject.bytes(0x7F21, CardObject.bytes(0x5F4E, body) + CardObject.bytes(0x5F37, seal([body])))
  }
}

/// What is drawn on a card and stored in its chip.
public struct CardPictures: Equatable, Sendable {
  /// PNG.
  public var name: [UInt8]
  public var address: [UInt8]
  public var code: [UInt8]
  /// JPEG 2000.
  public var photo: [UInt8]?

  public init(name: [UInt8], address: [UInt8], code: [UInt8], photo: [UInt8]?) {
    self.name = name
    self.address = address
    self.code = code
    self.photo = photo
  }
}
