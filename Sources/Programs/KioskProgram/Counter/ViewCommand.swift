import ArgumentParser
import CardCryptography
import CivilTime
import CursesTerminal
import Eligibility
import EligibilityXML
import Glibc
import Journal
import LockedMemory

struct ViewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Show a doctor, dentist or pharmacist what a patient consented to show.",
    discussion: """
      Takes the file that the hand-over brought (OQSsiquc01res_face_….xml), from wherever the reception system moved it: it \
      says who the patient is, what was consented to and until when. Where there is none, the person is looked up by \
      certificate or insurance card data, and the service says which consents live. Medication, treatment (with the names of institutions), operations, dialysis and check-ups are \
      consents of their own; what was not consented to is not shown. A consent is bound to this institution and ends after \
      24 hours; the service holds it against its own record.

      On a terminal it is shown on a screen of its own, whose first line says whose consent shows it, to what and until \
      when. It closes by * or q, when the first of the consents ends, or after 3 minutes without a key, and nothing of it \
      stays in the terminal. Into a pipe, and with --plain or --json, it is printed.

      The password is read from the terminal, unseen, or from standard input. Who looked at what, and when, is written to \
      counter.journal before anything is shown.

      EXAMPLES
        uketsuke view face/OQSsiquc01res_face_….xml --config kiosk.yaml --staff 0456
        uketsuke view FILE --config kiosk.yaml --staff 0456 --months 12 --json
        uketsuke view --insurer 01990019 --symbol 見本 --number 9000001 --branch 01 --birth S60.5.20 \\
          --config kiosk.yaml --staff 0456

      Exit codes: 0 shown, 1 nothing that may be shown, or a part was not obtained, 65 not a hand-over file, or no card data, 69 no answer, \
      77 not allowed, 129 the terminal hung up.
      """)

  @Option(help: "The kiosk's configuration file, or one with what the counter needs.") var config: String
  @Option(help: "Staff number: 4 digits, of a doctor, dentist or pharmacist.") var staff: String
  @Option(help: "So many months back, this one included.") var months = 6
  @Option(help: "outpatient, homeVisit, online.") var care = "outpatient"
  @Flag(help: "As JSON.") var json = false
  @Flag(help: "Print it, also on a terminal, where it stays after it was read.") var plain = false
  @OptionGroup var data: DataOptions
  @OptionGroup var card: InsuranceCardOptions
  @Argument(help: "The hand-over file; without one the person is looked up.") var file: String?

  /// Medication is kept for five years.
  private static let mostMonths = 60

  func validate() throws {
    guard StaffNumber(staff) != nil else { throw ValidationError("--staff takes 4 digits") }
    guard (1...Self.mostMonths).contains(months) else {
      throw ValidationError("--months takes 1 to \(Self.mostMonths)")
    }
    guard (file != nil) != card.isTyped else {
      throw ValidationError("name the hand-over file, or the person by --insurer, --number and --birth")
    }
    guard treatment != nil else { throw ValidationError("--care: outpatient, homeVisit or online") }
  }

  private var treatment: MedicalTreatmentFlag? {
    switch care {
    case "outpatient": .outpatient
    case "homeVisit": .homeVisit
    case "online": .online
    default: nil
    }
  }

  func run() throws {
    try PasswordPrompt.endingByItsSignal { try reportingFailures { try view() } }
  }

  private func view() throws {
    guard let number = StaffNumber(staff), let treatment else { return }
    let configuration = try ConfigurationFile.readCounter(config)
    let today = CivilMoment(WallClock.now()).date
    let search = file == nil ? try card.entry.search(on: today, configuration.language) : nil
    let handover = try file.map { file throws(ProgramFailure) in
      try ConsentSource(
        handover: try InputFile.read(file, limit: EligibilityXML.largestMessageBytes, "the hand-over file"), file,
        institution: configuration.institution)
    }
    let password = try PasswordPrompt.password(of: number, configuration.language)
    var screen: ReadingScreen?
    if !json, !plain, ReadingScreen.isThere {
      // Before any thread exists: threads inherit the mask, and one that took a signal would leave the screen standing.
      EventLoop.blockSignals()
      screen = ReadingScreen(try? data.folders(), theme: configuration.theme, language: configuration.language)
    }
    let site = try CounterSite(configuration, staff: number)
    defer { site.close() }
    let qualification = try StaffGate(configuration).admit(number, password, site)
    // The service may take its time, and the screen comes after its answer.
    if screen != nil { printError(configuration.language("照会しています…", "asking…")) }
    let source = try handover ?? search.map { try ConsentSource(lookingUp: $0, site, on: today) }
    guard let source else { return }
    let sheet = try self.sheet(source, of: site, as: qualification, treatment)
    try show(sheet, of: source, screen, password, site.configuration.language)
    if let failed = sheet.failed { throw failed }
    if !sheet.medical.notObtained.isEmpty { throw ExitCode(1) }
  }

  /// What was read, and until when it may stand there.
  private struct Shown {
    var medical: MedicalSheet
    var views: ConsentedViews
    var end: CivilMoment
    /// The last part that was not obtained.
    var failed: ProgramFailure?
  }

  private func show(
    _ sheet: Shown, of source: ConsentSource, _ screen: ReadingScreen?, _ pad: SecretPad, _ language: CounterLanguage
  ) throws {
    guard let screen else { return try printAll(json ? try JSONText.of(sheet.medical) : sheet.medical.text) }
    let session = ReadingSession(
      sheet.medical.lines, visit: source.name, views: ConsentedViews.View.allCases.filter(sheet.views.allow),
      until: sheet.end, language, wall: WallClock.now(), at: Monotonic.now())
    let (ending, code) = try screen.show(session, pad)
    if let words = ending?.words(language) { printError(words) }
    if code != 0 { throw ExitCode(code) }
  }

  private func sheet(
    _ source: ConsentSource, of site: CounterSite, as qualification: Qualification, _ treatment: MedicalTreatmentFlag
  ) throws -> Shown {
    let language = site.configuration.language
    // Not before: a password takes its time, and a consent ends meanwhile.
    let now = CivilMoment(WallClock.now())
    let patient = source.patient(at: now)
    guard !patient.views.ends.isEmpty else {
      for (view, end) in patient.views.ended.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        printError(
          language(
            "\(language.words(view)): 同意は \(end.date.month)月\(end.date.day)日 \(end.clock) に 終わりました。",
            "\(language.words(view)): the consent ended \(language.day(end.date)) \(end.clock)"))
      }
      printError(language("この患者さんが 見せることに同意した情報は ありません。", "the patient consented to show nothing"))
      throw ExitCode(1)
    }
    var sheet = MedicalSheet(patient, language)
    var failed: ProgramFailure?
    for form in [patient.views.medicationForm, patient.views.allow(.checkup) ? .checkup : nil].compactMap(\.self) {
      let name = site.newName()
      let request = patient.request(
        form, named: name.text, institution: site.configuration.institution, months: Self.range(months, now.date),
        treatment)
      let seen = patient.views.ends.keys.filter { form.subject == ($0 == .checkup ? .checkup : .medication) }
      let details = [
        JournalEntry.Detail("qualification", qualification.rawValue),
        .init("kinds", seen.map(\.rawValue).sorted().joined(separator: " ")),
        // The visit at which the patient consented, or the lookup that told of it: whose information it is, and no name.
        .init("of", source.name),
      ]
      switch try site.ask(.medicalInformation(request), named: name, .view, details) {
      case .success(.medicalInformation(let reply)):
        try sheet.add(patient.views.shown(reply), form, patient)
      case .success(.eligibility):
        throw ProgramFailure(.serviceUnavailable, "eligibility.url: the answer is to another question")
      case .failure(let failure):
        let failure = ProgramFailure(failure)
        sheet.refuse(form, failure.sentence)
        failed = failure
      }
    }
    let end = CivilMoment(WallClock.now())
    guard let first = patient.views.firstEnd, end.timestamp < first.timestamp else {
      throw ProgramFailure(.notAllowed, "a consent ended while it was asked for: look again")
    }
    return Shown(medical: sheet, views: patient.views, end: first, failed: failed)
  }

  private static func range(_ months: Int, _ today: CivilDate) -> ClosedRange<MessageMonth> {
    MessageMonth(today.adding(months: 1 - months))...MessageMonth(today)
  }
}

/// A patient, and what may be looked at.
struct ConsentedPatient {
  let result: ResultOfQualificationConfirmation
  let views: ConsentedViews

  func request(
    _ form: MedicalInformationForm, named name: String, institution: String, months: ClosedRange<MessageMonth>,
    _ treatment: MedicalTreatmentFlag
  ) -> MedicalInformationRequest {
    MedicalInformationRequest(
      form: form, medicalInstitutionCode: institution, arbitraryFileIdentifier: name,
      insurerNumber: result.insurerNumber ?? "", symbol: result.insuredCardSymbol,
      identificationNumber: result.insuredIdentificationNumber ?? "", branchNumber: result.insuredBranchNumber,
      months: form.subject == .medication ? months : nil, treatment: treatment)
  }
}
