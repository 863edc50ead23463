import ArgumentParser
import Glibc
import StrictYAML

/// The program `uketsuke`.
public enum Program {
  /// Runs the command that the arguments name, and ends the process where it has an exit code of its own.
  ///
  /// Who only wants to see it waits for no parser of arguments: looking over all commands takes longer than the screens.
  public static func main() {
    guard CommandLine.arguments.count == 1 else {
      refuseUnknownCommand(CommandLine.arguments[1])
      return Uketsuke.main()
    }
    do {
      exit(try Demo().run(DataFolders(screens: nil, assets: nil)))
    } catch {
      printError("uketsuke: \(error.sentence)")
      exit(error.kind.rawValue)
    }
  }

  /// The parser would take an unknown word for an argument of the demo, and explain the demo.
  private static func refuseUnknownCommand(_ word: String) {
    let known = Uketsuke.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !word.hasPrefix("-"), word != "help", !known.contains(word) else { return }
    let nearest = NearestWord.to(word, among: known).map { "did you mean \"\($0)\"?" }
    printError(
      "uketsuke: there is no command \"\(word)\"; \(nearest ?? "there are \(known.joined(separator: ", "))")")
    exit(EX_USAGE)
  }
}

struct Uketsuke: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uketsuke",
    abstract: "Reception kiosk for the My Number card used as health-insurance card.",
    discussion: """
      Without a command the demo runs: the whole reception in this terminal, with people, cards, reader and service \
      made up.

      EXAMPLES
        uketsuke                                   the demo
        uketsuke run --config kiosk.yaml           a kiosk
        uketsuke check --config kiosk.yaml         check screens and configuration
        uketsuke doctor --config kiosk.yaml        check the whole set-up
        uketsuke readers                           list the card readers
        uketsuke preview --sheet screens.png       look at every screen
        uketsuke key --out journal.key             make the journal's key
        uketsuke audit verify --config kiosk.yaml  check the journal's chain
        uketsuke reader-bridge check --socket PATH hold a face-auth reader's bridge against the protocol
        uketsuke lookup --config kiosk.yaml        one person by certificate or insurance card
        uketsuke batch submit bookings.csv --config kiosk.yaml --wait
        uketsuke reference --csv charts.csv --config kiosk.yaml
        uketsuke view FILE --config kiosk.yaml --staff 0456
        uketsuke declaration new --config kiosk.yaml   a patient's signed word about their insurance
        uketsuke outage note --config kiosk.yaml       a patient while the service is away
        uketsuke disaster status --config kiosk.yaml   patients without a card in a disaster

      Exit codes: 0 ended as asked, 1 audit verify, simulate, doctor or reader-bridge check found something, 64 wrong \
      arguments, 69 a service is not there, 74 a file cannot be read or written, 78 the configuration does not hold, \
      129 the terminal hung up.
      """,
    version: "0.1.0",
    subcommands: [
      DemoCommand.self, RunCommand.self, CheckCommand.self, PreviewCommand.self, KeyCommand.self,
      StaffPasswordCommand.self, AuditCommand.self, ReadersCommand.self, DoctorCommand.self, SimulateCommand.self,
      ReaderBridgeCommand.self, LookupCommand.self, BatchCommand.self, ReferenceCommand.self, ViewCommand.self,
      DeclarationCommand.self, OutageCommand.self, DisasterCommand.self,
    ],
    defaultSubcommand: DemoCommand.self)
}
