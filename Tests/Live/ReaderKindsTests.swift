import Cards
import Foundation
import PCSCReader
import Testing

/// Readers of every kind, pretended before the real pcscd.
@Suite("Live: kinds of readers", .serialized)
struct ReaderKindsTests {
  private static let name = "Mihon Reader"

  private func certificate(_ table: CardTable) throws -> Result<CardResult, CardFailure> {
    .success(.certificate(try table.certificate("card-adult.pem")))
  }

  private func isExtended(_ exchange: PretendReader.Exchange) -> Bool { exchange.received > 258 }

  @Test("A reader that takes extended length: the whole certificate in one answer, told by its driver or not")
  func extended() throws {
    let table = try CardTable(readers: [Self.name, "Tameshi"])
    defer { table.close() }
    try table.reader(1).set("largest", "65536")
    for (place, name) in [Self.name, "Tameshi"].enumerated() {
      let reader = try ReaderUnderTest(name: name)
      defer { reader.stop() }
      #expect(reader.next() == .ready)
      let pretended = table.reader(place)
      try table.lay("adult", pretended.place)
      try reader.wait(for: .cardInserted)
      #expect(reader.run(.readCertificate) == (try certificate(table)))
      #expect(try pretended.exchanges().filter(isExtended).count == 1)
      // Another card, or the same one again: nothing has to be tried any more.
      try pretended.forget()
      #expect(reader.run(.readCertificate) == (try certificate(table)))
      #expect(try pretended.exchanges().filter(isExtended).count == 1)
      #expect(reader.run(.readTriesLeft) == .success(.triesLeft(3)))
    }
  }

  @Test(
    "A reader that takes short commands alone, however it shows that: tried once, then read in short parts",
    arguments: ["error", "refused", "cut"])
  func shortOnly(_ way: String) throws {
    let table = try CardTable(readers: [Self.name])
    defer { table.close() }
    let pretended = table.reader(0)
    try pretended.set("extended", way)
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    try table.lay("adult", pretended.place)
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate) == (try certificate(table)))
    // The second time it is known: nothing but short commands, as few as they can be.
    try pretended.forget()
    #expect(reader.run(.readCertificate) == (try certificate(table)))
    let second = try pretended.exchanges()
    #expect(second.allSatisfy { (1...258).contains($0.received) }, "\(second)")
    #expect(second.filter { $0.received == 258 }.count == (try table.certificate("card-adult.pem").count) / 256)
    reader.type("1234")
    #expect(reader.run(.verifyAndSign(digest: [UInt8](repeating: 7, count: 32))).isSuccess)
  }

  @Test("A reader whose driver says that it takes short commands alone is not even tried")
  func toldShort() throws {
    let table = try CardTable(readers: [Self.name])
    defer { table.close() }
    let pretended = table.reader(0)
    try pretended.set("largest", "256")
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    try table.lay("adult", pretended.place)
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate) == (try certificate(table)))
    #expect(try pretended.exchanges().allSatisfy { !isExtended($0) })
  }

  @Test("A contactless reader, which makes the answer to reset up: the card is recognised and read all the same")
  func contactless() throws {
    let table = try CardTable(readers: [Self.name])
    defer { table.close() }
    let pretended = table.reader(0)
    try pretended.set("atr", "3B888001000005E0B381A1007F")
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    try table.lay("adult", pretended.place)
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate) == (try certificate(table)))
    reader.type("1234")
    #expect(reader.run(.verifyAndSign(digest: [UInt8](repeating: 7, count: 32))).isSuccess)
    let list = try Command.output(try Site.program("uketsuke"), ["readers"])
    #expect(list.contains("answer to reset 3B888001000005E0B381A1007F"))
    #expect(list.contains("reaches cards by radio (contactless)"))
  }

  @Test("The eligibility-only kind refuses a SAM and short commands alone, told or found out, with the reason")
  func eligibilityOnly() throws {
    let table = try CardTable(readers: ["Mihon SAM", "Mihon Told", "Mihon Found", "Mihon Good"])
    defer { table.close() }
    try table.reader(1).set("largest", "256")
    try table.reader(2).set("extended", "error")
    func unavailable(_ name: String) throws -> String? {
      let reader = try ReaderUnderTest(name: name, need: .extendedLengthWithoutSAM)
      defer { reader.stop() }
      guard case .unavailable(let reason) = reader.next() else { return nil }
      return reason
    }
    #expect(try unavailable("Mihon SAM")?.contains("has a SAM") == true)
    let shortAlone = "takes no commands of extended length"
    #expect(try unavailable("Mihon Told")?.contains(shortAlone) == true)

    // Nobody tells: the first cards show it, and from then on the reader is out of service.
    let found = try ReaderUnderTest(name: "Mihon Found", need: .extendedLengthWithoutSAM)
    defer { found.stop() }
    #expect(found.next() == .ready)
    try table.lay("adult", table.reader(2).place)
    #expect(found.next() == .cardInserted)
    // The first time it may be the card; the second time it is the reader.
    #expect(found.run(.readCertificate) == (try certificate(table)))
    let result = found.run(.readCertificate)
    guard case .failure(.readerGone(let reason)) = result, case .unavailable(reason) = found.next() else {
      Issue.record("\(result)")
      return
    }
    #expect(reason.contains(shortAlone))
    // For the full kind it does.
    let full = try ReaderUnderTest(name: "Mihon Found")
    defer { full.stop() }
    #expect(full.run(.readCertificate) == (try certificate(table)))

    let good = try ReaderUnderTest(name: "Mihon Good", need: .extendedLengthWithoutSAM)
    defer { good.stop() }
    #expect(good.next() == .ready)
    try table.lay("adult", table.reader(3).place)
    #expect(good.next() == .cardInserted)
    #expect(good.run(.readCertificate) == (try certificate(table)))
  }

  @Test("A reader that does not answer its driver is away, and back with the card that lies there")
  func failing() throws {
    let table = try CardTable(readers: [Self.name])
    defer { table.close() }
    let pretended = table.reader(0)
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    #expect(reader.next() == .ready)
    try pretended.set("broken")
    guard case .unavailable(let reason) = reader.next() else {
      Issue.record("nobody said that the reader is away")
      return
    }
    #expect(reason == "the card reader \"Mihon Reader 00 00\" does not answer its driver")
    try table.lay("adult", pretended.place)
    try pretended.unset("broken")
    #expect(reader.next() == .ready)
    #expect(reader.next() == .cardInserted)
    #expect(reader.run(.readCertificate) == (try certificate(table)))
  }

  @Test("Other readers after pcscd came back: another place in the list, away, and there again")
  func otherReaders() throws {
    let table = try CardTable(readers: [Self.name])
    defer { table.close() }
    let reader = try ReaderUnderTest(name: Self.name)
    defer { reader.stop() }
    #expect(reader.next() == .ready)
    _ = try PretendReader.options(["Tameshi"], folder: table.folder)
    table.stopService()
    try table.startService()
    var reasons: [String] = []
    while case .unavailable(let reason) = reader.next() {
      reasons.append(reason)
      if reason.contains("Tameshi") { break }
    }
    #expect(reasons.last == "the card reader \"Mihon Reader\" is not attached; attached: \"Tameshi 00 00\"")
    _ = try PretendReader.options(["Tameshi", Self.name], folder: table.folder)
    table.stopService()
    try table.startService()
    try reader.wait(for: .ready)
    try table.lay("adult", table.reader(1).place)
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate) == (try certificate(table)))
  }
}

extension Result {
  fileprivate var isSuccess: Bool {
    switch self {
    case .success: true
    case .failure: false
    }
  }
}
