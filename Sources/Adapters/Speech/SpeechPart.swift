/// Words in one language.
public struct SpeechPart: Equatable, Sendable {
  /// As the screens' files name it: `ja`, `zh-Hans`, …
  public var language: String
  public var text: String

  public init(language: String, text: String) {
    self.language = language
    self.text = text
  }

  /// How speech-dispatcher and espeak-ng name the language: the codes of espeak-ng's voices.
  var voice: String {
    switch language {
    case "ja", "ja-easy": "ja"
    case "zh-Hans": "cmn"
    case "pt": "pt-br"
    default: Self.isCode(language) ? language : "en"
    }
  }

  /// It becomes a word of a command: letters, digits and hyphens of ASCII, no more than such codes have.
  private static func isCode(_ word: String) -> Bool {
    (1...longestCode).contains(word.utf8.count) && word.utf8.first != UInt8(ascii: "-")
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  private static let longestCode = 16

  /// The text as one line: controls are blanks, and what is too long is cut between two characters.
  var line: String {
    var line = ""
    for character in text {
      let isControl = character.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
      let next = isControl ? " " : character
      guard line.utf8.count + next.utf8.count <= Self.mostBytes else { break }
      line.append(next)
    }
    return line
  }

  /// Fits the buffer of a pipe in one piece (`PIPE_BUF`), so that handing it over never waits; a minute of speech.
  static let mostBytes = 4_000
}

extension Character {
  fileprivate var utf8: String.UTF8View { String(self).utf8 }
}
