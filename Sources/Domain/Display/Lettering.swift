/// Which of a screen's words are in letters several cells high, and in which; nil is one cell.
struct Lettering {
  var heading: Letters?
  var choices: Letters?
  /// What has to be read to go on.
  var essentials: Letters?
  var details: Letters?
  /// Texts have their short forms, where there are any, and choices stand side by side.
  var isCompact = false

  /// From the best on: all words large, then fewer of them, the choices last. Words are never larger than the
  /// question, and what can be read whole comes before larger letters.
  ///
  /// - Parameter keepsQuestion: the question is rather read whole than beside other large words.
  static func ways(_ fonts: [BitmapFont], hasChoices: Bool, keepsQuestion: Bool) -> [Lettering] {
    let sizes = fonts.sorted { $0.cellHeight > $1.cellHeight }.map(Letters.init)
    let pairs = sizes.indices.flatMap { index in sizes[index...].map { (sizes[index], $0) } }
    let all = { isCompact in
      pairs.map { Lettering(heading: $0, choices: $0, essentials: $1, details: $1, isCompact: isCompact) }
    }
    let essentials = { isCompact in
      pairs.map { Lettering(heading: $0, choices: $0, essentials: $1, isCompact: isCompact) }
    }
    let question = { isCompact in sizes.map { Lettering(heading: $0, choices: $0, isCompact: isCompact) } }
    let reaches = [all, essentials, question]
    var ways =
      keepsQuestion
      ? [false, true].flatMap { isCompact in reaches.flatMap { $0(isCompact) } }
      : reaches.flatMap { reach in [false, true].flatMap(reach) }
    if hasChoices { ways += sizes.map { Lettering(choices: $0) } }
    return ways
  }
}
