import ArgumentParser
import Foundation
import StrictYAML

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

extension [String] {
  /// - Throws: a `ValidationError` with the nearest of these names.
  /// - Parameter otherwise: where none is near; these names when left out.
  func require(_ name: String, as noun: String, otherwise: String? = nil) throws {
    guard !contains(name) else { return }
    let nearest = NearestWord.to(name, among: self).map { "did you mean \"\($0)\"?" }
    throw ValidationError(
      "there is no \(noun) \"\(name)\"; \(nearest ?? otherwise ?? "there are \(joined(separator: ", "))")")
  }

  /// `all` of these, or those named with commas between them, each once.
  func chosen(_ names: String, as noun: String, otherwise: String? = nil) throws -> [String] {
    if names == "all" { return self }
    var chosen: [String] = []
    for name in names.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      try require(name, as: noun, otherwise: otherwise)
      if !chosen.contains(name) { chosen.append(name) }
    }
    return chosen
  }
}
