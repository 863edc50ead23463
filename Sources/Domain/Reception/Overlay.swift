import CivilTime

/// What lies over a screen for a while; the screen below keeps its state.
enum Overlay: Equatable, Sendable {
  case stillThere(StillThere)
  case languages(until: Instant)
  case callingStaff(until: Instant)
  /// "Back" where nothing but the end lies behind: asked, because it would cost the whole visit.
  case leaving(until: Instant)

  var deadline: Instant {
    switch self {
    case .stillThere(let warning): warning.deadline
    case .languages(let until), .callingStaff(let until), .leaving(let until): until
    }
  }

  func scene(language: String, _ rules: Rules) -> Scene {
    switch self {
    case .stillThere(let warning):
      var values = Scene.Values()
      values.secondsLeft = warning.secondsShown
      return Scene(
        .stillThere, language: language, choices: warning.mayExtend ? [.stay, .finish] : [.finish],
        keys: warning.mayExtend ? [.enter] : [], values: values)
    case .languages:
      return Scene(
        .languages, language: language, choices: rules.languages.indices.map { .language($0 + 1) },
        keys: [.back, .larger])
    case .callingStaff: return Scene(.callingStaff, language: language, choices: [.endCall], keys: [.back, .larger])
    case .leaving: return Scene(.leaving, language: language, choices: [.stay, .finish], keys: [.back, .larger])
    }
  }
}

/// "Still there?" (A5): calm at first, then each of the last seconds.
struct StillThere: Equatable, Sendable {
  let until: Instant
  let mayExtend: Bool
  /// Nil while there is time.
  private(set) var secondsShown: Int?

  /// Only the last seconds are counted aloud: a number that runs for half a minute makes nobody faster.
  static let countedSeconds = 10

  init(at now: Instant, _ limits: Limits, mayExtend: Bool) {
    until = now.advanced(by: limits.stillThere)
    self.mayExtend = mayExtend
    count(at: now)
  }

  /// When the picture changes next, or the time is up.
  var deadline: Instant {
    let next = secondsShown.map { $0 - 1 } ?? Self.countedSeconds
    return until.advanced(by: .seconds(-max(next, 0)))
  }

  mutating func count(at now: Instant) {
    let left = now.duration(to: until)
    guard left <= .seconds(Self.countedSeconds) else { return }
    let whole = left.components.seconds
    secondsShown = max(0, Int(whole) + (left > .seconds(whole) ? 1 : 0))
  }
}
