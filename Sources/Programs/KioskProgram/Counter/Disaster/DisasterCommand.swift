import ArgumentParser
import CivilTime
import CursesTerminal
import Eligibility
import Foundation
import Glibc
import Journal

struct DisasterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disaster",
    abstract: "Find patients without a card in a disaster, and look at their medical information (災害時).",
    discussion: """
      An administrator (uketsuke staff-password --qualification administrator) opens the mode for the area and days for \
      which the health ministry opened it, and closes it. While it is open staff find patients by name, birth date, sex \
      and address or by a certificate's data, with the patient's oral consent, or without it where the patient cannot be \
      asked; doctors, dentists and pharmacists then look at medical information for 24 hours. Each of these is written \
      to counter.journal, and everything made in it is marked 【災害時】.

      EXAMPLES
        uketsuke disaster open --config kiosk.yaml --staff 0001 --area 見本県見本市 --until 2026-12-01
        uketsuke disaster status --config kiosk.yaml
        uketsuke disaster search --config kiosk.yaml --staff 0123 --consent oral
        uketsuke disaster view 0197 --config kiosk.yaml --staff 0456
        uketsuke disaster close --config kiosk.yaml --staff 0001

      Exit codes: 0 done, 1 not found or not valid, or status: not open, 65 the data cannot be taken as they are, 69 no \
      answer, 74 a file cannot be read or written, 77 not allowed, or the mode is not open, 78 the configuration does not \
      hold.
      """,
    subcommands: [Open.self, Close.self, Status.self, Search.self, View.self, List.self])

  struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open the mode for an area and days; by an administrator.",
      discussion: """
        The area as the ministry names it: the service holds it against its own list. 31 days at most; longer is opened \
        again. With --from it opens by itself on that day.

        EXAMPLES
          uketsuke disaster open --config kiosk.yaml --staff 0001 --area 見本県見本市 --until 2026-12-01
          uketsuke disaster open --config kiosk.yaml --staff 0001 --area 見本県 --from R8.11.20 --until R8.12.1

        Exit codes: 0 opened, 65 area or days cannot be, or it is open already, 74 it cannot be kept, 77 not an \
        administrator, or a wrong password.
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @Option(help: "Staff number: 4 digits, of an administrator.") var staff: String
    @Option(help: "The area.") var area: String
    @Option(help: "The last day.") var until: String
    @Option(help: "The first day; today when left out.") var from: String?

    func validate() throws {
      guard StaffNumber(staff) != nil else { throw ValidationError("--staff takes 4 digits") }
    }

    func run() throws {
      try StaffOption.reporting {
        guard let number = StaffNumber(staff) else { return }
        let configuration = try ConfigurationFile.readCounter(shared.config)
        let language = configuration.language
        let now = WallClock.now()
        let first =
          try from.map { text throws(ProgramFailure) in try Self.day(text, "--from") } ?? CivilMoment(now).date
        let last = try Self.day(until, "--until")
        guard first <= last else { throw ProgramFailure(.dataMalformed, "--until lies before the first day") }
        let mode: DisasterMode
        do throws(DisasterMode.Refusal) {
          mode = try DisasterMode(area: area, days: first...last, by: number, at: now)
        } catch {
          throw ProgramFailure(.dataMalformed, Self.words(error))
        }
        let site = try StaffOption.site(configuration, number) { gate, password, site in
          try gate.admitAdministrator(number, password, site)
        }
        defer { site.close() }
        let desk = try DisasterDesk(configuration, site.key)
        if case (let earlier, .open)? = try desk.standing() {
          let place = language.place(earlier.mode)
          throw ProgramFailure(
            .dataMalformed,
            language(
              "開きませんでした。災害時モードは もう開いています（\(place)）。変えるときは uketsuke disaster close で閉じてから、もう一度 開いてください。",
              "not opened: the disaster mode is open already (\(place)). To change it close it with uketsuke disaster "
                + "close, then open it anew"))
        }
        let name = site.newName()
        try site.note(
          .disasterOpened, name.text,
          [
            .init("area", mode.area), .init("from", first.compact), .init("until", last.compact),
            .init("mode", "disaster"),
          ])
        // What lies there was written down; what could not be laid there is written down as well.
        do throws(ProgramFailure) {
          try desk.open(DisasterOpening(id: name.text, created: now.milliseconds, mode: mode))
        } catch {
          try site.note(
            .disasterClosed, name.text,
            [.init("area", mode.area), .init("reason", "not-kept"), .init("mode", "disaster")])
          throw error
        }
        // The first day may be one to come.
        var opened = mode
        let standing = opened.look(at: WallClock.now())
        try printAll("\(language.words(standing, mode))\n")
      }
    }

    private static func day(_ text: String, _ option: String) throws(ProgramFailure) -> CivilDate {
      guard let day = CivilDate(written: text) else {
        throw ProgramFailure(.dataMalformed, "\(option): \(text) is not a day such as 2026-12-01")
      }
      return day
    }

    private static func words(_ refusal: DisasterMode.Refusal) -> String {
      switch refusal {
      case .area: "--area takes 1 to \(DisasterMode.longestArea) characters"
      case .days: "--until lies before today"
      case .tooLong(let days):
        "--until: \(days) days are more than \(DisasterMode.longestDays); open it for those, and again after them"
      }
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close the mode before its last day; by an administrator.",
      discussion: """
        EXAMPLE
          uketsuke disaster close --config kiosk.yaml --staff 0001
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @Option(help: "Staff number: 4 digits, of an administrator.") var staff: String

    func validate() throws {
      guard StaffNumber(staff) != nil else { throw ValidationError("--staff takes 4 digits") }
    }

    func run() throws {
      try StaffOption.reporting {
        guard let number = StaffNumber(staff) else { return }
        let configuration = try ConfigurationFile.readCounter(shared.config)
        let language = configuration.language
        let site = try StaffOption.site(configuration, number) { gate, password, site in
          try gate.admitAdministrator(number, password, site)
        }
        defer { site.close() }
        let desk = try DisasterDesk(configuration, site.key)
        guard let (opening, _) = try desk.standing(), !opening.mode.isClosed else {
          throw ProgramFailure(.dataMalformed, language("災害時モードは 開いていません。", "the disaster mode is not open"))
        }
        try desk.close(opening)
        try site.note(
          .disasterClosed, opening.id, [.init("area", opening.mode.area), .init("mode", "disaster")])
        try printAll(language("災害時モードを 閉じました。\n", "the disaster mode is closed\n"))
      }
    }
  }

  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say whether the mode is open, where and until when.",
      discussion: """
        EXAMPLE
          uketsuke disaster status --config kiosk.yaml

        Exit codes: 0 open, 1 not open.
        """)

    @OptionGroup var shared: BatchCommand.Shared

    func run() throws {
      try reportingFailures {
        let configuration = try ConfigurationFile.readCounter(shared.config)
        let language = configuration.language
        let desk = try DisasterDesk(configuration, try Site.journalKey(configuration.journalKey))
        guard let (opening, standing) = try desk.standing() else {
          print(language("災害時モードは 開いていません。", "the disaster mode is not open"))
          throw ExitCode(1)
        }
        print(language.words(standing, opening.mode))
        let moment = CivilMoment(opening.mode.openedTime)
        print(
          language(
            "開いた人 \(opening.mode.opener)、\(language.day(moment.date)) \(moment.clock)",
            "opened by \(opening.mode.opener), \(language.day(moment.date)) \(moment.clock)"))
        guard case .open = standing else { throw ExitCode(1) }
      }
    }
  }
}
