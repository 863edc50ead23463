import CivilTime
import DemoPeople
import Eligibility
import EligibilityXML
import Foundation
import Testing

/// The program's commands as somebody types them.
struct CommandTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func mode(_ name: String) throws -> Int {
    try #require(
      try FileManager.default.attributesOfItem(atPath: workshop.path(name))[.posixPermissions] as? Int)
  }

  @Test func certificatesHoldTogether() throws {
    let made = try workshop.standin("certificates", "--out", workshop.path("tls"), "--host", "kiosk-server.example")
    #expect(made.status == 0 && made.complaint.isEmpty)
    _ = try workshop.openssl(
      "verify", "-x509_strict", "-CAfile", workshop.path("tls/ca.pem"), "-purpose", "sslserver",
      workshop.path("tls/server.pem"))
    _ = try workshop.openssl(
      "verify", "-x509_strict", "-CAfile", workshop.path("tls/ca.pem"), "-purpose", "sslclient",
      workshop.path("tls/client.pem"))
    for name in ["server", "client"] {
      #expect(try mode("tls/\(name).key") == 0o600)
      let own = try workshop.openssl("pkey", "-in", workshop.path("tls/\(name).key"), "-pubout").text
      #expect(try workshop.openssl("x509", "-in", workshop.path("tls/\(name).pem"), "-noout", "-pubkey").text == own)
    }
    let names = try workshop.openssl(
      "x509", "-in", workshop.path("tls/server.pem"), "-noout", "-ext", "subjectAltName"
    ).text
    for name in ["DNS:localhost", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1", "DNS:kiosk-server.example"] {
      #expect(names.contains(name))
    }
    // The CA cannot issue again.
    let files = try FileManager.default.contentsOfDirectory(atPath: workshop.path("tls")).sorted()
    #expect(files == ["ca.pem", "client.key", "client.pem", "server-expired.pem", "server.key", "server.pem"])
    let ended = try workshop.openssl("x509", "-in", workshop.path("tls/server-expired.pem"), "-noout", "-enddate").text
    #expect(ended.hasPrefix("notAfter="))
    #expect(
      try workshop.run(
        URL(filePath: "/usr/bin/openssl"),
        ["x509", "-in", workshop.path("tls/server-expired.pem"), "-noout", "-checkend", "0"]
      ).status == 1)
  }

  @Test("Nothing is overwritten", arguments: ["ca.pem", "server.pem", "server.key", "client.pem", "client.key"])
  func nothingIsOverwritten(name: String) throws {
    try FileManager.default.createDirectory(atPath: workshop.path("tls"), withIntermediateDirectories: true)
    try workshop.write("tls/\(name)", "mine")
    let refused = try workshop.standin("certificates", "--out", workshop.path("tls"))
    #expect(refused.status == 74)
    #expect(
      refused.complaint == "uketsuke-standin: \(workshop.path("tls"))/\(name) is there already; nothing was written\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: workshop.path("tls")) == [name])
  }

  @Test func enrolMakesFileAndPersonAndTheCardThenWorks() throws {
    // A card that nobody made for this: its own issuer and key, all by openssl.
    _ = try workshop.openssl(
      "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", workshop.path("ca.key"), "-out",
      workshop.path("ca.pem"),
      "-subj", "/C=JP/O=JPKI-TEST/CN=Other sample issuer", "-days", "30", "-addext", "keyUsage=critical,keyCertSign")
    _ = try workshop.openssl(
      "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", workshop.path("card.key"), "-out",
      workshop.path("card.csr"), "-subj", "/C=JP/CN=MIHON9999A")
    try workshop.write(
      "card.ext",
      "keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n"
        + "certificatePolicies=critical,1.2.392.200149.8.5.1.3.30\n")
    _ = try workshop.openssl(
      "x509", "-req", "-in", workshop.path("card.csr"), "-CA", workshop.path("ca.pem"), "-CAkey",
      workshop.path("ca.key"), "-CAcreateserial", "-days", "20", "-extfile", workshop.path("card.ext"), "-out",
      workshop.path("card.pem"))
    let enrolled = try workshop.standin(
      "enrol", "--people", workshop.path("mine.yaml"), "--certificate", workshop.path("card.pem"), "--as", "visitor")
    #expect(enrolled.status == 0 && enrolled.complaint.isEmpty)
    try workshop.configure(["people": "mine.yaml", "cardTrust": "ca.pem"])
    let server = try RunningStandin(workshop)
    let nonce = try server.nonce()
    try Data(nonce.bytes).write(to: workshop.folder.appending(path: "nonce"))
    let signature = try workshop.openssl(
      "dgst", "-sha256", "-sign", workshop.path("card.key"), workshop.path("nonce")
    ).output
    let certificate = try workshop.openssl("x509", "-in", workshop.path("card.pem"), "-outform", "DER").output
    let answer = try server.ask(
      .openSession(
        SessionRequest(
          visit: "v", nonce: nonce, certificate: certificate, evidence: .cardSignature(.pin, signature))))
    guard case .session(let session) = try answer.get() else { return #expect(Bool(false), "no session") }
    #expect(session.reply?.validity == .valid && session.consents.contains(.checkup))
  }

  @Test func enrolBindsToSomebodyWhoIsThere() throws {
    let original = [UInt8](try Data(contentsOf: Workshop.assets.appending(path: "people/people.yaml")))
    try Data(original).write(to: workshop.folder.appending(path: "people.yaml"))
    try Data(try Workshop.card("child")).write(to: workshop.folder.appending(path: "card.der"))
    let outcome = try workshop.standin(
      "enrol", "--people", workshop.path("people.yaml"), "--certificate", workshop.path("card.der"), "--as", "elderly")
    #expect(outcome.status == 0)
    let before = try DemoPeople.read(original, file: "people.yaml")
    let after = try DemoPeople.read(try workshop.bytes("people.yaml"), file: "people.yaml")
    #expect(after.people.count == before.people.count)
    #expect(after["elderly"]?.registration?.publicKeyHash == before["child"]?.registration?.publicKeyHash)
    #expect(after["child"]?.registration == nil)
    #expect(after["adult"] == before["adult"])
  }

  @Test func everyRegisteredCardIsItsKeyInTheAssets() throws {
    let people = try DemoPeople.read(
      [UInt8](try Data(contentsOf: Workshop.assets.appending(path: "people/people.yaml"))), file: "people.yaml")
    for person in people.people {
      guard let card = person.card else { continue }
      let der = try workshop.openssl(
        "pkey", "-in", Workshop.asset("cards/\(card.keyFile).key"), "-pubout", "-outform", "DER"
      ).output
      try Data(der).write(to: workshop.folder.appending(path: "key.der"))
      let hash = try workshop.openssl("dgst", "-sha256", "-binary", workshop.path("key.der")).output
      #expect(person.registration?.publicKeyHash == hash, "\(person.key)")
    }
  }

  @Test func aBadCertificateOrKeyIsRefused() throws {
    try workshop.write("card.pem", "not a certificate")
    let bad = try workshop.standin(
      "enrol", "--people", workshop.path("p.yaml"), "--certificate", workshop.path("card.pem"), "--as", "visitor")
    #expect(bad.status == 78 && bad.complaint.hasSuffix("card.pem does not hold a certificate\n"))
    let missing = try workshop.standin(
      "enrol", "--people", workshop.path("p.yaml"), "--certificate", workshop.path("none.pem"), "--as", "visitor")
    #expect(missing.status == 78 && missing.complaint.contains("No such file or directory"))
    let key = try workshop.standin(
      "enrol", "--people", workshop.path("p.yaml"), "--certificate", workshop.path("card.pem"), "--as", "Not A Key")
    #expect(key.status == 78)
    #expect(!FileManager.default.fileExists(atPath: workshop.path("p.yaml")))
  }

  @Test(
    "A configuration error is one sentence, and exit code 78",
    arguments: [
      (["listen": "127.0.0.1"], "standin.yaml:1: \"listen\" must be HOST:PORT, as in 127.0.0.1:8443"),
      (["listen": "127.0.0.1:70000"], "standin.yaml:1: \"listen\" must be HOST:PORT, as in 127.0.0.1:8443"),
      (
        ["key": "tls/server.key\nclienttrust: x"],
        "standin.yaml:4: unknown key \"clienttrust\"; did you mean \"clientTrust\"?"
      ),
      (["people": ""], "the key \"people\" is missing"),
      (["key": "tls/none.key"], "tls/none.key: No such file or directory"),
      (["key": "tls/client.key"], "tls/client.key is not the key of "),
      (["key": "tls/server.pem"], "tls/server.pem does not hold a private key in PEM"),
      (["certificate": "tls/server.key"], "tls/server.key does not hold certificates in PEM"),
      (["clientTrust": "standin.yaml"], "standin.yaml does not hold certificates in PEM"),
      (["cardTrust": "standin.yaml"], "standin.yaml holds no certificate"),
      (["people": "standin.yaml"], "standin.yaml:1: unknown key \"listen\""),
      (["listen": "", "folders": "{ request: req, reply: res }"], "\"certificate\" belongs to \"listen\""),
      (["folders": "{ request: req, reply: res }"], "/req is no folder"),
      (["folders": "{ request: req, replay: res }"], "did you mean \"folders.reply\"?"),
      (["crowd": "100001"], "\"crowd\" must lie between 0 and 100000"),
      (["records": "standin.yaml"], "standin.yaml:1: unknown key \"listen\""),
      (["faults": "[\"slow\"]"], "\"slow\" needs seconds up to 600, as in slow=2.5"),
      (["faults": "[\"halve\"]"], "\"halve\" is no fault; there are slow, "),
      (["faults": "[\"half=2\"]"], "\"half\" has no value"),
      (["faults": "[\"half@0\"]"], "says behind @ how often"),
    ])
  func configurationErrors(changed: [String: String], sentence: String) throws {
    try workshop.configure(changed)
    let refused = try workshop.standin("serve", "--config", workshop.path("standin.yaml"))
    #expect(refused.status == 78, "\(refused.complaint)")
    #expect(refused.complaint.contains(sentence), "\(refused.complaint)")
    #expect(refused.complaint.hasPrefix("uketsuke-standin: "))
    #expect(refused.complaint.split(separator: "\n").count == 1)
    #expect(refused.output.isEmpty)
  }

  @Test func aTakenPortIsUnavailable() throws {
    try workshop.configure()
    let first = try RunningStandin(workshop)
    let second = try Workshop()
    try second.configure(["listen": "127.0.0.1:\(first.port)"])
    let refused = try second.standin("serve", "--config", second.path("standin.yaml"))
    #expect(refused.status == 69)
    #expect(refused.complaint == "uketsuke-standin: cannot listen on 127.0.0.1:\(first.port): Address already in use\n")
  }

  @Test("Help has examples", arguments: [[], ["serve"], ["certificates"], ["enrol"], ["crowd"]])
  func help(command: [String]) throws {
    let help = try workshop.run(try Workshop.standin, command + ["--help"])
    #expect(help.status == 0 && help.text.contains("EXAMPLE"))
    #expect(help.text.contains("uketsuke-standin \(command.first ?? "serve") --"))
  }

  @Test func theCrowdIsWrittenAsCSVAndAsARequest() throws {
    let made = try workshop.standin("crowd", "--count", "3", "--out", workshop.path("b.csv"))
    #expect(made.status == 0 && made.text == "wrote 3 people to \(workshop.path("b.csv"))\n")
    let lines = String(decoding: try workshop.bytes("b.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 4 && lines[0].hasPrefix("InsurerNumber,InsuredCardSymbol,"))
    #expect(
      lines[3].hasSuffix(",crowd-2") && lines[3].split(separator: ",", omittingEmptySubsequences: false).count == 6)
    #expect(
      try workshop.standin("crowd", "--count", "3", "--xml", "--out", workshop.path("b.xml")).status == 0)
    let request = try EligibilityXML.decodeInterfaceRequest(try workshop.bytes("b.xml"), kind: .batchSubmission)
    guard case .submitBatch(let batch) = request, case .people(let people) = batch.query else {
      return #expect(Bool(false), "another request")
    }
    #expect(people.map(\.arbitraryIdentifier) == ["crowd-0", "crowd-1", "crowd-2"])
    let again = try workshop.standin("crowd", "--count", "3", "--out", workshop.path("b.csv"))
    #expect(again.status == 74)
    let none = try workshop.standin("crowd", "--count", "10001", "--xml", "--out", workshop.path("c.xml"))
    #expect(none.status == 78 && none.complaint == "uketsuke-standin: --count must lie between 1 and 10000\n")
  }
}
