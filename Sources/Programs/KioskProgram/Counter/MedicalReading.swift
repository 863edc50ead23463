import ArgumentParser
import CivilTime
import CursesTerminal
import Display
import Eligibility
import Journal
import LockedMemory

/// What is asked for on the strength of somebody's consents, part by part, and shown for as long as they hold: after a
/// visit with a card, and in a disaster.
struct MedicalReading {
  let site: CounterSite
  let deed: CounterDeed
  /// Months back, this one included.
  let months: Int
  let treatment: MedicalTreatmentFlag
  /// What the record of an asking says beside its name, given the kinds that it is about.
  let details: (_ kinds: JournalEntry.Detail) -> [JournalEntry.Detail]

  /// Medication is kept for five years.
  static let mostMonths = 60

  /// What was read, and until when it may stand there.
  struct Sheet {
    var medical: MedicalSheet
    var views: ConsentedViews
    var end: CivilMoment
    /// The last part that was not obtained.
    var failed: ProgramFailure?
  }

  /// - Parameter patient: somebody with at least one consent that holds.
  func ask(_ patient: ConsentedPatient) throws(ProgramFailure) -> Sheet {
    let today = CivilMoment(WallClock.now()).date
    let range = MessageMonth(today.adding(months: 1 - months))...MessageMonth(today)
    var medical = MedicalSheet(patient, range, site.configuration.language)
    var failed: ProgramFailure?
    for form in [patient.views.medicationForm, patient.views.allow(.checkup) ? .checkup : nil].compactMap(\.self) {
      let name = site.newName()
      let request = patient.request(
        form, named: name.text, institution: site.configuration.institution, months: range, treatment)
      let seen = patient.views.ends.keys.filter { form.subject == ($0 == .checkup ? .checkup : .medication) }
      let kinds = JournalEntry.Detail("kinds", seen.map(\.rawValue).sorted().joined(separator: " "))
      switch try site.ask(.medicalInformation(request), named: name, deed, details(kinds)) {
      case .success(.medicalInformation(let reply)): try medical.add(patient.views.shown(reply), form, patient)
      case .success(.eligibility):
        throw ProgramFailure(.serviceUnavailable, "eligibility.url: the answer is to another question")
      case .failure(let failure):
        let failure = ProgramFailure(failure)
        medical.refuse(form, failure.sentence)
        failed = failure
      }
    }
    guard let end = patient.views.firstEnd, WallClock.now() < end.timestamp else {
      throw ProgramFailure(.notAllowed, "a consent ended while it was asked for: look again")
    }
    return Sheet(medical: medical, views: patient.views, end: end, failed: failed)
  }
}

extension MedicalReading.Sheet {
  /// On the screen, until it ends.
  ///
  /// - Parameters:
  ///   - name: the visit's, or the search's.
  ///   - title: stands before it, and what stands first and last in the text with it.
  ///   - pad: an empty one.
  ///   - mayStand: whether what it stands on besides the consents still holds; asked again and again.
  func show(
    named name: String, _ title: ReadingSession.Title, on screen: ReadingScreen, _ pad: SecretPad,
    _ language: CounterLanguage, mayStand: @escaping () -> Bool = { true }
  ) throws {
    let session = ReadingSession(
      title.round(medical.lines), title, of: medical.name ?? "-", name: name,
      views: ConsentedViews.View.allCases.filter(views.allow), until: end, language, wall: WallClock.now(),
      at: Monotonic.now())
    let (ending, code) = try screen.show(session, pad, mayStand: mayStand)
    if let words = ending?.words(language) { printError(words) }
    if code != 0 { throw ExitCode(code) }
  }

  /// Exits with 1, or with the failure's own code, where a part was not obtained.
  func tellWhatIsMissing() throws {
    if let failed { throw failed }
    if !medical.notObtained.isEmpty { throw ExitCode(1) }
  }
}
