import Cards
import Foundation
import Testing

/// What reading a card costs: commands and bytes beside Debian's OpenSC on the same card, our own time, and the time to
/// the first screen. The figures go to the test's output, for README.md.
@Suite("Live: what reading a card costs", .serialized)
struct CardSpeedTests {
  private struct Cost: CustomStringConvertible {
    var commands = 0
    var bytes = 0

    init(_ exchanges: [PretendReader.Exchange]) {
      // What the reader itself refused never came to the card.
      let come = exchanges.filter { $0.received > 0 }
      commands = come.count
      bytes = come.reduce(0) { $0 + $1.sent + $1.received }
    }

    var description: String { "\(commands) commands, \(bytes) bytes" }
  }

  private static let digest = (0..<32).map { UInt8($0) }
  private static let runs = 5

  private static func middle<Value: Comparable>(_ values: [Value]) -> Value { values.sorted()[values.count / 2] }

  /// The way of every patient with a PIN.
  private func visit(_ reader: ReaderUnderTest) throws {
    reader.type("1234")
    for job in [CardJob.readCertificate, .readTriesLeft, .verifyAndSign(digest: Self.digest)] {
      let result = reader.run(job)
      guard case .success = result else {
        Issue.record("\(job): \(result)")
        return
      }
    }
    reader.reader.release()
  }

  @Test("Certificate and signature: fewer commands and bytes than OpenSC, and 20 ms at most on top of the card's time")
  func besideOpenSC() throws {
    let table = try CardTable(readers: ["Mihon Reader"])
    defer { table.close() }
    let pretended = table.reader(0)
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    try table.lay("adult", pretended.place)
    try reader.wait(for: .cardInserted)

    var own: [Duration] = []
    var extended = Cost([])
    for _ in 0..<Self.runs {
      try pretended.forget()
      let begin = ContinuousClock.now
      try visit(reader)
      let whole = ContinuousClock.now - begin
      let exchanges = try pretended.exchanges()
      own.append(whole - .microseconds(exchanges.reduce(0) { $0 + $1.microseconds }))
      extended = Cost(exchanges)
    }
    reader.stop()

    try pretended.set("largest", "256")
    let short = try ReaderUnderTest()
    defer { short.stop() }
    try short.wait(for: .cardInserted)
    try pretended.forget()
    try visit(short)
    let shortCost = Cost(try pretended.exchanges())
    short.stop()

    try pretended.forget()
    try Command.pkcs15(["--read-certificate", "1"])
    let certificate = Cost(try pretended.exchanges())
    try pretended.forget()
    try Data(Self.digest).write(to: URL(fileURLWithPath: "\(table.folder)/digest"))
    try Command.output(
      "pkcs15-crypt",
      [
        "--sign", "--key", "1", "--pkcs1", "--sha-256", "--raw", "--pin", "1234", "--input", "digest", "--output",
        "signature",
      ], folder: table.folder)
    let signature = Cost(try pretended.exchanges())
    let commands = certificate.commands + signature.commands
    let bytes = certificate.bytes + signature.bytes

    print("card: uketsuke, extended length: \(extended)")
    print("card: uketsuke, short commands:  \(shortCost)")
    print("card: OpenSC, certificate: \(certificate); signature: \(signature)")
    print("card: uketsuke's own time and pcscd's: \(Self.middle(own))")
    for ours in [extended, shortCost] {
      #expect(ours.commands < commands)
      #expect(ours.bytes < bytes)
    }
    // A whole certificate in one answer instead of its parts.
    #expect(extended.commands < shortCost.commands)
    // In the middle of the runs: the machine may stand still for one of them.
    #expect(Self.middle(own) <= .milliseconds(20), "\(own)")
  }

  @Test("From pcscd's word that a card lies there to the first screen about it: 50 ms at most")
  func firstScreen() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC()
    try site.startStandin()
    try site.writeConfiguration()
    // The same word that the kiosk gets, at the same moment.
    let watcher = try ReaderUnderTest()
    defer { watcher.stop() }
    try watcher.wait(for: .ready)
    let kiosk = try ProgramInTerminal("uketsuke", ["run", "--config", "\(site.folder)/kiosk.yaml"])
    try kiosk.wait(for: "ここに")
    let card = try site.card("adult")
    var times: [Duration] = []
    for run in 0..<Self.runs {
      if run > 0 {
        card.say("remove")
        try kiosk.wait(for: "U-103")
        kiosk.forget()
        card.say("insert")
      }
      try kiosk.wait(for: "読んで")
      let painted = ContinuousClock.now
      try watcher.wait(for: .cardInserted)
      times.append(painted - (try #require(watcher.insertedAt)))
      // The next visit begins from a screen of this one.
      try kiosk.wait(for: "どの方法で")
    }
    kiosk.terminal.hangUp()
    _ = kiosk.end()
    print("card: from pcscd's word to the first screen: \(Self.middle(times)), slowest \(times.max() ?? .zero)")
    #expect(Self.middle(times) <= .milliseconds(50), "\(times)")
  }
}
