import Foundation

/// The names that a configuration may choose among: the files that Screens/ holds.
struct ScreenNames {
  var languages: [String]
  var themes: [String]
  var profiles: [String]

  init(languages: [String], themes: [String], profiles: [String]) {
    self.languages = languages
    self.themes = themes
    self.profiles = profiles
  }

  init(folder: String) throws(ProgramFailure) {
    languages = try Self.names(in: "\(folder)/texts")
    themes = try Self.names(in: "\(folder)/themes")
    profiles = try Self.names(in: "\(folder)/profiles")
  }

  private static func names(in folder: String) throws(ProgramFailure) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
        .map { String($0.dropLast(".yaml".count)) }.sorted()
    } catch {
      throw ProgramFailure(.configuration, "\(folder): the folder cannot be read")
    }
  }
}
