import Glibc

/// What the speech thread does: takes orders, speaks through the first voice that can, and sleeps in `poll` on the bell
/// and on whoever is speaking. Idle it wakes for nothing.
final class Speaker {
  private let speech: Speech
  private let places: SpeechPlaces
  private let limits: SpeechLimits
  private let bell: Int32
  private var server: SSIPConnection?
  /// When the server may be looked for again.
  private var lookAgainAt = ContinuousClock.now
  private var child: SpeakingChild?
  /// What the child's successors say.
  private var partsLeft: ArraySlice<SpeechPart> = []
  /// One part of what is being said has been said to its end.
  private var hasSaidPart = false
  /// The program could say nothing of an utterance: it is no voice until it has said something. It is not tried again
  /// before.
  private var programRestsUntil: ContinuousClock.Instant?
  private var number: UInt64 = 0
  /// While something is being said: when it is taken for hanging.
  private var mustEndBy: ContinuousClock.Instant?

  init(_ speech: Speech, _ places: SpeechPlaces, _ limits: SpeechLimits, bell: Int32) {
    self.speech = speech
    self.places = places
    self.limits = limits
    self.bell = bell
  }

  func run() {
    lookForServer()
    tellPresence()
    while true {
      switch speech.nextOrder() {
      case .say(let parts, let number): say(parts, number)
      case .hush: hush()
      case .end:
        hush()
        server?.quit()
        return
      case nil: sleep()
      }
    }
  }

  // MARK: - Orders

  private func say(_ parts: [SpeechPart], _ number: UInt64) {
    endChild()
    self.number = number
    mustEndBy = ContinuousClock.now + limits.utterance
    lookForServer()
    if let server {
      do {
        try server.say(parts)
        tellPresence()
        if !server.isSpeaking { fellSilent() }
        return
      } catch {
        loseServer(tryAgainAt: ContinuousClock.now + limits.reconnect)
      }
    }
    if let programRestsUntil, ContinuousClock.now < programRestsUntil {
      fellSilent()
    } else {
      partsLeft = parts[...]
      hasSaidPart = false
      sayNextPart()
    }
    tellPresence()
  }

  private func hush() {
    endChild()
    mustEndBy = nil
    guard let server else { return }
    do {
      try server.hush()
    } catch {
      loseServer(tryAgainAt: ContinuousClock.now + limits.reconnect)
      tellPresence()
    }
  }

  /// Begins the next part that can be begun.
  private func sayNextPart() {
    child = nil
    while child == nil, let program = places.program, let part = partsLeft.popFirst() {
      child = SpeakingChild(program, part)
    }
    if child == nil { saidAll() }
  }

  /// Also of a program that has no voice for one of the languages something is heard.
  private func saidAll() {
    programRestsUntil = hasSaidPart || places.program == nil ? nil : ContinuousClock.now + limits.reconnect
    tellPresence()
    fellSilent()
  }

  private func childEnded() {
    child?.end()
    if child?.hasSpoken == true { hasSaidPart = true }
    sayNextPart()
  }

  private func endChild() {
    child = nil
    partsLeft = []
  }

  private func fellSilent() {
    mustEndBy = nil
    speech.fellSilent(after: number)
  }

  // MARK: - The server

  private func lookForServer() {
    guard server == nil, let socket = places.socket, ContinuousClock.now >= lookAgainAt else { return }
    server = try? SSIPConnection(socket: socket, reply: limits.reply)
    if server == nil { lookAgainAt = ContinuousClock.now + limits.reconnect }
  }

  private func loseServer(tryAgainAt instant: ContinuousClock.Instant) {
    server = nil
    lookAgainAt = instant
  }

  private func tellPresence() { speech.found(server != nil || (places.program != nil && programRestsUntil == nil)) }

  // MARK: - Sleeping

  private func sleep() {
    var watched = [pollfd(fd: bell, events: Int16(POLLIN), revents: 0)]
    // A negative descriptor is passed over.
    watched.append(pollfd(fd: server?.descriptor ?? -1, events: Int16(POLLIN), revents: 0))
    watched.append(pollfd(fd: child?.ending ?? -1, events: Int16(POLLIN), revents: 0))
    let time = mustEndBy.map { max(.zero, $0 - ContinuousClock.now).pollMilliseconds } ?? -1
    guard poll(&watched, nfds_t(watched.count), time) >= 0 else { return }
    if watched[0].revents != 0 { emptyBell() }
    if watched[1].revents != 0 { listenToServer() }
    if watched[2].revents != 0 { childEnded() }
    if let mustEndBy, ContinuousClock.now >= mustEndBy {
      let programHangs = child != nil
      hush()
      if programHangs { saidAll() } else { fellSilent() }
    }
  }

  private func listenToServer() {
    guard let server else { return }
    do {
      try server.takeEvents()
      if mustEndBy != nil, child == nil, !server.isSpeaking { fellSilent() }
    } catch {
      // It ended in good order or was killed: the next screen looks for its successor.
      loseServer(tryAgainAt: ContinuousClock.now)
      if child == nil { fellSilent() }
      tellPresence()
    }
  }

  private func emptyBell() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(bell, &bytes, bytes.count) > 0 {}
  }
}
