import Eligibility
import EligibilityXML

extension EligibilityWire {
  /// The kiosk's side of asking.
  ///
  /// - Parameter institution: the institution's code, 10 digits.
  public static func encode(
    _ request: ServiceRequest, institution: String
  ) -> (path: String, contentType: String, body: [UInt8]) {
    switch request {
    case .nonce:
      return (noncePath, json, JSONValue.object([:]).bytes)
    case .openSession(let asked):
      var fields: [String: JSONValue] = [
        "institution": .string(institution), "visit": .string(asked.visit), "nonce": .base64(asked.nonce.bytes),
        "certificate": .base64(asked.certificate), "method": .string(asked.evidence.method.rawValue),
      ]
      fields["signature"] = asked.evidence.signature.map(JSONValue.base64)
      fields["voucher"] = asked.evidence.voucher.map { .string($0.digits) }
      return (sessionsPath, json, JSONValue.object(fields).bytes)
    case .register(let session):
      return ("\(sessionsPath)/\(session.text)/\(registration)", json, JSONValue.object([:]).bytes)
    case .sendConsents(let session, let answers):
      let listed = answers.listed.map { ($0.kind.rawValue, JSONValue.bool($0.agreed)) }
      let body = JSONValue.object(["answers": .object(Dictionary(uniqueKeysWithValues: listed))])
      return ("\(sessionsPath)/\(session.text)/\(consents)", json, body.bytes)
    }
  }

  /// The kiosk's side of hearing. Whatever is not exactly an answer to *this* request is `.rubbish`; the text is for
  /// staff and holds nothing of what came.
  public static func decode(
    status: Int, contentType: String, body: [UInt8], for request: ServiceRequest
  ) -> Result<ServiceAnswer, ServiceFailure> {
    guard body.count <= largestAnswerBytes else { return .failure(.rubbish("an answer larger than allowed")) }
    do throws(JSONComplaint) {
      guard status == 200 else { return .failure(try refusal(status, contentType, body)) }
      switch request {
      case .nonce:
        let fields = try JSONFields(try value(contentType, body), keys: ["nonce"])
        return .success(.nonce(Nonce(bytes: try fields.bytes("nonce", in: nonceBytes))))
      case .openSession(let asked):
        let session = try session(try value(contentType, body))
        try hold(session.identity, against: asked.evidence)
        return .success(.session(session))
      case .register(let asked):
        let session = try session(try value(contentType, body))
        guard session.session == asked, !session.needsRegistration else {
          throw JSONComplaint("a registration that did not register")
        }
        return .success(.session(session))
      case .sendConsents:
        guard isType(contentType, xml) else { throw JSONComplaint("no XML") }
        return .success(.message(try reply(body)))
      }
    } catch {
      return .failure(.rubbish(error.words))
    }
  }

  private static func value(_ contentType: String, _ body: [UInt8]) throws(JSONComplaint) -> JSONValue {
    guard isType(contentType, json), let value = JSONValue(body) else { throw JSONComplaint("no JSON") }
    return value
  }

  static func refusal(
    _ status: Int, _ contentType: String, _ body: [UInt8]
  ) throws(JSONComplaint) -> ServiceFailure {
    guard (400..<500).contains(status) || status == 503 else { throw JSONComplaint("status \(status)") }
    guard isType(contentType, json), let value = JSONValue(body) else { throw JSONComplaint("status \(status)") }
    let code = try JSONFields(value, keys: ["refusal"]).string("refusal")
    guard let refusal = ServiceRefusal(rawValue: code) else { throw JSONComplaint("an unknown refusal") }
    return .refused(refusal)
  }

  private static func session(_ value: JSONValue) throws(JSONComplaint) -> SessionAnswer {
    let fields = try JSONFields(value, keys: ["session", "identity", "consents", "needsRegistration", "message"])
    let name = try fields.string("session")
    guard isName(name) else { throw JSONComplaint("a session without a name") }
    var kinds: [ConsentKind] = []
    for item in try fields.array("consents") {
      guard case .string(let text) = item, let kind = ConsentKind(rawValue: text), !kinds.contains(kind) else {
        throw JSONComplaint("an unknown consent")
      }
      kinds.append(kind)
    }
    let needsRegistration = try fields.bool("needsRegistration")
    let message = try fields.stringIfAny("message")
    guard needsRegistration == (message == nil) else { throw JSONComplaint("message and registration disagree") }
    var reply: EligibilityReply?
    if let message { reply = try self.reply(Array(message.utf8)) }
    return SessionAnswer(
      session: SessionID(name), identity: try identity(fields.value("identity")), consents: kinds,
      needsRegistration: needsRegistration, reply: reply)
  }

  private static func identity(_ value: JSONValue?) throws(JSONComplaint) -> IdentityStatement {
    let fields = try JSONFields(value, keys: ["method", "signed", "voucher"])
    guard let method = IdentityMethod(rawValue: try fields.string("method")) else {
      throw JSONComplaint("an unknown method")
    }
    let voucher = try staffNumber(try fields.stringIfAny("voucher"))
    return IdentityStatement(method: method, signed: try fields.bool("signed"), voucher: voucher)
  }

  static func staffNumber(_ digits: String?) throws(JSONComplaint) -> StaffNumber? {
    guard let digits else { return nil }
    guard let number = StaffNumber(digits) else { throw JSONComplaint("a voucher that is no staff number") }
    return number
  }

  /// Kiosk, journal and service must agree on how the person was recognised.
  private static func hold(
    _ identity: IdentityStatement, against evidence: IdentityEvidence
  ) throws(JSONComplaint) {
    guard identity.method == evidence.method, identity.voucher == evidence.voucher,
      identity.signed == (evidence.signature != nil)
    else { throw JSONComplaint("another identity than the one that was sent") }
  }

  private static func reply(_ bytes: [UInt8]) throws(JSONComplaint) -> EligibilityReply {
    do throws(EligibilityXMLFailure) {
      return try EligibilityXML.decodeReply(bytes)
    } catch {
      throw JSONComplaint(error.sentence)
    }
  }
}
