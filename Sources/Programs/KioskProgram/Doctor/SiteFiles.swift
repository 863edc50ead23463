import Runtime

/// What a site has files of: a kiosk, a counter, or both on one machine.
struct SiteFiles {
  /// 10 digits.
  let institution: String
  let eligibility: Runtime.Configuration.Eligibility
  let journalKey: String
  let staffPasswordFile: String?
  let kiosk: Runtime.Configuration?
  let counter: CounterConfiguration?

  init(kiosk: Runtime.Configuration, counter: CounterConfiguration?) {
    institution = kiosk.institution.code
    eligibility = kiosk.eligibility
    journalKey = kiosk.journal.key
    staffPasswordFile = kiosk.identity.staffPasswordFile
    self.kiosk = kiosk
    self.counter = counter
  }

  init(counter: CounterConfiguration) {
    institution = counter.institution
    eligibility = counter.eligibility
    journalKey = counter.journalKey
    staffPasswordFile = counter.staffPasswordFile
    kiosk = nil
    self.counter = counter
  }

  /// - Throws: for a file that is neither a kiosk's nor a counter's, as the program itself would refuse it.
  static func read(_ path: String, names: ScreenNames) throws(ProgramFailure) -> SiteFiles {
    switch try ConfigurationFile.parts(path) {
    case .counter: SiteFiles(counter: try ConfigurationFile.readCounter(path))
    case .kiosk: SiteFiles(kiosk: try ConfigurationFile.read(path, names: names), counter: nil)
    case .both:
      SiteFiles(
        kiosk: try ConfigurationFile.read(path, names: names), counter: try ConfigurationFile.readCounter(path))
    }
  }
}
