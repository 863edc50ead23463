import CivilTime
import Display
import Eligibility
import Foundation

/// The answer to a lookup, for staff to read and for scripts.
struct LookupReport: Encodable {
  /// One result: the interface's own element names, dates as `yyyyMMdd`.
  struct Result: Encodable {
    var name: String?
    var nameKana: String?
    var nameOfOther: String?
    var nameOfOtherKana: String?
    var sex: String?
    var sex2: String?
    var birthdate: String?
    var address: String?
    var postNumber: String?
    var insurerNumber: String?
    var insurerName: String?
    var insurerKind: String?
    var symbol: String?
    var number: String?
    var branch: String?
    var insuredCardClassification: String?
    var personalFamilyClassification: String?
    var insuredName: String?
    var preschoolClassification: String?
    var qualificationDate: String?
    var disqualificationDate: String?
    var certificateIssuanceDate: String?
    var cardValidDate: String?
    var cardExpirationDate: String?
    var reasonOfLoss: String?
    var contributionRatio: String?
    var limitBracket: String?
    var referenceNumber: String?
    /// All else that the result says, by the interface's own element names.
    var elements: [Element]
    /// The interface's elements in which characters did not come through: they stand there as ●.
    var elementsWithBlackCircle: [String]
  }

  var verdict: String
  var valid: Bool
  /// The interface's own code.
  var qualificationValidity: String?
  /// The service's own code and words, also where it did its work.
  var code: String?
  var message: String?
  var confirmationDate: String?
  var nextStep: String?
  var results: [Result]
  /// What stands beside the results and is in no table.
  var elements: [Element]

  private let headline: String
  private let sheets: [EligibilitySheet]
  private let around: EligibilitySheet

  private enum CodingKeys: String, CodingKey {
    case verdict, valid, qualificationValidity, code, message, confirmationDate, nextStep, results, elements
  }

  init(_ reply: EligibilityReply, _ language: CounterLanguage, on today: CivilDate) {
    let found = reply.verdict
    verdict = found.word
    valid = found.isValid
    qualificationValidity = reply.body.qualificationValidity?.text
    if case .notProcessed(let code, let message) = found {
      (self.code, self.message) = (code, message)
    } else {
      (code, message) = (reply.body.processingResultCode, reply.body.processingResultMessage)
    }
    confirmationDate = reply.header.qualificationConfirmationDate?.text
    nextStep = language.nextStep(found)
    results = reply.body.resultList.map { Result($0, reply) }
    elements = (reply.header.unknown + reply.body.unknown).map(Element.init)
    headline = language.words(found)
    sheets = reply.body.resultList.map { EligibilitySheet($0, language, on: today) }
    around = EligibilitySheet(around: reply, language)
  }

  /// With a line's end.
  var text: String {
    var parts = ["\(valid ? "✓" : "✗") \(headline)"]
    if code != nil || message != nil {
      parts.append([code, message].compactMap(\.self).map { InertText($0).text }.joined(separator: ": "))
    }
    for (index, sheet) in sheets.enumerated() {
      if sheets.count > 1 { parts.append("[\(index + 1)/\(sheets.count)]") }
      parts.append(sheet.text)
    }
    if !around.rows.isEmpty { parts.append(around.text) }
    if let nextStep { parts.append("→ \(nextStep)") }
    return parts.joined(separator: "\n") + "\n"
  }

  /// With a line's end.
  func json() throws(ProgramFailure) -> String { try JSONText.of(self) }
}

extension LookupReport.Result {
  init(_ result: ResultOfQualificationConfirmation, _ reply: EligibilityReply) {
    self.init(
      name: result.name, nameKana: result.nameKana, nameOfOther: result.nameOfOther,
      nameOfOtherKana: result.nameOfOtherKana, sex: result.sex1?.text, sex2: result.sex2?.text,
      birthdate: result.birthdate?.text, address: result.address, postNumber: result.postNumber,
      insurerNumber: result.insurerNumber,
      insurerName: result.insurerName,
      insurerKind: result.insurerNumber.flatMap { InsurerNumber($0) }.map { "\($0.kind.rawValue)" },
      symbol: result.insuredCardSymbol, number: result.insuredIdentificationNumber,
      branch: result.insuredBranchNumber, insuredCardClassification: result.insuredCardClassification?.text,
      personalFamilyClassification: result.personalFamilyClassification?.text, insuredName: result.insuredName,
      preschoolClassification: result.preschoolClassification?.text,
      qualificationDate: result.qualificationDate?.text, disqualificationDate: result.disqualificationDate?.text,
      certificateIssuanceDate: result.insuredCertificateIssuanceDate?.text,
      cardValidDate: result.insuredCardValidDate?.text, cardExpirationDate: result.insuredCardExpirationDate?.text,
      reasonOfLoss: result.reasonOfLoss?.text,
      contributionRatio: result.elderlyRecipientCertificateInfo?.elderlyRecipientContributionRatio
        ?? result.insuredPartialContributionRatio,
      limitBracket: result.limitApplicationCertificateRelatedInfo?.limitApplicationCertificateClassificationFlag?.text,
      referenceNumber: result.referenceNumber ?? reply.body.referenceNumber,
      elements: LookupReport.Element.groups(of: result) + result.unknown.map(LookupReport.Element.init),
      elementsWithBlackCircle: result.elementsWithBlackCircle)
  }
}

/// What the commands print for scripts: sorted keys, one value a line, slashes as they are.
enum JSONText {
  static func of(_ value: some Encodable) throws(ProgramFailure) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return inert(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
    } catch {
      throw ProgramFailure(.inputOutput, "the answer cannot be written as JSON")
    }
  }

  /// The same JSON, with every character escaped that a terminal would obey or hide (S2): the encoder escapes C0 alone.
  private static func inert(_ json: String) -> String {
    var text = ""
    for scalar in json.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control where scalar != "\n", .format, .lineSeparator, .paragraphSeparator:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
