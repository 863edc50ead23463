import Foundation
import Testing

/// Debian's OpenSC, which knows nothing of us, takes the virtual card for a My Number card.
@Suite("OpenSC and the virtual card", .serialized)
struct OpenSCTests {
  @Test("It is recognised as JPKI, with its certificate; a signature with the PIN is the card's")
  func recognisedAndSigns() throws {
    let table = try CardTable()
    defer { table.close() }
    let card = try table.layAndSee("adult")
    #expect(try Command.output("opensc-tool", ["--name"]).contains("jpki"))
    let atr = try Command.output("opensc-tool", ["--atr"]).filter { $0.isHexDigit || $0 == ":" }
    #expect(atr.contains("3b:da:13:ff:81:31:fb:46:80:12:39:2f:31:c1:73:c6:01:c0:3b"))

    let objects = try Command.pkcs15(["--dump"])
    #expect(objects.contains("PKCS#15 Card [JPKI]"))
    #expect(objects.contains("X.509 Certificate [User Authentication Certificate]"))
    #expect(objects.contains("Tries left     : 3"))

    let read = try Command.pkcs15(["--read-certificate", "1"])
    try read.write(toFile: "\(table.folder)/read.pem", atomically: true, encoding: .utf8)
    #expect(try table.fingerprint("read.pem") == table.fingerprint("card-adult.pem"))
    let verified = try table.openssl("verify", "-CAfile", "card-ca.pem", "read.pem")
    #expect(verified.contains("read.pem: OK"))

    try "a nonce of the service".write(toFile: "\(table.folder)/nonce", atomically: true, encoding: .utf8)
    try table.openssl("x509", "-in", "read.pem", "-pubkey", "-noout", "-out", "key.pem")
    try table.openssl("dgst", "-sha256", "-binary", "-out", "digest", "nonce")
    try Command.output(
      "pkcs15-crypt",
      [
        "--sign", "--key", "1", "--pkcs1", "--sha-256", "--raw", "--pin", "1234", "--input", "digest", "--output",
        "by-pkcs15",
      ], folder: table.folder)
    try Command.output(
      "pkcs11-tool",
      [
        "--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", "01", "--pin", "1234", "--input-file", "nonce",
        "--output-file", "by-pkcs11",
      ], folder: table.folder)
    for signature in ["by-pkcs15", "by-pkcs11"] {
      let words = try table.openssl("dgst", "-sha256", "-verify", "key.pem", "-signature", signature, "nonce")
      #expect(words.contains("Verified OK"), "\(signature)")
    }
    #expect(card.isRunning)
  }

  @Test("Three wrong PINs lock it, and OpenSC reads so from the counter")
  func locks() throws {
    let table = try CardTable()
    defer { table.close() }
    _ = try table.layAndSee("adult")
    try "some bytes".write(toFile: "\(table.folder)/nonce", atomically: true, encoding: .utf8)
    for left in [2, 1, 0, 0] {
      let tried = try Command.run("pkcs15-tool", ["--verify-pin", "--auth-id", "1", "--pin", "9999"])
      #expect(tried.status != 0)
      let objects = try Command.pkcs15(["--list-pins"])
      #expect(objects.contains("Tries left     : \(left)"), "\(objects)")
    }
    let right = try Command.run("pkcs15-tool", ["--verify-pin", "--auth-id", "1", "--pin", "1234"])
    #expect(right.status != 0)
  }

  @Test("The people: who there is, and what a mistaken name gets")
  func people() throws {
    let list = try Command.output(Site.program("uketsuke-card"), ["list"])
    for key in ["adult", "child", "elderly", "foreign", "face-only", "locked", "expired", "unregistered"] {
      #expect(list.contains("\(key): "), "\(key)")
    }
    let nobody = try Command.run(Site.program("uketsuke-card"), ["--person", "nobody"])
    #expect(nobody.status == 64)
    #expect(nobody.errors.hasPrefix("uketsuke-card: nobody is called nobody; there are: adult, "))
    let both = try Command.run(Site.program("uketsuke-card"), ["--person", "adult", "--foreign"])
    #expect(both.status == 64)
    let nowhere = try Command.run(Site.program("uketsuke-card"), ["--person", "adult", "--port", "1"])
    #expect(nowhere.status == 69)
    #expect(nowhere.errors.hasPrefix("uketsuke-card: no virtual reader at 127.0.0.1:1: "))
  }
}
