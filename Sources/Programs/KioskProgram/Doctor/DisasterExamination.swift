/// Whether the disaster mode is open at this site's counter: somebody should know, long after the disaster.
struct DisasterExamination {
  private let path: String

  /// - Parameter path: the configuration.
  init(_ path: String) { self.path = path }

  private static let part = "counter: disaster mode"

  /// Nothing where there is no counter, or what it needs does not hold: that is said elsewhere.
  var diagnoses: [Diagnosis] {
    guard let configuration = try? ConfigurationFile.readCounter(path), configuration.folder != nil,
      let key = try? Site.journalKey(configuration.journalKey)
    else { return [] }
    switch DisasterDesk.look(configuration, key) {
    case .notOpen: return [.good(Self.part, "not open")]
    case .open(let line): return [.warning(Self.part, line, hint: "uketsuke disaster close, once it is over")]
    case .unknown(let line):
      return [.warning(Self.part, line, hint: "nothing can be done in the mode until this is mended")]
    }
  }
}
