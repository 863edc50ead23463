import ArgumentParser
import Cards
import Journal
import LockedMemory
import Reception
import Runtime
import Screenbook

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The whole reception in this terminal, with everything around it made up.",
    discussion: """
      The strip above the footer says which key lays whose card on the reader; x takes it away. More cards lie ready for \
      who tries everything out: j a face that does not match, k a revoked card, l one in its three months of grace, m \
      somebody under 40, n somebody with several eligibilities. Ctrl-C ends the demo.

      EXAMPLES
        uketsuke
        uketsuke demo --profile 2024-10 --theme dark
        uketsuke demo --language en
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "The language that the kiosk begins with.") var language = "ja"
  @Option(help: "A theme of Screens/themes.") var theme = "default"
  @Option(help: "A consent profile of Screens/profiles.") var profile = "classic"
  @Option(help: "A reader's maker of Screens/makers.") var maker: String?
  @Flag(help: "Say the screens aloud, by speech-dispatcher or espeak-ng.") var voice = false

  func run() throws {
    try reportingFailures {
      let folders = try data.folders()
      try checkNames(ScreenNames(folder: folders.screens))
      let demo = Demo(language: language, theme: theme, profile: profile, maker: maker, voice: voice)
      throw ExitCode(try demo.run(folders))
    }
  }

  /// A wrong name is a wrong argument, as for `preview`. What is left out is none: where Screens/ lacks that, it is
  /// Screens/ that does not hold.
  private func checkNames(_ known: ScreenNames) throws {
    let usual = Demo()
    if language != usual.language { try known.languages.require(language, as: "language") }
    if theme != usual.theme { try known.themes.require(theme, as: "theme") }
    if profile != usual.profile { try known.profiles.require(profile, as: "consent profile") }
    if let maker { try known.makers.require(maker, as: "maker") }
  }
}

/// The demo, with its usual choices.
struct Demo {
  var language = "ja"
  var theme = "default"
  var profile = "classic"
  var maker: String?
  var voice = false

  /// - Returns: the exit code.
  func run(_ folders: DataFolders) throws(ProgramFailure) -> Int32 {
    let stage = Stage.look(assets: folders.assets)
    let language = stage.language(language, screens: folders.screens)
    let book = try Screenbook.first(
      folder: folders.screens, language: language, theme: theme, profile: profile, maker: maker)
    let languages = stage.languages(of: book.languages)
    let questions = try book.consentProfile(profile)
    return try Reception.run(book, screensFolder: folders.screens, theme: theme, stage: stage, interrupt: true) {
      inbox, secret throws(ProgramFailure) in
      let world = DemoWorld(inbox: inbox, secret: secret)
      let reader = DemoReader(inbox: inbox, secret: secret)
      return Surroundings(
        rules: Rules(
          languages: languages, defaultLanguage: language, profile: questions, visualCheck: .attested,
          abilities: .faceAuthentication, makersWays: book.makersWays(maker)),
        journal: JournalState(records: 0, pending: [], unfinished: []), institution: "さくら診療所（見本）",
        maker: maker, assetsFolder: folders.assets, guidance: .init(speaks: voice),
        photo: { reader.photo },
        strip: {
          Strip.line(
            on: $0, staff: (DemoWorld.staffNumber, DemoWorld.staffPassword), checkNumber: reader.checkNumber)
        },
        ports: { world.ports(reader: reader.port, desk: $0) },
        watchCards: { () throws(ProgramFailure) in
          let assets = try folders.sampleAssets()
          try world.open(assets)
          reader.open(assets)
        },
        isReadyAtOnce: true, takesKey: { reader.take($0) },
        deadline: { [world.deadline, reader.deadline].compactMap(\.self).min() },
        timeReached: {
          world.timeReached()
          reader.timeReached()
        })
    }
  }
}
