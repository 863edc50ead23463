import CFolders
import Eligibility
import EligibilityXML
import Glibc
import Synchronization

/// The one thread that looks into the terminal's folders. It sleeps in `poll` until a request is taken, a file appears or
/// a wait is over; with nothing awaited only a request or the end wakes it.
final class FolderThread: Sendable {
  private struct State: Sendable {
    var questions: [Question] = []
    /// Taken and not yet answered.
    var unanswered = 0
    var isStopping = false
    var isAwake = false
    var thread: pthread_t?
  }

  private let settings: TerminalSettings
  private let state = Mutex(State())
  private let bell: Bell
  private let clock = ContinuousClock()

  init(_ settings: TerminalSettings) throws(FolderFailure) {
    self.settings = settings
    bell = try Bell()
    var thread = pthread_t()
    let start = Unmanaged.passRetained(self)
    let code = pthread_create(&thread, nil, runFolderThread, start.toOpaque())
    guard code == 0 else {
      start.release()
      throw .cannotWrite("The folders' thread cannot be started: \(String(cString: strerror(code))).")
    }
    state.withLock { [thread] in $0.thread = thread }
  }

  /// Returns at once.
  func take(_ question: Question) {
    let refusal = state.withLock { state -> String? in
      if state.isStopping { return "the program is ending" }
      if state.unanswered >= settings.limits.requestsUnderWay { return "too many requests are under way" }
      state.unanswered += 1
      state.questions.append(question)
      return nil
    }
    if let refusal { return question.completion(.failure(.unreachable(refusal))) }
    bell.ring()
  }

  var isAwake: Bool { state.withLock(\.isAwake) }

  func stop() {
    let thread = state.withLock { state -> pthread_t? in
      state.isStopping = true
      defer { state.thread = nil }
      return state.thread
    }
    guard let thread else { return }
    bell.ring()
    if pthread_equal(thread, pthread_self()) != 0 {
      pthread_detach(thread)
    } else {
      pthread_join(thread, nil)
    }
  }

  // MARK: - On the thread itself

  fileprivate func run() {
    var awaited: [AwaitedReply] = []
    while let questions = nextQuestions() {
      for question in questions {
        if let reply = admit(question, beside: awaited) { awaited.append(reply) }
      }
      if awaited.isEmpty {
        _ = sleep(nil, until: nil)
      } else {
        watch(&awaited)
      }
    }
    for reply in awaited { end(reply, "the program is ending") }
    let unasked = state.withLock { state in
      defer { state.questions.removeAll() }
      return state.questions
    }
    for question in unasked { answer(question, .failure(.unreachable("the program is ending"))) }
  }

  /// While something is awaited.
  private func watch(_ awaited: inout [AwaitedReply]) {
    state.withLock { $0.isAwake = true }
    defer { state.withLock { $0.isAwake = false } }
    var watch = FolderWatch(settings.replies)
    while !awaited.isEmpty {
      // Watched first, looked at then: what comes between is seen by one of the two.
      watch.renew()
      let appeared = Set(watch.names())
      let now = clock.now
      var wake = now + settings.limits.rescan
      awaited.removeAll { reply in
        if reply.names.contains(where: appeared.contains) { reply.heard() }
        guard let next = step(reply, now) else { return true }
        wake = min(wake, next)
        return false
      }
      guard !awaited.isEmpty else { return }
      if sleep(watch.descriptor, until: wake) { return }
    }
  }

  /// - Returns: when to look again; `nil` when the request was answered.
  private func step(_ reply: AwaitedReply, _ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    var step: AwaitedReply.Step
    do throws(FolderFailure) {
      step = try reply.step(try Directory(settings.replies, as: TerminalFolder.title), now)
    } catch {
      // The folder went, or refuses: it may come back while there is time.
      step = reply.blind(error, now)
    }
    if case .ask = step {
      if let failure = ask(reply) {
        answer(reply.question, .failure(failure))
        return nil
      }
      reply.asked(now)
      step = .wait(until: now)
    }
    switch step {
    case .wait(let next): return next
    case .ask: return now
    case .answer(let found):
      clear(reply)
      answer(reply.question, .success(found))
    case .failure(let failure): answer(reply.question, .failure(failure))
    case .timeUp: end(reply, reply.trouble.map { "no reply came in time: \($0)" } ?? "no reply came in time")
    }
    return nil
  }

  private func admit(_ question: Question, beside awaited: [AwaitedReply]) -> AwaitedReply? {
    guard let reply = AwaitedReply(question, settings, clock.now) else {
      answer(question, .failure(.unreachable("the request's identifier cannot be part of a file's name")))
      return nil
    }
    guard !awaited.contains(where: { $0.requestName == reply.requestName }) else {
      answer(question, .failure(.unreachable("a request of this name is under way")))
      return nil
    }
    return reply
  }

  // MARK: - The folders

  /// Beside its place, which nobody looks for.
  private static func staged(_ name: String) -> String { "\(stagedPrefix)\(name)\(stagedEnding)" }

  private static let stagedPrefix = ".uketsuke-"
  private static let stagedEnding = ".part"

