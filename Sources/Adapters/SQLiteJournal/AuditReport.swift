import Journal

/// What an audit of a journal found.
public struct AuditReport: Equatable, Sendable {
  /// Records that hold, from the first on.
  public var records: Int
  /// Personal parts that are there and fit their records.
  public var personalParts: Int
  /// Personal parts that were forgotten after a consent's life, as they should be.
  public var forgotten: Int
  public var verdict: Verdict

  public enum Verdict: Equatable, Sendable {
    case holds
    /// The first bad record, and how it is bad.
    case broken(AuditFinding)
    /// The journal could not be read: no file, another key, not a journal.
    case notJudged(JournalFailure)
  }

  /// For the shell: 0 holds, 1 broken, 74 (`EX_IOERR`) could not be read.
  public var exitCode: Int32 {
    switch verdict {
    case .holds: 0
    case .broken: 1
    case .notJudged: 74
    }
  }

  /// One or two sentences for who asked.
  public var sentence: String {
    switch verdict {
    case .holds:
      "The journal holds: \(records) records, personal parts kept: \(personalParts), forgotten in time: \(forgotten)."
    case .broken(let finding): "The journal does not hold. \(finding.sentence)"
    case .notJudged(let failure): "The journal cannot be judged: \(failure.reason)."
    }
  }
}
