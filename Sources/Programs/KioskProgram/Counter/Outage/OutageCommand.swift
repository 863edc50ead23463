import ArgumentParser
import CivilTime
import CursesTerminal
import Display
import Eligibility
import Foundation
import Glibc
import Journal

struct OutageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outage",
    abstract: "Note patients down while the service cannot be reached, and ask afterwards (システム障害時).",
    discussion: """
      A note has name, birth date, sex and address, and where the patient shows a certificate its insurer number, symbol, \
      number and branch number. Notes lie encrypted in counter.folder. After recovery "ask" asks once, "watch" by itself \
      until everybody was answered for: by the certificate's data where they were noted, else by name, birth date, sex \
      and address. Until then nobody is confirmed, and every list says so.

      The service is asked for 14 days at most; who waits longer stays on the list until "forget" takes the note away. \
      What came is kept until it is collected, and for 24 hours at most; it is confirmed only where name, birth date, \
      sex and the certificate's number are those that were noted down.

      EXAMPLES
        uketsuke outage note --config kiosk.yaml
        uketsuke outage note --config kiosk.yaml --from note.json --staff 0123
        uketsuke outage list --config kiosk.yaml
        uketsuke outage watch --config kiosk.yaml
        uketsuke outage collect 0197 --config kiosk.yaml

      note.json: {"name": "見本　花子", "kana": "ミホン　ハナコ", "birthdate": "1985-05-20", "sex": "2", \
      "address": "見本県見本市", "insurerNumber": "01990019", "symbol": "見本", "number": "9000001", "branch": "01"}; kana and \
      the last four may be left out.

      Exit codes: 0 done, and of ask and watch: nobody waits any more; 1 given up in the form, or collected and not valid, \
      65 the data cannot be taken as they are, or there is no such note, 69 the service cannot be reached, 74 a file \
      cannot be read or written, 75 somebody waits still, or may: a note cannot be read, 77 a wrong password, 78 the \
      configuration does not hold.
      """,
    subcommands: [Note.self, List.self, Ask.self, Watch.self, Collect.self, Forget.self])

  /// Says who waits still.
  ///
  /// - Returns: the exit code.
  fileprivate static func tell(_ round: OutageDesk.Round, _ language: CounterLanguage) -> Int32 {
    let waits = round.waiting == 0 ? "" : " \(language.notConfirmed)"
    printError(
      language(
        "答えが来た人 \(round.answered)、まだの人 \(round.waiting)。\(waits)",
        "answered for \(round.answered), waiting \(round.waiting).\(waits)"))
    if round.byHand > 0 {
      printError(
        language(
          "番号を書き留めていない人 \(round.byHand)。フォルダーでは 名前で たずねられません。資格確認書の番号が わかったら lookup で 確かめ、forget で 消してください。\(language.notConfirmed)",
          "noted without a number: \(round.byHand). Nobody is found by name through folders: look them up once the "
            + "certificate's number is known, and take the note away with forget. \(language.notConfirmed)"))
    }
    if round.maybeAnother > 0 {
      printError(
        language(
          "有効でも 別の人かもしれない答え \(round.maybeAnother)。list で 見て、collect で 確かめてください。",
          "valid, and perhaps of another person: \(round.maybeAnother); see list, and compare with collect"))
    }
    for name in round.tooOld { printError("\(name): \(language.tooOld)") }
    if round.damaged > 0 { printError(language.unreadableNotes(round.damaged)) }
    return round.waiting == 0 && round.tooOld.isEmpty && round.damaged == 0 ? EXIT_SUCCESS : EX_TEMPFAIL
  }

  struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Note a patient down: in the terminal, or from JSON.",
      discussion: """
        EXAMPLES
          uketsuke outage note --config kiosk.yaml --staff 0123
          uketsuke outage note --config kiosk.yaml --from note.json
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @OptionGroup var who: StaffOption
    @OptionGroup var person: PersonOption

    func run() throws {
      try StaffOption.reporting {
        let configuration = try ConfigurationFile.readCounter(shared.config)
        let language = configuration.language
        let site = try who.site(configuration)
        defer { site.close() }
        let desk = try OutageDesk(site)
        let today = CivilMoment(WallClock.now()).date
        let form = PersonForm(
          language: language, today: today, fields: OutageNote.fields, needed: OutageNote.needed,
          deed: language("書き留める", "note it down"), check: Self.mistakes)
        guard let entry = try person.entry(form) else {
          printError(language("書き留めませんでした。", "nothing was noted down"))
          throw ExitCode(1)
        }
        let note = try desk.note(entry, by: String(getuid()), who.number)
        let next =
          desk.isByHand(entry)
          ? language(
            "この窓口は フォルダーを使うので、番号がわかったら lookup で 確かめてください",
            "this counter uses folders: look the person up once the certificate's number is known")
          : language(
            "復旧したら たずねます: uketsuke outage watch --config \(shared.config)",
            "after recovery it is asked for: uketsuke outage watch --config \(shared.config)")
        printError(
          language("書き留めました。\(language.notConfirmed)。\(next)", "noted down. \(language.notConfirmed); \(next)"))
        print(note.id)
      }
    }

    /// Half a certificate asks for nobody.
    private static func mistakes(_ entry: PersonEntry) -> [PersonEntry.Mistake] {
      let ofCard: [PersonEntry.Field] = [.insurerNumber, .symbol, .number, .branch]
      let needed: [PersonEntry.Field] =
        ofCard.contains { entry[$0] != nil } ? OutageNote.needed + [.insurerNumber, .number] : OutageNote.needed
      return entry.missing(of: needed)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List who waits, and whom the service has answered for.",
      discussion: """
        EXAMPLES
          uketsuke outage list --config kiosk.yaml
          uketsuke outage list --config kiosk.yaml --json

        Exit codes: 0 shown, 75 a note cannot be read, in which somebody may wait.
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @OptionGroup var who: StaffOption
    @Flag(help: "As JSON.") var json = false

    func run() throws {
      try StaffOption.reporting {
        let site = try who.site(try ConfigurationFile.readCounter(shared.config))
        defer { site.close() }
        let language = site.configuration.language
        let contents = try OutageDesk(site).shelf.contents()
        try site.note(.outageShown, site.newName().text, [.init("of", "all")])
        if contents.damaged > 0 { printError(language.unreadableNotes(contents.damaged)) }
        if json {
          try printAll(try JSONText.of(contents.records.map { OutageReport($0, nil, language) }))
        } else {
          show(contents, language)
        }
        // A list from which somebody may be missing is none to go by.
        if contents.damaged > 0 { throw ExitCode(EX_TEMPFAIL) }
      }
    }

    private func show(_ contents: RecordShelf<OutageNote>.Contents, _ language: CounterLanguage) {
      let waiting = contents.records.count { $0.state == .waiting }
      if waiting > 0 {
        print(
          language(
            "！ 確認を待っている人: \(waiting) 人。\(language.notConfirmed)。", "! waiting: \(waiting). \(language.notConfirmed)."))
      } else if contents.damaged == 0 {
        print(language("確認を待っている人は いません。", "nobody waits"))
      }
      for note in contents.records { print(InertText(note.line(language)).text) }
    }
  }

  struct Ask: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask once for everybody who waits.",
      discussion: """
        EXAMPLE
          uketsuke outage ask --config kiosk.yaml

        Exit codes: 0 nobody waits any more, 69 the service cannot be reached, 75 somebody waits still, or a note \
        cannot be read.
        """)

    @OptionGroup var shared: BatchCommand.Shared

    func run() throws {
      try reportingFailures {
        let site = try CounterSite(try ConfigurationFile.readCounter(shared.config))
        defer { site.close() }
        let round = try OutageDesk(site).round()
        let code = OutageCommand.tell(round, site.configuration.language)
        if let failure = round.brokenOff { throw ProgramFailure(failure) }
        if code != 0 { throw ExitCode(code) }
      }
    }
  }

  struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask by itself until nobody waits any more, or SIGTERM comes.",
      discussion: """
        After a round in which nobody was answered for it waits: 5 seconds at first, then twice as long each time, up to \
        10 minutes. As a service: Restart=on-failure is enough; it ends with 0 when nobody waits, and on SIGTERM; with \
        75 where only those are left for whom nobody asks any more, or whose note cannot be read.

        EXAMPLE
          uketsuke outage watch --config kiosk.yaml
        """)

    @OptionGroup var shared: BatchCommand.Shared

    func run() throws {
      try reportingFailures {
        // Before any thread exists: threads inherit what is blocked.
        let ending = EndingSignal()
        let configuration = try ConfigurationFile.readCounter(shared.config)
        let language = configuration.language
        let site = try CounterSite(configuration)
        defer { site.close() }
        let desk = try OutageDesk(site)
        var pauses = OutagePauses()
        while true {
          let round = try desk.round(goesOn: { !ending.came(within: .zero) })
          let code = OutageCommand.tell(round, language)
          if code == 0 { return }
          // Whoever is left is not helped by asking.
          guard round.waiting > 0 else { throw ExitCode(code) }
          if let failure = round.brokenOff { printError(ProgramFailure(failure).sentence) }
          let pause = pauses.next(answered: round.answered > 0, chance: .random(in: 0..<1))
          printError(
            language("次は \(pause.components.seconds) 秒後に たずねます。", "asking again in \(pause.components.seconds) s"))
          if ending.came(within: pause) {
            printError(
              language("止めました。確認を待っている人: \(round.waiting) 人。", "stopped; waiting: \(round.waiting)"))
            return
          }
        }
      }
    }
  }

  struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what the service answered, and take the note away.",
      discussion: """
        EXAMPLES
          uketsuke outage collect 0197 --config kiosk.yaml
          uketsuke outage collect 0197 --config kiosk.yaml --keep --json

        Exit codes: 0 valid, 1 not valid, 75 the service has not answered yet.
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @OptionGroup var who: StaffOption
    @Flag(help: "Leave it there until its 24 hours are over.") var keep = false
    @Flag(help: "As JSON.") var json = false
    @Argument(help: "The note's name, or the beginning of it.") var note: String

    func run() throws {
      try StaffOption.reporting {
        let site = try who.site(try ConfigurationFile.readCounter(shared.config))
        defer { site.close() }
        let language = site.configuration.language
        let shelf = try OutageDesk(site).shelf
        let note = try shelf.record(self.note)
        let reply = note.state == .answered ? try shelf.reply(of: note.id) : nil
        try site.note(.outageShown, note.id, [.init("of", "one"), .init("state", note.state.rawValue)])
        let report = OutageReport(note, reply, language)
        try printAll(json ? try JSONText.of(report) : report.text(note, language))
        guard reply != nil else { throw ExitCode(EX_TEMPFAIL) }
        if !keep {
          try site.note(.outageForgotten, note.id, [.init("reason", "collected")])
          try shelf.remove(note.id)
        }
        if !report.confirmed { throw ExitCode(1) }
      }
    }
  }

  struct Forget: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a note away, answered for or not, and say whose it was.",
      discussion: """
        With the 12 digits that the list shows, or the whole name.

        EXAMPLE
          uketsuke outage forget 0197a2b3c4d5 --config kiosk.yaml
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @OptionGroup var who: StaffOption
    @Argument(help: "The note's name, or its first 12 digits.") var note: String

    func run() throws {
      try StaffOption.reporting {
        let site = try who.site(try ConfigurationFile.readCounter(shared.config))
        defer { site.close() }
        let shelf = try OutageDesk(site).shelf
        let note = try shelf.recordToForget(self.note)
        try site.note(.outageForgotten, note.id, [.init("reason", "asked"), .init("state", note.state.rawValue)])
        try shelf.remove(note.id)
        let whose = note.texts[PersonEntry.Field.name.rawValue] ?? "-"
        print(InertText(site.configuration.language("消しました: \(whose)", "taken away: \(whose)")).text)
      }
    }
  }
}
