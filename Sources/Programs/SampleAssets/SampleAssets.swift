import CardCryptography
import DemoCards
import DemoPeople
import Glibc

/// The invented people of Assets/ and the issuer of their cards: what demo, simulation and `uketsuke-card` share.
public struct SampleAssets {
  private static let mostPeopleBytes = 1 << 20

  public let people: DemoPeople
  public let authority: TestCardAuthority

  /// - Parameter folder: path of Assets/.
  public init(folder: String) throws(SampleAssetsFailure) {
    let file = "\(folder)/people/people.yaml"
    guard let bytes = Self.contents(of: file) else {
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
      signer: { try? authority.signer(key: $0) })
  }

  private static func contents(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: mostPeopleBytes)
    let count = fread(&bytes, 1, bytes.count, file)
    return ferror(file) == 0 ? Array(bytes[..<count]) : nil
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
