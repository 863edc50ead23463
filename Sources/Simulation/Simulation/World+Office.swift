import CivilTime
import Eligibility

/// Staff's lookups and batches beside the visits: requests and answers get lost, the service and the eligibility terminal
/// go, the program is killed. In the end each query has its answer, once, about the people who were asked for.
extension World {
  /// Between two tries, and between two looks whether a batch is done.
  private static let officePause: Duration = .seconds(10)
  /// The folder's own limit for a reply.
  private static let folderPatience: Duration = .seconds(60)

  /// Per cent of all steps.
  private enum Odds {
    static let killed = 5
    static let lost = 10
    static let foreign = 5
    static let movedAway = 10
  }

  func openOffice() {
    for index in office.queries.indices {
      at(random.milliseconds(1_000...900_000), .office(.ask(process: office.process, index)))
    }
  }

  func closeOffice() {
    for query in office.queries {
      if query.isDone { continue }
      promises.breaks("R9", "\(query.isBatch ? "a batch" : "a lookup") has no answer in the end")
    }
  }

  func happenInOffice(_ happening: Office.Happening) {
    switch happening {
    case .start:
      for index in office.queries.indices where !office.queries[index].isDone { ask(index) }
    case .ask(let process, let index): if process == office.process { ask(index) }
    case .hear(let asking, let result): if asking == present(asking.query) { hear(result, asking.query) }
    case .terminalWorks(let file): terminalWorks(file)
    case .givesUp(let asking): if asking == present(asking.query) { giveUp(asking.query) }
    }
  }

  /// Whether something goes wrong in the office. What the kiosk meets is counted elsewhere.
  private func mishap(_ percent: Int) -> Bool {
    !healing && faults.contains(.serviceLoses) && random.chance(percent)
  }

  /// What is not on its disk is gone.
  private func killOffice() {
    office.process += 1
    trace.add("office killed")
    at(.seconds(2), .office(.start))
  }

  private func later(_ index: Int) { at(Self.officePause, .office(.ask(process: office.process, index))) }

  private func present(_ index: Int) -> Office.Asking {
    Office.Asking(process: office.process, query: index, number: office.queries[index].askings)
  }

  /// The service's clock does not jump with the kiosk's.
  private var serviceTime: Timestamp { Self.firstDay.advanced(by: Instant(nanoseconds: 0).duration(to: now)) }

  private var today: CivilDate { CivilMoment(serviceTime).date }

  private func ask(_ index: Int) {
    let query = office.queries[index]
    guard !query.isDone else { return }
    office.queries[index].askings += 1
    if mishap(Odds.killed) { return killOffice() }
    let request = office.request(query, on: today)
    trace.add("office \(request.kind.rawValue) \(query.name)")
    switch office.way {
    case .https: send(request, index)
    case .folders: put(request, index)
    }
  }

  private func tell(_ index: Int, _ result: Result<InterfaceReply, ServiceFailure>, after delay: Duration) {
    at(delay, .office(.hear(present(index), result)))
  }

  private func service(_ request: InterfaceRequest) -> Result<InterfaceReply, ServiceFailure> {
    let result = parts.interface(request) { service.handle($0, at: serviceTime) }
    if case .submitBatch = request, case .success(.eligibility(let reply)) = result,
      let number = reply.receptionNumber
    {
      promises.batchTaken(request.fileIdentifier, number)
    }
    // Another's reply under this one's name: a way that mixes things up.
    guard mishap(Odds.foreign), let other = office.queries.last(where: { $0.name != request.fileIdentifier }) else {
      return result
    }
    return service.handle(office.request(other, on: today), at: serviceTime).mapError(ServiceFailure.refused)
  }

  // MARK: - Over HTTPS

  private func send(_ request: InterfaceRequest, _ index: Int) {
    if active.contains(.serviceGone) { return tell(index, .failure(.unreachable("no route")), after: .seconds(3)) }
    if mishap(Odds.lost) { return tell(index, .failure(.answerLost("request lost")), after: Self.requestTimeout) }
    let result = service(request)
    if mishap(Odds.lost) { return tell(index, .failure(.answerLost("answer lost")), after: Self.requestTimeout) }
    tell(index, result, after: random.milliseconds(20...400))
  }

  // MARK: - Through folders

  /// The same name asked again takes the reply that lies there, and writes no second request.
  private func put(_ request: InterfaceRequest, _ index: Int) {
    let file = Self.file(request)
    if let reply = office.replies.removeValue(forKey: file) {
      office.requests[file] = nil
      return tell(index, .success(reply), after: .milliseconds(300))
    }
    office.requests[file] = request
    at(random.milliseconds(500...5_000), .office(.terminalWorks(file: file)))
    at(Self.folderPatience, .office(.givesUp(present(index))))
  }

  private static func file(_ request: InterfaceRequest) -> String {
    "\(request.kind.rawValue)_\(request.fileIdentifier)"
  }

  private func terminalWorks(_ file: String) {
    guard let request = office.requests[file] else { return }
    // It keeps the request until the service is there again.
    if active.contains(.serviceGone) { return at(.seconds(20), .office(.terminalWorks(file: file))) }
    office.requests[file] = nil
    guard case .success(let reply) = service(request) else { return }
    if mishap(Odds.movedAway) { return }
    office.replies[file] = reply
    // Whoever waits for it is told by the folder; to a program that was killed it lies there.
    guard let index = office.queries.firstIndex(where: { Self.file(office.request($0, on: today)) == file }) else {
      return
    }
    at(.milliseconds(300), .office(.ask(process: office.process, index)))
  }

  /// A request that still lies there is taken back; one that was taken has lost its answer. Either is asked again.
  private func giveUp(_ index: Int) {
    guard !office.queries[index].isDone else { return }
    let file = Self.file(office.request(office.queries[index], on: today))
    let wasTaken = office.requests.removeValue(forKey: file) == nil
    hear(.failure(wasTaken ? .answerLost("no reply came") : .unreachable("taken back")), index)
  }

  // MARK: - What came

  private func hear(_ result: Result<InterfaceReply, ServiceFailure>, _ index: Int) {
    let query = office.queries[index]
    guard !query.isDone else { return }
    let request = office.request(query, on: today)
    guard case .success(let reply) = result, reply.difference(from: request) == nil,
      case .eligibility(let eligibility) = reply
    else { return later(index) }
    // Before anything of it is on the disk: the same is asked again.
    if mishap(Odds.killed) { return killOffice() }
    if query.isBatch, query.receptionNumber == nil {
      guard let number = eligibility.receptionNumber else { return later(index) }
      office.queries[index].receptionNumber = number
      return later(index)
    }
    guard eligibility.header.segmentOfResult == .known(.normal) else { return later(index) }
    if let wrong = office.error(in: eligibility, to: query, on: today) {
      promises.breaks("R5", "\(query.isBatch ? "a batch" : "a lookup") was answered wrongly: \(wrong)")
    }
    office.queries[index].isDone = true
  }
}
