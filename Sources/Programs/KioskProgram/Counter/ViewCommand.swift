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
      certificate or insurance card data, and the service says which consents live. Medication, treatment (with the \
      names of institutions), operations, dialysis and check-ups are consents of their own; what was not consented to is \
      not shown. A consent is bound to this institution and ends after 24 hours; the service holds it against its own \
      record.

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

      Exit codes: 0 shown, 1 nothing that may be shown, or a part was not obtained, 65 not a hand-over file, or no card \
      data, 69 no answer, 77 not allowed, 129 the terminal hung up.
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

  func validate() throws {
    guard StaffNumber(staff) != nil else { throw ValidationError("--staff takes 4 digits") }
    guard (1...MedicalReading.mostMonths).contains(months) else {
      throw ValidationError("--months takes 1 to \(MedicalReading.mostMonths)")
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
    let language = configuration.language
    let password = try PasswordPrompt.password(of: number, language)
    let screen = json || plain ? nil : ReadingScreen.ifThere(try? data.folders(), configuration)
    let site = try CounterSite(configuration, staff: number)
    defer { site.close() }
    let qualification = try StaffGate(configuration).admit(number, password, site)
    // The service may take its time, and the screen comes after its answer.
    if screen != nil { printError(language("照会しています…", "asking…")) }
    let source = try handover ?? search.map { try ConsentSource(lookingUp: $0, site, on: today) }
    guard let source else { return }
    // Not before: a password takes its time, and a consent ends meanwhile.
    let patient = source.patient(at: CivilMoment(WallClock.now()))
    try Self.refuseWithoutConsent(patient, language)
    let reading = MedicalReading(site: site, deed: .view, months: months, treatment: treatment) { kinds in
      // The visit at which the patient consented, or the lookup that told of it: whose information it is, and no name.
      [.init("qualification", qualification.rawValue), kinds, .init("of", source.name)]
    }
    let sheet = try reading.ask(patient)
    if let screen {
      try sheet.show(named: source.name, .consent(language), on: screen, password, language)
    } else {
      try printAll(json ? try JSONText.of(sheet.medical) : sheet.medical.text)
    }
    try sheet.tellWhatIsMissing()
  }

  private static func refuseWithoutConsent(_ patient: ConsentedPatient, _ language: CounterLanguage) throws {
    guard patient.views.ends.isEmpty else { return }
    for (view, end) in patient.views.ended.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      printError(
        language(
          "\(language.words(view)): 同意は \(end.date.month)月\(end.date.day)日 \(end.clock) に 終わりました。",
          "\(language.words(view)): the consent ended \(language.day(end.date)) \(end.clock)"))
    }
    printError(language("この患者さんが 見せることに同意した情報は ありません。", "the patient consented to show nothing"))
    throw ExitCode(1)
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
