import CardCryptography
import DemoCards
import DemoPeople
import Glibc

/// The invented people of Assets/ and the issuer of their cards: what demo, simulation and `uketsuke-card` share.
public struct SampleAssets {
  private static let mostPeopleBytes = 1 << 20

  /// Of one picture on a card; a photo has about 4 kB.
  private static let mostPictureBytes = 64 << 10

  public let people: DemoPeople
  public let authority: TestCardAuthority
  private let folder: String

  /// - Parameter folder: path of Assets/.
  public init(folder: String) throws(SampleAssetsFailure) {
    self.folder = folder
    let file = "\(folder)/people/people.yaml"
    guard let bytes = Self.contents(of: file, most: Self.mostPeopleBytes) else {
      throw SampleAssetsFailure("\(file) cannot be read: \(String(cString: strerror(errno)))", isInputOutput: true)
    }
    do {
      people = try DemoPeople.read(bytes, file: file)
    } catch {
      throw SampleAssetsFailure(error.sentence, isInputOutput: false)
    }
    do {
      authority = try TestCardAuthority(folder: "\(folder)/cards")
    } catch {
      throw SampleAssetsFailure(error.sentence, isInputOutput: error.isInputOutput)
    }
  }

  public var issuer: CardIssuer {
    let authority = authority
    return CardIssuer(
      authorityCertificate: authority.caCertificate,
      issue: { key, name, serial, from, until in
        try? authority.issue(key: key, commonName: name, serial: serial, notBefore: from, notAfter: until)
      },
      signer: { try? authority.signer(key: $0) }, face: faceIssuer)
  }

  /// `nil` where the key of the chips is missing.
  private var faceIssuer: CardFaceIssuer? {
    let (authority, folder) = (authority, folder)
    guard let chip = try? authority.facePublicKey(), let seal = try? authority.sealPublicKey(),
      let sign = try? authority.signer(key: TestCardAuthority.faceKeyName)
    else { return nil }
    return CardFaceIssuer(
      chip: CardFaceIssuer.PublicKey(exponent: chip.exponent, modulus: chip.modulus),
      authority: CardFaceIssuer.PublicKey(exponent: seal.exponent, modulus: seal.modulus), sign: sign,
      seal: { authority.seal($0) }, pictures: { Self.pictures(of: $0, in: folder) })
  }

  /// Drawn by `uketsuke-card draw-faces`.
  private static func pictures(of person: String, in folder: String) -> CardPictures? {
    // The key becomes part of a path.
    guard DemoPeople.isKey(person) else { return nil }
    let files = CardPictureFiles(folder: "\(folder)/cards/faces", person: person)
    func contents(_ path: String) -> [UInt8]? { Self.contents(of: path, most: mostPictureBytes) }
    guard let name = contents(files.name), let address = contents(files.address), let code = contents(files.code)
    else { return nil }
    return CardPictures(name: name, address: address, code: code, photo: contents(files.photo))
  }

  private static func contents(of path: String, most: Int) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: most)
    let count = fread(&bytes, 1, bytes.count, file)
    return ferror(file) == 0 ? Array(bytes[..<count]) : nil
  }
}

/// Where the pictures of a person's card lie.
public struct CardPictureFiles: Sendable {
  public let name: String
  public let address: String
  public let code: String
  public let photo: String

  public init(folder: String, person: String) {
    name = "\(folder)/\(person)-name.png"
    address = "\(folder)/\(person)-address.png"
    code = "\(folder)/\(person)-code.png"
    photo = "\(folder)/\(person)-photo.jp2"
  }
}

/// The data cannot be used: one sentence for whoever started the program.
public struct SampleAssetsFailure: Error, Equatable, Sendable {
  public let sentence: String
  /// Whether the machine is the cause rather than what was written down.
  public let isInputOutput: Bool

  init(_ sentence: String, isInputOutput: Bool) {
    self.sentence = sentence
    self.isInputOutput = isInputOutput
  }
}
