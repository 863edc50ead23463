import Foundation
import Testing

/// Visits as FHIR over HTTPS: what a real kiosk sends is taken by R4's own classes and a receiver as strict as a server,
/// its signature holds, and nothing is taken twice, whatever happens on the way.
@Suite("Live: the receiver of visits", .serialized)
struct ReceiverTests {
  /// A site with a receiver that runs, and its stand-in.
  private static func site() throws -> (Site, Receiver) {
    let site = try Site()
    do {
      let receiver = try Receiver(site)
      try receiver.start()
      try site.startStandin()
      try site.writeConfiguration(receiver.configuration)
      return (site, receiver)
    } catch {
      site.close()
      throw error
    }
  }

  /// From the first screen to the one that says how it went.
  ///
  /// - Parameter isNext: the patient before has just taken the card; the screen still speaks to that one.
  private static func visit(
    _ kiosk: TerminalSession, isNext: Bool = false, until words: String = "受付が できました"
  ) throws {
    if isNext { try kiosk.type("x") }
    try review(kiosk, isNext: isNext)
    try kiosk.press("0")
    try kiosk.wait(for: words)
  }

  private static func review(_ kiosk: TerminalSession, isNext: Bool = false) throws {
    try kiosk.wait(for: isNext ? waits : "カードを ここに 置いてください")
    try kiosk.type("a")
    for (words, keys) in [
      ("どの方法で", ["2"]), ("暗証番号 4 けたを", ["1", "2", "3", "4"]), ("＊ │ │  ＊ │ │  ＊ │ │  ＊", ["Enter"]),
      ("質問 1 / 3", ["1"]), ("質問 2 / 3", ["2"]), ("質問 3 / 3", ["1"]), ("この内容で よろしいですか", []),
    ] {
      try kiosk.wait(for: words)
      for key in keys { try kiosk.press(key) }
    }
  }

  private static let waits = "受付の窓口に お声がけください"

