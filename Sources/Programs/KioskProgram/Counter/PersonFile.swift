import CivilTime
import Eligibility
import Foundation
import StrictYAML

/// What a command was told about a person, as an object of JSON: each key a field's name, each value a text.
enum PersonFile {
  private static let mostBytes = 64 << 10

  /// - Parameter path: `-` is standard input.
  static func read(
    _ path: String, fields: [PersonEntry.Field], _ language: CounterLanguage, on today: CivilDate
  ) throws(ProgramFailure) -> PersonEntry {
    let data = Data(try InputFile.read(path, limit: mostBytes, "--from"))
    guard let texts = try? JSONDecoder().decode([String: String].self, from: data) else {
      throw ProgramFailure(.dataMalformed, "--from: \(path) is not one object of JSON whose values are texts")
    }
    return try entry(texts, fields: fields, language, on: today)
  }

  /// - Parameter texts: by the fields' names.
  static func entry(
    _ texts: [String: String], fields: [PersonEntry.Field], _ language: CounterLanguage, on today: CivilDate
  ) throws(ProgramFailure) -> PersonEntry {
    let known = fields.map(\.rawValue)
    // A key that is misspelled would be a value that is missing.
    if let stray = texts.keys.sorted().first(where: { !known.contains($0) }) {
      let nearest = NearestWord.to(stray, among: known).map { ", did you mean \"\($0)\"?" } ?? ""
      throw ProgramFailure(.dataMalformed, "--from: there is no \"\(stray)\" here\(nearest)")
    }
    var typed: [PersonEntry.Field: String] = [:]
    for field in fields { typed[field] = texts[field.rawValue] }
    do throws(PersonEntry.Mistakes) {
      return try PersonEntry(typed, on: today)
    } catch {
      throw ProgramFailure(error, language)
    }
  }
}

extension ProgramFailure {
  /// Every mistake, a line each.
  init(_ mistakes: PersonEntry.Mistakes, _ language: CounterLanguage) {
    self.init(.dataMalformed, mistakes.list.map { language.words($0) }.joined(separator: "\n"))
  }
}

extension PersonEntry {
  /// By the fields' names, as it is kept and written out.
  var texts: [String: String] {
    var texts: [String: String] = [:]
    for field in Field.allCases { texts[field.rawValue] = self[field] }
    return texts
  }

  /// What was kept. A text that cannot be is left out: such a file was not written here.
  init(kept texts: [String: String], on day: CivilDate) {
    self.init()
    for field in Field.allCases {
      if let text = texts[field.rawValue] { try? set(field, text, on: day) }
    }
  }
}
