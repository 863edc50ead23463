/// One request of the interface's messages, whichever way it travels.
public enum InterfaceRequest: Equatable, Sendable {
  case confirm(QualificationConfirmationRequest)
  case submitBatch(BatchRequest)
  case collectBatch(BatchCollection)
  case registerReferenceNumbers(ReferenceNumberRequest)
  case medicalInformation(MedicalInformationRequest)

  public var kind: MessageKind {
    switch self {
    case .confirm: .confirmation
    case .submitBatch(let batch): batch.query.kind.submission
    case .collectBatch(let batch): batch.kind.collection
    case .registerReferenceNumbers(let request): request.isBatch ? .referenceNumbers : .referenceNumber
    case .medicalInformation(let request): request.form.subject.message
    }
  }

  /// `ArbitraryFileIdentifier`: the request's own name, in its file's name and told back by the reply. The same name
  /// with the same content is the same request: repeating it changes nothing.
  public var fileIdentifier: String {
    switch self {
    case .confirm(let request): request.query.arbitraryFileIdentifier
    case .submitBatch(let batch): batch.arbitraryFileIdentifier
    case .collectBatch(let batch): batch.arbitraryFileIdentifier
    case .registerReferenceNumbers(let request): request.arbitraryFileIdentifier
    case .medicalInformation(let request): request.arbitraryFileIdentifier
    }
  }

  /// 10 digits.
  public var medicalInstitutionCode: String {
    switch self {
    case .confirm(let request): request.medicalInstitutionCode
    case .submitBatch(let batch): batch.medicalInstitutionCode
    case .collectBatch(let batch): batch.medicalInstitutionCode
    case .registerReferenceNumbers(let request): request.medicalInstitutionCode
    case .medicalInformation(let request): request.medicalInstitutionCode
    }
  }
}

/// What answers an `InterfaceRequest`.
public enum InterfaceReply: Equatable, Sendable {
  /// To everything but medical information. A batch's receipt has a `ReceptionNumber` and no units.
  case eligibility(EligibilityReply)
  case medicalInformation(MedicalInformationReply)
}

/// The one way to the eligibility service's messages, over HTTPS or through the folders of an eligibility terminal.
public struct EligibilityClient: Sendable {
  /// Asks; returns at once. The answer comes exactly once, on a thread of the client's own.
  public var exchange:
    @Sendable (InterfaceRequest, _ completion: @escaping @Sendable (Result<InterfaceReply, ServiceFailure>) -> Void) ->
      Void
  /// Gives up what is under way and ends the client's thread; later requests are answered with `.unreachable`.
  public var stop: @Sendable () -> Void

  public init(
    exchange:
      @escaping @Sendable (
        InterfaceRequest, _ completion: @escaping @Sendable (Result<InterfaceReply, ServiceFailure>) -> Void
      ) -> Void,
    stop: @escaping @Sendable () -> Void
  ) {
    self.exchange = exchange
    self.stop = stop
  }
}
