import ArgumentParser
import CivilTime
import Eligibility
import EligibilityXML
import Journal

/// What says whose consent there is, to what and until when: the file of a hand-over, or the service's answer to a lookup.
struct ConsentSource {
  /// Of the visit or of the lookup; `unknown` for a file that names none.
  let name: String
  private let result: ResultOfQualificationConfirmation

  /// - Throws: `.dataMalformed` for what is no hand-over of this institution about one valid eligibility.
  init(handover bytes: [UInt8], _ file: String, institution: String) throws(ProgramFailure) {
    let reply: EligibilityReply
    do throws(EligibilityXMLFailure) {
      reply = try EligibilityXML.decodeReply(bytes)
    } catch {
      throw ProgramFailure(.dataMalformed, "\(file): \(error.sentence)")
    }
    guard reply.header.medicalInstitutionCode == institution else {
      throw ProgramFailure(
        .dataMalformed, "\(file) is another institution's: a consent holds for the one that it was given to")
    }
    guard let result = reply.mainResult else {
      throw ProgramFailure(.dataMalformed, "\(file) is not about one person whose eligibility is valid")
    }
    self.result = result
    name = reply.header.arbitraryFileIdentifier.flatMap { VisitID($0) }?.text ?? "unknown"
  }

  /// Looks the person up: what the service holds counts, wherever the hand-over went.
  ///
  /// - Throws: `ExitCode(1)` where there is not one valid eligibility, after saying so.
  init(lookingUp search: QualificationConfirmSearchInfo, _ site: CounterSite, on today: CivilDate) throws {
    let name = site.newName()
    let reply = try site.lookUp(search, named: name, on: today)
    guard let result = reply.mainResult else {
      let language = site.configuration.language
      let words = language.words(reply.verdict)
      printError(language("\(words)。同意を 確かめられません。", "\(words): no consent can be known"))
      throw ExitCode(1)
    }
    self.result = result
    self.name = name.text
  }

  func patient(at now: CivilMoment) -> ConsentedPatient {
    ConsentedPatient(result: result, views: ConsentedViews(result, at: now))
  }
}
