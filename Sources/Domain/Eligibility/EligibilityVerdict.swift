/// What a reply, or one unit of a batch, says about a person's insurance: the one word on which the counter acts.
public enum EligibilityVerdict: Equatable, Sendable {
  /// 1: one health insurance, or medical aid, or medical aid that is used together with the insurance.
  case valid
  /// 6: medical aid, not registered for the card.
  case validUnregistered
  /// 2. The reason where the service gives one.
  case invalid(Coded<ReasonOfLoss>?)
  /// 3: lost, and a new eligibility exists at another insurer.
  case changed
  /// 4.
  case none
  /// 5: so many came along; the interface may send none of them, and one alone is not said to be the right one. Also
  /// more than one insurance, or medical aid, under 1 or 6: nobody can tell which of them holds.
  case several(Int)
  /// The service works on it still.
  case inProgress
  /// The service did not do it. Its own code and words, as they came.
  case notProcessed(code: String?, message: String?)
  /// It did, and says nothing that is one of the others: a code outside the table, or none.
  case unknown(String?)

  /// How a file or a script writes it.
  public var word: String {
    switch self {
    case .valid: "valid"
    case .validUnregistered: "valid-unregistered"
    case .invalid: "invalid"
    case .changed: "changed"
    case .none: "none"
    case .several: "several"
    case .inProgress: "in-progress"
    case .notProcessed: "not-processed"
    case .unknown: "unknown"
    }
  }

  /// Whether a patient can be received on it. Everything else fails closed.
  public var isValid: Bool {
    switch self {
    case .valid, .validUnregistered: true
    case .invalid, .changed, .none, .several, .inProgress, .notProcessed, .unknown: false
    }
  }

  fileprivate init(_ validity: Coded<QualificationValidity>?, _ results: [ResultOfQualificationConfirmation]) {
    switch validity {
    case .known(.valid): self = Self.valid(.valid, .valid, results)
    case .known(.medicalAidOnly): self = Self.valid(.validUnregistered, .medicalAidOnly, results)
    case .known(.invalid): self = .invalid(results.first?.reasonOfLoss)
    case .known(.invalidNewEligibility): self = .changed
    case .known(.noSuchEligibility): self = .none
    case .known(.severalMatch): self = .several(results.count)
    case .unknown(let code): self = .unknown(code)
    case nil: self = .unknown(nil)
    }
  }

  private static func valid(
    _ verdict: EligibilityVerdict, _ validity: QualificationValidity, _ results: [ResultOfQualificationConfirmation]
  ) -> EligibilityVerdict {
    // Valid, and nobody's: that is no answer.
    if results.isEmpty { return .unknown(validity.rawValue) }
    let aids = results.count { $0.insuredCardClassification == .known(.medicalAid) }
    return aids > 1 || results.count - aids > 1 ? .several(results.count) : verdict
  }
}

extension EligibilityReply {
  public var verdict: EligibilityVerdict {
    switch header.segmentOfResult {
    case .known(.inProgress): return .inProgress
    case .known(.normal): break
    case .known(.abnormal), .unknown, nil: return .notProcessed(code: header.errorCode, message: header.errorMessage)
    }
    guard body.processingResultStatus == .known(.normal) else {
      return .notProcessed(code: body.processingResultCode, message: body.processingResultMessage)
    }
    return EligibilityVerdict(body.qualificationValidity, body.resultList)
  }
}

extension EligibilityReply {
  /// `ReasonOfLoss` of an eligibility that is not valid any more; for staff and records only.
  public var lossCode: String? {
    switch verdict {
    case .invalid, .changed: result?.reasonOfLoss.map { PlainCode.of($0.text) }
    case .valid, .validUnregistered, .none, .several, .inProgress, .notProcessed, .unknown: nil
    }
  }

  /// The service's own code, `ErrorCode` or `ProcessingResultCode`; for staff and records only.
  public var serviceCode: String? { (header.errorCode ?? body.processingResultCode).map { PlainCode.of($0) } }
}

extension EligibilityReply {
  /// Of a valid reply the insurance, which medical aid may stand beside; `nil` where the reply is not valid, or not about
  /// one person.
  public var mainResult: ResultOfQualificationConfirmation? {
    let results = body.resultList
    guard verdict.isValid, let first = results.first, results.allSatisfy({ $0.birthdate == first.birthdate }) else {
      return nil
    }
    return results.first { $0.insuredCardClassification != .known(.medicalAid) } ?? first
  }
}

extension BulkConfirmUnit {
  public var verdict: EligibilityVerdict {
    guard processingResultStatus == .known(.normal) else {
      return .notProcessed(code: processingResultCode, message: processingResultMessage)
    }
    return EligibilityVerdict(qualificationValidity, results)
  }

  /// Whether the person is to be asked for a card or certificate before the visit.
  public var asksThePerson: Bool { !verdict.isValid }
}
