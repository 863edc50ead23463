import ArgumentParser
import CivilTime
import CursesTerminal
import Display
import Eligibility
import Foundation
import Glibc
import Journal

extension DisasterCommand {
  struct View: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a doctor, dentist or pharmacist the medical information of somebody who was found.",
      discussion: """
        On the strength of the consent that the search recorded, for 24 hours and only while the mode is open. Who looked \
        at what is written to counter.journal before anything is shown.

        EXAMPLES
          uketsuke disaster view 0197 --config kiosk.yaml --staff 0456
          uketsuke disaster view 0197 --config kiosk.yaml --staff 0456 --months 12 --json

        Exit codes: 0 shown, 1 a part was not obtained, 65 nobody of that name was found, 69 no answer, 77 not allowed, \
        over, or the mode is not open.
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @Option(help: "Staff number: 4 digits, of a doctor, dentist or pharmacist.") var staff: String
    @Option(help: "So many months back, this one included.") var months = 6
    @Flag(help: "As JSON.") var json = false
    @Argument(help: "The search's name, or the beginning of it.") var person: String

    /// Medication is kept for five years.
    private static let mostMonths = 60

    func validate() throws {
      guard StaffNumber(staff) != nil else { throw ValidationError("--staff takes 4 digits") }
      guard (1...Self.mostMonths).contains(months) else {
        throw ValidationError("--months takes 1 to \(Self.mostMonths)")
      }
    }

    func run() throws {
      try StaffOption.reporting {
        guard let number = StaffNumber(staff) else { return }
        let configuration = try ConfigurationFile.readCounter(shared.config)
        let language = configuration.language
        var qualification: String?
        let site = try StaffOption.site(configuration, number) { gate, password, site in
          qualification = try gate.admit(number, password, site).rawValue
        }
        defer { site.close() }
        let desk = try DisasterDesk(configuration, site.key)
        let opening = try desk.requireOpen(language)
        let shelf = try DisasterCommand.findings(site)
        let finding = try shelf.record(person)
        let reply = try shelf.reply(of: finding.id)
        guard let basis = DisasterConsent(rawValue: finding.consent), let result = reply.result else {
          throw ProgramFailure(.inputOutput, "counter.folder: finding \(finding.id) cannot be read")
        }
        let views = ConsentedViews(
          inDisaster: result, basis, searched: finding.time, at: CivilMoment(WallClock.now()))
        guard let end = views.firstEnd else {
          throw ProgramFailure(
            .notAllowed,
            language(
              "見ることのできる情報は ありません。24 時間が過ぎていれば、もう一度 さがしてください。",
              "nothing may be looked at; after 24 hours search anew"))
        }
        let patient = ConsentedPatient(result: result, views: views)
        let details: [JournalEntry.Detail] = [
          .init("qualification", qualification ?? "none"), .init("consent", basis.rawValue), .init("of", finding.id),
          .init("opening", opening.id),
        ]
        let (sheet, failed) = try ask(patient, site, details)
        // Closed, or over, while it was asked for: then it is not shown any more.
        guard try desk.requireOpen(language).id == opening.id, WallClock.now() < end.timestamp else {
          throw ProgramFailure(.notAllowed, language.words(.closed, opening.mode))
        }
        let mark = DisasterMark(opening.mode, language)
        try printAll(
          json
            ? try JSONText.of(MarkedJSON(sheet, mark)) : mark.round("\(language.words(basis))\n\(sheet.text)"))
        if let failed { throw failed }
        if !sheet.notObtained.isEmpty { throw ExitCode(1) }
      }
    }

    private func ask(
      _ patient: ConsentedPatient, _ site: CounterSite, _ details: [JournalEntry.Detail]
    ) throws(ProgramFailure) -> (MedicalSheet, ProgramFailure?) {
      var sheet = MedicalSheet(patient, site.configuration.language)
      var failed: ProgramFailure?
      let today = CivilMoment(WallClock.now()).date
      let range = MessageMonth(today.adding(months: 1 - months))...MessageMonth(today)
      for form in [patient.views.medicationForm, patient.views.allow(.checkup) ? .checkup : nil].compactMap(\.self) {
        let name = site.newName()
        let request = patient.request(
          form, named: name.text, institution: site.configuration.institution, months: range, .outpatient)
        let seen = patient.views.ends.keys.filter { form.subject == ($0 == .checkup ? .checkup : .medication) }
        let kinds = JournalEntry.Detail("kinds", seen.map(\.rawValue).sorted().joined(separator: " "))
        let marked = details + [kinds, .init("mode", "disaster")]
        switch try site.ask(.medicalInformation(request), named: name, .disasterView, marked) {
        case .success(.medicalInformation(let reply)): try sheet.add(patient.views.shown(reply), form, patient)
        case .success(.eligibility):
          throw ProgramFailure(.serviceUnavailable, "eligibility.url: the answer is to another question")
        case .failure(let failure):
          failed = ProgramFailure(failure)
          sheet.refuse(form, ProgramFailure(failure).sentence)
        }
      }
      return (sheet, failed)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List who was found in the last 24 hours.",
      discussion: """
        EXAMPLE
          uketsuke disaster list --config kiosk.yaml
        """)

    @OptionGroup var shared: BatchCommand.Shared

    func run() throws {
      try reportingFailures {
        let site = try CounterSite(try ConfigurationFile.readCounter(shared.config))
        defer { site.close() }
        let language = site.configuration.language
        let opening = try DisasterDesk(site.configuration, site.key).requireOpen(language)
        let lines = try DisasterCommand.findings(site).records().map { finding in
          let moment = CivilMoment(finding.time)
          let basis = DisasterConsent(rawValue: finding.consent).map { language.words($0) }
          let entry = PersonEntry(kept: finding.texts, on: moment.date)
          return [
            finding.shortName, language.day(moment.date), moment.clock, entry[.name] ?? entry[.kana] ?? "-",
            basis ?? "-",
          ].joined(separator: "  ")
        }
        let text = lines.map { InertText($0).text + "\n" }.joined()
        try printAll(DisasterMark(opening.mode, language).round(text))
      }
    }
  }
}
