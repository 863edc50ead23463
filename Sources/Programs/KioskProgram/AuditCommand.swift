import ArgumentParser
import CardCryptography
import CivilTime
import Journal
import Runtime
import SQLiteJournal

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Verify or read a kiosk's journal.",
    discussion: """
      EXAMPLES
        uketsuke audit verify --config kiosk.yaml     exit code 1 names the first bad record
        uketsuke audit list --config kiosk.yaml --last 50
        uketsuke audit list --config kiosk.yaml --counter    what was looked up at the counter
      """,
    subcommands: [Verify.self, List.self])

  /// Which journal is meant.
  struct JournalFile: ParsableArguments {
    @OptionGroup var data: DataOptions
    @Option(help: "The kiosk's configuration file.") var config: String
    @Flag(help: "The counter's journal in the kiosk's place.") var counter = false

    func journal() throws(ProgramFailure) -> Runtime.Configuration.Journal {
      guard counter else { return try data.configuration(config).journal }
      let configuration = try ConfigurationFile.readCounter(config)
      return .init(path: configuration.journal, key: configuration.journalKey)
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Name the first record that was changed, removed, reordered or cut from the tail.",
      discussion: """
        Exit code 0: the journal holds; 1: it does not, and the sentence names the first bad record; 74: it cannot be \
        read.

        EXAMPLE
          uketsuke audit verify --config kiosk.yaml
        """)

    @OptionGroup var file: JournalFile

    func run() throws {
      try reportingFailures {
        let journal = try file.journal()
        let key: JournalKey
        do throws(CardCryptographyFailure) {
          key = try JournalKey(contentsOf: journal.key)
        } catch {
          throw ProgramFailure(error)
        }
        let report = AuditVerification.verify(path: journal.path, cipher: key.cipher)
        switch report.verdict {
        case .holds: print(report.sentence)
        case .broken:
          // What was asked for, not a failure to find it out: the finding goes where the answer goes.
          print(report.sentence)
          throw ExitCode(report.exitCode)
        case .notJudged: throw ProgramFailure(.inputOutput, report.sentence)
        }
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the records without their personal parts.",
      discussion: """
        One record a line: number, time and zone, visit, what it is, the visit's how-many-th request it belongs to, \
        details. A visit's name is also in its hand-over file's name and in the kiosk's log.

        EXAMPLES
          uketsuke audit list --config kiosk.yaml
          uketsuke audit list --config kiosk.yaml --last 50
        """)

    @OptionGroup var file: JournalFile
    @Option(help: "So many of the newest records.") var last: Int?

    func run() throws {
      try reportingFailures {
        let journal = try file.journal()
        do throws(JournalFailure) {
          try AuditListing.read(path: journal.path, last: last) { print(Self.line($0)) }
        } catch {
          throw ProgramFailure(.inputOutput, "\(error.reason)")
        }
      }
    }

    private static func line(_ record: AuditRecord) -> String {
      let moment = CivilMoment(record.time)
      let words = record.details.map { "\($0.key)=\($0.value.contains(" ") ? "\"\($0.value)\"" : $0.value)" }
      return
        ([
          String(record.sequence), moment.compact + record.zone, record.visit?.text ?? "-", record.kind.rawValue,
        ] + (record.attempt == 0 ? [] : ["request=\(record.attempt)"]) + words).joined(separator: " ")
    }
  }
}

extension DataOptions {
  func configuration(_ file: String) throws(ProgramFailure) -> Runtime.Configuration {
    try ConfigurationFile.read(file, names: ScreenNames(folder: folders().screens))
  }
}
