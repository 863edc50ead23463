import EligibilityXML

/// Where the eligibility service is and how it is trusted.
public struct Settings: Equatable, Sendable {
  /// `https://host[:port][/path]`.
  public var url: String
  /// PEM file of the CAs that may vouch for the service; no other is believed, the system's own included.
  public var serverTrust: String
  /// PEM file of the kiosk's certificate (and its chain).
  public var certificate: String
  /// PEM file of its key, without passphrase.
  public var key: String
  /// The institution's code, 10 digits.
  public var institution: String
  /// TLS 1.3 is the rule (S7); 1.2 is for a service that cannot.
  public var allowsTLS12: Bool
  public var limits: Limits

  public init(
    url: String, serverTrust: String, certificate: String, key: String, institution: String,
    allowsTLS12: Bool = false, limits: Limits = .standard
  ) {
    self.url = url
    self.serverTrust = serverTrust
    self.certificate = certificate
    self.key = key
    self.institution = institution
    self.allowsTLS12 = allowsTLS12
    self.limits = limits
  }
}

/// What bounds a request.
public struct Limits: Equatable, Sendable {
  /// Name look-up, connection and TLS: a service that is there answers in a fraction of it.
  public var connect: Duration
  /// From asking to the answer's last byte, in one try.
  public var whole: Duration
  /// A message has some 10 kB; S6 allows 4 MiB.
  public var answerBytes: Int
  public var headerBytes: Int
  /// A PDF of some pages.
  public var documentBytes = 16 << 20
  /// A kiosk has one patient, who waits for one answer; the rest is room for what staff look up.
  public var requestsUnderWay: Int
  /// From asking to the answer, all tries and pauses included: less than a kiosk waits for its service (40 s), so that
  /// what became of the last try is told.
  public var budget: Duration = .seconds(30)
  public var lists = Lists()
  public var repeating = Repeating()
  public var keeping = Keeping()

  /// What may take longer and be larger: a message that names thousands of people, and a batch's result.
  public struct Lists: Equatable, Sendable {
    /// 20 MB over 2 Mbit/s.
    public var whole: Duration = .seconds(100)
    public var budget: Duration = .seconds(180)
    /// What a batch's result may have.
    public var answerBytes = EligibilityXML.largestBatchBytes

    public init() {}
  }

  /// Asking again by itself.
  public struct Repeating: Equatable, Sendable {
    /// The first included. A service that restarts is back by the third; more would only hold a patient up.
    public var tries = 3
    /// Before the second; each further one is twice as long. Between half of it and all of it, by chance, so that a
    /// site's kiosks do not come back together.
    public var firstPause: Duration = .milliseconds(300)
    public var longestPause: Duration = .seconds(3)
    /// With less of the budget left nothing is begun that could not end.
    public var leastTry: Duration = .seconds(2)

    public init() {}
  }

  /// Keeping connections.
  public struct Keeping: Equatable, Sendable {
    /// One for the patient, one for what staff look up beside.
    public var connections = 2
    /// Not used again after so long without a request: shorter than services commonly keep theirs (60 s), so that ours
    /// are seldom dead. Looked at when the next request comes: nothing wakes for it.
    public var idle: Duration = .seconds(45)
    /// After so long a new one is made: certificates that changed are looked at again.
    public var life: Duration = .seconds(600)

    public init() {}
  }

  public static let standard = Limits(
    connect: .seconds(5), whole: .seconds(15), answerBytes: 4 << 20, headerBytes: 64 << 10, requestsUnderWay: 8)

  public init(connect: Duration, whole: Duration, answerBytes: Int, headerBytes: Int, requestsUnderWay: Int) {
    self.connect = connect
    self.whole = whole
    self.answerBytes = answerBytes
    self.headerBytes = headerBytes
    self.requestsUnderWay = requestsUnderWay
  }
}

/// What bounds one request, by what it asks for.
struct Bounds: Equatable, Sendable {
  var whole: Duration
  var budget: Duration
  var answerBytes: Int

  init(_ limits: Limits, _ size: Order.Size) {
    switch size {
    case .message: (whole, budget, answerBytes) = (limits.whole, limits.budget, limits.answerBytes)
    case .document: (whole, budget, answerBytes) = (limits.whole, limits.budget, limits.documentBytes)
    case .list: (whole, budget, answerBytes) = (limits.lists.whole, limits.lists.budget, limits.lists.answerBytes)
    }
  }
}
