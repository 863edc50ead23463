import CivilTime
import JournalTestSupport
import Testing

@testable import Journal

/// Every way of tampering at every place is found there, and named.
@Suite struct HashChainTests {
  private static let length = 6
  private static let places = Array(1...length)
  private static let chain = HashChain(hmac: PlainCipher.cipher().hmac)

  /// A course of genuine records; `salt` makes it another journal's.
  private static func rows(_ count: Int = length, salt: String = "", after rows: [StoredRecord] = []) -> [StoredRecord]
  {
    var rows = rows
    while rows.count < count {
      let sequence = rows.count + 1
      let record = AuditRecord(
        sequence: sequence, time: Timestamp(milliseconds: Int64(sequence)),
        entry: JournalEntry(.pinIntent, visit: nil, attempt: sequence, details: [.init("salt", salt)]),
        personalHash: nil, previous: rows.last?.chain ?? HashChain.genesis)
      let body = record.body
      rows.append(StoredRecord(position: sequence, body: body, chain: chain.value(ofBody: body)))
    }
    return rows
  }

  /// As an audit reads: on until a record does not follow, then to the end to see why.
  private static func find(_ rows: [StoredRecord], promised: Int = length) -> AuditFinding? {
    let rows = rows.sorted { $0.position < $1.position }
    var walk = ChainWalk(chain)
    for index in rows.indices where walk.take(rows[index]) == nil {
      var chainBreak = ChainBreak(chain, after: walk.head, promised: promised)
      for row in rows[index...] { chainBreak.take(row) }
      return chainBreak.finding
    }
    guard walk.head.count < promised else { return nil }
    return ChainBreak(chain, after: walk.head, promised: promised).finding
  }

  private static func renumbered(_ rows: [StoredRecord]) -> [StoredRecord] {
    zip(1..., rows).map { StoredRecord(position: $0, body: $1.body, chain: $1.chain) }
  }

  @Test func aWholeChainHolds() {
    #expect(Self.find(Self.rows()) == nil)
    #expect(Self.find(Self.rows(), promised: Self.length - 2) == nil)
    #expect(Self.find([], promised: 0) == nil)
  }

  @Test(arguments: places) func everyChangedBitIsFound(_ place: Int) {
    let rows = Self.rows()
    for index in rows[place - 1].body.indices {
      var changed = rows
      changed[place - 1].body[index] ^= 1
      #expect(Self.find(changed) == AuditFinding(record: place, fault: .changed))
    }
    for index in rows[place - 1].chain.indices {
      var changed = rows
      changed[place - 1].chain[index] ^= 0x80
      #expect(Self.find(changed) == AuditFinding(record: place, fault: .changed))
    }
  }

  @Test(arguments: places) func aRemovedRecordIsFound(_ place: Int) {
    var rows = Self.rows()
    rows.remove(at: place - 1)
    let isLast = place == Self.length
    let finding = AuditFinding(record: place, fault: isLast ? .cutFromTail(missing: 1) : .removed)
    #expect(Self.find(rows) == finding)
    #expect(Self.find(Self.renumbered(rows)) == finding)
  }

