import Screenbook

extension Screenbook {
  /// Characters of texts and pictures that a font cannot draw: the plain console would show `●` in their place.
  /// Each is named once a file, where it is met first.
  public func glyphFindings(in font: BitmapFont) -> [Finding] {
    var findings: [Finding] = []
    for language in texts.keys.sorted() {
      guard let table = texts[language] else { continue }
      var seen: Set<Unicode.Scalar> = []
      for key in table.keys {
        guard let text = table[key] else { continue }
        for piece in text.pieces {
          switch piece {
          case .literal(let words):
            findings += Self.findings(in: words, font, file: table.file, line: text.line, seen: &seen)
          case .value: break
          }
        }
      }
    }
    for id in screens.keys.sorted() {
      guard let plan = screens[id] else { continue }
      var seen: Set<Unicode.Scalar> = []
      for lines in plan.widgets.flatMap(\.art) {
        findings += Self.findings(in: lines, font, file: plan.file, line: 1, seen: &seen)
      }
    }
    for name in makers.keys.sorted() {
      guard let maker = makers[name] else { continue }
      var seen: Set<Unicode.Scalar> = []
      for words in maker.picture + [maker.title] {
        findings += Self.findings(in: words, font, file: maker.file, line: 1, seen: &seen)
      }
    }
    return findings
  }

  private static func findings(
    in words: String, _ font: BitmapFont, file: String, line: Int, seen: inout Set<Unicode.Scalar>
  ) -> [Finding] {
    var findings: [Finding] = []
    for scalar in words.unicodeScalars where !blanks.contains(scalar) && !font.contains(scalar) {
      guard seen.insert(scalar).inserted else { continue }
      let shown = InertText(String(scalar)).text == String(scalar) ? " \"\(scalar)\"" : ""
      findings.append(
        Finding(
          file: file, line: line, message: "the font has no glyph for \(name(of: scalar))\(shown)",
          hint: CellWidth.isMark(scalar)
            ? "write the letter and its mark as one character" : "write it with another character"))
    }
    return findings
  }

  /// Drawn as nothing.
  private static let blanks: Set<Unicode.Scalar> = ["\n", " ", "\u{3000}"]

  private static func name(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension Widget {
  /// The rows of its cell art.
  fileprivate var art: [String] {
    switch self {
    case .picture(let lines): lines
    case .pictures(let pictures): pictures.flatMap(\.art)
    case .heading, .lead, .body, .hint, .line, .small, .notice, .choices, .answers, .languages, .eligibilities,
      .pinBoxes, .numberBoxes, .checkNumberBoxes,
      .passwordBox, .placement, .photo, .waiting, .tries, .sent, .gap:
      []
    }
  }
}
