import Eligibility
import Runtime
import StrictYAML

/// What the counter's commands need of a kiosk's configuration file: no reader and no hand-over folder, so that a machine
/// without a kiosk has a short one.
struct CounterConfiguration: Equatable {
  /// 10 digits.
  var institution: String
  var language: CounterLanguage
  /// Of Screens/themes, for what is shown as a screen.
  var theme = "default"
  var eligibility: Runtime.Configuration.Eligibility
  /// `counter.journal`: another file than the kiosk's.
  var journal: String
  /// `journal.key`, the site's.
  var journalKey: String
  /// `counter.folder`: where batches and what staff wrote down lie, encrypted.
  var folder: String?
  var staffPasswordFile: String?
  /// `counter.staff`.
  var staffPolicy = StaffPolicy.optional
  /// For the sheets that are printed.
  var institutionName: String?
}

extension ConfigurationFile {
  /// What a configuration is for.
  enum Parts {
    case kiosk
    case counter
    case both
  }

  /// By its sections: without a reader nobody is received.
  static func parts(_ path: String) throws(ProgramFailure) -> Parts {
    try reading(path) { root, _ throws(StrictYAMLFailure) in
      let top = try root.mapping(sections)
      guard top["counter"] != nil else { return .kiosk }
      return top["reader"] == nil && top["handover"] == nil ? .counter : .both
    }
  }

  /// Reads what the counter needs; what is the kiosk's alone is looked at by name and not by value.
  static func readCounter(_ path: String) throws(ProgramFailure) -> CounterConfiguration {
    try reading(path) { root, folder throws(StrictYAMLFailure) in
      let top = try root.mapping(sections)
      func file(_ node: StrictNode) throws(StrictYAMLFailure) -> String { try Self.file(node, folder) }
      let institution = try top.mapping("institution", institutionKeys)
      let (code, _) = try names(institution)
      guard top["counter"] != nil else {
        throw root.failure("needs \"counter.journal\": a journal beside the kiosk's, which has one writer")
      }
      let counter = try top.mapping("counter", counterKeys)
      let journal = try top.mapping("journal", ["path", "key"])
      let counterJournal = try file(counter.required("journal"))
      if let kiosks = try journal["path"].map(file), kiosks == counterJournal {
        throw try counter.required("journal").failure("must be another file than \"journal.path\"")
      }
      let display = try top["display"]?.mapping(["language", "theme"])
      return CounterConfiguration(
        institution: code, language: CounterLanguage(try display?.stringIfAny("language") ?? "ja"),
        theme: try display?.stringIfAny("theme") ?? "default",
        eligibility: try eligibility(top, folder: folder, file), journal: counterJournal,
        journalKey: try file(journal.required("key")), folder: try counter["folder"].map(file),
        staffPasswordFile: try top["staff"].map { staff throws(StrictYAMLFailure) in
          try file(staff.mapping(["passwordFile"]).required("passwordFile"))
        }, staffPolicy: try counter["staff"]?.one(of: StaffPolicy.self) ?? .optional,
        institutionName: try institution.stringIfAny("name"))
    }
  }
}

extension Runtime.Configuration.Eligibility {
  /// The way to the service's messages.
  func client(institution: String) throws(ProgramFailure) -> EligibilityClient {
    try Site.eligibilityClient(self, institution: institution)
  }
}
