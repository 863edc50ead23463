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
    guard let notice = DisasterDesk.notice(configuration, key) else { return [.good(Self.part, "not open")] }
    return [.warning(Self.part, notice, hint: "uketsuke disaster close, once it is over")]
  }
}
