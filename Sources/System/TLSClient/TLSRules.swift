import CCurl
import Glibc

/// libcurl, loaded and started once for the process, before any handle exists.
public enum CurlLibrary {
  /// Why it cannot be used; nil when it can.
  public static let refusal: String? = uk_start().map { String(cString: $0) }
}

/// Whom a connection goes to, by whom it is believed, and who we are.
public struct TLSParty: Equatable, Sendable {
  /// `https://host[:port][/path]`.
  public var url: String
  /// PEM file of the CAs that may vouch for the other side; no other is believed, the system's own included.
  public var serverTrust: String
  /// PEM file of the kiosk's certificate (and its chain).
  public var certificate: String
  /// PEM file of its key, without passphrase.
  public var key: String
  /// TLS 1.3 is the rule (S7); 1.2 is for a service that cannot.
  public var allowsTLS12: Bool

  public init(url: String, serverTrust: String, certificate: String, key: String, allowsTLS12: Bool = false) {
    self.url = url
    self.serverTrust = serverTrust
    self.certificate = certificate
    self.key = key
    self.allowsTLS12 = allowsTLS12
  }
}

/// Why a party cannot be connected to, whatever the other side does.
public enum TLSRefusal: Error, Equatable, Sendable {
  /// Not `https://host[:port][/path]`.
  case addressMalformed(String)
  /// `setting`: the configuration key that names the file, without its section.
  case fileUnreadable(setting: String, path: String, reason: String)
  case noCertificateInTrust(path: String)
  /// libcurl here lacks what the rules need, such as OpenSSL underneath.
  case libraryUnsuitable(String)
}

/// The rules of TLS and HTTPS for every connection of the kiosk (S7), and what they mean to libcurl: server name and
/// chain checked against the site's own CAs, TLS 1.3, no redirect, no proxy, no other protocol. It is a module of its own
/// because adapters do not know each other, and two copies of such rules would one day be two rules.
public struct TLSRules: Sendable {
  /// The address without a slash at its end.
  public let base: String
  private let party: TLSParty

  /// Checks address, files and library; no connection is made.
  public init(_ party: TLSParty) throws(TLSRefusal) {
    if let refusal = CurlLibrary.refusal { throw .libraryUnsuitable(refusal) }
    guard Self.isAddress(party.url) else { throw .addressMalformed(party.url) }
    var base = party.url
    while base.hasSuffix("/") { base.removeLast() }
    self.base = base
    self.party = party
    try Self.checkReadable("serverTrust", party.serverTrust)
    try Self.checkReadable("certificate", party.certificate)
    try Self.checkReadable("key", party.key)
    guard Self.holdsCertificate(party.serverTrust) else { throw .noCertificateInTrust(path: party.serverTrust) }
    // A trial, so that a libcurl which cannot keep the rules is found at start.
    guard let easy = uk_easy_init() else { throw .libraryUnsuitable("no memory") }
    defer { uk_easy_cleanup(easy) }
    if let refused = apply(to: easy) { throw .libraryUnsuitable(refused) }
  }

