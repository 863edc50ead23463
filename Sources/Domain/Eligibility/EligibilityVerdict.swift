/// What a reply, or one unit of a batch, says about a person's insurance: the one word on which the counter acts.
public enum EligibilityVerdict: Equatable, Sendable {
  /// 1.
  case valid
  /// 6: medical aid, not registered for the card.
  case validUnregistered
  /// 2. The reason where the service gives one.
  case invalid(Coded<ReasonOfLoss>?)
  /// 3: lost, and a new eligibility exists at another insurer.
  case changed
  /// 4.
  case none
  /// 5: so many came along; the interface may send none of them.
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
    // Valid, and nobody's: that is no answer.
    case .known(.valid): self = results.isEmpty ? .unknown("1") : .valid
    case .known(.medicalAidOnly): self = .validUnregistered
    case .known(.invalid): self = .invalid(results.first?.reasonOfLoss)
    case .known(.invalidNewEligibility): self = .changed
    case .known(.noSuchEligibility): self = .none
    case .known(.severalMatch): self = .several(results.count)
    case .unknown(let code): self = .unknown(code)
    case nil: self = .unknown(nil)
    }
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
