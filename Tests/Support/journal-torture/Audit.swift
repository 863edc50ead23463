import Foundation
import Journal
import JournalTestSupport
import SQLiteJournal

extension Torture {
  /// Says what the journal is worth as it was found, has everything delivered that waits, and takes the files away as a
  /// reception system does, for good: all that were ever taken are told, and what does not belong there.
  static func audit(_ path: String, folder: String, taken: String) throws {
    let report = AuditVerification.verify(path: path, cipher: PlainCipher.cipher())
    guard report.verdict == .holds else { throw Refused(reason: report.sentence) }
    say("holds \(report.records)")
    let desk = try Desk(path, folder, StopAt(nil))
    try desk.recover()
    desk.journal.close()
    let files = FileManager.default
    for name in try files.contentsOfDirectory(atPath: folder).sorted() {
      let words = name.split(separator: "_")
      guard words.count == 4, let visit = VisitID(words[2]),
        files.contents(atPath: "\(folder)/\(name)") == Data(TorturePayload.make(visit).bytes)
      else {
        say("left \(name)")
        continue
      }
      // One that was taken before is told twice.
      if files.fileExists(atPath: "\(taken)/\(name)") { say("taken \(visit.text)") }
      guard rename("\(folder)/\(name)", "\(taken)/\(name)") == 0 else { throw Refused(reason: "\(name) stays") }
    }
    sync()
    for name in try files.contentsOfDirectory(atPath: taken).sorted() {
      say("taken \(name.split(separator: "_")[2])")
    }
  }
}
