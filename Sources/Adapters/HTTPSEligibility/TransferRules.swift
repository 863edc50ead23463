import CCurl
import TLSClient

/// The settings, checked, and what they mean to libcurl beside the rules that hold for every connection.
struct TransferRules: Sendable {
  let settings: Settings
  private let tls: TLSRules

  /// Without a slash at its end.
  var base: String { tls.base }

  init(_ settings: Settings) throws(HTTPSEligibilityFailure) {
    let party = TLSParty(
      url: settings.url, serverTrust: settings.serverTrust, certificate: settings.certificate, key: settings.key,
      allowsTLS12: settings.allowsTLS12)
    do throws(TLSRefusal) {
      tls = try TLSRules(party)
    } catch {
      throw HTTPSEligibilityFailure(error)
    }
    self.settings = settings
    // A trial, so that a libcurl which cannot keep the rules is found at start.
    guard let easy = uk_easy_init() else { throw .libraryUnsuitable("no memory") }
    defer { uk_easy_cleanup(easy) }
    if let refused = apply(to: easy) { throw .libraryUnsuitable(refused) }
  }

  /// Sets what is the same for all requests. Answers the first option that libcurl refused.
  func apply(to easy: UnsafeMutableRawPointer) -> String? {
    if let refused = tls.apply(to: easy) { return refused }
    let numbers: [(CURLoption, Int, String)] = [
      (CURLOPT_MAXAGE_CONN, settings.limits.keeping.idle.wholeSeconds, "MAXAGE_CONN"),
      (CURLOPT_MAXLIFETIME_CONN, settings.limits.keeping.life.wholeSeconds, "MAXLIFETIME_CONN"),
      (CURLOPT_CONNECTTIMEOUT_MS, settings.limits.connect.wholeMilliseconds, "CONNECTTIMEOUT_MS"),
      (CURLOPT_POST, 1, "POST"),
    ]
    for (option, value, name) in numbers where uk_set_number(easy, option, value) != CURLE_OK { return name }
    return nil
  }
}

extension HTTPSEligibilityFailure {
  init(_ refusal: TLSRefusal) {
    self =
      switch refusal {
      case .addressMalformed(let url): .addressMalformed(url)
      case .fileUnreadable(let setting, let path, let reason):
        .fileUnreadable(setting: "eligibility.\(setting)", path: path, reason: reason)
      case .noCertificateInTrust(let path): .noCertificateInTrust(path: path)
      case .libraryUnsuitable(let part): .libraryUnsuitable(part)
      }
  }
}

extension Duration {
  /// At least 1: to libcurl 0 means for ever.
  var wholeSeconds: Int { max(1, Int(components.seconds)) }
}
