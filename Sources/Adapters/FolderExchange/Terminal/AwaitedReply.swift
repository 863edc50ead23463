import Eligibility
import EligibilityXML

/// One reply that is awaited: what was seen of it, and what that means. Belongs to the folder thread, which gives it the
/// folder and the time.
final class AwaitedReply {
  typealias Instant = ContinuousClock.Instant

  let question: Question
  let requestName: String
  /// In the order in which they are looked for.
  let names: [String]
  /// Whether the request stands in `req`, or stood there; before, only what lies in `res` already is looked at.
  private(set) var isAsked = false
  private var deadline: Instant
  private let limits: TerminalLimits
  private let encoding: MessageEncoding
  /// What was seen under each name.
  private var sights: [String: Sight] = [:]
  /// No reply to this asking: it lay there before.
  private var stale: [String: FileState] = [:]
  private var wasSeen = false
  private var goneSince: Instant?
  /// Why the folder could not be looked at, where that is so.
  private(set) var trouble: String?

  private struct Sight {
    var state: FileState
    var since: Instant
    /// The first reading.
    var bytes: [UInt8] = []
    /// Whole, and no reply.
    var complaint: String?
  }

  enum Step {
    case wait(until: Instant)
    /// No reply lies there: time to ask.
    case ask
    case answer(InterfaceReply)
    case failure(ServiceFailure)
    /// Time is up.
    case timeUp
  }

  /// - Returns: `nil` where the request's identifier cannot be part of a file's name.
  init?(_ question: Question, _ settings: TerminalSettings, _ now: Instant) {
    let request = question.request
    guard let name = MessageFileName.request(request.kind, identifier: request.fileIdentifier),
      let stem = MessageFileName.replyStem(request.kind, identifier: request.fileIdentifier)
    else { return nil }
    self.question = question
    requestName = name
    names = request.replyEndings.map { stem + $0 }
    limits = settings.limits
    encoding = settings.encoding
    deadline = now
    restart(now)
  }

  /// The request stands in its place.
  func asked(_ now: Instant) {
    isAsked = true
    wasSeen = false
    goneSince = nil
    // What lay there was looked at, and is none.
    for (name, sight) in sights { stale[name] = sight.state }
    sights = [:]
    restart(now)
  }

  private func restart(_ now: Instant) {
    deadline = now + (question.request.isList ? limits.listReply : limits.reply)
  }

  /// The folder told of a file with one of these names; it may be gone again.
  func heard() { wasSeen = true }

  /// - Parameter folder: the terminal's `res`.
  func step(_ folder: borrowing Directory, _ now: Instant) throws(FolderFailure) -> Step {
    trouble = nil
    for name in names {
      if let reply = try look(name, folder, now) { return .answer(reply) }
    }
    guard now < deadline else { return .timeUp }
    let present = names.compactMap { sights[$0] }
    if present.isEmpty { return absent(now) }
    goneSince = nil
    let pending = present.filter { $0.complaint == nil }
    let complaints = present.compactMap { sight in sight.complaint.map { (words: $0, since: sight.since) } }
    guard pending.isEmpty, let last = complaints.max(by: { $0.since < $1.since }) else {
      return .wait(until: pending.map { $0.since + limits.settle }.min().map { min($0, deadline) } ?? deadline)
    }
    guard isAsked else { return .ask }
    let end = last.since + limits.secondThoughts
    return now < end ? .wait(until: min(end, deadline)) : .failure(.rubbish(last.words))
  }

  private func absent(_ now: Instant) -> Step {
    guard isAsked else { return .ask }
    guard wasSeen else { return .wait(until: deadline) }
    let since = goneSince ?? now
    goneSince = since
    let end = since + limits.comesBack
    return now < end ? .wait(until: min(end, deadline)) : .failure(.answerLost(Self.movedAway))
  }

  /// The folder cannot be looked at just now.
  func blind(_ failure: FolderFailure, _ now: Instant) -> Step {
    guard isAsked else { return .failure(.unreachable(failure.reason)) }
    trouble = failure.reason
    goneSince = nil
    return now < deadline ? .wait(until: deadline) : .timeUp
  }

  static let movedAway =
    "the reply was there and was taken away before it could be read; see who else reads that folder"

  // MARK: - One name

  /// - Returns: the reply, when it is one.
  private func look(
    _ name: String, _ folder: borrowing Directory, _ now: Instant
  ) throws(FolderFailure) -> InterfaceReply? {
    let largest = question.request.largestReplyBytes
    let state: FileState
    switch try folder.look(name, largestBytes: largest) {
    case .nothing:
      sights[name] = nil
      stale[name] = nil
      return nil
    case .unfit(let seen, let words):
      guard stale[name] != seen else { return nil }
      wasSeen = true
      if sights[name]?.state != seen || sights[name]?.complaint == nil {
        sights[name] = Sight(state: seen, since: now, complaint: words)
      }
      return nil
    case .file(let seen):
      guard stale[name] != seen else { return nil }
      state = seen
    }
    stale[name] = nil
    wasSeen = true
    guard let sight = sights[name], sight.state == state else {
      let bytes = try folder.readReply(name, largestBytes: largest)
      sights[name] = bytes.map { Sight(state: state, since: now, bytes: $0) }
      return nil
    }
    guard sight.complaint == nil, now >= sight.since + limits.settle else { return nil }
    guard try folder.holds(name, exactly: sight.bytes) else {
      // Other bytes under the same state: a share that tells of changes late.
      sights[name] = nil
      return nil
    }
    switch read(sight.bytes) {
    case .success(let reply): return reply
    case .failure(let complaint):
      sights[name] = Sight(state: state, since: now, complaint: complaint.words)
      return nil
    }
  }

  /// Why a whole file is no reply to this request: nothing of what stands in it.
  private struct Complaint: Error {
    var words: String
  }

  private func read(_ bytes: [UInt8]) -> Result<InterfaceReply, Complaint> {
    do throws(EligibilityXMLFailure) {
      let reply = try EligibilityXML.decodeInterfaceReply(bytes, to: question.request, in: encoding)
      if let difference = reply.difference(from: question.request) { return .failure(Complaint(words: difference)) }
      return .success(reply)
    } catch {
      if case .encodingNotAgreed(let declared) = error {
        let words = "the reply is in \(declared.declaredName), and eligibility.encoding says \(encoding.declaredName)"
        return .failure(Complaint(words: words))
      }
      return .failure(Complaint(words: error.sentence))
    }
  }
}
