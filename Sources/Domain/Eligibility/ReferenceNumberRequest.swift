/// Registers reference numbers (照会番号), a hospital's own names for its patients such as the numbers of their charts:
/// later replies and `face` files carry them. One person goes by `OQSsiimm01req` and is answered at once; several go by
/// `OQSmuimm01req` and are collected by reception number.
public struct ReferenceNumberRequest: Equatable, Sendable {
  /// 10 digits.
  public var medicalInstitutionCode: String
  /// Told back by the reply.
  public var arbitraryFileIdentifier: String
  public var registrations: [ReferenceNumberRegistrationInfo]
  /// Whether it goes by `OQSmuimm01req`, as several must.
  public var isBatch: Bool

  /// - Parameter isBatch: left out, one registration goes alone.
  public init(
    medicalInstitutionCode: String, arbitraryFileIdentifier: String, registrations: [ReferenceNumberRegistrationInfo],
    isBatch: Bool? = nil
  ) {
    self.medicalInstitutionCode = medicalInstitutionCode
    self.arbitraryFileIdentifier = arbitraryFileIdentifier
    self.registrations = registrations
    self.isBatch = isBatch ?? (registrations.count != 1)
  }
}

/// `ReferenceNumberRegistrationInfo`: one eligibility and the number it gets.
public struct ReferenceNumberRegistrationInfo: Equatable, Sendable {
  /// Up to 50 characters.
  public var referenceNumber: String?
  /// 8 characters. Sources disagree whether a shorter one is padded with zeros or with spaces: either is read.
  public var insurerNumber: String?
  public var insuredCardSymbol: String?
  public var insuredIdentificationNumber: String?
  public var insuredBranchNumber: String?
  public var unknown: [UnknownElement] = []

  public init() {}
}

/// `BulkRegistrationUnit`: what became of one registration of many.
public struct BulkRegistrationUnit: Equatable, Sendable {
  public var referenceNumberRegistrationInfo: ReferenceNumberRegistrationInfo?
  public var processingResultStatus: Coded<ProcessingResultStatus>?
  public var processingResultCode: String?
  public var processingResultMessage: String?
  public var unknown: [UnknownElement] = []

  public init() {}
}
