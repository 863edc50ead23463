import Dispatch
import Eligibility
import HTTPSEligibility
import Journal
import Runtime
import Synchronization

extension CounterSite {
  /// Whether people can be searched for at all by the way that the configuration names.
  ///
  /// - Throws: why not.
  static func searchService(
    _ configuration: CounterConfiguration
  ) throws(ProgramFailure) -> Runtime.Configuration.Service {
    switch configuration.eligibility {
    case .service(let address): return address
    case .folders:
      throw ProgramFailure(
        .configuration,
        "eligibility.url: nobody can be searched for by name through the folders of an eligibility terminal: of the "
          + "interface's messages that are public none does it. Take insurer number, symbol and number from the "
          + "certificate, or name the service's https:// address")
    }
  }

  /// Writes down who searches, searches, writes down what came, and answers it.
  func search(
    _ search: PersonSearch, named name: VisitID, _ deed: CounterDeed, _ details: [JournalEntry.Detail]
  ) throws(ProgramFailure) -> Result<EligibilityReply, ServiceFailure> {
    let address = try Self.searchService(configuration)
    try intend(deed, named: name, details)
    let service = try Site.eligibilityService(address, institution: configuration.institution)
    defer { service.stop() }
    let answer = Mutex<Result<EligibilityReply, ServiceFailure>?>(nil)
    let came = DispatchSemaphore(value: 0)
    service.send(search) { result in
      answer.withLock { $0 = result }
      came.signal()
    }
    // The service's client answers within its own limits.
    came.wait()
    let result = answer.withLock { $0 } ?? .failure(.answerLost("the client gave no answer"))
    try conclude(deed, named: name, result.map { .eligibility($0) })
    return result
  }
}
