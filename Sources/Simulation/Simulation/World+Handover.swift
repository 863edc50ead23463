import CivilTime
import Journal
import Reception
import Runtime

/// The hand-over's two forms, as the kiosk's port sees them.
extension World {
  func handoverPort() -> HandoverPort {
    switch form {
    case .file:
      port(
        stage: { [unowned self] payload, ticket in stage(payload, ticket) },
        release: { [unowned self] payload, ticket in release(payload.name, ticket) },
        staged: StagedFilesPort(
          look: { [unowned self] name, ticket in
            meetFolder()
            deliver(.completed(ticket, .looked(disk.isStaged(name))), after: .milliseconds(1))
          },
          discard: { [unowned self] name, ticket in
            meetFolder()
            deliver(.completed(ticket, .discarded(disk.discard(name))), after: .milliseconds(1))
          }))
    case .message:
      port(
        stage: { [unowned self] _, ticket in deliver(.completed(ticket, .staged(.success(())))) },
        release: { [unowned self] payload, ticket in post(payload, ticket) }, staged: nil)
    }
  }

  private func port(
    stage: @escaping (HandoverPayload, Ticket) -> Void, release: @escaping (HandoverPayload, Ticket) -> Void,
    staged: StagedFilesPort?
  ) -> HandoverPort {
    HandoverPort(
      prepare: { [prepare = form == .file ? parts.file : parts.message] reply, facts in
        HandoverPayload(
          name: "OQSsiquc01res_face_\(facts.visit)_\(CivilMoment(facts.at).compact).xml",
          bytes: prepare(reply, facts))
      }, stage: stage, release: release, staged: staged)
  }

  // MARK: - Files

  private func stage(_ payload: HandoverPayload, _ ticket: Ticket) {
    promises.brought(payload, at: wall)
    meetFolder()
    if disk.isFull { fired(.diskFull) }
    deliver(.completed(ticket, .staged(disk.stage(payload))), after: .milliseconds(1))
  }

  private func release(_ name: String, _ ticket: Ticket) {
    meetFolder()
    let before = disk.delivered.count
    let released = disk.release(name)
    promises.released(name, isNew: disk.delivered.count > before)
    deliver(.completed(ticket, .released(released)), after: .milliseconds(1))
  }

  // MARK: - Messages

  private func post(_ payload: HandoverPayload, _ ticket: Ticket) {
    func answer(_ result: Result<Void, HandoverFailure>, after delay: Duration) {
      deliver(.completed(ticket, .released(result)), after: delay)
    }
    promises.brought(payload, at: wall)
    if active.contains(.receiverGone) || folderIsAwayForADay {
      fired(folderIsAwayForADay ? .folderMissingForADay : .receiverGone)
      return answer(.failure(.unreachable("no route")), after: .seconds(3))
    }
    if chance(.receiverRefuses, 10) { return answer(.failure(.refused("HTTP 500")), after: .milliseconds(50)) }
    if chance(.receiverLoses, 5) { return answer(.failure(.answerLost("request lost")), after: Self.requestTimeout) }
    promises.released(payload.name, isNew: receiver.take(payload.name))
    if chance(.receiverLoses, 10) { return answer(.failure(.answerLost("answer lost")), after: Self.requestTimeout) }
    answer(.success(()), after: random.milliseconds(20...400))
  }
}
