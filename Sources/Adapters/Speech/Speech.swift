import Glibc
import Synchronization

/// Spoken guidance: speech-dispatcher where one answers, else espeak-ng, else nothing (A12).
///
/// A thread of its own does all of it; nothing here ever waits for a server. What is spoken belongs to the screen that
/// is shown, so the queue holds one utterance: a new one takes the place of whatever waits or is being said. A server
/// that is absent, hangs or dies makes the kiosk silent and nothing else.
public final class Speech: Sendable {
  /// What the thread has to tell.
  public enum Notice: Equatable, Sendable {
    case voiceFound
    case voiceLost
    /// An utterance has been said to its end, or could not be.
    case fellSilent
  }

  enum Order: Sendable {
    case say([SpeechPart], number: UInt64)
    case hush
    case end
  }

  private struct State: Sendable {
    /// The newest alone.
    var order: Order?
    var number: UInt64 = 0
    var isSpeaking = false
    var isPresent = false
    var isOver = false
  }

  private let state = Mutex(State())
  private let notice: @Sendable (Notice) -> Void
  private let limits: SpeechLimits
  /// Rouses the thread.
  private let bell: PrivatePipe?
  /// Closed by the thread when it ends.
  private let curfew: PrivatePipe?

  /// Starts the thread, which looks for a voice at once.
  ///
  /// - Parameter notice: called on that thread. There is no voice until one has been found.
  public init(
    _ places: SpeechPlaces, limits: SpeechLimits = SpeechLimits(), notice: @escaping @Sendable (Notice) -> Void
  ) {
    self.limits = limits
    self.notice = notice
    bell = PrivatePipe()
    curfew = PrivatePipe()
    // Without pipes or a thread the kiosk is as silent as without a server.
    guard let bell, curfew != nil else {
      state.withLock { $0.isOver = true }
      return
    }
    let start = Unmanaged.passRetained(SpeechStart(self, Speaker(self, places, limits, bell: bell.reading)))
    var thread = pthread_t()
    guard pthread_create(&thread, nil, runSpeechThread, start.toOpaque()) == 0 else {
      start.release()
      state.withLock { $0.isOver = true }
      return
    }
    pthread_detach(thread)
  }

  deinit {
    bell?.close()
    if let curfew { Glibc.close(curfew.reading) }
  }

  /// Says these parts one after the other, instead of whatever is being said. Returns at once.
  public func say(_ parts: [SpeechPart]) {
    guard !parts.isEmpty else { return stop() }
    let some = Array(parts.prefix(limits.parts))
    order { state in
      state.number += 1
      state.isSpeaking = state.isPresent
      return .say(some, number: state.number)
    }
  }

  /// Silence, in the middle of a word. Returns at once.
  public func stop() {
    order { state in
      state.isSpeaking = false
      return .hush
    }
  }

  /// Whether something is being said, or will be in a moment.
  public var isSpeaking: Bool { state.withLock(\.isSpeaking) }

  /// Whether there is a voice.
  public var isPresent: Bool { state.withLock(\.isPresent) }

  /// Falls silent for good. Waits for the thread, but no longer than `farewell`.
  public func close() {
    order { _ in .end }
    guard let curfew else { return }
    var watched = pollfd(fd: curfew.reading, events: Int16(POLLIN), revents: 0)
    _ = poll(&watched, 1, limits.farewell.pollMilliseconds)
  }

  private func order(_ make: (inout State) -> Order) {
    let isWanted = state.withLock { state in
      guard !state.isOver else { return false }
      let order = make(&state)
      if case .end = order { state.isOver = true }
      state.order = order
      return true
    }
    guard isWanted, let bell else { return }
    var one: UInt8 = 1
    // A full pipe has roused the thread already.
    _ = write(bell.writing, &one, 1)
  }

  // MARK: - For the thread

  func nextOrder() -> Order? {
    state.withLock { state in
      defer { state.order = nil }
      return state.order
    }
  }

  /// Utterance `number` has been said, or cannot be.
  func fellSilent(after number: UInt64) {
    let isNew = state.withLock { state in
      guard state.number == number, state.isSpeaking else { return false }
      state.isSpeaking = false
      return true
    }
    if isNew { notice(.fellSilent) }
  }

  func found(_ isPresent: Bool) {
    let isNew = state.withLock { state in
      defer { state.isPresent = isPresent }
      return state.isPresent != isPresent
    }
    if isNew { notice(isPresent ? .voiceFound : .voiceLost) }
  }

  /// The thread has ended; nobody else has this end of the pipe.
  fileprivate func ended() { if let curfew { Glibc.close(curfew.writing) } }
}

/// What the thread begins with. It alone uses the speaker, which keeps the speech alive until it has ended.
private final class SpeechStart {
  let speech: Speech
  let speaker: Speaker

  init(_ speech: Speech, _ speaker: Speaker) {
    self.speech = speech
    self.speaker = speaker
  }
}

private func runSpeechThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let start = Unmanaged<SpeechStart>.fromOpaque(argument).takeRetainedValue()
  start.speaker.run()
  start.speech.ended()
  return nil
}
