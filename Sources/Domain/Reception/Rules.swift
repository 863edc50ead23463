import Cards
import Eligibility

/// What a site decides about its reception; fixed for the life of the program.
public struct Rules: Equatable, Sendable {
  /// The order of the language list.
  public var languages: [String]
  public var defaultLanguage: String
  public var profile: ConsentProfile
  public var visualCheck: VisualCheckPolicy
  /// Whether the site has a staff file: without one nobody can prove to be staff.
  public var knowsStaff: Bool
  /// What the reader tells of itself, within what its maker says of it.
  public private(set) var abilities: ReaderAbilities
  /// What the reader's maker says that it offers; what the staff's word alone is enough for does not hang on it.
  public let makersWays: Set<IdentityMethod>
  /// Whether a phone may be held to the reader in the card's place.
  public var takesPhones: Bool
  public var limits: Limits
  /// Screens on which another quiet than `limits.idle` holds, by id: data in Screens/screens.
  public var idleByScreen: [String: Duration]

  public init(
    languages: [String], defaultLanguage: String, profile: ConsentProfile, visualCheck: VisualCheckPolicy,
    knowsStaff: Bool = true, abilities: ReaderAbilities, makersWays: Set<IdentityMethod> = Set(IdentityMethod.allCases),
    takesPhones: Bool = false, limits: Limits = Limits(), idleByScreen: [String: Duration] = [:]
  ) {
    self.languages = languages
    self.defaultLanguage = defaultLanguage
    self.profile = profile
    self.visualCheck = visualCheck
    self.knowsStaff = knowsStaff
    self.abilities = abilities.within(makersWays)
    self.makersWays = makersWays
    self.takesPhones = takesPhones
    self.limits = limits
    self.idleByScreen = idleByScreen
  }

  /// The reader says what it can do: each time that it becomes ready.
  mutating func readerTells(_ told: ReaderAbilities) { abilities = told.within(makersWays) }

  /// How long nobody may press a key on that screen before the kiosk asks (A5). A site can have staff asked sooner, but
  /// their screens never stand longer than `limits.staffEntry` (S11).
  func idle(on screen: Screen) -> Duration {
    let wanted = idleByScreen[screen.id]
    guard screen.isStaffEntry else { return wanted ?? limits.idle }
    let most = limits.staffEntry - limits.stillThere
    return min(wanted ?? most, most)
  }
}

extension ReaderAbilities {
  /// A way that the maker does not name is not asked of its reader.
  fileprivate func within(_ ways: Set<IdentityMethod>) -> ReaderAbilities {
    var abilities = self
    abilities.comparesFaces = comparesFaces && ways.contains(.face)
    abilities.provesVisualChecks = provesVisualChecks && ways.contains(.visual)
    return abilities
  }
}

/// `identity.visual` of the configuration.
public enum VisualCheckPolicy: String, CaseIterable, Sendable {
  /// Only with a card signature or the reader's proof.
  case signed
  /// The staff member's word is enough.
  case attested
  case off
}

/// Which questions are asked, in which order; data in Screens/profiles.
public struct ConsentProfile: Equatable, Sendable {
  public var name: String
  public var questions: [ConsentQuestion]
  /// One screen first: agree to all, or choose one by one.
  public var allAtOnce: Bool
  /// Provided without a screen, because the law says so; journaled as such.
  public var byLaw: [ConsentKind]

  public init(name: String, questions: [ConsentQuestion], allAtOnce: Bool, byLaw: [ConsentKind]) {
    self.name = name
    self.questions = questions
    self.allAtOnce = allAtOnce
    self.byLaw = byLaw
  }
}

/// One screen's question; it is asked when the service says that at least one of its kinds applies, and its answer
/// counts for those that apply.
public struct ConsentQuestion: Equatable, Sendable {
  public var name: String
  public var kinds: [ConsentKind]

  public init(name: String, kinds: [ConsentKind]) {
    self.name = name
    self.kinds = kinds
  }
}

/// Every wait of the reception, each with the reason for its value; `(ours)` in the requirements unless another source
/// is named.
public struct Limits: Equatable, Sendable {
  /// Nobody pressed a key: ask whether somebody is there (A5).
  public var idle: Duration = .seconds(60)
  /// The question's own time (A5: at least 20 s).
  public var stillThere: Duration = .seconds(30)
  /// To prove oneself to the phone and hold it to the reader; then the first screen is back.
  public var holdPhone: Duration = .seconds(120)
  /// WCAG 2.2.1 asks for at least 10 extensions; a bound keeps every state's way out by time (R9).
  public var extensions = 20
  /// After so long a wait says that it is long and offers a way out.
  public var slow: Duration = .seconds(10)
  /// A whole certificate takes a slow contactless card under 3 s.
  public var readingCard: Duration = .seconds(15)
  /// Longer than the adapter's own time-out for one request, so that the reason arrives first.
  public var service: Duration = .seconds(40)
  /// VERIFY and a signature: under 2 s on a slow card.
  public var cardWork: Duration = .seconds(20)
  /// People need to find the camera.
  public var face: Duration = .seconds(60)
  /// Half an hour: where the PIN is typed on the reader, the question whether anybody is there ends it long before; this
  /// bounds a reader that goes on telling of digits (R9).
  public var pinOnReader: Duration = .seconds(1_800)
  /// scrypt and one look into a file.
  public var staffCheck: Duration = .seconds(20)
  public var journal: Duration = .seconds(20)
  /// How long the completion stays when the card is out.
  public var farewell: Duration = .seconds(10)
  /// How long a trouble's words stay when the card is out: there is more to read, and nothing gives more time (A5).
  public var troubleFarewell: Duration = .seconds(20)
  /// A13: then staff are called.
  public var cardLeft: Duration = .seconds(10)
  /// A13: the tone is repeated at this pace.
  public var cardLeftTone: Duration = .seconds(5)
  /// A call that nobody ended: back to where the patient was.
  public var staffCall: Duration = .seconds(180)
  /// Nobody pressed a key on the staff's own screens: they go back by themselves (R7, S11), the question's time
  /// (`stillThere`) included.
  public var staffEntry: Duration = .seconds(180)
  /// A5 asks for 10; no more, so that a staff member's entry does not stand open for hours.
  public var staffExtensions = 10
  /// S11: so many wrong staff passwords in a row, over all visits, shut the visual check…
  public var staffTries = 5
  /// … for so long.
  public var staffLockout: Duration = .seconds(300)
  /// The reception itself tries once per press of "try again", with so many presses per visit for one request. What may
  /// be repeated without acting twice, the way to the service may repeat within that one asking and within `service`.
  public var retries = 5

  public init() {}
}
