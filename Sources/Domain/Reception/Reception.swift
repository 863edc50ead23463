import Cards
import CivilTime
import Eligibility
import Journal

/// The reception desk's machine: out of service ↔ attract → a visit → its departure → attract.
///
/// Pure and total: every event is answered in every state, by effects for Runtime; no clock, no randomness. It holds at
/// most one visit, pairs every `beginVisit` with one `endVisit`, and keeps nothing of a visit beyond its end but the
/// count of wrong staff passwords (R5, R7, S11). Each state but attract and out-of-service has a `deadline`; Runtime
/// sends `.deadlinePassed` then, and the machine itself looks which limits are due.
public struct Reception: Sendable {
  /// The abilities are the reader's own as soon as it has told them.
  public private(set) var rules: Rules

  enum Phase: Sendable {
    case outOfService
    case attract
    case visit(Visit)
    case departure(Departure)
  }

  var phase: Phase = .outOfService
  var overlay: Overlay?
  var language: String
  /// On attract, when the chosen language falls back.
  var languageUntil: Instant?
  /// Larger letters: like the language, until the next patient.
  var isLarger = false
  /// The patient has chosen the phone, and nothing lies on the reader yet; until then.
  var phoneUntil: Instant?
  /// Staff let patients in.
  var isOpen = true
  var readerIsReady = false
  /// Runtime opens the journal before it makes a reception.
  var journalIsFine = true
  /// A card that came while none could be received: begun as soon as one can. Only its visit's name is kept.
  var waitingCard: VisitID?
  var lockout = StaffLockout()
  var visits = 0
  /// What `callStaff` said last.
  var staffAreCalled = false

  public init(rules: Rules) {
    self.rules = rules
    language = rules.defaultLanguage
  }

  /// What to draw: a function of the state alone.
  public var scene: Scene {
    var scene = plainScene
    scene.isLarger = isLarger
    // Staff read their own screens, whatever the patient's language is.
    if scene.screen.isForStaff || (scene.screen == .staffStillThere && isStaffsTurn) {
      scene.language = rules.defaultLanguage
    }
    return scene
  }

  private var isStaffsTurn: Bool {
    switch phase {
    case .visit(let visit): visit.screen.isForStaff
    case .outOfService, .attract, .departure: false
    }
  }

  private var plainScene: Scene {
    if let overlay { return overlay.scene(language: language, rules) }
    switch phase {
    case .outOfService:
      return Scene(isOpen ? .outOfService : .staffOnly, language: language, keys: rules.footer)
    case .attract:
      if phoneUntil != nil { return Scene(.holdPhone, language: language, keys: [.back] + rules.footer) }
      return rules.takesPhones
        ? Scene(.attractWithPhone, language: language, choices: [.usePhone], keys: rules.footer)
        : Scene(.attract, language: language, keys: rules.footer)
    case .visit(let visit): return visit.scene(language: language, rules)
    case .departure(let departure): return departure.scene(language: language, rules)
    }
  }

  /// When `.deadlinePassed` is wanted; nil while only people or the world can move anything.
  public var deadline: Instant? {
    let below: Instant? =
      switch phase {
      case .outOfService, .attract: [languageUntil, phoneUntil].compactMap(\.self).min()
      case .visit(let visit): visit.deadline(watchesIdle: watchesIdle(visit), rules)
      case .departure(let departure): departure.deadline(rules.limits)
      }
    guard let above = overlay?.deadline else { return below }
    return below.map { min($0, above) } ?? above
  }

  /// What lies over a screen has a time of its own; but staff's entry is locked in time whatever lies over it (S11).
  func watchesIdle(_ visit: Visit) -> Bool {
    guard let overlay else { return true }
    return visit.screen.isStaffEntry && !overlay.asksPresence
  }

  public mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
    let effects =
      switch event {
      case .chosen(let choice): chosen(choice, at: now)
      case .pressed(let key): pressed(key, at: now)
      case .secretTyped(let count): secretTyped(count, at: now)
      case .faceHint(let hint): faceHint(hint)
      case .pinTypedOnReader(let count): pinTypedOnReader(count, at: now)
      case .pinCancelledOnReader: pinCancelledOnReader(at: now)
      case .answered(let errand, let answer): answered(errand, answer, at: now)
      case .cardInserted(let id): cardInserted(id, at: now)
      case .cardRemoved: cardRemoved(at: now)
      case .readerAbilities(let abilities): readerAbilities(abilities)
      case .readerReady: readerReady(at: now)
      case .readerLost: readerLost(at: now)
      case .journalFound: journalFound(at: now)
      case .journalLost: journalLost(at: now)
      case .closed: closed()
      case .opened: opened(at: now)
      case .deadlinePassed: timePassed(at: now)
      }
    return callingStaff(effects)
  }

  private mutating func readerAbilities(_ abilities: ReaderAbilities) -> [Effect] {
    rules.readerTells(abilities)
    return []
  }

  /// Staff are called while anything on or under the screen wants them: said once each way.
  private mutating func callingStaff(_ effects: [Effect]) -> [Effect] {
    let wanted = staffAreWanted
    guard wanted != staffAreCalled else { return effects }
    staffAreCalled = wanted
    // The choice of a visual check is a call that nobody heard yet; the other two have sounded.
    if wanted, overlay == nil, case .visit = phase { return effects + [.sound(.staffCall), .callStaff(true)] }
    return effects + [.callStaff(wanted)]
  }

  private var staffAreWanted: Bool {
    if overlay?.callsStaff == true { return true }
    switch phase {
    case .departure(let departure): return departure.callsStaff
    case .visit(let visit): return visit.waitsForStaff
    case .outOfService, .attract: return false
    }
  }

  var isInService: Bool { readerIsReady && journalIsFine && isOpen }
}
