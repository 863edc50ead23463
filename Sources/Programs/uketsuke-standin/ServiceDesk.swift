import CivilTime
import DemoPeople
import Eligibility
import EligibilityJSON
import EligibilityService
import FoundationEssentials

/// One request after the other meets the rules here.
actor ServiceDesk {
  private var service: EligibilityService
  private let trust: CardTrust?
  private let clock: @Sendable () -> Timestamp
  private let chain = ChainResult()

  /// The chain of the request at hand: checking it takes an `await`, the rules take none.
  private final class ChainResult {
    var der: [UInt8] = []
    var result: Result<CheckedCertificate, ChainFailure> = .failure(.unreadable)
  }

  /// Requests since the service began.
  private var answered = 0

  /// - Parameter trust: `nil` where no card is ever shown.
  init(
    people: DemoPeople, crowd: DemoCrowd = DemoCrowd(count: 0), trust: CardTrust?,
    limits: ServiceLimits = ServiceLimits(), disasterAreas: [String] = [],
    clock: @escaping @Sendable () -> Timestamp = { Timestamp(Date()) }
  ) {
    self.trust = trust
    self.clock = clock
    let chain = self.chain
    service = EligibilityService(
      people: people, crowd: crowd,
      ports: ServicePorts(
        verifyChain: { der, _ in der == chain.der ? chain.result : .failure(.unreadable) },
        verifySignature: { der, message, signature in CardTrust.isSignature(signature, over: message, by: der) },
        random: { count in
          var generator = SystemRandomNumberGenerator()
          return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        }), limits: limits, disasterAreas: disasterAreas)
  }

  func answer(
    _ received: ReceivedRequest, by caller: EligibilityService.Caller
  ) async -> Result<ServiceAnswer, ServiceRefusal> {
    var checked: (der: [UInt8], result: Result<CheckedCertificate, ChainFailure>)?
    if case .openSession(let asked) = received.request {
      checked = (asked.certificate, await trust?.check(asked.certificate) ?? .failure(.unknownIssuer))
    }
    // No `await` from here on: the chain's result is this request's.
    if let checked { (chain.der, chain.result) = checked }
    return service.handle(
      received.request, at: clock(), from: received.institution, by: caller)
  }

  func answer(_ request: InterfaceRequest) -> Result<InterfaceReply, ServiceRefusal> {
    service.handle(request, at: clock())
  }

  /// A message's reply; with the fault that it is not worked on.
  func answer(_ request: InterfaceRequest, _ struck: Struck) -> Result<InterfaceReply, ServiceRefusal> {
    count(struck)
    guard !struck.has(.error) else { return .success(service.reply(to: request, saying: .disturbed, at: clock())) }
    return answer(request)
  }

  /// A search for a person without a card; with the faults that it is not worked on, or that no disaster is open.
  func answer(_ search: PersonSearch, _ struck: Struck) -> Result<EligibilityReply, ServiceRefusal> {
    count(struck)
    let now = clock()
    guard !struck.has(.error) else { return .success(service.reply(to: search, saying: .disturbed, at: now)) }
    if struck.has(.disasterClosed), case .disaster = search.mode {
      return .success(service.reply(to: search, saying: .disasterNotOpen, at: now))
    }
    return service.handle(search, at: now)
  }

  /// The same for a folder, where a refusal is a reply, too.
  func reply(to request: InterfaceRequest, _ struck: Struck) -> InterfaceReply {
    switch answer(request, struck) {
    case .success(let reply): reply
    case .failure(let refusal): service.reply(to: request, refusing: refusal, at: clock())
    }
  }

  /// After so many requests the service begins anew, as by a restart.
  func count(_ struck: Struck) {
    answered += 1
    if let most = struck.amount(of: .restartAfter), answered > most {
      service.restart()
      answered = 1
    }
  }
}
