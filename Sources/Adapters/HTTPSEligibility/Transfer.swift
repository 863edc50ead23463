import CCurl
import Eligibility
import TLSClient

/// One try of a request. Belongs to the network thread.
final class Transfer {
  let easy: UnsafeMutableRawPointer
  let errand: Errand
  private let limits: Limits
  private var headers: UnsafeMutablePointer<curl_slist>?
  private let story: UnsafeMutablePointer<uk_transfer_story>
  private let errorText: UnsafeMutablePointer<CChar>
  private var body: [UInt8] = []
  private var headerBytes = 0
  private var isOverfull = false

  /// `nil` when libcurl has no memory or refuses an option; it accepted them all at start.
  ///
  /// - Parameters:
  ///   - time: what this try may take.
  ///   - isFresh: on a new connection, whatever is kept.
  init?(_ errand: Errand, _ rules: TransferRules, time: Duration, isFresh: Bool) {
    guard let easy = uk_easy_init() else { return nil }
    self.easy = easy
    self.errand = errand
    limits = rules.settings.limits
    story = .allocate(capacity: 1)
    story.initialize(to: uk_transfer_story())
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    guard rules.apply(to: easy) == nil, applyOrder(base: rules.base),
      uk_set_number(easy, CURLOPT_TIMEOUT_MS, min(time, errand.bounds.whole).wholeMilliseconds) == CURLE_OK,
      uk_set_number(easy, CURLOPT_MAXFILESIZE, errand.bounds.answerBytes) == CURLE_OK,
      uk_set_number(easy, CURLOPT_FRESH_CONNECT, isFresh ? 1 : 0) == CURLE_OK
    else { return nil }
  }

  deinit {
    // curl may still look at the others while it cleans up.
    uk_easy_cleanup(easy)
    uk_slist_free_all(headers)
    uk_end_story(story)
    story.deallocate()
    errorText.deallocate()
  }

  /// A kept connection had been ended by the other side, and nothing was sent on it.
  var wasStale: Bool { story.pointee.was_stale != 0 }

  /// How far it came.
  func stage(_ result: Result<Response, ServiceFailure>) -> ConnectionTrial.Stage {
    if case .success = result { return .answered }
    if wasAsked || hasTaken(CURLINFO_APPCONNECT_TIME_T) { return .secured }
    // libcurl forgets the time of a connection whose TLS failed.
    if case .failure(.notTrusted) = result { return .connected }
    return hasTaken(CURLINFO_CONNECT_TIME_T) ? .connected : .nowhere
  }

  /// Whether a step of the transfer was finished: libcurl keeps when.
  private func hasTaken(_ step: CURLINFO) -> Bool {
    var microseconds: curl_off_t = 0
    uk_get_time(easy, step, &microseconds)
    return microseconds > 0
  }

  /// What became of it.
  func end(_ code: CURLcode) -> TryEnd {
    var seconds: curl_off_t = 0
    uk_get_time(easy, CURLINFO_RETRY_AFTER, &seconds)
    return TryEnd(
      result: result(code), ranOut: code == CURLE_OPERATION_TIMEDOUT,
      askedToWait: seconds > 0 ? .seconds(Int64(seconds)) : nil)
  }

  private func result(_ code: CURLcode) -> Result<Response, ServiceFailure> {
    if let failure = transferEnd(code).failure { return .failure(ServiceFailure(failure)) }
    var status = 0
    uk_get_number(easy, CURLINFO_RESPONSE_CODE, &status)
    var type: UnsafePointer<CChar>?
    uk_get_text(easy, CURLINFO_CONTENT_TYPE, &type)
    return .success(
      Response(status: status, contentType: type.map { String(cString: $0) } ?? "", body: body))
  }

  /// For a transfer that is given up.
  func givenUp(_ reason: String) -> ServiceFailure { wasAsked ? .answerLost(reason) : .unreachable(reason) }

