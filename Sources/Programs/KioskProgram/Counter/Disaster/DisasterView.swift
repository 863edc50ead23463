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
        On the strength of the consent that the search recorded, for 24 hours and only as long as the mode in which the \
        person was found is open: a screen closes with it. Who looked at what is written to counter.journal before \
        anything is shown.

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
    @Flag(help: "Print it, also on a terminal, where it stays after it was read.") var plain = false
    @OptionGroup var data: DataOptions
    @Argument(help: "The search's name, or the beginning of it.") var person: String

    func validate() throws {
      guard StaffNumber(staff) != nil else { throw ValidationError("--staff takes 4 digits") }
      guard (1...MedicalReading.mostMonths).contains(months) else {
        throw ValidationError("--months takes 1 to \(MedicalReading.mostMonths)")
      }
    }

    func run() throws {
      try StaffOption.reporting {
        guard let number = StaffNumber(staff) else { return }
        let configuration = try ConfigurationFile.readCounter(shared.config)
        let language = configuration.language
        let password = try PasswordPrompt.password(of: number, language)
        let screen = json || plain ? nil : ReadingScreen.ifThere(try? data.folders(), configuration)
        let site = try CounterSite(configuration, staff: number)
        defer { site.close() }
        let qualification = try StaffGate(configuration).admit(number, password, site)
        let desk = try DisasterDesk(configuration, site.key)
        let opening = try desk.requireOpen(language)
        let shelf = try DisasterCommand.findings(site)
        let finding = try shelf.record(person)
        guard finding.opening == opening.id else {
          throw ProgramFailure(
            .notAllowed,
            language(
              "前に開いたときに さがした人です。もう一度 さがしてください: uketsuke disaster search",
              "found while the mode was open another time: search anew with uketsuke disaster search"))
        }
        let reply = try shelf.reply(of: finding.id)
        guard let basis = DisasterConsent(rawValue: finding.consent), let result = reply.mainResult else {
          throw ProgramFailure(.inputOutput, "counter.folder: finding \(finding.id) cannot be read")
        }
        let views = ConsentedViews(
          inDisaster: result, basis, searched: finding.time, at: CivilMoment(WallClock.now()))
        guard views.firstEnd != nil else {
          throw ProgramFailure(
            .notAllowed,
            language(
              "見ることのできる情報は ありません。24 時間が過ぎていれば、もう一度 さがしてください。",
              "nothing may be looked at; after 24 hours search anew"))
        }
        if screen != nil { printError(language("照会しています…", "asking…")) }
        let reading = MedicalReading(site: site, deed: .disasterView, months: months, treatment: .outpatient) { kinds in
          [
            .init("qualification", qualification.rawValue), .init("consent", basis.rawValue), .init("of", finding.id),
            .init("opening", opening.id), kinds, .init("mode", "disaster"),
          ]
        }
        let sheet = try reading.ask(ConsentedPatient(result: result, views: views))
        // Closed, or over, while it was asked for: then it is not shown any more.
        try desk.requireStill(opening, language)
        let mark = DisasterMark(opening.mode, language)
        if let screen {
          let title = ReadingSession.Title(
            words: mark.mark + language.words(basis), mark: "\(mark.line)  \(language.words(basis))")
          try sheet.show(named: finding.id, title, on: screen, password, language) {
            (try? desk.requireStill(opening, language)) != nil
          }
        } else {
          let words = "\(language.words(basis))\n\(sheet.medical.text)"
          try printAll(json ? try JSONText.of(MarkedJSON(sheet.medical, mark)) : mark.round(words))
        }
        try sheet.tellWhatIsMissing()
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List who was found in the last 24 hours, since the mode was opened.",
      discussion: """
        EXAMPLE
          uketsuke disaster list --config kiosk.yaml
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @OptionGroup var who: StaffOption

    func run() throws {
      try StaffOption.reporting {
        let site = try who.site(try ConfigurationFile.readCounter(shared.config))
        defer { site.close() }
        let language = site.configuration.language
        let opening = try DisasterDesk(site.configuration, site.key).requireOpen(language)
        try site.note(.disasterShown, site.newName().text, [.init("opening", opening.id), .init("mode", "disaster")])
        let findings = try DisasterCommand.findings(site).records().filter { $0.opening == opening.id }
        let lines = findings.map { finding in
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
