import CivilTime
import DemoPeople
import Eligibility
import EligibilityJSON
import EligibilityService
import FoundationEssentials

/// One request after the other meets the rules here.
actor ServiceDesk {
  private var service: EligibilityService
  private let trust: CardTrust
  private let clock: @Sendable () -> Timestamp
  private let chain = ChainResult()

  /// The chain of the request at hand: checking it takes an `await`, the rules take none.
  private final class ChainResult {
    var der: [UInt8] = []
    var result: Result<CheckedCertificate, ChainFailure> = .failure(.unreadable)
  }

  init(
    people: DemoPeople, trust: CardTrust, clock: @escaping @Sendable () -> Timestamp = { Timestamp(Date()) }
  ) {
    self.trust = trust
    self.clock = clock
    let chain = self.chain
    service = EligibilityService(
      people: people,
      ports: ServicePorts(
        verifyChain: { der, _ in der == chain.der ? chain.result : .failure(.unreadable) },
        verifySignature: { der, message, signature in CardTrust.isSignature(signature, over: message, by: der) },
        random: { count in
          var generator = SystemRandomNumberGenerator()
          return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        }))
  }

  func answer(
    _ received: ReceivedRequest, by caller: EligibilityService.Caller
  ) async -> Result<ServiceAnswer, ServiceRefusal> {
    var checked: (der: [UInt8], result: Result<CheckedCertificate, ChainFailure>)?
    if case .openSession(let asked) = received.request {
      checked = (asked.certificate, await trust.check(asked.certificate))
    }
    // No `await` from here on: the chain's result is this request's.
    if let checked { (chain.der, chain.result) = checked }
    return service.handle(
      received.request, at: clock(), from: received.institution, for: received.confirmationDate,
      by: caller)
  }
}
