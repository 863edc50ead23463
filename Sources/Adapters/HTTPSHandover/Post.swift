import CCurl
import TLSClient

/// One request on its way, on the thread that made it.
final class Post {
  private let easy: UnsafeMutableRawPointer
  private let multi: UnsafeMutableRawPointer
  private let limits: HTTPSHandover.Limits
  private var headers: UnsafeMutablePointer<curl_slist>?
  private let story: UnsafeMutablePointer<uk_transfer_story>
  private let errorText: UnsafeMutablePointer<CChar>
  private var bodyBytes = 0
  private var headerBytes = 0
  private var isOverfull = false
  private var isAdded = false

  /// Longer than any time limit of libcurl's own, which end the wait.
  private static let pollMilliseconds: Int32 = 60_000

  /// - Parameter message: nil only connects.
  init?(_ message: HTTPSHandover.Message?, _ rules: TLSRules, _ limits: HTTPSHandover.Limits) {
    guard let multi = uk_multi_init() else { return nil }
    guard let easy = uk_easy_init() else {
      uk_multi_cleanup(multi)
      return nil
    }
    self.multi = multi
    self.easy = easy
    self.limits = limits
    story = .allocate(capacity: 1)
    story.initialize(to: uk_transfer_story())
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    guard rules.apply(to: easy) == nil, applyLimits(), apply(message, to: rules.base),
      uk_multi_add_handle(multi, easy) == CURLM_OK
    else { return nil }
    isAdded = true
  }

  deinit {
    if isAdded { uk_multi_remove_handle(multi, easy) }
    // curl may still look at the others while it cleans up.
    uk_easy_cleanup(easy)
    uk_multi_cleanup(multi)
    uk_slist_free_all(headers)
    uk_end_story(story)
    story.deallocate()
    errorText.deallocate()
  }

  /// - Returns: HTTP's status; 0 where nothing was asked for but a connection.
  func perform() throws(TransferFailure) -> Int {
    while true {
      var running: Int32 = 0
      uk_multi_perform(multi, &running)
      var code = CURLE_OK
      if uk_next_finished(multi, &code) != nil {
        if let failure = end(code).failure { throw failure }
        var status = 0
        uk_get_number(easy, CURLINFO_RESPONSE_CODE, &status)
        return status
      }
      // libcurl can lose neither the transfer nor its time limit; if it did, this would go round for ever.
      guard running > 0 else { throw wasAsked ? .answerLost("libcurl gave up") : .unreachable("libcurl gave up") }
      uk_multi_poll(multi, nil, 0, Self.pollMilliseconds, nil)
    }
  }

  private func end(_ code: CURLcode) -> TransferEnd {
    let text = String(cString: errorText)
    let tls = story.pointee.tls?.pointee
    return TransferEnd(
      code: code, wasAsked: wasAsked, isOverfull: isOverfull,
      // The status alone counts, and it stands in the first line.
      endsBySilence: false, alertReceived: tls.flatMap { TLSAlert(story: $0.alert_received) },
      alertSent: tls.flatMap { TLSAlert(story: $0.alert_sent) },
      handshakeFailed: tls.map { $0.handshake_error != 0 } ?? false,
      words: text.isEmpty ? String(cString: uk_easy_strerror(code)) : text)
  }

  /// Whether TLS stood on our side and the request began to be sent.
  private var wasAsked: Bool {
    var microseconds: curl_off_t = 0
    uk_get_time(easy, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
    return microseconds > 0
  }

  private func applyLimits() -> Bool {
    let numbers = [
      (CURLOPT_FRESH_CONNECT, 1), (CURLOPT_FORBID_REUSE, 1),
      (CURLOPT_CONNECTTIMEOUT_MS, limits.connect.wholeMilliseconds),
      (CURLOPT_TIMEOUT_MS, limits.whole.wholeMilliseconds), (CURLOPT_MAXFILESIZE, limits.answerBytes),
    ]
    return numbers.allSatisfy { uk_set_number(easy, $0.0, $0.1) == CURLE_OK }
  }

  private func apply(_ message: HTTPSHandover.Message?, to address: String) -> Bool {
    let user = Unmanaged.passUnretained(self).toOpaque()
    guard uk_set_text(easy, CURLOPT_URL, address) == CURLE_OK,
      uk_set_text(easy, CURLOPT_USERAGENT, "uketsuke") == CURLE_OK,
      uk_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText) == CURLE_OK,
      uk_set_receive(easy, CURLOPT_WRITEFUNCTION, receiveBody) == CURLE_OK,
      uk_set_pointer(easy, CURLOPT_WRITEDATA, user) == CURLE_OK,
      uk_set_receive(easy, CURLOPT_HEADERFUNCTION, receiveHeader) == CURLE_OK,
      uk_set_pointer(easy, CURLOPT_HEADERDATA, user) == CURLE_OK,
      uk_tell_story(easy, story) == CURLE_OK
    else { return false }
    guard let message else { return uk_set_number(easy, CURLOPT_CONNECT_ONLY, 1) == CURLE_OK }
    let lines = [
      "Content-Type: \(message.contentType)", "Accept: \(message.contentType)",
      // What was made of it is nobody's matter here.
      "Prefer: return=minimal",
      // A string of structured fields (RFC 8941): in quotation marks.
      "Idempotency-Key: \"\(message.id)\"",
      "X-JWS-Signature: \(message.signature)",
      // With nothing behind it, it keeps curl from asking for permission first.
      "Expect:",
    ]
    for line in lines {
      guard let longer = uk_slist_append(headers, line) else { return false }
      headers = longer
    }
    // The size first: COPYPOSTFIELDS goes by it.
    guard uk_set_number(easy, CURLOPT_POST, 1) == CURLE_OK,
      uk_set_number(easy, CURLOPT_POSTFIELDSIZE, message.body.count) == CURLE_OK
    else { return false }
    let copied = message.body.withUnsafeBytes {
      uk_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: $0.baseAddress))
    }
    return copied == CURLE_OK && uk_set_pointer(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK
  }

  /// False stops the transfer.
  fileprivate func takeBody(_ count: Int) -> Bool {
    bodyBytes += count
    isOverfull = isOverfull || bodyBytes > limits.answerBytes
    return !isOverfull
  }

  fileprivate func takeHeader(_ count: Int) -> Bool {
    headerBytes += count
    isOverfull = isOverfull || headerBytes > limits.headerBytes
    return !isOverfull
  }
}

private let receiveBody: uk_receive = { _, size, count, user in
  guard let user else { return 0 }
  return Unmanaged<Post>.fromOpaque(user).takeUnretainedValue().takeBody(size * count) ? size * count : 0
}

private let receiveHeader: uk_receive = { _, size, count, user in
  guard let user else { return 0 }
  return Unmanaged<Post>.fromOpaque(user).takeUnretainedValue().takeHeader(size * count) ? size * count : 0
}
