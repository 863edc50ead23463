import CCurl
import Eligibility

/// libcurl, loaded and started once for the process, before any handle exists.
enum CurlLibrary {
  /// Why it cannot be used; nil when it can.
  static let refusal: String? = uk_start().map { String(cString: $0) }
}

/// One request on its way. Belongs to the network thread.
final class Transfer {
  let easy: UnsafeMutableRawPointer
  private let order: Order
  private let limits: Limits
  private var headers: UnsafeMutablePointer<curl_slist>?
  private let story: UnsafeMutablePointer<uk_tls_story>
  private let errorText: UnsafeMutablePointer<CChar>
  private var body: [UInt8] = []
  private var headerBytes = 0
  private var isOverfull = false

  /// `nil` when libcurl has no memory or refuses an option; it accepted them all at start.
  init?(_ order: Order, _ rules: TransferRules) {
    guard let easy = uk_easy_init() else { return nil }
    self.easy = easy
    self.order = order
    limits = rules.settings.limits
    story = .allocate(capacity: 1)
    story.initialize(to: uk_tls_story(alert_received: -1, alert_sent: -1, farewell_received: 0, handshake_error: 0))
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    guard rules.apply(to: easy) == nil, applyOrder(base: rules.base) else { return nil }
  }

  deinit {
    // curl may still look at the others while it cleans up.
    uk_easy_cleanup(easy)
    uk_slist_free_all(headers)
    story.deallocate()
    errorText.deallocate()
  }

  func complete(_ result: Result<Response, ServiceFailure>) {
    order.story?.tell(stage(result))
    order.completion(result)
  }

  private func stage(_ result: Result<Response, ServiceFailure>) -> ConnectionTrial.Stage {
    if case .success = result { return .answered }
    if hasTaken(CURLINFO_APPCONNECT_TIME_T) { return .secured }
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
  func result(_ code: CURLcode) -> Result<Response, ServiceFailure> {
    if let failure = end(code).failure { return .failure(failure) }
    var status = 0
    uk_get_number(easy, CURLINFO_RESPONSE_CODE, &status)
    var type: UnsafePointer<CChar>?
    uk_get_text(easy, CURLINFO_CONTENT_TYPE, &type)
    return .success(
      Response(status: status, contentType: type.map { String(cString: $0) } ?? "", body: body))
  }

  /// For a transfer that is given up.
  func givenUp(_ reason: String) -> ServiceFailure { wasAsked ? .answerLost(reason) : .unreachable(reason) }

  private func end(_ code: CURLcode) -> TransferEnd {
    let text = String(cString: errorText)
    return TransferEnd(
      code: code, wasAsked: wasAsked, isOverfull: isOverfull, endsBySilence: endsBySilence,
      alertReceived: Self.alert(story.pointee.alert_received), alertSent: Self.alert(story.pointee.alert_sent),
      handshakeFailed: story.pointee.handshake_error != 0,
      words: text.isEmpty ? String(cString: uk_easy_strerror(code)) : text)
  }

  /// Whether TLS stood on our side and the request began to be sent.
  private var wasAsked: Bool { hasTaken(CURLINFO_PRETRANSFER_TIME_T) }

  /// The answer did not tell its length, and the connection ended without TLS's farewell: what came may be a part.
  /// libcurl takes it for the whole.
  private var endsBySilence: Bool {
    story.pointee.farewell_received == 0 && uk_has_header(easy, "Content-Length") == 0
      && uk_has_header(easy, "Transfer-Encoding") == 0
  }

  private static func alert(_ number: Int32) -> TLSAlert? { number < 0 ? nil : TLSAlert(number: Int(number)) }

  private func applyOrder(base: String) -> Bool {
    // "Expect:" with nothing behind it keeps curl from asking for permission first.
    for header in ["Content-Type: \(order.contentType)", "Accept: application/json, application/xml", "Expect:"] {
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
      && uk_tell_tls_story(easy, story) == CURLE_OK
  }

  /// False stops the transfer.
  fileprivate func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    isOverfull = isOverfull || bytes.count > limits.answerBytes - body.count
    if !isOverfull { body.append(contentsOf: bytes) }
    return !isOverfull
  }

  fileprivate func takeHeader(_ count: Int) -> Bool {
    headerBytes += count
    isOverfull = isOverfull || headerBytes > limits.headerBytes
    return !isOverfull
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
