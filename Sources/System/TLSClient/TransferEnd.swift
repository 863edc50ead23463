import CCurl

/// Why a request has no answer. "Lost" is not "refused" (R10): after `answerLost` the other side may have acted.
public enum TransferFailure: Error, Equatable, Sendable {
  /// No connection was made: nothing was asked.
  case unreachable(String)
  /// TLS failed, either side's certificate: nothing was asked.
  case notTrusted(String)
  /// Asked, and no whole answer came in time.
  case answerLost(String)
  /// An answer came that is not one.
  case rubbish(String)
}

/// How a transfer ended, as libcurl and OpenSSL saw it, and the one place that says which failure that is (R10).
public struct TransferEnd {
  public var code: CURLcode
  /// The request began to be sent.
  public var wasAsked: Bool
  /// It began to be sent on a kept connection too, which broke, and libcurl made a new one.
  public var wasAskedEarlier: Bool
  /// An answer or its headers larger than allowed.
  public var isOverfull: Bool
  /// Nothing says whether what came is the whole answer.
  public var endsBySilence: Bool
  public var alertReceived: TLSAlert?
  public var alertSent: TLSAlert?
  /// OpenSSL gave up the handshake for a reason of TLS, not because the connection was cut.
  public var handshakeFailed: Bool
  /// libcurl's own words: addresses, host names and causes, nothing personal.
  public var words: String

  public init(
    code: CURLcode, wasAsked: Bool, wasAskedEarlier: Bool = false, isOverfull: Bool, endsBySilence: Bool,
    alertReceived: TLSAlert?, alertSent: TLSAlert?, handshakeFailed: Bool, words: String
  ) {
    self.code = code
    self.wasAsked = wasAsked
    self.wasAskedEarlier = wasAskedEarlier
    self.isOverfull = isOverfull
    self.endsBySilence = endsBySilence
    self.alertReceived = alertReceived
    self.alertSent = alertSent
    self.handshakeFailed = handshakeFailed
    self.words = words
  }

  /// Nil when a whole answer came.
  public var failure: TransferFailure? {
    guard wasAskedEarlier else { return lastFailure }
    switch lastFailure {
    case nil: return nil
    // True of the new connection, but not of the request.
    case .unreachable(let words), .notTrusted(let words): return .answerLost(words)
    case .answerLost, .rubbish: return lastFailure
    }
  }

  /// What ended the connection that was used last.
  private var lastFailure: TransferFailure? {
    if code == CURLE_OK { return endsBySilence ? .answerLost("the connection was cut") : nil }
    if isOverfull || code == CURLE_FILESIZE_EXCEEDED { return .rubbish("an answer larger than allowed") }
    // With TLS 1.3 the service refuses our certificate after our side has finished and begun to send. It has not
    // looked at the request then.
    if let alertReceived, !wasAsked || alertReceived.refusesPeer {
      return .notTrusted("the service refused the connection: \(alertReceived.words)")
    }
    if let alertSent, !wasAsked { return .notTrusted("\(words) (\(alertSent.words))") }

    switch code {
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CLIENTCERT, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
      CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS,
      CURLE_USE_SSL_FAILED:
      return .notTrusted(words)
    case CURLE_SSL_CONNECT_ERROR:
      // Also what a connection looks like that was cut in the middle of the handshake: nobody's certificate is at fault.
      return handshakeFailed ? .notTrusted(words) : .unreachable(words)
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
      return wasAsked ? .rubbish(words) : .unreachable(words)
    default:
      // Time-outs, connections lost and half answers; also whatever a later libcurl may invent.
      return wasAsked ? .answerLost(words) : .unreachable(words)
    }
  }
}

/// A fatal alert of TLS (RFC 8446, 6.2).
public struct TLSAlert: Equatable, Sendable {
  public var number: Int

  public init(number: Int) { self.number = number }

  /// - Parameter story: the number that it holds, or -1.
  public init?(story number: Int32) {
    guard number >= 0 else { return nil }
    self.number = Int(number)
  }

  /// Alerts that say: with this peer, or with what it offers, there is no connection.
  var refusesPeer: Bool {
    switch number {
    // handshake_failure, no_certificate … unknown_ca and access_denied, decrypt_error, protocol_version and
    // insufficient_security, missing_extension … unknown_psk_identity, certificate_required
    case 40...46, 48...49, 51, 70...71, 109...115, 116: true
    default: false
    }
  }

  var words: String {
    switch number {
    case 40: "handshake failure"
    case 42: "bad certificate"
    case 43: "unsupported certificate"
    case 44: "certificate revoked"
    case 45: "certificate expired"
    case 46: "certificate unknown"
    case 48: "unknown certificate authority"
    case 49: "access denied"
    case 51: "decrypt error"
    case 70: "protocol version"
    case 71: "insufficient security"
    case 116: "certificate required"
    default: "TLS alert \(number)"
    }
  }
}
