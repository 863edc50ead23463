/// Finds the word that somebody probably meant.
public enum NearestWord {
  /// The closest of `known`, or `nil` when none is close: more than a third of the letters (at least two) differ, or
  /// all of them.
  public static func to(_ word: String, among known: [String]) -> String? {
    var best: (word: String, distance: Int)?
    for candidate in known {
      let distance = editDistance(word, candidate)
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    guard let best, case let letters = max(word.count, best.word.count), best.distance <= max(2, letters / 3),
      best.distance < letters
    else { return nil }
    return best.word
  }

  /// Insertions, deletions, substitutions and swaps of neighbours that lead from one word to the other (optimal string
  /// alignment).
  static func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.unicodeScalars)
    let right = Array(right.unicodeScalars)
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, scalar) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(last[column] + (scalar == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
