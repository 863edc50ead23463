import CCurl
import Glibc

/// The settings, checked, and what they mean to libcurl. The one place that sets options.
struct TransferRules: Sendable {
  /// Without a slash at its end.
  let base: String
  let settings: Settings

  init(_ settings: Settings) throws(HTTPSEligibilityFailure) {
    if let refusal = CurlLibrary.refusal { throw .libraryUnsuitable(refusal) }
    guard Self.isAddress(settings.url) else { throw .addressMalformed(settings.url) }
    var base = settings.url
    while base.hasSuffix("/") { base.removeLast() }
    self.base = base
    self.settings = settings
    try Self.checkReadable("eligibility.serverTrust", settings.serverTrust)
    try Self.checkReadable("eligibility.certificate", settings.certificate)
    try Self.checkReadable("eligibility.key", settings.key)
    guard Self.holdsCertificate(settings.serverTrust) else {
      throw .noCertificateInTrust(path: settings.serverTrust)
    }
    // A trial, so that a libcurl which cannot keep the rules is found at start.
    guard let easy = uk_easy_init() else { throw .libraryUnsuitable("no memory") }
    defer { uk_easy_cleanup(easy) }
    if let refused = apply(to: easy) { throw .libraryUnsuitable(refused) }
  }

  /// Sets what is the same for all requests. Answers the first option that libcurl refused.
  func apply(to easy: UnsafeMutableRawPointer) -> String? {
    let numbers: [(CURLoption, Int, String)] = [
      // Without it curl changes the process's signal handlers, from a thread.
      (CURLOPT_NOSIGNAL, 1, "NOSIGNAL"),
      // Or giving up a name look-up would wait for it, and everybody else with it.
      (CURLOPT_QUICK_EXIT, 1, "QUICK_EXIT"),
      (CURLOPT_FOLLOWLOCATION, 0, "FOLLOWLOCATION"),
      (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1), "HTTP_VERSION"),
      (CURLOPT_FRESH_CONNECT, 1, "FRESH_CONNECT"),
      (CURLOPT_FORBID_REUSE, 1, "FORBID_REUSE"),
      // A resumed session would skip the certificates' check.
      (CURLOPT_SSL_SESSIONID_CACHE, 0, "SSL_SESSIONID_CACHE"),
      (CURLOPT_SSL_VERIFYPEER, 1, "SSL_VERIFYPEER"),
      (CURLOPT_SSL_VERIFYHOST, 2, "SSL_VERIFYHOST"),
      (
        CURLOPT_SSLVERSION, Int(settings.allowsTLS12 ? CURL_SSLVERSION_TLSv1_2 : CURL_SSLVERSION_TLSv1_3),
        "SSLVERSION"
      ),
      (CURLOPT_CONNECTTIMEOUT_MS, settings.limits.connect.wholeMilliseconds, "CONNECTTIMEOUT_MS"),
      (CURLOPT_TIMEOUT_MS, settings.limits.whole.wholeMilliseconds, "TIMEOUT_MS"),
      (CURLOPT_MAXFILESIZE, settings.limits.answerBytes, "MAXFILESIZE"),
      (CURLOPT_POST, 1, "POST"),
    ]
    for (option, value, name) in numbers where uk_set_number(easy, option, value) != CURLE_OK { return name }
    let texts: [(CURLoption, String?, String)] = [
      (CURLOPT_PROTOCOLS_STR, "https", "PROTOCOLS_STR"),
      // An empty proxy also silences the environment's.
      (CURLOPT_PROXY, "", "PROXY"),
      (CURLOPT_CAINFO, settings.serverTrust, "CAINFO"),
      // Debian builds libcurl with a folder of public CAs; they say nothing about this service.
      (CURLOPT_CAPATH, nil, "CAPATH"),
      (CURLOPT_SSLCERT, settings.certificate, "SSLCERT"),
      (CURLOPT_SSLCERTTYPE, "PEM", "SSLCERTTYPE"),
      (CURLOPT_SSLKEY, settings.key, "SSLKEY"),
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

  private static func checkReadable(_ setting: String, _ path: String) throws(HTTPSEligibilityFailure) {
    func refusal(_ reason: String) -> HTTPSEligibilityFailure {
      .fileUnreadable(setting: setting, path: path, reason: reason)
    }
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

extension Duration {
  /// At least 1: to libcurl 0 means its own default.
  var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    return max(1, Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
