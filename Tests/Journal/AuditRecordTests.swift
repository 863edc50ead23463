import CivilTime
import Testing

@testable import Journal

@Suite struct AuditRecordTests {
  private static let visit = VisitID(at: Timestamp(milliseconds: 1_775_000_000_000), random: Array(1...10))

  private static func record(_ entry: JournalEntry, hash: [UInt8]? = nil) -> AuditRecord {
    AuditRecord(
      sequence: 7, time: Timestamp(milliseconds: 1_775_000_000_123), entry: entry, personalHash: hash,
      previous: HashChain.genesis)
  }

  @Test(arguments: JournalKind.allCases) func comesBackFromItsBytes(_ kind: JournalKind) throws {
    let details = [JournalEntry.Detail("result", "signed"), .init("", ""), .init("見本", "=\n")]
    for visit in [nil, Self.visit] {
      for hash in [nil, [UInt8](repeating: 9, count: 32)] {
        let record = Self.record(JournalEntry(kind, visit: visit, attempt: 3, details: details), hash: hash)
        #expect(try AuditRecord(body: record.body) == record)
        #expect(record.zone == "+09:00")
      }
    }
  }

  /// Text that moves from one field into its neighbour is another record.
  @Test func noTwoRecordsShareTheirBytes() {
    let pairs = [("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc")]
    var bodies = pairs.map { Self.record(JournalEntry(.pinIntent, visit: nil, details: [.init($0.0, $0.1)])).body }
    bodies.append(Self.record(JournalEntry(.pinIntent, visit: nil)).body)
    bodies.append(Self.record(JournalEntry(.pinIntent, visit: nil, details: [.init("ab", "c"), .init("", "")])).body)
    bodies.append(Self.record(JournalEntry(.pinIntent, visit: nil, attempt: 1)).body)
    bodies.append(Self.record(JournalEntry(.pinIntent, visit: Self.visit)).body)
    bodies.append(Self.record(JournalEntry(.pinIntent, visit: nil), hash: [1]).body)
    #expect(Set(bodies).count == bodies.count)
  }

  @Test func everyShorterOrLongerBodyIsRefused() {
    let body = Self.record(
      JournalEntry(.consentAnswered, visit: Self.visit, details: [.init("basis", "agreed")]), hash: [1, 2, 3]
    ).body
    for count in 0..<body.count {
      #expect(throws: AuditRecord.Unreadable.malformed) { try AuditRecord(body: Array(body.prefix(count))) }
    }
    #expect(throws: AuditRecord.Unreadable.malformed) { try AuditRecord(body: body + [0]) }
  }

  /// No length that somebody made up costs memory or ends the process.
  @Test func everyChangedByteGivesAnotherRecordOrNone() {
    let record = Self.record(JournalEntry(.attestation, visit: Self.visit, details: [.init("said", "is-person")]))
    let body = record.body
    for index in body.indices {
      for bit in 0..<8 {
        var changed = body
        changed[index] ^= 1 << UInt8(bit)
        if let read = try? AuditRecord(body: changed) { #expect(read != record) }
      }
    }
  }

  @Test func anUnknownKindIsNamed() {
    var writer = CanonicalWriter()
    writer.byte(1)
    writer.integer(1)
    writer.integer(0)
    writer.text("+09:00")
    writer.text("kioskPainted")
    writer.counted([])
    for _ in 0..<2 { writer.integer(0) }
    writer.counted([])
    writer.counted(HashChain.genesis)
    #expect(throws: AuditRecord.Unreadable.unknownKind("kioskPainted")) { try AuditRecord(body: writer.bytes) }
  }

  @Test func visitIDsComeBackFromTheirBytes() {
    #expect(VisitID(bytes: Self.visit.bytes) == Self.visit)
    #expect(VisitID(bytes: Array(Self.visit.bytes.dropLast())) == nil)
    #expect(VisitID(bytes: []) == nil)
  }

  @Test func handoverPayloadsComeBack() {
    let payload = HandoverPayload(name: "OQSsiquc01res_face_見本_20260401090000.xml", bytes: Array(0...255))
    let bytes = PersonalPayload.encode(payload)
    #expect(PersonalPayload.decode(bytes) == payload)
    for count in 0..<bytes.count { #expect(PersonalPayload.decode(Array(bytes.prefix(count))) == nil) }
    #expect(PersonalPayload.decode(bytes + [0]) == nil)
  }
}