  /// Sets what is the same for all requests. Answers the first option that libcurl refused.
  public func apply(to easy: UnsafeMutableRawPointer) -> String? {
    let numbers: [(CURLoption, Int, String)] = [
      // Without it curl changes the process's signal handlers, from a thread.
      (CURLOPT_NOSIGNAL, 1, "NOSIGNAL"),
      // Or giving up a name look-up would wait for it, and everybody else with it.
      (CURLOPT_QUICK_EXIT, 1, "QUICK_EXIT"),
      (CURLOPT_FOLLOWLOCATION, 0, "FOLLOWLOCATION"),
      (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1), "HTTP_VERSION"),
      // A resumed session would skip the certificates' check.
      (CURLOPT_SSL_SESSIONID_CACHE, 0, "SSL_SESSIONID_CACHE"),
      (CURLOPT_SSL_VERIFYPEER, 1, "SSL_VERIFYPEER"),
      (CURLOPT_SSL_VERIFYHOST, 2, "SSL_VERIFYHOST"),
      (
        CURLOPT_SSLVERSION, Int(party.allowsTLS12 ? CURL_SSLVERSION_TLSv1_2 : CURL_SSLVERSION_TLSv1_3),
        "SSLVERSION"
      ),
    ]
    for (option, value, name) in numbers where uk_set_number(easy, option, value) != CURLE_OK { return name }
    let texts: [(CURLoption, String?, String)] = [
      (CURLOPT_PROTOCOLS_STR, "https", "PROTOCOLS_STR"),
      // An empty proxy also silences the environment's.
      (CURLOPT_PROXY, "", "PROXY"),
      (CURLOPT_CAINFO, party.serverTrust, "CAINFO"),
      // Debian builds libcurl with a folder of public CAs; they say nothing about this service.
      (CURLOPT_CAPATH, nil, "CAPATH"),
      (CURLOPT_SSLCERT, party.certificate, "SSLCERT"),
      (CURLOPT_SSLCERTTYPE, "PEM", "SSLCERTTYPE"),
      (CURLOPT_SSLKEY, party.key, "SSLKEY"),
      (CURLOPT_SSLKEYTYPE, "PEM", "SSLKEYTYPE"),
      // Without one OpenSSL would ask for a passphrase on the terminal.
      (CURLOPT_KEYPASSWD, "", "KEYPASSWD"),
    ]
    for (option, value, name) in texts where uk_set_text(easy, option, value) != CURLE_OK { return name }
    return nil
  }

  private static func isAddress(_ text: String) -> Bool {
    guard let url = uk_url() else { return false }
    defer { uk_url_cleanup(url) }
    guard uk_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK else { return false }
    func part(_ part: CURLUPart) -> String? {
      var value: UnsafeMutablePointer<CChar>?
      guard uk_url_get(url, part, &value, 0) == CURLUE_OK, let value else { return nil }
      defer { uk_free(value) }
      return String(cString: value)
    }
    return part(CURLUPART_SCHEME) == "https" && part(CURLUPART_HOST)?.isEmpty == false
      && [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT].allSatisfy { part($0) == nil }
  }

  private static func checkReadable(_ setting: String, _ path: String) throws(TLSRefusal) {
    func refusal(_ reason: String) -> TLSRefusal { .fileUnreadable(setting: setting, path: path, reason: reason) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw refusal(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    // OpenSSL would wait for ever at a pipe that nobody writes into.
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw refusal("it is not an ordinary file")
    }
  }

  private static func holdsCertificate(_ path: String) -> Bool {
    guard let store = X509_STORE_new() else { return false }
    defer {
      X509_STORE_free(store)
      ERR_clear_error()
    }
    return X509_STORE_load_file(store, path) == 1
  }
}

extension TLSRefusal {
  /// Whether the cause is the machine rather than what the site wrote down.
  public var isInputOutput: Bool {
    switch self {
    case .fileUnreadable, .libraryUnsuitable: true
    case .addressMalformed, .noCertificateInTrust: false
    }
  }

  /// One sentence for who set the kiosk up.
  /// - Parameter section: of the configuration.
  public func sentence(section: String) -> String {
    switch self {
    case .addressMalformed(let url):
      "\(section).url: \(url) is not an address like https://host:port without user, query or fragment"
    case .fileUnreadable(let setting, let path, let reason): "\(section).\(setting): \(path) cannot be read: \(reason)"
    case .noCertificateInTrust(let path): "\(section).serverTrust: \(path) holds no certificate in PEM"
    case .libraryUnsuitable(let part): "libcurl on this machine cannot do what is needed: \(part)"
    }
  }
}

extension Duration {
  /// At least 1: to libcurl 0 means its own default.
  public var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    return max(1, Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
