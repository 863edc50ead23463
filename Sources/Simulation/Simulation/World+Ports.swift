import CivilTime
import Eligibility
import EligibilityService
import Journal
import Reception
import Runtime
import VirtualCard

/// The world as the kiosk's ports see it.
extension World {
  /// The adapter's own time-out for one request.
  static let requestTimeout: Duration = .seconds(15)

  func ports(process: Int) -> Ports {
    Ports(
      clock: ClockPort(monotonic: { [unowned self] in now }, wall: { [unowned self] in wall }),
      journal: JournalPort { [unowned self] entries, ticket in append(entries, ticket, process) },
      reader: ReaderPort(
        begin: { [unowned self] job, ticket in beginCardJob(job, ticket) },
        release: { [unowned self] in visitor = nil }, cancel: {}),
      service: ServicePort { [unowned self] request, ticket in send(request, ticket) },
      handover: handoverPort(),
      staff: StaffPort { [unowned self] number, ticket in
        promises.staffChecked()
        let accepted = passwordIsRight && number.digits == "0123"
        deliver(.completed(ticket, .staff(.success(accepted))), after: .milliseconds(80))
      },
      cryptography: parts.cryptography.kiosk { [unowned self] count in
        let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        if count == VisitID.randomBytes { named(VisitID(at: wall, random: bytes)) }
        return bytes
      },
      desk: DeskPort(
        show: { [unowned self] in show($0) },
        wipeSecret: { [unowned self] in wipe() },
        sound: { _ in }, callStaff: { _ in }, report: { _ in }))
  }

  private func append(_ entries: [JournalEntry], _ ticket: Ticket, _ process: Int) {
    let kept = entries.filter { $0.kind != omitted }
    for entry in kept { trace.add(entry.kind.rawValue) }
    // The kiosk is in the middle of a call: it dies right after it, and nothing of this write reaches the disk.
    if chance(.killedBeforeWrite, 1) { doomed = true }
    if doomed { return }
    let isSlow = chance(.diskSlow, 2)
    let time = isSlow ? random.milliseconds(Self.longAppend) : Self.appendTime
    if isSlow { strike(for: time) }
    at(time, .commit(process: process, kept, ticket))
  }

  // MARK: - Service

  private func send(_ request: ServiceRequest, _ ticket: Ticket) {
    func fail(_ failure: ServiceFailure, after delay: Duration) {
      deliver(.completed(ticket, .service(.failure(failure))), after: delay)
    }
    if active.contains(.serviceGone) {
      fired(.serviceGone)
      return fail(.unreachable("no route"), after: .seconds(3))
    }
    if chance(.serviceLoses, 2) { return fail(.answerLost("request lost"), after: Self.requestTimeout) }
    if chance(.serviceRefuses, 2) { return fail(.refused(.busy), after: .milliseconds(50)) }
    let result = parts.exchange(request) { request in
      watch(request)
      return service.handle(request, at: wall)
    }
    if case .openSession(let asked) = request, case .success(.session(let answer)) = result,
      let visit = VisitID(asked.visit)
    {
      sessions[answer.session] = (visit, answer.consents, answer.isOpen)
    }
    if case .register(let id) = request, case .success(.session(let answer)) = result, let known = sessions[id] {
      sessions[answer.session] = (known.visit, answer.consents, answer.isOpen)
    }
    if chance(.serviceLoses, 2) { return fail(.answerLost("answer lost"), after: Self.requestTimeout) }
    if chance(.serviceRubbish, 2) { return fail(.rubbish("not an answer"), after: .milliseconds(50)) }
    let delay: Duration =
      if chance(.serviceLate, 1) {
        .seconds(90)
      } else if chance(.serviceSlow, 5) {
        random.milliseconds(9_000...14_500)
      } else {
        random.milliseconds(20...400)
      }
    deliver(.completed(ticket, .service(result)), after: delay)
  }

  /// Holds what reaches the service against the journal.
  private func watch(_ request: ServiceRequest) {
    switch request {
    case .nonce: break
    case .openSession(let asked):
      let owner = cards.firstIndex { $0.certificate == asked.certificate }
      promises.sessionOpened(asked, owner: owner)
    case .register(let session):
      if let known = sessions[session] { promises.registered(visit: known.visit) }
    case .sendConsents(let session, let answers):
      if let known = sessions[session] {
        promises.consentsSent(answers, visit: known.visit, applying: known.consents, isOpen: known.isOpen)
      }
    }
  }
}

extension SessionAnswer {
  /// Which of several eligibilities holds is left to staff.
  fileprivate var isOpen: Bool {
    guard let verdict = reply?.verdict, case .several = verdict else { return false }
    return true
  }
}
