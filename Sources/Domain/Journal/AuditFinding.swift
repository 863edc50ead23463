/// The first record that is bad, and how.
public struct AuditFinding: Equatable, Sendable {
  /// Number of the record that is bad, or should stand there and does not.
  public var record: Int
  public var fault: Fault

  public enum Fault: Equatable, Sendable {
    case changed
    case removed
    case reordered
    case inserted
    case cutFromTail(missing: Int)
    /// The chain holds, but this program cannot read the record.
    case unreadable(String)
    /// Genuine, but it follows another record than the one before it: parts of two copies of one journal.
    case ofAnotherCourse
    case personalPartChanged
    /// It is gone before its time.
    case personalPartRemoved
    case personalPartInserted
    /// The file beside the database is not there.
    case headMissing
    /// The file beside the database is not what this journal wrote.
    case headChanged
    /// The list of what waits is not what the records say.
    case waitingListChanged
  }

  public init(record: Int, fault: Fault) {
    self.record = record
    self.fault = fault
  }

  /// One sentence for staff.
  public var sentence: String {
    switch fault {
    case .changed: "Record \(record) was changed."
    case .removed: "Record \(record) was removed."
    case .reordered: "Record \(record) stands in another place than it was written."
    case .inserted: "Record \(record) was inserted; the journal did not write it there."
    case .cutFromTail(let missing):
      "Records were cut from the journal's end: record \(record) is the first of \(missing) missing."
    case .unreadable(let reason): "Record \(record) cannot be read: \(reason)."
    case .ofAnotherCourse: "Record \(record) belongs to another copy of this journal."
    case .personalPartChanged: "The personal part of record \(record) was changed."
    case .personalPartRemoved: "The personal part of record \(record) was removed before its time."
    case .personalPartInserted: "Record \(record) has a personal part that the journal did not write."
    case .headMissing: "The journal has records, but the head file beside it is missing; the end cannot be judged."
    case .headChanged: "The head file beside the journal was changed; the end cannot be judged."
    case .waitingListChanged: "The list of what waits for delivery was changed; from record \(record) it differs."
    }
  }
}
