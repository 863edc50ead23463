import Foundation
import Testing

/// The virtual card's other applications, kinds and faults, seen from outside by OpenSC and OpenSSL, which know nothing
/// of us.
@Suite("OpenSC and the grown card", .serialized)
struct GrownCardTests {
  private static let selectJPKI = "00A4040C0AD392F000260100000001"
  private static let selectFace = "00A4040C0AD3921000310001010402"
  private static let selectInputAid = "00A4040C0AD3921000310001010408"
  /// DigestInfo for SHA-256 up to the digest (RFC 8017, 9.2).
  private static let digestInfo = "3031300D060960864801650304020105000420"

  /// What the card answers to each command: data and status word.
  ///
  /// - Parameter isPlain: whether OpenSC is kept from looking for files that a My Number card has.
  private func send(_ commands: [String], isPlain: Bool = false) throws -> [(data: [UInt8], status: String)] {
    let driver = isPlain ? ["--card-driver", "default"] : []
    let output = try Command.run("opensc-tool", driver + commands.flatMap { ["-s", $0] }).output
    var answers: [(data: [UInt8], status: String)] = []
    for line in output.split(separator: "\n") {
      if line.hasPrefix("Received"), let first = line.range(of: "SW1=0x"), let second = line.range(of: "SW2=0x") {
        answers.append(([], String(line[first.upperBound...].prefix(2) + line[second.upperBound...].prefix(2))))
      } else if !answers.isEmpty, !line.hasPrefix("Sending") {
        // Sixteen bytes, and the same as text.
        let bytes = line.prefix(48).split(separator: " ").compactMap { $0.count == 2 ? UInt8($0, radix: 16) : nil }
        answers[answers.count - 1].data += bytes
      }
    }
    return answers
  }

