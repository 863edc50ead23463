/// Why the client of the eligibility service cannot be set up. What a request meets is a `ServiceFailure`.
public enum HTTPSEligibilityFailure: Error, Equatable, Sendable {
  /// Not `https://host[:port][/path]`.
  case addressMalformed(String)
  /// `setting`: the configuration key that names the file.
  case fileUnreadable(setting: String, path: String, reason: String)
  case noCertificateInTrust(path: String)
  /// libcurl here lacks what the rules need, such as OpenSSL underneath.
  case libraryUnsuitable(String)
  case noThread(reason: String)
}

extension HTTPSEligibilityFailure {
  /// Whether the cause is the machine rather than what the site wrote down.
  public var isInputOutput: Bool {
    switch self {
    case .fileUnreadable, .libraryUnsuitable, .noThread: true
    case .addressMalformed, .noCertificateInTrust: false
    }
  }

  /// One sentence for who set the kiosk up.
  public var sentence: String {
    switch self {
    case .addressMalformed(let url):
      "eligibility.url: \(url) is not an address like https://host:port without user, query or fragment"
    case .fileUnreadable(let setting, let path, let reason): "\(setting): \(path) cannot be read: \(reason)"
    case .noCertificateInTrust(let path): "eligibility.serverTrust: \(path) holds no certificate in PEM"
    case .libraryUnsuitable(let part): "libcurl on this machine cannot do what is needed: \(part)"
    case .noThread(let reason): "the network thread cannot be started: \(reason)"
    }
  }
}
