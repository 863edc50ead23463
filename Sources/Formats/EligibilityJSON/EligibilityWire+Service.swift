import Eligibility
import EligibilityXML

/// A session's request as a service gets it.
public struct ReceivedRequest: Equatable, Sendable {
  /// 10 digits where the wire carries it: at the opening of a session.
  public var institution: String?
  public var request: ServiceRequest

  public init(institution: String? = nil, request: ServiceRequest) {
    self.institution = institution
    self.request = request
  }
}

extension EligibilityWire {
  /// The service's side of hearing, for all but the interface's messages: `.requestMalformed` for everything that is not exactly a request.
  public static func decodeRequest(
    path: String, contentType: String, body: [UInt8]
  ) throws(ServiceRefusal) -> ReceivedRequest {
    guard body.count <= largestRequestBytes else { throw .requestMalformed }
    guard isType(contentType, json), let value = JSONValue(body) else { throw .requestMalformed }
    do throws(JSONComplaint) {
      switch path {
      case noncePath:
        _ = try JSONFields(value, keys: [])
        return ReceivedRequest(request: .nonce)
      case sessionsPath:
        return try opening(value)
      default:
        return ReceivedRequest(request: try inSession(path, value))
      }
    } catch {
      throw .requestMalformed
    }
  }

  /// The service's side of answering.
  public static func encodeAnswer(
    _ result: Result<ServiceAnswer, ServiceRefusal>
  ) -> (status: Int, contentType: String, body: [UInt8]) {
    switch result {
    case .success(.nonce(let nonce)):
      return (200, json, JSONValue.object(["nonce": .base64(nonce.bytes)]).bytes)
    case .success(.session(let session)):
      return (200, json, value(of: session).bytes)
    case .success(.message(let reply)):
      return (200, xml, EligibilityXML.encode(reply, encoding: .utf8).bytes)
    case .failure(let refusal):
      return (refusal.status, json, JSONValue.object(["refusal": .string(refusal.rawValue)]).bytes)
    }
  }

  private static func value(of session: SessionAnswer) -> JSONValue {
    var identity: [String: JSONValue] = [
      "method": .string(session.identity.method.rawValue), "signed": .bool(session.identity.signed),
    ]
    identity["voucher"] = session.identity.voucher.map { .string($0.digits) }
    let message = session.reply.map { EligibilityXML.encode($0, encoding: .utf8).bytes }
    return .object([
      "session": .string(session.session.text), "identity": .object(identity),
      "consents": .array(session.consents.map { .string($0.rawValue) }),
      "needsRegistration": .bool(session.needsRegistration),
      "message": message.map { .string(String(decoding: $0, as: UTF8.self)) } ?? .null,
    ])
  }

  private static func opening(_ value: JSONValue) throws(JSONComplaint) -> ReceivedRequest {
    let fields = try JSONFields(
      value, keys: ["institution", "visit", "nonce", "certificate", "method", "signature", "voucher"])
    let institution = try fields.string("institution")
    let visit = try fields.string("visit")
    guard InstitutionCode.isWellFormed(institution), isName(visit),
      let method = IdentityMethod(rawValue: try fields.string("method"))
    else { throw JSONComplaint("a malformed opening") }
    let signature = try fields.bytesIfAny("signature", in: signatureBytes)
    let voucher = try staffNumber(try fields.stringIfAny("voucher"))
    let evidence: IdentityEvidence
    switch (method, voucher) {
    // An empty signature is none: the rules refuse it with their own reason.
    case (.face, nil), (.pin, nil), (.phone, nil): evidence = .cardSignature(method, signature ?? [])
    case (.visual, let voucher?): evidence = .attestation(voucher, signature: signature)
    case (.visual, nil), (.face, _), (.pin, _), (.phone, _): throw JSONComplaint("method and voucher disagree")
    }
    let request = SessionRequest(
      visit: visit, nonce: Nonce(bytes: try fields.bytes("nonce", in: nonceBytes)),
      certificate: try fields.bytes("certificate", in: certificateBytes), evidence: evidence)
    return ReceivedRequest(institution: institution, request: .openSession(request))
  }

  /// `/v1/sessions/ID/registration` and `/v1/sessions/ID/consents`.
  private static func inSession(_ path: String, _ value: JSONValue) throws(JSONComplaint) -> ServiceRequest {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 5, path.hasPrefix("\(sessionsPath)/"), isName(parts[3]) else {
      throw JSONComplaint("an unknown path")
    }
    let session = SessionID(parts[3])
    if parts[4] == registration {
      _ = try JSONFields(value, keys: [])
      return .register(session)
    }
    guard parts[4] == consents else { throw JSONComplaint("an unknown path") }
    var answers = ConsentAnswers()
    let given = try JSONFields(value, keys: ["answers"]).object("answers")
    // The answers are set by kind, so the dictionary's order does not reach the result.
    for (name, answer) in given {
      guard let kind = ConsentKind(rawValue: name), case .bool(let agreed) = answer else {
        throw JSONComplaint("an unknown consent")
      }
      answers[kind] = agreed
    }
    return .sendConsents(session, answers)
  }
}

extension ServiceRefusal {
  /// The HTTP status that a refusal travels with; kiosks go by the code alone.
  fileprivate var status: Int {
    switch self {
    case .certificateRevokedOrExpired, .certificateNotAccepted, .signatureWrong, .cardUnknown, .evidenceMissing: 403
    case .nonceStale: 409
    case .sessionUnknown: 404
    case .requestMalformed: 400
    case .busy: 503
    }
  }
}