  private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
  }

  /// A card that has been seen, and its control socket.
  private func lay(_ table: CardTable, _ person: String, _ more: [String] = []) throws -> (Server, CardControl) {
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    let path = "\(table.folder)/\(UUID().uuidString.prefix(8))"
    let card = try table.lay(person, ["--control", path] + more)
    try reader.wait(for: .cardInserted)
    return (card, try CardControl(path: path))
  }

  private func take(_ table: CardTable, _ control: CardControl) throws {
    try control.say("remove")
    try table.service?.wait(for: "Card Removed From")
  }

  @Test("The card's face: shut before check number B, whole after it, sealed, and proven by the chip")
  func face() throws {
    let table = try CardTable()
    defer { table.close() }
    let (_, control) = try lay(table, "adult")
    let number = try Site.checkNumberB(of: "adult")
    let verify = "002000800E" + hexadecimal(number.utf8)
    try "a challenge".write(toFile: "\(table.folder)/challenge", atomically: true, encoding: .utf8)
    try table.openssl("dgst", "-sha256", "-binary", "-out", "digest", "challenge")
    let digest = try Data(contentsOf: URL(fileURLWithPath: "\(table.folder)/digest"))
    let prove = "802A000033" + Self.digestInfo + hexadecimal(digest) + "00"
    let answers = try send(
      [Self.selectFace, "00A4020C020002", "00B0000000", "00A4020C020012", "00200080", verify, "00200080"]
        + ["00A4020C020002"] + (0..<24).map { "00B0" + hexadecimal([UInt8($0), 0x00]) + "00" } + [prove])
    #expect(answers.prefix(8).map(\.status) == ["9000", "9000", "6982", "9000", "63CA", "9000", "63CA", "9000"])
    let record = answers[8..<32].flatMap(\.data)
    // FF20 82 hh ll; the offsets name nine objects.
    #expect(record.starts(with: [0xFF, 0x20, 0x82]))
    let places = stride(from: 8, to: 26, by: 2).map { Int(record[$0]) << 8 | Int(record[$0 + 1]) }
    #expect(
      places.map { hexadecimal(record[$0..<$0 + 2]) }
        == ["DF22", "DF23", "DF24", "DF25", "DF26", "DF27", "DF28", "DF29", "DF2A"])
    func value(_ index: Int) -> [UInt8] {
      let head = record[(places[index] + 2)...]
      let isLong = head.first == 0x82
      let begin = head.startIndex + (isLong ? 3 : 1)
      let count = isLong ? Int(head[begin - 2]) << 8 | Int(head[begin - 1]) : Int(head[begin - 1])
      return Array(record[begin..<begin + count])
    }
    #expect(value(0).count == 8 && value(1) == [0x32] && value(7).count == 8)
    for picture in [3, 4, 8] { #expect(value(picture).starts(with: [0x89, 0x50, 0x4E, 0x47])) }
    #expect(value(5).dropFirst(4).starts(with: Array("jP  ".utf8)))

    // The key in the record, as OpenSSL reads keys: SEQUENCE { modulus, exponent }.
    let key = value(2)
    #expect(key.starts(with: [0x90, 0x03, 0x01, 0x00, 0x01, 0x91, 0x82, 0x01, 0x00]))
    let numbers = [0x02, 0x82, 0x01, 0x01, 0x00] + key.suffix(256) + [0x02, 0x03, 0x01, 0x00, 0x01]
    let der = [0x30, 0x82, UInt8(numbers.count >> 8), UInt8(numbers.count & 0xFF)] + numbers
    try Data(der).write(to: URL(fileURLWithPath: "\(table.folder)/chip.der"))
    try table.openssl("rsa", "-RSAPublicKey_in", "-inform", "DER", "-in", "chip.der", "-pubout", "-out", "chip.pem")
    try Data(try #require(answers.last).data).write(to: URL(fileURLWithPath: "\(table.folder)/proof"))
    #expect(
      try table.openssl("dgst", "-sha256", "-verify", "chip.pem", "-signature", "proof", "challenge")
        .contains("Verified OK"))
    #expect(try control.say("counters").contains("check-number 10 left, 1 sent, 0 wrong"))
    #expect(try control.say("counters").hasSuffix("My Number untouched"))

    // The input aid says in text what the pictures show; the file of the My Number is noticed.
    let text = try send([
      Self.selectInputAid, "00A4020C020015", verify, "00A4020C020002", "00B0000000", "00A4020C020001",
    ])
    #expect(text.map(\.status) == ["9000", "9000", "9000", "9000", "9000", "9000"])
    #expect(String(decoding: text[4].data, as: UTF8.self).contains("見本　花子"))
    #expect(try control.say("counters").hasSuffix("My Number TOUCHED"))
  }

  @Test("Signature certificates of the old enough; a wrong check number is counted, and a locked one says so")
  func certificatesAndCounters() throws {
    let table = try CardTable()
    defer { table.close() }
    let (_, adult) = try lay(table, "adult", ["--locked", "pin"])
    #expect(try Command.pkcs15(["--list-pins"]).contains("Tries left     : 0"))
    let list = try Command.pkcs15(["--list-certificates"])
    #expect(list.contains("User Authentication Certificate") && list.contains("Digital Signature Certificate"))
    let wrong = "002000800E" + String(repeating: "39", count: 14)
    let tried = try send([Self.selectFace, "00A4020C020012", wrong, wrong])
    #expect(tried.map(\.status) == ["9000", "9000", "63C9", "63C8"])
    try adult.say("set check-number 0")
    #expect(
      try send([Self.selectFace, "00A4020C020012", "00200080", wrong]).map(\.status).suffix(2) == ["63C0", "6984"])
    try take(table, adult)
    let (_, _) = try lay(table, "child")
    let child = try send([Self.selectJPKI, "00A4020C020001"])
    #expect(child.map(\.status) == ["9000", "6A82"])
  }

  @Test("An expired certificate, one that nobody issued, a wrong signature, the next generation's key")
  func certificates() throws {
    let table = try CardTable()
    defer { table.close() }
    func read(_ name: String) throws {
      let pem = try Command.pkcs15(["--read-certificate", "1"])
      try pem.write(toFile: "\(table.folder)/\(name)", atomically: true, encoding: .utf8)
    }
    let (_, expired) = try lay(table, "adult", ["--certificate", "expired"])
    try read("expired.pem")
    let isOver = try Command.run("openssl", ["x509", "-in", "\(table.folder)/expired.pem", "-noout", "-checkend", "0"])
    #expect(isOver.status == 1)
    try take(table, expired)

    let (_, forged) = try lay(table, "adult", ["--certificate", "untrusted", "--wrong-signature"])
    try read("forged.pem")
    let verified = try Command.run(
      "openssl", ["verify", "-CAfile", "\(table.folder)/card-ca.pem", "\(table.folder)/forged.pem"])
    #expect(verified.status != 0 && verified.errors.contains("signature failure"))
    try "bytes".write(toFile: "\(table.folder)/nonce", atomically: true, encoding: .utf8)
    try table.openssl("dgst", "-sha256", "-binary", "-out", "digest", "nonce")
    try table.openssl("x509", "-in", "forged.pem", "-pubkey", "-noout", "-out", "key.pem")
    let sign = [
      "--sign", "--key", "1", "--pkcs1", "--sha-256", "--raw", "--pin", "1234", "--input", "digest", "--output", "made",
    ]
    let check = ["dgst", "-sha256", "-verify", "key.pem", "-signature", "made", "nonce"]
    try Command.output("pkcs15-crypt", sign, folder: table.folder)
    #expect(try Command.run("openssl", check, folder: table.folder).status != 0)
    try forged.say("wrong-signature off")
    try Command.output("pkcs15-crypt", sign, folder: table.folder)
    #expect(try Command.run("openssl", check, folder: table.folder).status == 0)
    try take(table, forged)

    let (_, next) = try lay(table, "adult", ["--algorithm", "ecdsa-p384"])
    try read("next.pem")
    #expect(try table.openssl("x509", "-in", "next.pem", "-noout", "-text").contains("P-384"))
    #expect(try table.openssl("verify", "-CAfile", "card-ca.pem", "next.pem").contains("OK"))
    try Command.output(
      Site.program("uketsuke-card"), ["certificates", "--algorithm", "ecdsa-p384", "--out", "\(table.folder)/next"])
    #expect(try table.fingerprint("next/card-adult.pem") == table.fingerprint("next.pem"))
    try table.openssl("dgst", "-sha384", "-binary", "-out", "long", "nonce")
    let digest = try Data(contentsOf: URL(fileURLWithPath: "\(table.folder)/long"))
    let answers = try send([
      Self.selectJPKI, "00A4020C020018", "002000800431323334", "00A4020C020017",
      "802A008030" + hexadecimal(digest) + "00",
    ])
    try Data(try #require(answers.last).data).write(to: URL(fileURLWithPath: "\(table.folder)/ecdsa"))
    try table.openssl("x509", "-in", "next.pem", "-pubkey", "-noout", "-out", "next.key")
    #expect(try table.openssl("dgst", "-sha384", "-verify", "next.key", "-signature", "ecdsa", "nonce").contains("OK"))
    try take(table, next)

    for (token, label) in [("resident", "JPKIAPICCTOKEN "), ("iphone", "JPKIAPIOSTOKEN ")] {
      let (_, other) = try lay(table, "adult", ["--token", token])
      let answers = try send([Self.selectJPKI, "00B0860020"], isPlain: true)
      #expect(String(decoding: try #require(answers.last).data, as: UTF8.self).hasPrefix(label), "\(token)")
      try take(table, other)
    }
  }

  @Test("Each fault strikes at its command, once, and is written down")
  func faults() throws {
    let table = try CardTable()
    defer { table.close() }
    let log = "\(table.folder)/card.log"
    let (card, control) = try lay(table, "adult", ["--log", log])
    let command = ["-s", "00A4040C0AD392F000260100000001"]
    func run() throws -> (output: String, time: Duration) {
      let start = ContinuousClock.now
      let result = try Command.run("opensc-tool", command)
      return (result.output + result.errors, .now - start)
    }
    // The first recognises the card anew; afterwards each run is as long as the one before, our command being its last.
    _ = try run()
    let before = try control.commands()
    #expect(try run().output.contains("Received (SW1=0x90, SW2=0x00)"))
    let length = try control.commands() - before

    try control.say("answer-at +\(length) 6F12")
    #expect(try run().output.contains("Received (SW1=0x6F, SW2=0x12)"))
    try control.say("garbage-at +\(length)")
    #expect(try run().output.contains("SW1=0x1C, SW2=0xEB"))
    #expect(try run().output.contains("Received (SW1=0x90, SW2=0x00)"))
    try control.say("slow 40")
    #expect(try run().time >= .milliseconds(40 * length))
    try control.say("clear")

    let number = try control.commands() + length
    try control.say("hang-at \(number)")
    let hanging = try Server("opensc-tool", command)
    try card.wait(for: "hangs at \(number)")
    #expect(hanging.isRunning)
    #expect(try control.say("go-on") == "goes on")
    try hanging.wait(for: "Received (SW1=0x90, SW2=0x00)")
    #expect(try control.say("go-on") == "error: nothing hangs")

    try control.say("leave-at +\(length)")
    #expect(!(try run().output.contains("Received")))
    try card.wait(for: "removed")
    #expect(try control.say("insrt") == "error: no such word, did you mean insert?")

    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == (try control.commands()))
    let last = lines.suffix(1).joined()
    #expect(last.contains(" 00A4040C Lc=10 Le=- SW=none data=0"), "\(last)")
    #expect(lines.contains { $0.contains(" 00A4040C Lc=10 Le=- SW=6F12 data=0") })
    // Behind number and milliseconds, which may be any.
    let told = lines.map { $0.split(separator: " ").dropFirst(2).joined(separator: " ") }
    for word in ["D392F0", "1234"] { #expect(!told.contains { $0.contains(word) }, "\(word)") }
    let summary = try control.say("stats")
    #expect(summary.contains("SELECT ") && summary.contains("bytes in "))
    #expect(try control.say("quit") == "ended")
  }

  @Test("A card that takes short commands alone refuses the long one, and is read in short parts")
  func shortOnly() throws {
    let table = try CardTable(readers: ["Mihon"])
    defer { table.close() }
    let pretended = table.reader(0)
    try pretended.set("largest", "65536")
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    let log = "\(table.folder)/card.log"
    try table.lay("adult", pretended.place + ["--short-only", "--log", log])
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate) == .success(.certificate(try table.certificate("card-adult.pem"))))
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    #expect(lines.filter { $0.hasSuffix("SW=6700 data=0") }.count == 1)
    #expect(lines.filter { $0.hasSuffix("Le=256 SW=9000 data=256") }.count > 2)
  }
}
