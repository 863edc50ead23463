import ArgumentParser
import BookingFiles
import CivilTime
import CursesTerminal
import Display
import Eligibility
import EligibilityXML
import Foundation
import Glibc
import Journal

struct BatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Look up the people of a day's bookings in one go (一括照会).",
    discussion: """
      A batch is submitted, gets a reception number, and is collected when the service has worked on it. What was \
      submitted and what came lie encrypted in counter.folder, for 24 hours at most, so that a batch outlives the program \
      and the machine's restart.

      EXAMPLES
        uketsuke batch submit bookings.csv --config kiosk.yaml --date 2026-11-23
        uketsuke batch status --config kiosk.yaml
        uketsuke batch collect --config kiosk.yaml --csv tomorrow.csv
        uketsuke batch submit bookings.csv --config kiosk.yaml --wait --json tomorrow.json
      """,
    subcommands: [Submit.self, Status.self, Collect.self, Forget.self])

  struct Shared: ParsableArguments {
    @Option(help: "The kiosk's configuration file, or one with what the counter needs.") var config: String
  }

  /// Where a result goes, and how long is waited for it.
  struct Collecting: ParsableArguments {
    @Option(help: "Wait so many seconds for the result.") var within = 600
    @Option(help: "The table as CSV; - is standard output.") var csv: String?
    @Option(help: "The table as JSON.") var json: String?
    @Option(help: "The result as the interface's own message.") var xml: String?
    @Option(help: "Of CSV and XML: utf-8, cp932.") var encoding = "utf-8"

    /// Seconds, up to a night.
    static let waits = 0...12 * 3_600

    var wishes: BatchDesk.Wishes {
      BatchDesk.Wishes(
        within: within, csv: csv, json: json, xml: xml, encoding: MessageEncoding(rawValue: encoding) ?? .utf8)
    }

    func validate() throws {
      guard Self.waits.contains(within) else {
        throw ValidationError("--within takes 0 to \(Self.waits.upperBound) seconds")
      }
      guard MessageEncoding(rawValue: encoding) != nil else { throw ValidationError("--encoding: utf-8 or cp932") }
    }
  }

  struct Submit: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Submit bookings (CSV), or a request of the interface (XML).",
      discussion: """
        The table's first line names its columns: insurerNumber (保険者番号), symbol (記号), number (番号), branch (枝番), \
        birthdate (生年月日), limitConsent (限度額同意: 1 where the person agreed), identifier (患者番号: comes back with the \
        result). Symbol, branch, limitConsent and identifier may be left out, other columns are passed over. UTF-8 or \
        Shift_JIS. A row that cannot be sent stops all of them, each named; --skip-wrong leaves such rows out.

        Without a file the service finds the people itself: --medical-aid, --home-visit, --online-care.

        EXAMPLES
          uketsuke batch submit bookings.csv --config kiosk.yaml
          uketsuke batch submit OQSmuquc01req_1.xml --config kiosk.yaml
          uketsuke batch submit --medical-aid 202611 --config kiosk.yaml
          uketsuke batch submit --home-visit 20261101-20261130 --config kiosk.yaml

        Exit codes: 0 submitted, 65 rows that cannot be sent, 69 no answer (uketsuke batch collect sends it again), 77 staff \
        number or password.
        """)

    @OptionGroup var shared: Shared
    @OptionGroup var who: StaffOption
    @OptionGroup var collecting: Collecting
    @Argument(help: "The bookings; - is standard input (CSV).") var file: String?
    @Option(help: "The day for which eligibility is asked; today when left out.") var date: String?
    @Flag(help: "Leave rows out that cannot be sent, and name them.") var skipWrong = false
    @Flag(help: "Wait for the result, as collect does.") var wait = false
    @Option(help: "All people on medical aid of a month: 202611.") var medicalAid: String?
    @Option(help: "All who consented at home in these days: 20261101-20261130.") var homeVisit: String?
    @Option(help: "The same for online care.") var onlineCare: String?

    func validate() throws {
      guard [file, medicalAid, homeVisit, onlineCare].count(where: { $0 != nil }) == 1 else {
        throw ValidationError("name one of: FILE, --medical-aid, --home-visit, --online-care")
      }
      guard file != nil || date == nil else { throw ValidationError("--date is for a file of people") }
    }

    func run() throws {
      try PasswordPrompt.endingByItsSignal { try reportingFailures { try submit() } }
    }

    private func submit() throws {
      let configuration = try ConfigurationFile.readCounter(shared.config)
      let site = try who.site(configuration)
      defer { site.close() }
      let today = CivilMoment(WallClock.now()).date
      var skipped: [String] = []
      let people = try query(configuration, today, &skipped)
      let desk = BatchDesk(site, try BatchShelf(configuration, site.key))
      let job = try desk.submit(people, for: try day(today), skipped: skipped)
      let language = configuration.language
      let number = job.receptionNumber ?? ""
      printError(
        language(
          "受付番号 \(number)（\(ShortName.of(job.id))）で 送りました。",
          "submitted: reception number \(number) (\(ShortName.of(job.id)))"
        ))
      if wait { try desk.collect(job, collecting.wishes) } else { print(job.id) }
    }

    private func day(_ today: CivilDate) throws(ProgramFailure) -> CivilDate {
      guard let date else { return today }
      guard let day = CivilDate(written: date) else {
        throw ProgramFailure(.dataMalformed, "--date: \(date) is not a day such as 2026-11-23")
      }
      return day
    }

    /// - Parameter skipped: whom the file names and whom nobody can be asked about.
    private func query(
      _ configuration: CounterConfiguration, _ today: CivilDate, _ skipped: inout [String]
    ) throws(ProgramFailure) -> BatchRequest.Query {
      if let medicalAid {
        let month = MessageMonth(medicalAid)
        guard month.firstDay != nil else {
          throw ProgramFailure(.dataMalformed, "--medical-aid: \(medicalAid) is not a month such as 202611")
        }
        return .medicalAid(month)
      }
      if let homeVisit { return .homeVisit(consented: try Self.days(homeVisit, "--home-visit")) }
      if let onlineCare { return .onlineCare(consented: try Self.days(onlineCare, "--online-care")) }
      let path = file ?? "-"
      let bytes = try InputFile.read(path, limit: BookingFile.mostBytes, "the bookings")
      if path.lowercased().hasSuffix(".xml") { return try message(bytes, path, configuration, today) }
      return .people(try people(bytes, path, configuration.language, today, &skipped))
    }

    private func people(
      _ bytes: [UInt8], _ path: String, _ language: CounterLanguage, _ today: CivilDate, _ skipped: inout [String]
    ) throws(ProgramFailure) -> [QualificationConfirmSearchInfo] {
      let bookings: [Booking]
      do throws(BookingFileFailure) {
        bookings = try BookingFile.read(bytes)
      } catch {
        throw ProgramFailure(.dataMalformed, "\(path): \(error.sentence)")
      }
      var searches: [QualificationConfirmSearchInfo] = []
      var wrong: [String] = []
      for booking in bookings {
        switch booking.entry.search(on: today) {
        case .success(var search):
          // No patient's number has this form.
          search.arbitraryIdentifier = booking.identifier ?? "row-\(booking.row)"
          searches.append(search)
        case .failure(let mistakes):
          skipped.append(booking.identifier ?? "row-\(booking.row)")
          let who = booking.identifier.map { " (\($0))" } ?? ""
          wrong += mistakes.list.map { "\(path): row \(booking.row)\(who): \(language.words($0))" }
        }
      }
      if !wrong.isEmpty {
        let told = wrong.prefix(Self.mostComplaints).joined(separator: "\n")
        let rest = wrong.count > Self.mostComplaints ? "\nand \(wrong.count - Self.mostComplaints) more" : ""
        guard skipWrong, !searches.isEmpty else { throw ProgramFailure(.dataMalformed, told + rest) }
        printError(told + rest)
      }
      return searches
    }

    /// A file with the wrong column everywhere has thousands.
    private static let mostComplaints = 50

    /// A request of the interface: this institution's, for the day that is asked for, of people who can be asked about.
    private func message(
      _ bytes: [UInt8], _ path: String, _ configuration: CounterConfiguration, _ today: CivilDate
    ) throws(ProgramFailure) -> BatchRequest.Query {
      let request: BatchRequest
      do throws(EligibilityXMLFailure) {
        guard case .submitBatch(let decoded) = try EligibilityXML.decodeInterfaceRequest(bytes, kind: .batchSubmission)
        else { throw EligibilityXMLFailure.wrongRoot(path) }
        request = decoded
      } catch {
        throw ProgramFailure(.dataMalformed, "\(path): \(error.sentence)")
      }
      guard request.medicalInstitutionCode == configuration.institution else {
        throw ProgramFailure(.dataMalformed, "\(path) is the request of another institution")
      }
      if let own = request.confirmationDate, own != (try day(today)) {
        throw ProgramFailure(
          .dataMalformed, "\(path) asks for \(own.compact); say so with --date \(own.compact)")
      }
      return request.query
    }

    private static func days(_ text: String, _ option: String) throws(ProgramFailure) -> ClosedRange<CivilDate> {
      let ends = text.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let first = CivilDate(compact: ends[0]), let last = CivilDate(compact: ends[1]),
        first <= last
      else { throw ProgramFailure(.dataMalformed, "\(option): \(text) are not days such as 20261101-20261130") }
      return first...last
    }
  }

  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the batches of the last 24 hours.",
      discussion: """
        EXAMPLE
          uketsuke batch status --config kiosk.yaml
        """)

    @OptionGroup var shared: Shared

    func run() throws {
      try reportingFailures {
        let configuration = try ConfigurationFile.readCounter(shared.config)
        let language = configuration.language
        let jobs = try BatchShelf(configuration, try Site.journalKey(configuration.journalKey)).jobs()
        if jobs.isEmpty { print(language("この 24 時間の 一括照会は ありません。", "no batch of the last 24 hours")) }
        for job in jobs { print(InertText(job.line(language)).text) }
      }
    }
  }

  struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Wait for a batch's result and show who has to be asked.",
      discussion: """
        The newest batch, or the one named by the beginning of its name or by its reception number. A batch whose \
        submission was cut off is sent again first: the service takes it once. One that was collected is shown again.

        EXAMPLES
          uketsuke batch collect --config kiosk.yaml
          uketsuke batch collect 0197 --config kiosk.yaml --csv tomorrow.csv --encoding cp932
          uketsuke batch collect --config kiosk.yaml --within 0      look once

        Exit codes: 0 collected, 1 the service refused it, 69 no answer, 75 not ready yet, 77 staff number or \
        password.
        """)

    @OptionGroup var shared: Shared
    @OptionGroup var who: StaffOption
    @OptionGroup var collecting: Collecting
    @Argument(help: "Name or reception number.") var batch: String?

    func run() throws {
      try PasswordPrompt.endingByItsSignal {
        try reportingFailures {
          let configuration = try ConfigurationFile.readCounter(shared.config)
          let site = try who.site(configuration)
          defer { site.close() }
          let shelf = try BatchShelf(configuration, site.key)
          try BatchDesk(site, shelf).collect(try shelf.job(batch), collecting.wishes)
        }
      }
    }
  }

  struct Forget: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a batch and its result away before they are a day old.",
      discussion: """
        EXAMPLE
          uketsuke batch forget 0197 --config kiosk.yaml
        """)

    @OptionGroup var shared: Shared
    @Argument(help: "Name or reception number.") var batch: String

    func validate() throws {
      guard !batch.isEmpty else { throw ValidationError("name a batch, as uketsuke batch status lists it") }
    }

    func run() throws {
      try reportingFailures {
        let configuration = try ConfigurationFile.readCounter(shared.config)
        let shelf = try BatchShelf(configuration, try Site.journalKey(configuration.journalKey))
        try shelf.remove(try shelf.job(batch))
      }
    }
  }
}

extension BatchJob {
  /// One line: name, when, how many, how far.
  func line(_ language: CounterLanguage) -> String {
    let moment = CivilMoment(time)
    let count = people.map { language("\($0) 人", "\($0) people") } ?? kind
    let standing =
      switch state {
      case .submitting: language("送信の途中で切れました（collect で もう一度）", "cut off while it was sent (collect sends it again)")
      case .accepted: language("結果待ち", "waits for its result")
      case .collected: language("結果あり", "collected")
      case .failed: language("失敗 \(failure ?? "")", "failed \(failure ?? "")")
      }
    return [ShortName.of(id), language.day(moment.date), moment.clock, count, receptionNumber ?? "-", standing]
      .joined(separator: "  ")
  }
}
