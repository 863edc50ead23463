import ArgumentParser
import DemoPeople
import SwiftASN1
import X509

struct Enrol: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bind a card's certificate to a person, so that any card can be tried.",
    discussion: """
      The file and the person are made when they are missing; a new person is a made-up adult with everything valid. \
      The key alone is kept, as a hash. Comments of the file are not kept.

      EXAMPLE
        uketsuke-standin enrol --people people.yaml --certificate card.pem --as visitor
      """)

  @Option(help: "The file of people, YAML.")
  var people: String

  @Option(help: "The card's user-authentication certificate, PEM or DER.")
  var certificate: String

  @Option(name: .customLong("as"), help: "The person's key: lower-case letters, digits, hyphens.")
  var key: String

  func run() throws {
    do throws(StandinFailure) {
      try enrol()
    } catch {
      throw error.told()
    }
  }

  private func enrol() throws(StandinFailure) {
    guard DemoPeople.isKey(key) else {
      throw .configuration("a person's key is 1 to 32 lower-case letters, digits or hyphens")
    }
    let bytes = try Files.read(certificate, "the card's certificate")
    guard let card = Self.certificate(bytes), let hash = CardTrust.publicKeyHash(card) else {
      throw .configuration("\(certificate) does not hold a certificate")
    }
    var everybody = DemoPeople()
    if let bytes = try Files.readIfAny(people, "the people") { everybody = try PeopleFile.parse(bytes, people) }
    guard everybody[key] != nil || everybody.people.count < DemoPeople.mostPeople else {
      throw .configuration("\(people) holds as many people as it may (\(DemoPeople.mostPeople))")
    }
    everybody.enrol(publicKeyHash: hash, as: key)
    try Files.replace(people, Array(everybody.yaml.utf8))
    Announcement.say("\(key) now holds this card in \(people)")
  }

  private static func certificate(_ bytes: [UInt8]) -> Certificate? {
    if let certificate = try? Certificate(derEncoded: bytes) { return certificate }
    return try? Certificate(pemEncoded: String(decoding: bytes, as: UTF8.self))
  }
}
