import Eligibility
import EligibilityXML

extension Samples {
  /// A batch's result with so many people, each with what batches are known to say (about 45 elements): the insurance,
  /// the person, dates, burden, the elderly certificate, whether the limit changed.
  static func batchReply(of count: Int) -> EligibilityReply {
    var header = MessageHeader()
    header.processExecutionTime = MessageMoment("20260401090000")
    header.medicalInstitutionCode = institution
    header.receptionNumber = "0000000000001"
    header.segmentOfResult = .known(.normal)
    header.characterCodeIdentifier = .known(.utf8)
    header.numberOfProcessingResult = "\(count)"
    var body = MessageBody()
    body.bulkConfirmUnits = (0..<count).map { number in
      var unit = BulkConfirmUnit()
      unit.qualificationConfirmSearchInfo = person
      unit.qualificationConfirmSearchInfo?.arbitraryIdentifier = "\(number)"
      unit.processingResultStatus = .known(.normal)
      unit.qualificationValidity = .known(.valid)
      var result = batchResult
      result.name = "見本　花子\(number)"
      unit.results = [result]
      unit.referenceNumbers = ["\(number)"]
      return unit
    }
    return EligibilityReply(header: header, body: body)
  }

  private static var batchResult: ResultOfQualificationConfirmation {
    var result = Samples.result
    result.limitApplicationCertificateRelatedConsFlg = nil
    result.limitApplicationCertificateRelatedConsTime = nil
    result.limitApplicationCertificateRelatedInfo = nil
    result.specificDiseasesCertificateRelatedConsFlg = nil
    result.specificDiseasesCertificateRelatedConsTime = nil
    result.specificDiseasesCertificateList = []
    result.publicExpenseResultList = []
    result.specificHealthCheckupsInfo = ViewConsent()
    result.pharmacistsInfo = ViewConsent()
    result.diagnosisInfo = ViewConsent()
    result.operationInfo = ViewConsent()
    result.furtherConsents = []
    result.arbitraryIdentifier = nil
    result.prescriptionIssueSelect = nil
    result.unknown = []
    return result
  }

  /// The same in CP932, made of one person's unit so that no more memory was in use than the bytes take.
  static func batchMessage(of count: Int) -> [UInt8] {
    let one = EligibilityXML.encode(batchReply(of: 1), encoding: .cp932).bytes
    let (open, close) = (Array("<BulkConfirmUnit>".utf8), Array("</BulkConfirmUnit>\n".utf8))
    guard let start = one.indices.first(where: { one[$0...].starts(with: open) }),
      let last = one.indices.last(where: { one[$0...].starts(with: close) })
    else { return [] }
    let end = last + close.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(one.count + (count - 1) * (end - start))
    bytes += one[..<start]
    for _ in 0..<count { bytes += one[start..<end] }
    return bytes + one[end...]
  }

  /// `other.xml` and `OQSmuquc02res_1.xml`, a result of two units, deflated by python3's zipfile.
  static let zipOfTwo = bytes(
    """
    504b03041400000008000048815cc548bf7b0a00000008000000090000006f746865722e786d6cb3c92fc9482dd2b70300504b0304140000\
    0008000048815c98eb1c6d85000000cb000000130000004f51536d7571756330327265735f312e786d6c6d8eb10ac2301400f77e4578bbc6\
    6e0e2f2954109722a805d7605e433079812415fd7b972e16c73b3838ecde318817e5e2132b68b73b10c48f643d3b05e3edb8d98328d5b035\
    213129e0049d6ef01ec3509cc6814a318e4e642c658d577291b89ea70b953954dda25c2b94ab66c13ed98fc67e0ecf43e2c9e738b2aff29f\
    913f855c569a2f504b010214031400000008000048815cc548bf7b0a000000080000000900000000000000000000008001000000006f7468\
    65722e786d6c504b010214031400000008000048815c98eb1c6d85000000cb0000001300000000000000000000008001310000004f51536d\
    7571756330327265735f312e786d6c504b0506000000000200020078000000e70000000000
    """)

  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal.utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
    }
  }
}
