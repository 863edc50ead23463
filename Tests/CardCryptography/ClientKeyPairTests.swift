import Foundation
import Testing

@testable import CardCryptography

@Suite struct ClientKeyPairTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try workshop.makeCA("one")
    try workshop.makeCA("two")
  }

  @Test func aPairPasses() throws {
    try ClientKeyPair.check(certificatePEM: try workshop.bytes("one.pem"), keyPEM: try workshop.bytes("one.key"))
    try ClientKeyPair.check(certificateFile: workshop.path("one.pem"), keyFile: workshop.path("one.key"))
  }

  @Test func everyOtherPairHasItsOwnReason() throws {
    try workshop.openssl(
      "pkey", "-in", "one.key", "-aes256", "-passout", "pass:secret", "-out", "locked.key")
    try workshop.openssl(
      "ec", "-in", "one.key", "-aes256", "-passout", "pass:secret", "-out", "traditional.key")
    try workshop.write("rubbish", "rubbish")
    for (certificate, key, failure) in [
      ("one.pem", "two.key", CardCryptographyFailure.keyOfAnotherCertificate),
      ("rubbish", "one.key", .certificateUnreadable), ("one.key", "one.key", .certificateUnreadable),
      ("one.pem", "rubbish", .keyUnreadable), ("one.pem", "one.pem", .keyUnreadable),
      ("one.pem", "locked.key", .keyHasPassphrase), ("one.pem", "traditional.key", .keyHasPassphrase),
    ] {
      #expect(throws: failure) {
        try ClientKeyPair.check(certificateFile: workshop.path(certificate), keyFile: workshop.path(key))
      }
    }
    let missing = workshop.path("missing")
    #expect(throws: CardCryptographyFailure.unreadable(path: missing, reason: "No such file or directory")) {
      try ClientKeyPair.check(certificateFile: workshop.path("one.pem"), keyFile: missing)
    }
  }
}
