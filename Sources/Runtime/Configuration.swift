import Reception

/// What a site's configuration file says, checked. File paths are as written there, resolved against the file's folder.
public struct Configuration: Equatable, Sendable {
  public var institution: Institution
  public var display: Display
  /// Name of a profile in Screens/profiles.
  public var consentProfile: String
  public var reader: Reader
  public var eligibility: Eligibility
  public var journal: Journal
  public var identity: Identity
  public var handover: Handover
  public var sound: Sound
  public var pin: PIN

  public struct Institution: Equatable, Sendable {
    /// 10 digits.
    public var code: String
    public var kind: InstitutionKind
    /// Shown on the first line of every screen.
    public var name: String

    public init(code: String, kind: InstitutionKind, name: String) {
      self.code = code
      self.kind = kind
      self.name = name
    }
  }

  public struct Display: Equatable, Sendable {
    public var language: String
    public var theme: String

    public init(language: String, theme: String) {
      self.language = language
      self.theme = theme
    }
  }

  public struct Reader: Equatable, Sendable {
    public var driver: ReaderDriver
    /// As PC/SC lists it; nil takes the first.
    public var name: String?
    /// Path of the bridge's socket; with the driver `bridge`, and with no other.
    public var socket: String?
    /// A maker of Screens/makers; nil shows pictures that fit any reader.
    public var maker: String?
    /// Whether a phone may be held to it in the card's place.
    public var takesPhones: Bool
    /// PEM of the accepted CAs.
    public var cardTrust: String

    public init(
      driver: ReaderDriver, name: String?, socket: String? = nil, maker: String? = nil, takesPhones: Bool = false,
      cardTrust: String
    ) {
      self.driver = driver
      self.name = name
      self.socket = socket
      self.maker = maker
      self.takesPhones = takesPhones
      self.cardTrust = cardTrust
    }
  }

  /// How the eligibility service is reached: one of the two.
  public enum Eligibility: Equatable, Sendable {
    /// Over HTTPS.
    case service(Service)
    /// Through the folders of an eligibility terminal, in this encoding. Lookups and batches go that way; the signature of
    /// a card's session has no place in it. A reply is waited for so many seconds; nil: as long as terminals usually need.
    case folders(String, HandoverEncoding, waitSeconds: Int? = nil)
  }

  /// An address over HTTPS, how it is trusted, and by which certificate it knows the kiosk.
  public struct Service: Equatable, Sendable {
    public var url: String
    public var serverTrust: String
    public var certificate: String
    public var key: String

    public init(url: String, serverTrust: String, certificate: String, key: String) {
      self.url = url
      self.serverTrust = serverTrust
      self.certificate = certificate
      self.key = key
    }
  }

  public struct Journal: Equatable, Sendable {
    public var path: String
    public var key: String

    public init(path: String, key: String) {
      self.path = path
      self.key = key
    }
  }

  public struct Identity: Equatable, Sendable {
    public var visual: VisualCheckPolicy
    /// Needed unless `visual` is off.
    public var staffPasswordFile: String?

    public init(visual: VisualCheckPolicy, staffPasswordFile: String?) {
      self.visual = visual
      self.staffPasswordFile = staffPasswordFile
    }
  }

  /// Where visits go: one of the two.
  public enum Handover: Equatable, Sendable {
    /// As the eligibility interface's file, into a folder.
    case folder(String, HandoverEncoding)
    /// As FHIR, over HTTPS.
    case receiver(Service)
  }

  public struct Sound: Equatable, Sendable {
    /// Says the screens aloud where there is a voice.
    public var voice: OnOff
    public var tones: OnOff

    public init(voice: OnOff = .on, tones: OnOff = .on) {
      self.voice = voice
      self.tones = tones
    }
  }

  public struct PIN: Equatable, Sendable {
    /// Digits to touch, in another order for every entry. The keys of the pad stay where they are.
    public var shuffledPad: Bool

    public init(shuffledPad: Bool = false) { self.shuffledPad = shuffledPad }
  }

  public init(
    institution: Institution, display: Display, consentProfile: String, reader: Reader, eligibility: Eligibility,
    journal: Journal, identity: Identity, handover: Handover, sound: Sound = Sound(), pin: PIN = PIN()
  ) {
    self.institution = institution
    self.display = display
    self.consentProfile = consentProfile
    self.reader = reader
    self.eligibility = eligibility
    self.journal = journal
    self.identity = identity
    self.handover = handover
    self.sound = sound
    self.pin = pin
  }
}

public enum OnOff: String, CaseIterable, Sendable {
  case on
  case off
}

public enum InstitutionKind: String, CaseIterable, Sendable {
  case hospital
  case clinic
  case dental
  case pharmacy
}

public enum ReaderDriver: String, CaseIterable, Sendable {
  /// Any PC/SC reader: PIN, and staff's word.
  case pcsc
  /// A face-auth reader behind a bridge program on a Unix socket; what it can do it says itself.
  case bridge
  /// Face-auth reader and cards of the demo people, in process.
  case simulated
}

/// `handover.encoding`, `eligibility.encoding`.
public enum HandoverEncoding: String, CaseIterable, Sendable {
  case utf8 = "utf-8"
  case cp932
}
