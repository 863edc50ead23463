extension Screenbook {
  /// All that is wrong with the readings in the languages whose texts are loaded: of a text that there is not, or with a
  /// value that is not for the loudspeaker or not the text's own.
  public func voiceFindings(isPersonal: (Placeholder) -> Bool, nearest: Nearest) -> [Finding] {
    var findings: [Finding] = []
    for language in voices.keys.sorted() {
      guard let readings = voices[language] else { continue }
      guard let texts = texts[language] else {
        if !languages.contains(language) {
          findings.append(
            Finding(
              file: readings.file, line: 1, message: "there is no language \"\(language)\"",
              hint: nearest(language, languages).map { "did you mean \"\($0)\"?" }))
        }
        continue
      }
      for key in readings.keys {
        guard let reading = readings[key] else { continue }
        func find(_ message: String, _ hint: String?) {
          findings.append(Finding(file: readings.file, line: reading.line, message: message, hint: hint))
        }
        guard let text = texts[key] else {
          find(
            "there is no text \"\(key)\" in \(texts.file)", nearest(key, texts.keys).map { "did you mean \"\($0)\"?" })
          continue
        }
        for placeholder in reading.placeholders {
          if isPersonal(placeholder) {
            find("\"\(key)\" would say {\(placeholder.rawValue)} aloud", "nothing personal is spoken: leave it away")
          } else if !text.placeholders.contains(placeholder) {
            find("\"\(key)\" names {\(placeholder.rawValue)}, which the text itself does not", nil)
          }
        }
      }
    }
    return findings
  }
}
