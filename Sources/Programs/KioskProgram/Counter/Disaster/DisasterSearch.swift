import ArgumentParser
import CivilTime
import CursesTerminal
import Display
import Eligibility
import Foundation
import Glibc
import Journal

extension DisasterCommand {
  struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find a patient without a card, by name or by a certificate's data.",
      discussion: """
        By name or kana, birth date, and as far as they are known sex and a part of the address; or by insurer number, \
        symbol, number, branch number and birth date. Asked for in the terminal, or from JSON, or by flags. The patient \
        is asked first: --consent oral. Where that cannot be done: --consent not-obtained --reason unconscious, unable \
        or language.

        EXAMPLES
          uketsuke disaster search --config kiosk.yaml --staff 0123 --consent oral
          uketsuke disaster search --config kiosk.yaml --staff 0123 --consent oral --kana ミホンハナコ --birth S60.5.20
          uketsuke disaster search --config kiosk.yaml --staff 0123 --consent not-obtained --reason unconscious \\
            --from person.json

        Exit codes: 0 found and valid, 1 not found, several found, not valid or of another name, 65 the data cannot be \
        sent, 69 no answer, or one about another person, 77 not allowed, or the mode is not open.
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @Option(help: "Your staff number, 4 digits; its password is asked for.") var staff: String
    @Option(help: "oral, not-obtained.") var consent: String
    @Option(help: "Why it was not obtained: unconscious, unable, language.") var reason: String?
    @Option(help: "Name.") var name: String?
    @Option(help: "The name's reading.") var kana: String?
    @Option(help: "Birth date: 1985-05-20, S60.5.20.") var birth: String?
    @Option(help: "1 male, 2 female.") var sex: String?
    @Option(help: "The address, or a part of it.") var address: String?
    @Option(help: "Insurer number.") var insurer: String?
    @Option(help: "Symbol.") var symbol: String?
    @Option(help: "Number.") var number: String?
    @Option(help: "Branch number.") var branch: String?
    @Option(help: "The person from a file of JSON, with the keys that uketsuke outage --help names.") var from: String?
    @Flag(help: "As JSON.") var json = false

    private var typed: [PersonEntry.Field: String] {
      let texts: [(PersonEntry.Field, String?)] = [
        (.name, name), (.kana, kana), (.birthdate, birth), (.sex, sex), (.address, address), (.insurerNumber, insurer),
        (.symbol, symbol), (.number, number), (.branch, branch),
      ]
      return texts.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }

    func validate() throws {
      guard StaffNumber(staff) != nil else { throw ValidationError("--staff takes 4 digits") }
      guard let basis = DisasterConsent(rawValue: consent) else {
        throw ValidationError("--consent: oral or not-obtained")
      }
      let isReason = reason.map { NoConsentReason(rawValue: $0) != nil }
      switch basis {
      case .oral: guard reason == nil else { throw ValidationError("--reason is for --consent not-obtained") }
      case .notObtained:
        guard isReason == true else {
          let known = NoConsentReason.allCases.map(\.rawValue).joined(separator: ", ")
          throw ValidationError("--consent not-obtained needs --reason: \(known)")
        }
      }
      guard from == nil || typed.isEmpty else { throw ValidationError("--from brings all data; leave the others out") }
      guard from != nil || !typed.isEmpty || isatty(STDIN_FILENO) == 1 else {
        throw ValidationError("no terminal to ask in: give the person's data, or --from")
      }
    }

    func run() throws {
      try StaffOption.reporting {
        guard let number = StaffNumber(staff), let basis = DisasterConsent(rawValue: consent) else { return }
        let configuration = try ConfigurationFile.readCounter(shared.config)
        let language = configuration.language
        let site = try StaffOption.site(configuration, number) { gate, password, site in
          _ = try gate.identify(number, password, site)
        }
        defer { site.close() }
        let desk = try DisasterDesk(configuration, site.key)
        let opening = try desk.requireOpen(language)
        let entry = try person(language)
        // Typing takes its time, and an administrator may have closed it.
        try desk.requireStill(opening, language)
        guard let days = opening.mode.days else {
          throw ProgramFailure(.notAllowed, language.words(.closed, opening.mode))
        }
        let ground = DisasterGround(area: opening.mode.area, days: days, consent: basis)
        let subject: PersonSearch.Subject
        if let certificate = entry.certificate {
          subject = .certificate(certificate)
        } else if let person = entry.particulars {
          subject = .particulars(person)
        } else {
          throw ProgramFailure(PersonEntry.Mistakes(list: entry.missing(of: [.name, .birthdate])), language)
        }
        let name = site.newName()
        let search = PersonSearch(
          medicalInstitutionCode: configuration.institution, arbitraryFileIdentifier: name.text,
          confirmationDate: CivilMoment(WallClock.now()).date, subject: subject, mode: .disaster(ground))
        let details: [JournalEntry.Detail] =
          [.init("consent", basis.rawValue)] + (reason.map { [.init("reason", $0)] } ?? [])
          + [.init("opening", opening.id), .init("mode", "disaster")]
        switch try site.search(search, named: name, .disasterSearch, details) {
        case .failure(let failure): throw ProgramFailure(failure)
        case .success(let reply):
          // Closed, or over, while it was asked for: then it is neither shown nor kept.
          try desk.requireStill(opening, language)
          try show(reply, named: name, entry, basis, site, opening)
        }
      }
    }

    private func person(_ language: CounterLanguage) throws -> PersonEntry {
      let today = CivilMoment(WallClock.now()).date
      if let from { return try PersonFile.read(from, fields: OutageNote.fields, language, on: today) }
      guard typed.isEmpty else {
        do throws(PersonEntry.Mistakes) {
          return try PersonEntry(typed, on: today)
        } catch {
          throw ProgramFailure(error, language)
        }
      }
      let form = PersonForm(
        language: language, today: today, fields: OutageNote.fields, needed: [.birthdate],
        deed: language("さがす", "search"),
        check: { $0.certificate == nil && $0.particulars == nil ? $0.missing(of: [.name]) : [] })
      guard let entry = form.ask() else {
        printError(language("さがしませんでした。", "nothing was asked"))
        throw ExitCode(1)
      }
      return entry
    }

    private func show(
      _ reply: EligibilityReply, named name: VisitID, _ entry: PersonEntry, _ basis: DisasterConsent,
      _ site: CounterSite, _ opening: DisasterOpening
    ) throws {
      let language = site.configuration.language
      let mark = DisasterMark(opening.mode, language)
      let difference = DisasterDifference(of: reply, from: entry)
      guard difference != .person else { throw ProgramFailure(.rubbish("the answer is about another person")) }
      let isFound = reply.mainResult != nil && difference == nil
      let today = CivilMoment(WallClock.now()).date
      if isFound {
        let shelf = try DisasterCommand.findings(site)
        try shelf.add(
          DisasterFinding(
            id: name.text, created: WallClock.now().milliseconds, staff: staff, consent: basis.rawValue, reason: reason,
            opening: opening.id, texts: entry.texts, verdict: reply.verdict.word))
        _ = try shelf.keep(reply, of: name.text) { $0.verdict = reply.verdict.word }
      }
      let report = LookupReport(reply, language, on: today)
      let notice = difference == .name ? language.disasterNameDiffers : nil
      if json {
        try printAll(try JSONText.of(MarkedJSON(DisasterReport(name.text, basis, report, notice), mark)))
      } else {
        let warning = notice.map { "\($0)\n" } ?? ""
        var text = "\(language.words(basis))\n\(warning)\(report.text)\(warning)"
        if isFound {
          text += language(
            "診療情報を見る（医師・歯科医師・薬剤師、24 時間）: uketsuke disaster view \(ShortName.of(name.text))\n",
            "medical information, for 24 hours, for qualified staff: uketsuke disaster view \(ShortName.of(name.text))\n"
          )
        }
        try printAll(mark.round(text))
      }
      if !isFound { throw ExitCode(1) }
    }
  }

  static func findings(_ site: CounterSite) throws(ProgramFailure) -> RecordShelf<DisasterFinding> {
    let shelf = try RecordShelf<DisasterFinding>(site.configuration, site.key)
    _ = try shelf.takeOld()
    return shelf
  }
}

/// What a search came to, for scripts.
struct DisasterReport: Encodable {
  var id: String
  var consent: String
  var answer: LookupReport
  /// Then nobody was found, whatever the answer says.
  var nameDiffers: Bool
  var notice: String?

  /// - Parameter notice: where the name is another's.
  init(_ id: String, _ consent: DisasterConsent, _ answer: LookupReport, _ notice: String?) {
    self.id = id
    self.consent = consent.rawValue
    self.answer = answer
    nameDiffers = notice != nil
    self.notice = notice
  }
}

extension CounterLanguage {
  fileprivate var disasterNameDiffers: String {
    self(
      "！【別の人かもしれません】さがした氏名と 同じとは いえません。本人に確かめ、もう一度 さがしてください。",
      "! [MAY BE SOMEBODY ELSE] the name cannot be said to be the one that was asked for: make sure, and search anew")
  }
}
