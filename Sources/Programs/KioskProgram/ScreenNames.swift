import Foundation

/// The names that a configuration may choose among: the files that Screens/ holds.
struct ScreenNames {
  var languages: [String]
  var themes: [String]
  var profiles: [String]
  var makers: [String]

  init(languages: [String], themes: [String], profiles: [String], makers: [String]) {
    self.languages = languages
    self.themes = themes
    self.profiles = profiles
    self.makers = makers
  }

  init(folder: String) throws(ProgramFailure) {
    languages = try Self.names(in: "\(folder)/texts")
    themes = try Self.names(in: "\(folder)/themes")
    profiles = try Self.names(in: "\(folder)/profiles")
    makers = try Self.names(in: "\(folder)/makers")
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
