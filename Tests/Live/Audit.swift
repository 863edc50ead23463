import Foundation
import Testing

/// A site's journal as `uketsuke audit list` prints it.
struct Audit {
  struct Record: Equatable {
    var visit: String
    var kind: String
    var details: String
  }

  var records: [Record]

  init(of site: Site) throws {
    let listed = try site.audit("list")
    guard listed.status == 0 else { throw Site.Missing(what: "the journal: \(listed.errors)") }
    records = listed.output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
      guard words.count >= 4 else { return nil }
      return Record(visit: words[2], kind: words[3], details: words.count > 4 ? words[4] : "")
    }
  }

  /// In the order in which they began.
  var visits: [String] { records.filter { $0.kind == "visitBegan" }.map(\.visit) }

  /// What stands beside these records, in their order.
  func details(of kind: String) -> [String] { records.filter { $0.kind == kind }.map(\.details) }

  func count(_ kind: String, of visit: String) -> Int {
    records.count { $0.kind == kind && $0.visit == visit }
  }

  /// Hand-overs that were prepared and not yet journaled as delivered.
  var undelivered: [String] {
    visits.filter { count("handoverPrepared", of: $0) > count("handoverDelivered", of: $0) }
  }

  var starts: Int { records.count { $0.kind == "kioskStarted" } }

  /// What stood last in the journal when the kiosk was started for the last time.
  var lastBeforeStart: String {
    guard let start = records.lastIndex(where: { $0.kind == "kioskStarted" }), start > 0 else { return "nothing" }
    return records[start - 1].kind
  }

  /// What must hold of every visit that is not going on, whatever has killed the kiosk (R1, R4).
  ///
  /// - Parameter files: the names of all hand-over files that ever were there.
  func expectWhole(_ files: [String], _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation) {
    for visit in visits {
      let prepared = count("handoverPrepared", of: visit)
      #expect(prepared <= 1, comment, sourceLocation: sourceLocation)
      #expect(count("handoverDelivered", of: visit) == prepared, comment, sourceLocation: sourceLocation)
      #expect(files.count { $0.contains(visit) } == prepared, comment, sourceLocation: sourceLocation)
      #expect(count("visitEnded", of: visit) == 1, comment, sourceLocation: sourceLocation)
      let replied = records.firstIndex {
        $0.visit == visit && $0.kind == "consentOutcome" && $0.details.contains("result=answered")
      }
      let handed = records.firstIndex { $0.visit == visit && $0.kind == "handoverPrepared" }
      if let handed {
        #expect(replied.map { $0 < handed } == true, comment, sourceLocation: sourceLocation)
      } else {
        #expect(count("handoverStaged", of: visit) == 0, comment, sourceLocation: sourceLocation)
      }
    }
    #expect(files.allSatisfy { file in visits.contains { file.contains($0) } }, comment, sourceLocation: sourceLocation)
  }
}
