import ArgumentParser
import Runtime
import ScreenFiles
import Screenbook
import StrictYAML

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check screens, texts, themes, profiles and, where one is named, a configuration.",
    discussion: """
      Every finding names file, line and a hint. Exit code 0: all is well; 78: something is not.

      EXAMPLES
        uketsuke check
        uketsuke check --config kiosk.yaml
        uketsuke check --screens /etc/uketsuke/Screens
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "A kiosk's configuration file.") var config: String?

  func run() throws {
    try reportingFailures {
      let folders = try data.folders()
      let folder = folders.screens
      var failures: [ProgramFailure] = []
      failures.noting { () throws(ProgramFailure) in
        let book = try Screenbook.whole(folders)
        print(
          "\(folder): \(book.screens.count) screens, \(book.languages.count) languages, "
            + "every text fits 80×24 and 64×24")
      }
      if let config {
        failures.noting { () throws(ProgramFailure) in
          let configuration = try ConfigurationFile.read(config, names: ScreenNames(folder: folder))
          try Site.check(configuration)
          print("\(config): holds")
          if let note = try Site.bridgeNote(configuration) { print(note) }
          if case .folders(let folder, _, _) = configuration.eligibility {
            print("eligibility.url: \(folder) is a terminal's: for lookups and batches, not for patients with cards")
          }
        }
      }
      try failures.throwIfAny()
    }
  }
}