  @Test("Visits arrive in the order in which the patients came, each whole and once; while they wait nobody reads them")
  func inOrder() throws {
    let (site, receiver) = try Self.site()
    defer {
      receiver.stop()
      site.close()
    }
    #expect(try Self.doctor(site).contains("handover: receiver       its name and its issuer hold"))
    receiver.stop()
    #expect(try Self.doctor(site).contains("handover: receiver       Failed to connect to localhost"))
    let kiosk = try site.kiosk()
    defer { kiosk.close() }
    try Self.visit(kiosk, until: Self.waits)
    // What lies in the journal is sealed, in this form as in the other (S10).
    for words in ["花子", "urn:uuid"] {
      #expect(try site.files(holding: words).filter { $0 != "people.yaml" } == [], "\(words)")
    }
    try receiver.start()
    try receiver.become("busy")
    try Self.visit(kiosk, isNext: true, until: Self.waits)
    try receiver.become("take")
    try Self.visit(kiosk, isNext: true)
    let audit = try Audit(of: site)
    #expect(audit.visits.count == 3 && audit.undelivered == [])
    for visit in audit.visits {
      // Patient, Coverage, Provenance and the consents to medication, treatment, check-ups and the limit.
      #expect(try receiver.hear("took") == "took \(visit) new 7 known 0")
      #expect(
        audit.records.filter { $0.visit == visit && $0.kind.hasPrefix("handover") }.map(\.kind) == [
          "handoverPrepared", "handoverStaged", "handoverDelivered",
        ])
    }
    let log = try String(contentsOfFile: "\(site.folder)/kiosk.log", encoding: .utf8)
    #expect(log.contains("receiver-unreachable: "))
    #expect(log.contains("receiver-not-ready: the receiver answered with HTTP 503"))
    try Self.expectWhole(receiver)
  }

  /// What the three visits of the same person say.
  private static func expectWhole(_ receiver: Receiver) throws {
    let patients = try receiver.resources("Patient")
    #expect(patients.count == 3)
    let names = try #require(patients.first?["name"] as? [[String: Any]])
    #expect(names.compactMap { $0["text"] as? String } == ["見本　花子", "ﾐﾎﾝ ﾊﾅｺ"])
    let coverage = try #require(receiver.resources("Coverage").first)
    #expect((coverage["extension"] as? [[String: Any]])?.compactMap { $0["valueString"] as? String }.count == 3)
    let given = try receiver.resources("Consent").prefix(4).map { consent -> String in
      let provision = try #require(consent["provision"] as? [String: Any])
      let code = ((provision["code"] as? [[String: Any]])?.first?["coding"] as? [[String: Any]])?.first?["code"]
      return "\(code as? String ?? "?") \(provision["type"] as? String ?? "?") \(consent["status"] as? String ?? "?")"
    }
    #expect(given == ["YZK permit active", "SRJ permit active", "TKK deny active", "LMT permit active"])
  }

  private static func doctor(_ site: Site) throws -> String {
    try Command.run(try Site.program("uketsuke"), ["doctor", "--config", "\(site.folder)/kiosk.yaml"]).output
  }

  @Test("Sent, and the answer lost or the kiosk killed: it is sent again, and changes nothing")
  func lostAnswers() throws {
    let (site, receiver) = try Self.site()
    defer {
      receiver.stop()
      site.close()
    }
    var kiosk = try site.kiosk()
    defer { kiosk.close() }
    // The receiver has it and says nothing.
    try receiver.become("silent")
    try Self.visit(kiosk, until: Self.waits)
    let first = try #require(try Audit(of: site).visits.first)
    #expect(try receiver.hear("took") == "took \(first) new 7 known 0")
    try Self.kill(kiosk)
    kiosk.close()
    try receiver.become("take")
    kiosk = try site.kiosk()
    #expect(try receiver.hear("took") == "took \(first) new 0 known 7")
    // The receiver has not taken it yet, and the kiosk is gone.
    try receiver.become("hold")
    try Self.review(kiosk)
    try kiosk.press("0")
    try receiver.hear("held")
    try Self.kill(kiosk)
    kiosk.close()
    try receiver.become("take")
    kiosk = try site.kiosk()
    let audit = try site.auditAfterStart(number: 3)
    let second = try #require(audit.visits.last)
    #expect(try receiver.hear("took") == "took \(second) new 7 known 0")
    #expect(audit.visits.count == 2)
    for visit in audit.visits {
      #expect(audit.count("handoverDelivered", of: visit) == 1 && audit.count("handoverPrepared", of: visit) == 1)
      #expect(audit.count("visitEnded", of: visit) == 1)
    }
    #expect(try receiver.resources("Patient").count == 2)
  }

  /// From the sending on the journal secures five records, each with a call of its own: the consents' intent and outcome,
  /// and the hand-over prepared, staged and delivered.
  @Test("Killed at the record before, between and after: once at the receiver, or never happened")
  func killedAtEachRecord() throws {
    let (site, receiver) = try Self.site()
    defer {
      receiver.stop()
      site.close()
    }
    var kiosk = try site.kiosk()
    defer { kiosk.close() }
    var last: Set<String> = []
    // A page that SQLite secures beside a record moves the count by one; so they are gone through again where one is
    // missing.
    for (starts, number) in zip(2..., [3, 4, 5, 3, 4, 5]) where !last.isSuperset(of: Self.steps) {
      try Self.review(kiosk)
      let killer = try site.killer(of: try #require(try kiosk.kioskID()), at: "fdatasync", number)
      try kiosk.press("0")
      try kiosk.wait(for: TerminalSession.killed)
      killer.stop()
      kiosk.close()
      kiosk = try site.kiosk()
      // What is being secured has reached the file: SIGKILL takes no page from the system.
      last.insert(try site.auditAfterStart(number: starts).lastBeforeStart)
      #expect(try site.audit("verify").status == 0)
    }
    #expect(last.isSuperset(of: Self.steps), "\(last)")
    let audit = try Audit(of: site)
    let delivered = audit.visits.filter { audit.count("handoverDelivered", of: $0) == 1 }
    #expect(delivered.count >= Self.steps.count)
    #expect(delivered == audit.visits.filter { audit.count("handoverPrepared", of: $0) == 1 })
    #expect(try receiver.resources("Patient").count == delivered.count)
  }

  private static let steps: Set = ["handoverPrepared", "handoverStaged", "handoverDelivered"]

  private static func kill(_ kiosk: TerminalSession) throws {
    let id = try #require(try kiosk.kioskID())
    #expect(Foundation.kill(id, SIGKILL) == 0)
    try kiosk.wait(for: TerminalSession.killed)
  }
}