  private func transferEnd(_ code: CURLcode) -> TransferEnd {
    let text = String(cString: errorText)
    let tls = story.pointee.tls?.pointee
    return TransferEnd(
      code: code, wasAsked: wasAsked, wasAskedEarlier: story.pointee.asked_earlier != 0, isOverfull: isOverfull,
      endsBySilence: endsBySilence, alertReceived: tls.flatMap { TLSAlert(story: $0.alert_received) },
      alertSent: tls.flatMap { TLSAlert(story: $0.alert_sent) },
      handshakeFailed: tls.map { $0.handshake_error != 0 } ?? false,
      words: story.pointee.was_cut != 0
        ? "the connection was cut" : text.isEmpty ? String(cString: uk_easy_strerror(code)) : text)
  }

  /// Whether TLS stood on our side and the request began to be sent.
  private var wasAsked: Bool { story.pointee.asked != 0 }

  /// The answer did not tell its length, and the connection ended without TLS's farewell: what came may be a part.
  /// libcurl takes it for the whole.
  private var endsBySilence: Bool {
    story.pointee.tls?.pointee.farewell_received != 1 && uk_has_header(easy, "Content-Length") == 0
      && uk_has_header(easy, "Transfer-Encoding") == 0
  }

  private func applyOrder(base: String) -> Bool {
    // "Expect:" with nothing behind it keeps curl from asking for permission first.
    let order = errand.order
    let accepted = "application/json, application/xml, application/zip, application/pdf"
    for header in ["Content-Type: \(order.contentType)", "Accept: \(accepted)", "Expect:"] {
      guard let longer = uk_slist_append(headers, header) else { return false }
      headers = longer
    }
    let user = Unmanaged.passUnretained(self).toOpaque()
    // The size first: COPYPOSTFIELDS goes by it.
    guard uk_set_number(easy, CURLOPT_POSTFIELDSIZE, order.body.count) == CURLE_OK else { return false }
    let copied = order.body.withUnsafeBytes {
      uk_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: $0.baseAddress))
    }
    return copied == CURLE_OK
      && uk_set_text(easy, CURLOPT_URL, base + order.path) == CURLE_OK
      && uk_set_text(easy, CURLOPT_USERAGENT, "uketsuke") == CURLE_OK
      && uk_set_pointer(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK
      && uk_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText) == CURLE_OK
      && uk_set_receive(easy, CURLOPT_WRITEFUNCTION, receiveBody) == CURLE_OK
      && uk_set_pointer(easy, CURLOPT_WRITEDATA, user) == CURLE_OK
      && uk_set_receive(easy, CURLOPT_HEADERFUNCTION, receiveHeader) == CURLE_OK
      && uk_set_pointer(easy, CURLOPT_HEADERDATA, user) == CURLE_OK
      && uk_tell_story(easy, story) == CURLE_OK
  }

  /// False stops the transfer.
  fileprivate func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    isOverfull = isOverfull || bytes.count > errand.bounds.answerBytes - body.count
    if !isOverfull { body.append(contentsOf: bytes) }
    return !isOverfull
  }

  fileprivate func takeHeader(_ count: Int) -> Bool {
    headerBytes += count
    isOverfull = isOverfull || headerBytes > limits.headerBytes
    return !isOverfull
  }
}

extension ServiceFailure {
  init(_ failure: TransferFailure) {
    self =
      switch failure {
      case .unreachable(let words): .unreachable(words)
      case .notTrusted(let words): .notTrusted(words)
      case .answerLost(let words): .answerLost(words)
      case .rubbish(let words): .rubbish(words)
      }
  }
}

private let receiveBody: uk_receive = { bytes, _, count, user in
  guard let user else { return 0 }
  let transfer = Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
  return transfer.takeBody(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
}

private let receiveHeader: uk_receive = { _, size, count, user in
  guard let user else { return 0 }
  let transfer = Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
  return transfer.takeHeader(size * count) ? size * count : 0
}
