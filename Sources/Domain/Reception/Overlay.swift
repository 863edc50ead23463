import CivilTime

/// What lies over a screen for a while; the screen below keeps its state.
indirect enum Overlay: Equatable, Sendable {
  case stillThere(StillThere)
  /// Over another overlay too, to which it goes back: who cannot read that one needs the list most (A11).
  case languages(until: Instant, over: Overlay?)
  case callingStaff(until: Instant)
  /// "Back" where nothing but the end lies behind: asked, because it would cost the whole visit.
  case leaving(until: Instant)

  var deadline: Instant {
    switch self {
    case .stillThere(let warning): warning.deadline
    case .languages(let until, let below): below.map { min(until, $0.deadline) } ?? until
    case .callingStaff(let until), .leaving(let until): until
    }
  }

  /// What time makes of an overlay.
  enum Passing: Equatable {
    case stays(Overlay)
    /// Nobody was there: the quiet of the screen below has gone on.
    case gone
    /// Nobody came; but somebody waited all that time, so the quiet below begins anew.
    case calledInVain
    case unanswered(StillThere.Subject)
  }

  func passed(at now: Instant) -> Passing {
    switch self {
    case .stillThere(var warning):
      if now >= warning.until { return .unanswered(warning.subject) }
      warning.count(at: now)
      return .stays(.stillThere(warning))
    case .languages(let until, let below):
      guard let below else { return now >= until ? .gone : .stays(self) }
      let passing = below.passed(at: now)
      guard case .stays(let left) = passing else { return passing }
      return .stays(now >= until ? left : .languages(until: until, over: left))
    case .callingStaff(let until): return now >= until ? .calledInVain : .stays(self)
    case .leaving(let until): return now >= until ? .gone : .stays(self)
    }
  }

  /// The same while somebody is busy with the list over it. The question whether anybody is there has a time that no
  /// list puts off.
  func kept(until time: Instant) -> Overlay {
    switch self {
    case .callingStaff(let until): .callingStaff(until: max(until, time))
    case .leaving(let until): .leaving(until: max(until, time))
    case .stillThere, .languages: self
    }
  }

  /// Staff are being called, whatever lies over that.
  var callsStaff: Bool {
    switch self {
    case .callingStaff: true
    case .languages(_, let below): below?.callsStaff ?? false
    case .stillThere, .leaving: false
    }
  }

  /// It asks whether somebody is there, or lies over that question.
  var asksPresence: Bool {
    switch self {
    case .stillThere: true
    case .languages(_, let below): below?.asksPresence ?? false
    case .callingStaff, .leaving: false
    }
  }

  func scene(language: String, _ rules: Rules) -> Scene {
    let list = rules.languageKey
    switch self {
    case .stillThere(let warning):
      var values = Scene.Values()
      values.secondsLeft = warning.secondsShown
      return Scene(
        warning.subject.screen, language: language,
        choices: (warning.mayExtend ? [.stay] : []) + [warning.subject.way],
        keys: (warning.mayExtend ? [.enter] : []) + list, values: values)
    case .languages:
      return Scene(
        .languages, language: language, choices: rules.languages.indices.map { .language($0 + 1) },
        keys: [.back, .larger])
    case .callingStaff:
      return Scene(.callingStaff, language: language, choices: [.endCall], keys: [.back, .larger] + list)
    case .leaving:
      return Scene(.leaving, language: language, choices: [.stay, .finish], keys: [.back, .larger] + list)
    }
  }
}

/// "Still there?" (A5): calm at first, then each of the last seconds.
struct StillThere: Equatable, Sendable {
  /// What ends when nobody answers.
  enum Subject: Equatable, Sendable {
    case visit
    /// The staff's own screens, back to the ways of identity (S11).
    case staffEntry

    var screen: Screen {
      switch self {
      case .visit: .stillThere
      case .staffEntry: .staffStillThere
      }
    }

    /// The choice that does at once what time would do.
    var way: Choice {
      switch self {
      case .visit: .finish
      case .staffEntry: .otherWay
      }
    }
  }

  let subject: Subject
  let until: Instant
  let mayExtend: Bool
  /// Nil while there is time.
  private(set) var secondsShown: Int?

  /// Only the last seconds are counted aloud: a number that runs for half a minute makes nobody faster.
  static let countedSeconds = 10

  init(_ subject: Subject, at now: Instant, _ limits: Limits, mayExtend: Bool) {
    self.subject = subject
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
