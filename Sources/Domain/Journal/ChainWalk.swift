/// A record as the database holds it: the place it stands at, its canonical bytes and its chain value.
public struct StoredRecord: Equatable, Sendable {
  public var position: Int
  public var body: [UInt8]
  public var chain: [UInt8]

  public init(position: Int, body: [UInt8], chain: [UInt8]) {
    self.position = position
    self.body = body
    self.chain = chain
  }
}

/// Walks the records in order of position and stops trusting at the first that does not follow. Memory is constant.
public struct ChainWalk: Sendable {
  /// Where the walk stands: how many records held, and the last one's chain value.
  public private(set) var head: JournalHead
  private let hashChain: HashChain

  /// - Parameter head: what was verified before; `.empty` walks from the first record.
  public init(_ hashChain: HashChain, from head: JournalHead = .empty) {
    self.hashChain = hashChain
    self.head = head
  }

  /// The record when it follows the one before, or nil: then `ChainBreak` tells how it is bad.
  public mutating func take(_ row: StoredRecord) -> AuditRecord? {
    guard row.position == head.count + 1, hashChain.value(ofBody: row.body) == row.chain,
      let record = try? AuditRecord(body: row.body), record.sequence == row.position, record.previous == head.chain
    else { return nil }
    head = JournalHead(count: row.position, chain: row.chain)
    return record
  }
}

/// Reads on from the first record that does not follow, to say *how* it is bad: whether the record that belongs there
/// is gone, changed, or standing elsewhere. Give it every row from the bad one to the last, in order; memory is constant.
public struct ChainBreak: Sendable {
  private let hashChain: HashChain
  private let head: JournalHead
  private let promised: Int?
  private var bad: Row?
  private var expectedStandsLater = false
  private var badStandsAgain = false

  private struct Row {
    var position: Int
    var body: [UInt8]
    var isGenuine: Bool
    var sequence: Int?
  }

  /// - Parameters:
  ///   - head: as far as `ChainWalk` came.
  ///   - promised: the number of records that the head file names, where it could be read.
  public init(_ hashChain: HashChain, after head: JournalHead, promised: Int?) {
    self.hashChain = hashChain
    self.head = head
    self.promised = promised
  }

  public mutating func take(_ row: StoredRecord) {
    let isGenuine = hashChain.value(ofBody: row.body) == row.chain
    let sequence = AuditRecord.sequence(ofBody: row.body)
    guard let bad else {
      bad = Row(position: row.position, body: row.body, isGenuine: isGenuine, sequence: sequence)
      // With a gap before it the row itself may be the one that was moved here.
      expectedStandsLater = isGenuine && sequence == head.count + 1 && row.position != head.count + 1
      return
    }
    guard isGenuine else { return }
    if sequence == head.count + 1 { expectedStandsLater = true }
    if bad.isGenuine, sequence == bad.sequence { badStandsAgain = true }
  }

  public var finding: AuditFinding {
    let expected = head.count + 1
    guard let bad else {
      return AuditFinding(record: expected, fault: .cutFromTail(missing: max(0, (promised ?? expected) - head.count)))
    }
    if bad.position < expected { return AuditFinding(record: bad.position, fault: .inserted) }
    if bad.position > expected {
      return AuditFinding(record: expected, fault: expectedStandsLater ? .reordered : .removed)
    }
    return AuditFinding(record: expected, fault: fault(of: bad, at: expected))
  }

  private func fault(of bad: Row, at expected: Int) -> AuditFinding.Fault {
    let isPastTheEnd = promised.map { expected > $0 } ?? false
    guard bad.isGenuine, let sequence = bad.sequence else {
      return expectedStandsLater || isPastTheEnd ? .inserted : .changed
    }
    if sequence == expected {
      do {
        _ = try AuditRecord(body: bad.body)
        return .ofAnotherCourse
      } catch {
        switch error {
        case .unknownKind(let word): return .unreadable("its kind \"\(word)\" is not known to this program")
        case .malformed: return .unreadable("its bytes are not a record")
        }
      }
    }
    let isCopy = sequence < expected || badStandsAgain
    if expectedStandsLater { return isCopy ? .inserted : .reordered }
    return isPastTheEnd ? .inserted : isCopy ? .changed : .removed
  }
}
