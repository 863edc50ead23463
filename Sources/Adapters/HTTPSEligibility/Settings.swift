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
  /// From asking to the answer's last byte.
  public var whole: Duration
  /// A message has some 10 kB; S6 allows 4 MiB.
  public var answerBytes: Int
  public var headerBytes: Int
  /// A kiosk has one patient, who waits for one answer; the rest is room for what staff look up.
  public var requestsUnderWay: Int

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
