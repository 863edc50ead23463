import Cards
import Foundation
import PCSCReader
import Testing

/// pcscd away, killed, hanging and back, and a card that another program keeps: the whole kiosk, which nobody starts anew.
@Suite("Live: the readers' service and the kiosk", .serialized)
struct ReaderServiceTests {
  private static let open = "カードを ここに 置いてください"
  private static let closed = "受付の窓口へ"
  /// In a second: one try of the service, or what pcscd itself wakes its clients for while a reader fails. A busy loop has
  /// thousands.
  private static let mostWakeUps = 8

  private func log(of site: Site) throws -> String {
    try String(contentsOfFile: "\(site.folder)/kiosk.log", encoding: .utf8)
  }

  private func isAsleep(_ process: Int32) throws -> Bool {
    try ContextSwitches.perSecond(of: process, most: Self.mostWakeUps) <= Self.mostWakeUps
  }

  @Test("Absent at the start, then there, killed, and there again: out of service with a reason, and no busy loop")
  func absentAtStart() throws {
    let site = try Site()
    defer { site.close() }
    try site.startStandin()
    try site.writeConfiguration()
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: Self.closed)
    let process = try #require(try kiosk.kioskID())
    #expect(try isAsleep(process), "pcscd absent")
    #expect(try log(of: site).contains("pcscd) does not answer: SCardEstablishContext: 0x8010001D"))
    try site.startPCSC()
    try kiosk.wait(for: Self.open)
    #expect(try isAsleep(process), "idle")
    // Its socket stays behind.
    kill(try #require(site.pcscd).process.processIdentifier, SIGKILL)
    try kiosk.wait(for: Self.closed)
    #expect(try isAsleep(process), "pcscd killed")
    try site.startPCSC()
    try kiosk.wait(for: Self.open)
    _ = try site.card("adult")
    try kiosk.wait(for: "どの方法で")
  }

  @Test("A site of the eligibility-only kind with a reader that has a SAM: out of service, and staff read why")
  func unfitReader() throws {
    let site = try Site()
    defer { site.close() }
    try site.startPCSC(readers: ["Mihon SAM Reader"])
    try site.startStandin()
    try site.writeConfiguration(["profile: classic": "profile: eligibility-only"])
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try kiosk.wait(for: Self.closed)
    let process = try #require(try kiosk.kioskID())
    #expect(try isAsleep(process), "refused")
    try site.reader(0).set("broken")
    try #require(site.pcscd).wait(for: "Error communicating to")
    #expect(try isAsleep(process), "failing")
    #expect(try log(of: site).contains("the card reader \"Mihon SAM Reader 00 00\" has a SAM"))
    #expect(!(try kiosk.text()).contains("SAM"))
  }

  @Test("A card that another program keeps: said so after some seconds, and received when it lets go")
  func keptByAnother() throws {
    let kiosk = try OpenKiosk()
    defer { kiosk.close() }
    let other = try ReaderUnderTest()
    let process = try #require(try kiosk.screen.kioskID())
    // So that the other one comes first.
    kill(process, SIGSTOP)
    let card = try kiosk.site.card("adult")
    try other.wait(for: .cardInserted)
    let held = other.run(.readCertificate)
    kill(process, SIGCONT)
    guard case .success = held else {
      Issue.record("\(held)")
      return
    }
    try kiosk.screen.wait(for: "いま カードを 使えません", "受付の別の機械が")
    #expect(try kiosk.site.counters(of: card) == [3, 0, 0])
    other.stop()
    try kiosk.screen.type("1")
    try kiosk.screen.wait(for: "どの方法で")
  }

  @Test("pcscd that hangs is not a card that another program keeps")
  func hangingService() throws {
    let table = try CardTable()
    defer { table.close() }
    let reader = try ReaderUnderTest()
    #expect(reader.next() == .ready)
    try table.lay("adult")
    try reader.wait(for: .cardInserted)
    let service = try #require(table.service).process.processIdentifier
    kill(service, SIGSTOP)
    #expect(reader.run(.readCertificate) == .failure(.readerGone("the smart card service (pcscd) hangs")))
    kill(service, SIGCONT)
    guard case .success(.certificate) = reader.run(.readCertificate) else {
      Issue.record("no certificate after pcscd went on")
      return
    }
    reader.stop()
  }

  @Test("pcscd that hangs in a visit: nobody could see the card go, so the visit ends; the next is received afterwards")
  func hangingInAVisit() throws {
    let open = try OpenKiosk()
    defer { open.close() }
    let (site, kiosk) = (open.site, open.screen)
    let card = try open.lay("adult")
    try open.enterPIN()
    try kiosk.wait(for: "見せてもよいですか")
    let service = try #require(site.pcscd).process.processIdentifier
    kill(service, SIGSTOP)
    // Only then can it be ended in its turn.
    defer { kill(service, SIGCONT) }
    card.say("remove")
    try kiosk.wait(for: "U-106")
    #expect(try log(of: site).contains("(pcscd), or its reader, hangs"))
    kill(service, SIGCONT)
    try kiosk.wait(for: Self.open)
    card.say("insert")
    try kiosk.wait(for: "どの方法で")
    #expect(site.handovers.isEmpty)
    #expect(try !site.audit("list").output.contains("consentsIntent"))
  }

  @Test("pcscd restarted twenty times: a card laid down each time is seen")
  func restartedOften() throws {
    let table = try CardTable()
    defer { table.close() }
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    #expect(reader.next() == .ready)
    let card = try table.lay("adult")
    try reader.wait(for: .cardInserted)
    for _ in 1...20 {
      table.stopService()
      guard case .unavailable = reader.next() else {
        Issue.record("nobody said that the service has gone")
        return
      }
      try table.startService()
      #expect(reader.next() == .ready)
      card.say("insert")
      #expect(reader.next() == .cardInserted)
    }
    #expect(reader.run(.readCertificate) == .success(.certificate(try table.certificate("card-adult.pem"))))
  }
}
