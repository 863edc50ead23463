extension InterfaceReply {
  /// By what this reply does not belong to the request; `nil` where it does. The words are for staff and hold nothing of
  /// what came: another's reply is personal data.
  ///
  /// A reply of eligibility names the institution; one of medical information is only known to name it. Identifiers are
  /// compared where both sides have one: a batch's collection has no place for it.
  public func difference(from request: InterfaceRequest) -> String? {
    let institution: String?
    let identifier: String?
    switch (self, request) {
    case (.eligibility(let reply), .confirm), (.eligibility(let reply), .submitBatch),
      (.eligibility(let reply), .collectBatch), (.eligibility(let reply), .registerReferenceNumbers):
      guard let code = reply.header.medicalInstitutionCode, InstitutionCode.isWellFormed(code) else {
        return "a reply without an institution's code of 10 digits"
      }
      institution = code
      identifier = reply.header.arbitraryFileIdentifier
    case (.medicalInformation(let reply), .medicalInformation):
      institution = reply.medicalInstitutionCode
      identifier = reply.arbitraryFileIdentifier
    case (.eligibility, .medicalInformation), (.medicalInformation, .confirm), (.medicalInformation, .submitBatch),
      (.medicalInformation, .collectBatch), (.medicalInformation, .registerReferenceNumbers):
      return "a reply of another kind"
    }
    if let institution, institution != request.medicalInstitutionCode { return "a reply for another institution" }
    switch request {
    case .confirm, .submitBatch, .registerReferenceNumbers, .medicalInformation:
      guard let identifier, !identifier.isEmpty else { return nil }
      return identifier == request.fileIdentifier ? nil : "a reply to another request"
    // Its own identifier is only in the file's name; the reply's is the submission's, told back once more.
    case .collectBatch(let batch):
      guard case .eligibility(let reply) = self else { return nil }
      if let number = reply.receptionNumber {
        return number == batch.receptionNumber ? nil : "a reply to another batch"
      }
      // Without the number, another request's reply would look like a batch of nobody.
      guard let identifier, !identifier.isEmpty else { return nil }
      return identifier == request.fileIdentifier ? nil : "a reply to another request"
    }
  }
}
