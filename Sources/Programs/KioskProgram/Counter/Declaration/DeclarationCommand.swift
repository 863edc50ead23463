import ArgumentParser
import CivilTime
import CursesTerminal
import Display
import Eligibility
import Foundation
import Glibc
import Journal

struct DeclarationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "declaration",
    abstract: "Take down a patient's signed word about their insurance (被保険者資格申立書).",
    discussion: """
      Where neither the card, nor the person's own page on Mynaportal, nor the eligibility notice, nor a certificate \
      shows an eligibility. The form is asked for in the terminal, or read from JSON; the sheet is printed, signed by the \
      patient, and kept by the institution. It lies encrypted in counter.folder for 41 days, until the month's claim has \
      been sent; nothing is confirmed by it.

      EXAMPLES
        uketsuke declaration new --config kiosk.yaml
        uketsuke declaration new --config kiosk.yaml --from declaration.json --staff 0123
        uketsuke declaration export 0197 --config kiosk.yaml | lp
        uketsuke declaration list --config kiosk.yaml

      declaration.json: {"name": "見本　花子", "kana": "ミホン　ハナコ", "birthdate": "1985-05-20", "sex": "2", \
      "address": "見本県見本市1-99", "contact": "なし", "insuranceKind": "employees", "insurerName": "見本健康保険協会", \
      "insurerNumber": "01990019", "employerName": "見本商店", "employerAddress": "見本県見本市2-99", "burden": "30", \
      "reason": "notFound", "remark": "見本"}

      sex 1 male, 2 female, 3 not set; insuranceKind employees, national, lateStageElderly, other, unknown; burden 10, 20, \
      30, unknown; reason notFound, invalid, machine, card, nothingBrought, other (then with a remark). insurerName, \
      insurerNumber, employerName, employerAddress and remark may be left out.

      Exit codes: 0 done, 1 given up in the form, 65 the data cannot be taken as they are, or there is no such one, 74 a \
      file cannot be read or written, 75 the list lacks what cannot be read, 77 a wrong password, 78 the \
      configuration does not hold.
      """,
    subcommands: [New.self, List.self, Show.self, Export.self, Forget.self])

  private typealias Shelf = RecordShelf<DeclarationRecord>

  /// The shelf without what has become too old, which is written down.
  private static func shelf(_ site: CounterSite) throws(ProgramFailure) -> Shelf {
    let shelf = try Shelf(site.configuration, site.key)
    for old in try shelf.takeOld() {
      try site.note(.declarationForgotten, old.id, [.init("reason", "too-old")])
    }
    return shelf
  }

  private static let fields = PersonEntry.Field.allCases.filter {
    (EligibilityDeclaration.needed + EligibilityDeclaration.optional).contains($0)
  }

  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take one down: in the terminal, or from JSON.",
      discussion: """
        EXAMPLES
          uketsuke declaration new --config kiosk.yaml --staff 0123
          uketsuke declaration new --config kiosk.yaml --from declaration.json
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @OptionGroup var who: StaffOption
    @OptionGroup var person: PersonOption

    func run() throws {
      try StaffOption.reporting {
        let configuration = try ConfigurationFile.readCounter(shared.config)
        let site = try who.site(configuration)
        defer { site.close() }
        let shelf = try DeclarationCommand.shelf(site)
        let language = configuration.language
        let today = CivilMoment(WallClock.now()).date
        func declaration(_ entry: PersonEntry) throws(PersonEntry.Mistakes) -> EligibilityDeclaration {
          try EligibilityDeclaration(entry, date: today, institution: configuration.institution)
        }
        let form = PersonForm(
          language: language, today: today, fields: DeclarationCommand.fields, needed: EligibilityDeclaration.needed,
          deed: language("書き留める", "take it down"),
          check: { entry in
            do throws(PersonEntry.Mistakes) {
              _ = try declaration(entry)
              return []
            } catch {
              return error.list
            }
          })
        guard let entry = try person.entry(form) else {
          printError(language("書き留めませんでした。", "nothing was taken down"))
          throw ExitCode(1)
        }
        let made: EligibilityDeclaration
        do throws(PersonEntry.Mistakes) { made = try declaration(entry) } catch {
          throw ProgramFailure(error, language)
        }
        let name = site.newName()
        let record = DeclarationRecord(
          id: name.text, created: WallClock.now().milliseconds, account: String(getuid()), staff: who.number?.digits,
          texts: made.entry.texts, date: today.compact, institution: configuration.institution)
        // What lies there was written down; what could not be laid there is written down as well.
        try site.note(
          .declarationRecorded, record.id,
          [.init("kind", made.entry[.insuranceKind] ?? ""), .init("reason", made.entry[.reason] ?? "")])
        do throws(ProgramFailure) {
          try shelf.add(record)
        } catch {
          try site.note(.declarationForgotten, record.id, [.init("reason", "not-kept")])
          throw error
        }
        printError(
          language(
            "書き留めました。印刷して 署名をもらってください: uketsuke declaration export \(record.shortName) --config \(shared.config)",
            "taken down; print it and have it signed: uketsuke declaration export \(record.shortName) --config \(shared.config)"
          ))
        print(record.id)
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List them, oldest first.",
      discussion: """
        EXAMPLE
          uketsuke declaration list --config kiosk.yaml
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @OptionGroup var who: StaffOption

    func run() throws {
      try StaffOption.reporting {
        let site = try who.site(try ConfigurationFile.readCounter(shared.config))
        defer { site.close() }
        let language = site.configuration.language
        let contents = try DeclarationCommand.shelf(site).contents()
        let records = contents.records
        try site.note(.declarationShown, site.newName().text, [.init("of", "all")])
        if records.isEmpty, contents.damaged == 0 { print(language("申立書は ありません。", "there is none")) }
        for record in records {
          let moment = CivilMoment(Timestamp(milliseconds: record.created))
          let standing =
            record.exported == nil ? language("まだ印刷していません", "not written out yet") : language("印刷しました", "written out")
          let line = [
            record.shortName, language.day(moment.date), moment.clock,
            record.texts[PersonEntry.Field.name.rawValue] ?? "-", standing,
          ]
          print(InertText(line.joined(separator: "  ")).text)
        }
        let now = WallClock.now()
        for record in records where record.isSoonLost(at: now) {
          printError(
            language(
              "！ \(record.shortName): まだ印刷していません。書き留めてから 41 日で 消えます。",
              "! \(record.shortName): never written out; it is taken away 41 days after it was taken down"))
        }
        // A list from which one may be missing is none to go by.
        if contents.damaged > 0 { throw ExitCode(EX_TEMPFAIL) }
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one as staff read it.",
      discussion: """
        EXAMPLE
          uketsuke declaration show 0197 --config kiosk.yaml
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @OptionGroup var who: StaffOption
    @Argument(help: "Its name, or the beginning of it.") var declaration: String

    func run() throws {
      try StaffOption.reporting {
        let site = try who.site(try ConfigurationFile.readCounter(shared.config))
        defer { site.close() }
        let language = site.configuration.language
        let record = try DeclarationCommand.shelf(site).record(declaration)
        let made = try record.declaration()
        try site.note(.declarationShown, record.id, [.init("of", "one")])
        let form = PersonForm(
          language: language, today: made.date, fields: DeclarationCommand.fields, needed: [], deed: "")
        let heading = language(
          "被保険者資格申立書 \(record.shortName)  \(language.day(made.date))（資格は確認されていません）",
          "declaration \(record.shortName)  \(language.day(made.date)) (no eligibility is confirmed)")
        try printAll(
          ([heading] + form.lines(made.entry).split(separator: "\n").map(String.init))
            .map { InertText($0).text }.joined(separator: "\n") + "\n")
      }
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the sheet out for the patient's signature.",
      discussion: """
        In Japanese, 76 columns wide, to standard output or to a file of mode 0600; --json for another program.

        EXAMPLES
          uketsuke declaration export 0197 --config kiosk.yaml | lp
          uketsuke declaration export 0197 --config kiosk.yaml --out sheet.txt
          uketsuke declaration export 0197 --config kiosk.yaml --json
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @OptionGroup var who: StaffOption
    @Option(help: "The file; - is standard output.") var out = "-"
    @Flag(help: "As JSON.") var json = false
    @Argument(help: "Its name, or the beginning of it.") var declaration: String

    func run() throws {
      try StaffOption.reporting {
        let site = try who.site(try ConfigurationFile.readCounter(shared.config))
        defer { site.close() }
        let shelf = try DeclarationCommand.shelf(site)
        let record = try shelf.record(declaration)
        let sheet = DeclarationSheet(
          try record.declaration(), id: record.id, institutionName: site.configuration.institutionName,
          staff: record.staff)
        // Nothing leaves that was not written down.
        try site.note(.declarationExported, record.id, [.init("form", json ? "json" : "text")])
        try OutputFile.write(Array((json ? try JSONText.of(sheet) : sheet.text).utf8), to: out, "--out")
        try shelf.update(record.id) { $0.exported = WallClock.now().milliseconds }
      }
    }
  }

  struct Forget: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take one away before its time: the signed sheet is in the institution's own records.",
      discussion: """
        With the 12 digits that the list shows, or the whole name.

        EXAMPLE
          uketsuke declaration forget 0197a2b3c4d5 --config kiosk.yaml
        """)

    @OptionGroup var shared: BatchCommand.Shared
    @OptionGroup var who: StaffOption
    @Argument(help: "Its name, or its first 12 digits.") var declaration: String

    func run() throws {
      try StaffOption.reporting {
        let site = try who.site(try ConfigurationFile.readCounter(shared.config))
        defer { site.close() }
        let shelf = try DeclarationCommand.shelf(site)
        let record = try shelf.recordToForget(declaration)
        try site.note(.declarationForgotten, record.id, [.init("reason", "asked")])
        try shelf.remove(record.id)
        let whose = record.texts[PersonEntry.Field.name.rawValue] ?? "-"
        print(InertText(site.configuration.language("消しました: \(whose)", "taken away: \(whose)")).text)
      }
    }
  }
}
