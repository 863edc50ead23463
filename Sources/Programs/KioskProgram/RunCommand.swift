import ArgumentParser
import CardCryptography
import Cards
import FaceReaderBridge
import LockedMemory
import PCSCReader
import Reception
import Runtime
import SampleAssets
import Screenbook

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Receive patients: a real reader, the eligibility service, the hand-over folder.",
    discussion: """
      SIGTERM ends the kiosk; its keyboard cannot. Reasons for staff go to standard error, unless that is the kiosk's \
      own screen.

      EXAMPLE
        uketsuke run --config kiosk.yaml 2>>kiosk.log
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "The kiosk's configuration file.") var config: String

  func run() throws {
    try reportingFailures {
      let folders = try data.folders()
      let configuration = try ConfigurationFile.read(config, names: ScreenNames(folder: folders.screens))
      let display = configuration.display
      let stage = Stage.look(assets: folders.assets)
      let language = stage.language(display.language, screens: folders.screens)
      let book = try Screenbook.first(
        folder: folders.screens, language: language, theme: display.theme,
        profile: configuration.consentProfile, maker: configuration.reader.maker,
        takesPhones: configuration.reader.takesPhones)
      let rules = Rules(
        languages: stage.languages(of: book.languages), defaultLanguage: language,
        profile: try book.consentProfile(configuration.consentProfile),
        visualCheck: configuration.identity.visual, knowsStaff: configuration.identity.staffPasswordFile != nil,
        abilities: ReaderAbilities(configuration.reader.driver),
        makersWays: book.makersWays(configuration.reader.maker), takesPhones: configuration.reader.takesPhones)
      let code = try Reception.run(
        book, screensFolder: folders.screens, theme: display.theme, stage: stage, interrupt: false
      ) { inbox, secret throws(ProgramFailure) in
        switch configuration.reader.driver {
        case .pcsc:
          return Self.ordinary(try Site(configuration), rules, inbox, secret, assetsFolder: folders.assets)
        case .bridge:
          return try Self.bridged(try Site(configuration), rules, inbox, secret, assetsFolder: folders.assets)
        case .simulated:
          let assets = try folders.sampleAssets()
          return Self.simulated(
            try Site(configuration), rules, inbox, secret, assets: assets, assetsFolder: folders.assets)
        }
      }
      throw ExitCode(code)
    }
  }

  private static func shuffledPad(_ site: Site) -> (() -> [Int])? {
    site.configuration.pin.shuffledPad ? { ShuffledPad.order(random: { Randomness.bytes($0) }) } : nil
  }

  /// Whatever of pcscd, reader and card is missing may come at any time: until then the kiosk is out of service, with the
  /// reason for staff, because nobody stands at the counter to start it anew.
  private static func ordinary(
    _ site: Site, _ rules: Rules, _ inbox: Inbox, _ secret: SecretPad, assetsFolder: String
  ) -> Surroundings {
    let reader = PCSCReader(
      name: site.configuration.reader.name, need: ReaderNeed(rules.profile), pin: secret
    ) { inbox.post(.notice($0)) }
    let shelf = PhotoShelf()
    let port = shelf.port(
      inbox, begin: { reader.begin($0, completion: $1) }, release: { reader.release() }, cancel: { reader.cancel() })
    return Surroundings(
      rules: rules, journal: site.state, institution: site.configuration.institution.name,
      maker: site.configuration.reader.maker, assetsFolder: assetsFolder, shuffledPad: shuffledPad(site),
      guidance: .init(site.configuration.sound), photo: { shelf.picture },
      ports: { site.ports(port, inbox: inbox, secret: secret, desk: $0) }, watchCards: { reader.start() },
      end: {
        reader.stop()
        site.close()
      })
  }

  /// A bridge may come later, and one that goes is waited for.
  private static func bridged(
    _ site: Site, _ rules: Rules, _ inbox: Inbox, _ secret: SecretPad, assetsFolder: String
  ) throws(ProgramFailure) -> Surroundings {
    let reader = BridgedReader(
      path: site.configuration.reader.socket ?? "", program: "uketsuke \(Uketsuke.configuration.version)", pin: secret,
      notice: { inbox.post(.notice($0)) }, remark: { Log.note("reader: \($0)") })
    let shelf = PhotoShelf()
    let port = shelf.port(
      inbox, begin: { reader.begin($0, completion: $1) }, release: { reader.release() }, cancel: { reader.cancel() })
    return Surroundings(
      rules: rules, journal: site.state, institution: site.configuration.institution.name,
      maker: site.configuration.reader.maker, assetsFolder: assetsFolder, shuffledPad: shuffledPad(site),
      guidance: .init(site.configuration.sound), photo: { shelf.picture },
      ports: { site.ports(port, inbox: inbox, secret: secret, desk: $0) },
      watchCards: { () throws(ProgramFailure) in
        do throws(LockedMemoryFailure) {
          try reader.start()
        } catch {
          throw ProgramFailure(.inputOutput, "no memory can be kept for PINs alone: \(error.sentence)")
        }
      },
      end: {
        reader.stop()
        site.close()
      })
  }

  private static func simulated(
    _ site: Site, _ rules: Rules, _ inbox: Inbox, _ secret: SecretPad, assets: SampleAssets,
    assetsFolder: String
  ) -> Surroundings {
    let reader = DemoReader(inbox: inbox, secret: secret)
    return Surroundings(
      rules: rules, journal: site.state, institution: site.configuration.institution.name,
      maker: site.configuration.reader.maker, assetsFolder: assetsFolder, shuffledPad: shuffledPad(site),
      guidance: .init(site.configuration.sound),
      photo: { reader.photo }, strip: { Strip.line(on: $0, staff: nil, checkNumber: reader.checkNumber) },
      ports: { site.ports(reader.port, inbox: inbox, secret: secret, desk: $0) },
      watchCards: { reader.open(assets) }, isReadyAtOnce: true, takesKey: { reader.take($0) },
      deadline: { reader.deadline }, timeReached: { reader.timeReached() }, end: { site.close() })
  }
}

extension Guidance.Wishes {
  init(_ sound: Runtime.Configuration.Sound) { self.init(speaks: sound.voice == .on, sounds: sound.tones == .on) }
}

extension ReaderNeed {
  /// A site that asks patients nothing and provides nothing by law is one of the eligibility-only kind.
  init(_ profile: ConsentProfile) {
    self = profile.questions.isEmpty && profile.byLaw.isEmpty ? .extendedLengthWithoutSAM : .anything
  }
}

extension ReaderAbilities {
  init(_ driver: ReaderDriver) {
    self =
      switch driver {
      // A bridge says what its reader can do when it is ready; until then nobody is received.
      case .pcsc, .bridge: .ordinary
      case .simulated: .faceAuthentication
      }
  }
}
