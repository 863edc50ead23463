import CivilTime
import Eligibility
import EligibilityXML
import Foundation
import JournalTestSupport

@testable import FolderExchange

/// An eligibility terminal's folders, and what a test puts into them and finds there.
struct TerminalScene {
  let scratch = ScratchFolder()
  let folder: String
  static let institution = "9999999999"
  static let id = "20261122-0001"

  init() throws {
    folder = try scratch.make("terminal")
    for name in ["req", "res"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
    }
  }

  func settings(_ encoding: MessageEncoding = .utf8, replyWithin reply: Duration = .seconds(60)) -> TerminalSettings {
    var limits = TerminalLimits()
    limits.reply = reply
    limits.settle = .milliseconds(10)
    limits.secondThoughts = .milliseconds(20)
    limits.comesBack = .milliseconds(20)
    return TerminalSettings(folder: folder, encoding: encoding, limits: limits)
  }

  // MARK: - Messages

  static func request(_ id: String = id) -> InterfaceRequest {
    .confirm(
      QualificationConfirmationRequest(
        confirmationDate: CivilDate(dayNumber: 20_000), medicalInstitutionCode: institution,
        query: InsuranceCardQuery(
          insurerNumber: "01990019", symbol: "見本", identificationNumber: "1", branchNumber: "01",
          birthdate: CivilDate(dayNumber: 5_000), limitConsent: true, arbitraryFileIdentifier: id)))
  }

  static let collection = InterfaceRequest.collectBatch(
    BatchCollection(
      kind: .eligibility, medicalInstitutionCode: institution, arbitraryFileIdentifier: id, receptionNumber: "R-1"))

  static let document = InterfaceRequest.medicalInformation(
    MedicalInformationRequest(
      form: .checkupDocument, medicalInstitutionCode: institution, arbitraryFileIdentifier: id,
      insurerNumber: "01990019", symbol: nil, identificationNumber: "1", branchNumber: nil, months: nil))

  static func reply(
    to id: String? = id, institution: String? = institution, encoding: MessageEncoding = .utf8
  ) -> EligibilityReply {
    var header = MessageHeader()
    header.medicalInstitutionCode = institution
    header.arbitraryFileIdentifier = id
    header.segmentOfResult = .known(.normal)
    header.characterCodeIdentifier = .known(encoding == .utf8 ? .utf8 : .shiftJIS)
    return EligibilityReply(header: header)
  }

  static func bytes(_ reply: EligibilityReply, _ encoding: MessageEncoding = .utf8) -> [UInt8] {
    EligibilityXML.encode(reply, encoding: encoding).bytes
  }

  // MARK: - Files

  static let requestName = "OQSsiquc01req_\(id).xml"
  static let replyName = "OQSsiquc01res_\(id).xml"

  /// In place, as a program does that knows no better.
  func write(_ bytes: [UInt8], _ name: String, to part: String = "res") throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(part)/\(name)"))
  }

  /// Beside and moved.
  func put(_ bytes: [UInt8], _ name: String, in part: String = "res") throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(part)/\(name)"), options: .atomic)
  }

  func bytes(_ name: String, in part: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(part)/\(name)")))
  }

  func names(_ part: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? []).sorted()
  }

  func remove(_ name: String, from part: String = "res") throws {
    try FileManager.default.removeItem(atPath: "\(folder)/\(part)/\(name)")
  }

  /// Until the request lies there whole, or the test's time is over.
  func requestIsThere(_ name: String = requestName) async {
    while !names("req").contains(name), !Task.isCancelled { await Task.yield() }
  }

  /// As the terminal does: takes the request away.
  func takeRequest(_ name: String = requestName) async throws -> [UInt8] {
    await requestIsThere(name)
    let bytes = try bytes(name, in: "req")
    try remove(name, from: "req")
    return bytes
  }
}

extension FolderEligibility {
  func answer(to request: InterfaceRequest) async -> Result<InterfaceReply, ServiceFailure> {
    await withCheckedContinuation { continuation in send(request) { continuation.resume(returning: $0) } }
  }
}

extension Result<InterfaceReply, ServiceFailure> {
  /// The case, and the failure's words.
  var told: String {
    switch self {
    case .success: "answer"
    case .failure(.unreachable(let words)): "unreachable: \(words)"
    case .failure(.notTrusted(let words)): "notTrusted: \(words)"
    case .failure(.answerLost(let words)): "answerLost: \(words)"
    case .failure(.refused(let refusal)): "refused: \(refusal.rawValue)"
    case .failure(.rubbish(let words)): "rubbish: \(words)"
    }
  }
}