  /// Removes what commands that were killed left beside the requests: personal data that nobody would look for.
  ///
  /// - Parameter now: by the clock of the folder's files.
  static func sweep(_ requests: borrowing Directory, now: time_t) throws(FolderFailure) {
    for name in try requests.list() where name.hasPrefix(stagedPrefix) && name.hasSuffix(stagedEnding) {
      guard let modified = try requests.modified(name), now - modified > stagedLife else { continue }
      try requests.remove(name)
    }
  }

  /// Staging takes a moment; what is as old as this, in seconds, belongs to nobody who still runs.
  private static let stagedLife: time_t = 3_600

  /// Puts the request in its place.
  private func ask(_ reply: AwaitedReply) -> ServiceFailure? {
    let name = reply.requestName
    let staged = Self.staged(name)
    let bytes = EligibilityXML.encode(reply.question.request, encoding: settings.encoding).bytes
    do throws(FolderFailure) {
      let folder = try Directory(settings.requests, as: TerminalFolder.title)
      // Whatever has this name is our own, from a try that was ended.
      try folder.remove(staged)
      do throws(FolderFailure) {
        try folder.create(staged, bytes) {}
        if try folder.rename(staged, to: name) == .taken {
          let isSame = try folder.holdSameBytes(staged, name)
          try folder.remove(staged)
          // The very request, which the terminal has not taken yet: of an earlier run of this program.
          return isSame ? nil : .unreachable("another request named \(name) lies in \(settings.requests)")
        }
      } catch {
        // Half a file would only take more of what there is too little of; the failure is told either way.
        try? folder.remove(staged)
        throw error
      }
      return nil
    } catch {
      return .unreachable(error.reason)
    }
  }

  /// The reply was read: whatever the terminal left for this request is done with. It may have written it twice.
  private func clear(_ reply: AwaitedReply) {
    // What cannot be removed is taken again by whoever asks the same again, and said by `doctor`.
    if let folder = try? Directory(settings.replies, as: TerminalFolder.title) {
      for name in reply.names { try? folder.remove(name) }
    }
    if let folder = try? Directory(settings.requests, as: TerminalFolder.title) {
      try? folder.remove(reply.requestName)
    }
  }

  /// No reply will be waited for any longer.
  private func end(_ reply: AwaitedReply, _ words: String) {
    guard reply.isAsked else { return answer(reply.question, .failure(.unreachable(words))) }
    let failure: ServiceFailure
    do throws(FolderFailure) {
      let folder = try Directory(settings.requests, as: TerminalFolder.title)
      let wasTaken = try !folder.takeBack(reply.requestName, as: Self.staged(reply.requestName))
      failure =
        wasTaken
        ? .answerLost("\(words), though the eligibility terminal took the request")
        : .unreachable(
          "\(words): the eligibility terminal did not take the request, which was taken back; see that it runs")
    } catch {
      failure = .answerLost("\(words), and the request cannot be taken back: \(error.reason)")
    }
    answer(reply.question, .failure(failure))
  }

  // MARK: - Waiting

  /// - Parameters:
  ///   - watch: a descriptor to look at beside the bell, if any.
  ///   - wake: when to wake at the latest; `nil`: only by the bell.
  /// - Returns: whether the bell rang.
  private func sleep(_ watch: Int32?, until wake: ContinuousClock.Instant?) -> Bool {
    var looks = [pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)]
    if let watch, watch >= 0 { looks.append(pollfd(fd: watch, events: Int16(POLLIN), revents: 0)) }
    // Rounded up, or the last part of a millisecond would be spent turning round.
    let milliseconds = wake.map { Int32(clamping: Int64(max(.zero, $0 - clock.now) / .milliseconds(1)) + 1) } ?? -1
    poll(&looks, nfds_t(looks.count), milliseconds)
    guard looks[0].revents != 0 else { return false }
    bell.clear()
    return true
  }

  /// Nil when the thread shall end.
  private func nextQuestions() -> [Question]? {
    state.withLock { state in
      guard !state.isStopping else { return nil }
      defer { state.questions.removeAll() }
      return state.questions
    }
  }

  /// Makes room first, so that whoever is answered may ask again at once.
  private func answer(_ question: Question, _ result: Result<InterfaceReply, ServiceFailure>) {
    state.withLock { $0.unanswered -= 1 }
    question.completion(result)
  }
}

/// Rouses the thread. Many rings before it comes round count as one.
private final class Bell: Sendable {
  let descriptor: Int32

  init() throws(FolderFailure) {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard descriptor >= 0 else {
      throw .cannotWrite("The folders cannot be waited for: \(String(cString: strerror(errno))).")
    }
  }

  deinit { close(descriptor) }

  func ring() {
    var one: UInt64 = 1
    // Only a counter at its very end refuses, and then the thread is awake already.
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
  }
}

private func runFolderThread(_ given: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let given else { return nil }
  let owner = Unmanaged<FolderThread>.fromOpaque(given).takeRetainedValue()
  // Signals belong to the terminal's loop.
  var signals = sigset_t()
  sigfillset(&signals)
  pthread_sigmask(SIG_BLOCK, &signals, nil)
  owner.run()
  return nil
}
