import CivilTime

/// The end of a visit: the last screen stays until the card is out and calls ever more loudly for it (A13); without a
/// card it stays for a farewell.
struct Departure: Sendable {
  enum Face: Equatable, Sendable {
    case completion
    case takeCard
    case trouble(Trouble)
  }

  private let face: Face
  private let values: Scene.Values
  /// Written when the card is out: the visit is over only then.
  private var owed: VisitOutcome?
  private var phase: Phase

  private enum Phase {
    case cardIn(since: Instant, nextTone: Instant, staffCalled: Bool)
    case cardOut(until: Instant)
  }

  enum Action {
    case stay([Effect])
    /// The screen is free for the next patient.
    case leave([Effect])
  }

  /// - Parameter owed: the outcome still to be written; nil when it has been.
  init(_ face: Face, owed: VisitOutcome?, values: Scene.Values, cardIsIn: Bool, at now: Instant, _ limits: Limits) {
    self.face = face
    self.owed = owed
    self.values = values
    phase =
      cardIsIn
      ? .cardIn(since: now, nextTone: now.advanced(by: limits.cardLeftTone), staffCalled: false)
      : .cardOut(until: now.advanced(by: Self.farewell(face, limits)))
  }

  private static func farewell(_ face: Face, _ limits: Limits) -> Duration {
    switch face {
    case .completion, .takeCard: limits.farewell
    case .trouble: limits.troubleFarewell
    }
  }

  mutating func cardRemoved(at now: Instant, _ limits: Limits) -> Action {
    switch phase {
    case .cardOut: return .stay([])
    case .cardIn:
      phase = .cardOut(until: now.advanced(by: Self.farewell(face, limits)))
      let effects = settle()
      switch face {
      // Nothing more to say than that the card is to be taken.
      case .takeCard: return .leave(effects)
      case .completion, .trouble: return .stay(effects)
      }
    }
  }

  /// The card, or phone, that was taken too early is asked for again.
  var asksForCardAgain: Bool { face == .trouble(.cardRemoved) || face == .trouble(.phoneRemoved) }

  /// The owed outcome, once.
  mutating func settle() -> [Effect] {
    guard let outcome = owed else { return [] }
    owed = nil
    return [.endVisit(outcome)]
  }

  func deadline(_ limits: Limits) -> Instant {
    switch phase {
    case .cardIn(let since, let nextTone, let staffCalled):
      staffCalled ? nextTone : min(nextTone, since.advanced(by: limits.cardLeft))
    case .cardOut(let until): until
    }
  }

  mutating func timePassed(at now: Instant, _ limits: Limits) -> Action {
    switch phase {
    case .cardOut(let until): return now >= until ? .leave([]) : .stay([])
    case .cardIn(let since, let nextTone, let staffCalled):
      let rings = now >= nextTone
      phase = .cardIn(
        since: since, nextTone: rings ? now.advanced(by: limits.cardLeftTone) : nextTone,
        staffCalled: staffCalled || now >= since.advanced(by: limits.cardLeft))
      return .stay(rings ? [.sound(.cardLeft)] : [])
    }
  }

  /// Staff are called for a card left behind, and for a hand-over that waits.
  var callsStaff: Bool {
    switch phase {
    case .cardIn(_, _, let staffCalled): staffCalled || face == .trouble(.handoverWaiting)
    case .cardOut: face == .trouble(.handoverWaiting)
    }
  }

  func scene(language: String, _ rules: Rules) -> Scene {
    var values = values
    let screen: Screen
    switch (face, phase, values.device) {
    case (.completion, .cardIn, .card): screen = .completion
    case (.completion, .cardIn, .phone): screen = .completionWithPhone
    case (.completion, .cardOut, _): screen = .completionWithoutCard
    case (.takeCard, _, .card): screen = .takeCard
    case (.takeCard, _, .phone): screen = .takePhone
    case (.trouble(let trouble), _, _): screen = .trouble(trouble)
    }
    if case .cardIn(_, _, let staffCalled) = phase { values.cardLeft = staffCalled }
    return Scene(
      screen, language: language, step: face == .completion ? .done : nil, keys: rules.footer, values: values)
  }
}
