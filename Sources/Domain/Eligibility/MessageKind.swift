/// The messages of the interface by the stem of their files' names (`OQSsiquc01req_….xml`, `OQSsiquc01res_….xml`).
public enum MessageKind: String, CaseIterable, Sendable {
  /// One eligibility query.
  case confirmation = "OQSsiquc01"
  /// Batch query (一括照会): submit, and collect by reception number.
  case batchSubmission = "OQSmuquc01"
  case batchCollection = "OQSmuquc02"
  /// The same for medical aid, home visits and online care.
  case medicalAidSubmission = "OQSmutic01"
  case medicalAidCollection = "OQSmutic02"
  case homeVisitSubmission = "OQSmuhvq01"
  case homeVisitCollection = "OQSmuhvq02"
  case onlineCareSubmission = "OQSmuonq01"
  case onlineCareCollection = "OQSmuonq02"
  /// A reference number (照会番号) for one person, and for many.
  case referenceNumber = "OQSsiimm01"
  case referenceNumbers = "OQSmuimm01"
  /// What became of them, by reception number.
  case referenceNumbersCollection = "OQSmuimm02"
  /// Medication and treatment information.
  case medication = "YZKsiquc01"
  /// Health check-up information.
  case checkup = "TKKsiquc01"
}

/// What a batch is about: each is submitted, answered with a reception number, and collected by it.
public enum BatchKind: String, CaseIterable, Sendable {
  case eligibility
  case medicalAid
  case homeVisit
  case onlineCare
  case referenceNumbers

  public var submission: MessageKind {
    switch self {
    case .eligibility: .batchSubmission
    case .medicalAid: .medicalAidSubmission
    case .homeVisit: .homeVisitSubmission
    case .onlineCare: .onlineCareSubmission
    case .referenceNumbers: .referenceNumbers
    }
  }

  public var collection: MessageKind {
    switch self {
    case .eligibility: .batchCollection
    case .medicalAid: .medicalAidCollection
    case .homeVisit: .homeVisitCollection
    case .onlineCare: .onlineCareCollection
    case .referenceNumbers: .referenceNumbersCollection
    }
  }
}
