import Synchronization

/// What has been found out about readers since they were attached; the watcher and the reader's thread share it.
final class ReaderFindings: Sendable {
  private struct Finding {
    var extendedLength = ExtendedLength.notTold
    /// Cards with which extended length was tried in vain.
    var triesInVain = 0
  }

  /// By the reader's name. pcscd lists 16 at most.
  private let findings = Mutex<[String: Finding]>([:])

  func isKnown(_ reader: String) -> Bool { findings.withLock { $0[reader] != nil } }

  func extendedLength(of reader: String) -> ExtendedLength {
    findings.withLock { $0[reader]?.extendedLength ?? .notTold }
  }

  func note(_ extendedLength: ExtendedLength, of reader: String) {
    findings.withLock { $0[reader] = Finding(extendedLength: extendedLength) }
  }

  /// - Returns: how many there are by now.
  func noteTryInVain(on reader: String) -> Int {
    findings.withLock { findings in
      findings[reader, default: Finding()].triesInVain += 1
      return findings[reader]?.triesInVain ?? 0
    }
  }

  /// The reader has gone: another may come under its name.
  func forget(_ reader: String) { findings.withLock { $0[reader] = nil } }

  func forgetAll() { findings.withLock { $0 = [:] } }
}
