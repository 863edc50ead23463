import ArgumentParser
import CursesTerminal
import Screenbook

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check the whole set-up and say what to do.",
    discussion: """
      Run it where and as whom the kiosk runs: memory limits, permissions and the terminal are that user's. Without \
      --config only the machine is checked; a counter's own configuration (no reader, no hand-over) is checked as that. A card that lies on the reader is read as for a patient, but without its \
      PIN, and nothing of it is shown; the eligibility service is asked for a nonce, which changes nothing there.

      Exit code 0: all is well; 1: there is something to look at; where something must be mended 69 (a service or reader), \
      74 (a file) or 78 (the configuration, or several of them).

      EXAMPLES
        uketsuke doctor --config kiosk.yaml
        uketsuke doctor --config kiosk.yaml --json
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "The kiosk's configuration file.") var config: String?
  @Flag(help: "One JSON object instead of lines for people.") var json = false

  func run() throws {
    var code: Int32 = 0
    try reportingFailures {
      var found: [Diagnosis] = []
      func tell(_ diagnoses: [Diagnosis]) throws(ProgramFailure) {
        found += diagnoses
        // A line as soon as it is known: some checks wait for others' machines.
        if !json { for diagnosis in diagnoses { try printAll(diagnosis.text + "\n") } }
      }
      let folders = try data.folders()
      try tell(MachineExamination(assets: folders.assets).diagnoses)
      try tell([Self.screens(folders)])
      if let config {
        if let site = try Self.site(config, folders, tell) {
          if let kiosk = site.kiosk { try tell(ReaderExamination(kiosk, screens: folders.screens).diagnoses) }
          switch site.eligibility {
          case .service(let address):
            let service = ServiceExamination(address, institution: site.institution)
            let files = FileExamination(site, service)
            try tell(files.diagnoses)
            try tell(service.diagnoses(unusable: files.unusableForTLS(address)))
          case .folders:
            try tell(FileExamination(site, nil).diagnoses)
          }
          if let kiosk = site.kiosk { try tell([VoiceExamination(kiosk.sound.voice).diagnosis]) }
          try tell(DisasterExamination(config).diagnoses)
        }
      } else {
        try tell(ReaderExamination(nil, screens: folders.screens).diagnoses)
        try tell([.skipped("configuration", "none was named; --config FILE checks a kiosk's own files and service")])
      }
      code = found.exitCode
      if json { try printJSON(DoctorReport(found)) } else { try printAll("\n\(found.summary)\n") }
    }
    throw ExitCode(code)
  }

  private static func screens(_ folders: DataFolders) -> Diagnosis {
    do throws(ProgramFailure) {
      let book = try Screenbook.whole(folders)
      return .good("screens", "\(book.screens.count) screens in \(book.languages.count) languages hold")
    } catch {
      let lines = error.sentence.split(separator: "\n")
      return .fault(
        "screens", error.kind, "\(lines.count) findings, the first: \(lines.first ?? "")",
        hint: "uketsuke check names each with file and line")
    }
  }

  private static func site(
    _ path: String, _ folders: DataFolders, _ tell: ([Diagnosis]) throws(ProgramFailure) -> Void
  ) throws(ProgramFailure) -> SiteFiles? {
    let file = FileReach(path: path)
    if let refusal = file.refusal {
      try tell([.fault("configuration", .inputOutput, refusal.words, hint: refusal.hint)])
      return nil
    }
    guard file.isThere else {
      try tell([
        .fault(
          "configuration", .inputOutput, "\(path) is not there",
          hint: "name the kiosk's file with --config, or write one: the README shows one under \"Run it in a hospital\""
        )
      ])
      return nil
    }
    do throws(ProgramFailure) {
      let site = try SiteFiles.read(path, names: ScreenNames(folder: folders.screens))
      let whose = site.kiosk == nil ? "; it is a counter's alone, without a kiosk" : ""
      try tell([.good("configuration", "every key of \(path) is known and has a value that can be\(whose)")])
      return site
    } catch {
      try tell([
        .fault(
          "configuration", error.kind, error.sentence, hint: "mend the file; the rest is checked once it can be read")
      ])
      return nil
    }
  }
}
