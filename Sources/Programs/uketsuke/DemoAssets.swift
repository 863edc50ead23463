import CardCryptography
import DemoCards
import DemoPeople
import Foundation

/// The demo people and the issuer of their cards, from Assets/.
struct DemoAssets {
  let people: DemoPeople
  let authority: TestCardAuthority

  init(folder: String) throws(ProgramFailure) {
    let file = "\(folder)/people/people.yaml"
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ProgramFailure(.inputOutput, "\(file): the demo people cannot be read")
    }
    do {
      people = try DemoPeople.read(Array(data), file: file)
    } catch {
      throw ProgramFailure(.configuration, error.sentence)
    }
    do {
      authority = try TestCardAuthority(folder: "\(folder)/cards")
    } catch {
      throw ProgramFailure(error)
    }
  }

  var issuer: CardIssuer {
    let authority = authority
    return CardIssuer(
      authorityCertificate: authority.caCertificate,
      issue: { key, name, serial, from, until in
        try? authority.issue(key: key, commonName: name, serial: serial, notBefore: from, notAfter: until)
      },
      signer: { try? authority.signer(key: $0) })
  }

  /// The people who have a card here, in the order of their keys.
  var holders: [DemoPerson] { Array(people.people.filter { $0.card != nil }.prefix(DemoReader.keys.count)) }
}
