import CivilTime

/// One line of the audit (S9): who did what, when, in which visit. Everything in it but `chain` is what the chain value
/// is computed over, the value of the record before included.
public struct AuditRecord: Equatable, Sendable {
  /// Records tell the moment in UTC and, beside it, the zone that the kiosk's people live in.
  public static let zoneOfJapan = "+09:00"

  /// Counts from 1 without gaps.
  public var sequence: Int
  public var time: Timestamp
  public var zone: String
  public var kind: JournalKind
  public var visit: VisitID?
  public var attempt: Int
  public var details: [JournalEntry.Detail]
  /// Keyed hash of the encrypted personal part. The part itself may be forgotten; the record still verifies.
  public var personalHash: [UInt8]?
  /// Chain value of the record before; `HashChain.genesis` for the first.
  public var previous: [UInt8]

  public init(
    sequence: Int, time: Timestamp, zone: String = AuditRecord.zoneOfJapan, entry: JournalEntry,
    personalHash: [UInt8]?, previous: [UInt8]
  ) {
    self.sequence = sequence
    self.time = time
    self.zone = zone
    kind = entry.kind
    visit = entry.visit
    attempt = entry.attempt
    details = entry.details
    self.personalHash = personalHash
    self.previous = previous
  }

  private static let format: UInt8 = 1

  /// The canonical bytes: what is stored and what the chain value is computed over.
  public var body: [UInt8] {
    var writer = CanonicalWriter()
    writer.byte(Self.format)
    writer.integer(sequence)
    writer.integer(time.milliseconds)
    writer.text(zone)
    writer.text(kind.rawValue)
    writer.counted(visit?.bytes ?? [])
    writer.integer(attempt)
    writer.integer(details.count)
    for detail in details {
      writer.text(detail.key)
      writer.text(detail.value)
    }
    writer.counted(personalHash ?? [])
    writer.counted(previous)
    return writer.bytes
  }

  /// Why a record's bytes cannot be read.
  public enum Unreadable: Error, Equatable, Sendable {
    /// Written by a program that knows kinds which this one does not.
    case unknownKind(String)
    case malformed
  }

  /// Reads canonical bytes; nothing may be missing and nothing may follow.
  public init(body: [UInt8]) throws(Unreadable) {
    var reader = CanonicalReader(body)
    guard reader.byte() == Self.format, let sequence = reader.integer().flatMap(Int.init(exactly:)),
      let milliseconds = reader.integer(), let zone = reader.text(), let word = reader.text(),
      let visitBytes = reader.counted(), let attempt = reader.integer().flatMap(Int.init(exactly:)),
      let count = reader.integer(), count >= 0
    else { throw .malformed }
    guard let kind = JournalKind(rawValue: word) else { throw .unknownKind(word) }
    var details: [JournalEntry.Detail] = []
    for _ in 0..<count {
      // Ends at the first detail that is not there, so that a count made up by somebody costs nothing.
      guard let key = reader.text(), let value = reader.text() else { throw .malformed }
      details.append(.init(key, value))
    }
    guard let hash = reader.counted(), let previous = reader.counted(), reader.isAtEnd else { throw .malformed }
    var visit: VisitID?
    if !visitBytes.isEmpty {
      guard let id = VisitID(bytes: visitBytes) else { throw .malformed }
      visit = id
    }
    self.init(
      sequence: sequence, time: Timestamp(milliseconds: milliseconds), zone: zone,
      entry: JournalEntry(kind, visit: visit, attempt: attempt, details: details),
      personalHash: hash.isEmpty ? nil : hash, previous: previous)
  }

  /// The sequence number alone, also of a record whose kind is unknown.
  static func sequence(ofBody body: [UInt8]) -> Int? {
    var reader = CanonicalReader(body)
    guard reader.byte() == format else { return nil }
    return reader.integer().flatMap(Int.init(exactly:))
  }
}

extension VisitID {
  /// The 16 bytes as a record or a table holds them.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    let digits = Array("0123456789abcdef".utf8)
    self.init(String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self))
  }
}