  @Test(arguments: places) func aCutTailIsFound(_ place: Int) {
    let rows = Array(Self.rows().prefix(place - 1))
    #expect(
      Self.find(rows) == AuditFinding(record: place, fault: .cutFromTail(missing: Self.length - place + 1)))
  }

  @Test(arguments: places, places) func exchangedRecordsAreFound(_ one: Int, _ other: Int) {
    guard one < other else { return }
    var rows = Self.rows()
    rows.swapAt(one - 1, other - 1)
    #expect(Self.find(Self.renumbered(rows)) == AuditFinding(record: one, fault: .reordered))
  }

  @Test(arguments: places, places) func aMovedRecordIsFound(_ from: Int, _ to: Int) {
    guard from != to else { return }
    var rows = Self.rows()
    let moved = rows.remove(at: from - 1)
    rows.insert(moved, at: to - 1)
    #expect(Self.find(Self.renumbered(rows)) == AuditFinding(record: min(from, to), fault: .reordered))
  }

  @Test(arguments: 1...(length + 1)) func anInsertedForgeryIsFound(_ place: Int) {
    var rows = Self.rows()
    let forged = StoredRecord(position: 0, body: rows[0].body, chain: [UInt8](repeating: 1, count: 32))
    rows.insert(forged, at: place - 1)
    #expect(Self.find(Self.renumbered(rows)) == AuditFinding(record: place, fault: .inserted))
  }

  @Test(arguments: 1...(length + 1), places) func anInsertedCopyIsFound(_ place: Int, _ copied: Int) {
    var rows = Self.rows()
    rows.insert(rows[copied - 1], at: place - 1)
    // A copy beside its original: the original, or what stands where the original stood, is what was pushed aside.
    let first = place == copied ? place + 1 : place
    #expect(Self.find(Self.renumbered(rows)) == AuditFinding(record: first, fault: .inserted))
  }

  @Test(arguments: places, places) func aRecordOverwrittenByACopyIsFound(_ place: Int, _ copied: Int) {
    guard place != copied else { return }
    var rows = Self.rows()
    rows[place - 1].body = rows[copied - 1].body
    rows[place - 1].chain = rows[copied - 1].chain
    #expect(Self.find(rows) == AuditFinding(record: place, fault: .changed))
  }

  @Test func rowsBelowTheFirstPlaceAreFound() {
    for position in [0, -5] {
      let rows = [StoredRecord(position: position, body: [1], chain: [2])] + Self.rows()
      #expect(Self.find(rows) == AuditFinding(record: position, fault: .inserted))
    }
  }

  /// Two genuine copies of one journal that went on separately, put together.
  @Test(arguments: 2...length) func aRecordOfAnotherCopyIsFound(_ place: Int) {
    let ours = Self.rows(place - 1)
    let other = Self.rows(salt: "other")
    #expect(
      Self.find(ours + other[(place - 1)...]) == AuditFinding(record: place, fault: .ofAnotherCourse))
  }

  @Test func aGenuineRecordOfUnknownKindIsSaidToBeUnreadable() {
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
    let row = StoredRecord(position: 1, body: writer.bytes, chain: Self.chain.value(ofBody: writer.bytes))
    let finding = AuditFinding(record: 1, fault: .unreadable("its kind \"kioskPainted\" is not known to this program"))
    #expect(Self.find([row], promised: 1) == finding)
  }

  @Test func anotherKeyFitsNothing() {
    var walk = ChainWalk(HashChain(hmac: PlainCipher.cipher(key: 2).hmac))
    #expect(walk.take(Self.rows()[0]) == nil)
  }

  @Test func theHeadIsBelievedUnderItsKeyAlone() {
    let head = JournalHead(count: 41, chain: [UInt8](repeating: 3, count: 32))
    let bytes = head.sealed(by: Self.chain)
    #expect(JournalHead(sealed: bytes, by: Self.chain) == head)
    #expect(JournalHead(sealed: bytes, by: HashChain(hmac: PlainCipher.cipher(key: 2).hmac)) == nil)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1
      #expect(JournalHead(sealed: changed, by: Self.chain) == nil)
      #expect(JournalHead(sealed: Array(bytes[..<index]), by: Self.chain) == nil)
    }
  }

  @Test func eachFindingNamesItsRecord() {
    let faults: [AuditFinding.Fault] = [
      .changed, .removed, .reordered, .inserted, .cutFromTail(missing: 2), .unreadable("why"), .ofAnotherCourse,
      .personalPartChanged, .personalPartRemoved, .personalPartInserted, .waitingListChanged,
    ]
    let sentences = faults.map { AuditFinding(record: 4711, fault: $0).sentence }
    #expect(sentences.allSatisfy { $0.contains("4711") })
    #expect(Set(sentences).count == sentences.count)
  }
}
