import ArgumentParser
import Display
import Eligibility
import Reception
import Runtime
import ScreenFiles
import Screenbook
import StrictYAML

/// Options of every command that reads Screens/ or Assets/.
struct DataOptions: ParsableArguments {
  @Option(help: "The folder Screens/; else ../share/uketsuke's beside the program's, or the checkout's.") var screens:
    String?
  @Option(help: "The folder Assets/; else as for Screens/.") var assets: String?

  func folders() throws(ProgramFailure) -> DataFolders { try DataFolders(screens: screens, assets: assets) }
}

extension Screenbook {
  /// Stage one of Screens/: what the first paint needs.
  static func first(
    folder: String, language: String, theme: String, profile: String, maker: String?, takesPhones: Bool = false
  ) throws(ProgramFailure) -> Screenbook {
    do {
      return try ScreenFiles.loadFirst(
        folder: folder, screens: [takesPhones ? Screen.attractWithPhone : .attract, .outOfService].map(\.id),
        language: language, theme: theme, profile: profile, maker: maker)
    } catch {
      throw ProgramFailure(screens: error.findings)
    }
  }

  /// The screens with a limit of their own, as the reception knows them.
  var idleByScreen: [String: Duration] { screens.compactMapValues { $0.idleSeconds.map { .seconds($0) } } }

  /// A loaded profile, as the reception knows it.
  func consentProfile(_ name: String) throws(ProgramFailure) -> ConsentProfile {
    guard let profile = profiles[name] else {
      throw ProgramFailure(.configuration, "there is no consent profile \"\(name)\"")
    }
    return ConsentProfile(
      name: profile.name,
      questions: profile.questions.map { ConsentQuestion(name: $0.name, kinds: $0.kinds.map(\.consentKind)) },
      allAtOnce: profile.allAtOnce, byLaw: profile.byLaw.map(\.consentKind))
  }

  /// - Parameter maker: of `makers`; nil for a reader of which nothing is known.
  func makersWays(_ maker: String?) -> Set<IdentityMethod> {
    let ways = maker.flatMap { makers[$0]?.ways } ?? Set(Maker.Way.allCases)
    return Set(ways.map(\.identityMethod))
  }
}

extension Maker.Way {
  fileprivate var identityMethod: IdentityMethod {
    switch self {
    case .face: .face
    case .pin: .pin
    case .visual: .visual
    }
  }
}

extension Profile.Kind {
  var consentKind: ConsentKind {
    switch self {
    case .medication: .medication
    case .treatment: .treatment
    case .operation: .operation
    case .checkup: .checkup
    case .limit: .limit
    case .specificDisease: .specificDisease
    }
  }
}
