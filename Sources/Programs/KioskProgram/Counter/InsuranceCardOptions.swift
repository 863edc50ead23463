import ArgumentParser
import CivilTime
import Eligibility
import Journal

/// A person's eligibility certificate or insurance card, as options.
struct InsuranceCardOptions: ParsableArguments {
  @Option(help: "Insurer number (保険者番号): 6 or 8 digits.") var insurer: String?
  @Option(help: "Symbol (記号).") var symbol: String?
  @Option(help: "Number (番号).") var number: String?
  @Option(help: "Branch number (枝番): 2 digits; cards from before October 2020 have none.") var branch: String?
  @Option(help: "Birth date: 1985-05-20, 19850520, S60.5.20, 昭和60年5月20日.") var birth: String?

  /// Whether any of them was given.
  var isTyped: Bool { [insurer, symbol, number, branch, birth].contains { $0 != nil } }

  var entry: InsuranceCardEntry {
    var entry = InsuranceCardEntry()
    entry.insurerNumber = insurer ?? ""
    entry.symbol = symbol ?? ""
    entry.number = number ?? ""
    entry.branch = branch ?? ""
    entry.birthdate = birth ?? ""
    return entry
  }
}

extension InsuranceCardEntry {
  /// - Throws: `.dataMalformed` with every mistake, a line each.
  func search(on today: CivilDate, _ language: CounterLanguage) throws(ProgramFailure) -> QualificationConfirmSearchInfo
  {
    switch search(on: today) {
    case .success(let search): return search
    case .failure(let mistakes):
      throw ProgramFailure(.dataMalformed, mistakes.list.map { language.words($0) }.joined(separator: "\n"))
    }
  }
}

extension CounterSite {
  /// Looks one person up.
  ///
  /// - Throws: where there is no answer, and for an answer about somebody else.
  func lookUp(
    _ search: QualificationConfirmSearchInfo, named name: VisitID, on today: CivilDate
  ) throws(ProgramFailure) -> EligibilityReply {
    let request = InterfaceRequest.confirm(
      QualificationConfirmationRequest(
        confirmationDate: today, medicalInstitutionCode: configuration.institution,
        query: try InsuranceCardQuery(search, named: name.text)))
    let consent = search.limitApplicationCertificateRelatedConsFlg == .known(.yes) ? "oral" : "none"
    let reply: EligibilityReply
    switch try ask(request, named: name, .lookup, [.init("limit", consent)]) {
    case .success(.eligibility(let answer)): reply = answer
    case .success(.medicalInformation):
      throw ProgramFailure(.serviceUnavailable, "eligibility.url: the answer is to another question")
    case .failure(let failure): throw ProgramFailure(failure)
    }
    guard reply.body.resultList.allSatisfy({ $0.isOfPerson(born: search.birthdate) }) else {
      throw ProgramFailure(.rubbish("the answer is about another person"))
    }
    return reply
  }
}

extension ResultOfQualificationConfirmation {
  /// Whether it can be the person who was asked for. Where an insurer changed, number and insurer are others.
  func isOfPerson(born asked: MessageDate?) -> Bool {
    guard let own = birthdate?.date, let asked = asked?.date else { return true }
    return own == asked
  }
}
