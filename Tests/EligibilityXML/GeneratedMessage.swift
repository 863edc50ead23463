@testable import EligibilityXML

/// Messages made up from a full one: elements left out, in another order, with other texts, items repeated, written in
/// all the ways that XML has for the same thing.
struct GeneratedMessage {
  private var dice: Dice

  init(seed: UInt64) { dice = Dice(seed: seed) }

  /// - Parameter full: a message of ours in UTF-8.
  mutating func variant(of full: XMLTree) -> [UInt8] {
    var text = dice.isOne(in: 2) ? "\u{FEFF}" : ""
    if dice.isOne(in: 2) { text += #"<?xml version='1.0' encoding="utf-8"?>"# }
    write(vary(full, level: 0), to: &text)
    return Array(text.utf8)
  }

  private mutating func vary(_ tree: XMLTree, level: Int) -> XMLTree {
    var varied = tree
    varied.children = []
    for child in tree.children {
      // Header and body there must be.
      if level > 0, dice.isOne(in: 6) { continue }
      varied.children.append(vary(child, level: level + 1))
      let isItem = tree.children.count { $0.name == child.name } > 1
      if isItem, dice.isOne(in: 3) { varied.children.append(vary(child, level: level + 1)) }
    }
    varied.children = dice.shuffled(varied.children)
    if tree.children.isEmpty, !tree.text.isEmpty, dice.isOne(in: 2) { varied.text = words() }
    return varied
  }

  /// All of them are in both encodings.
  private static let letters: [String] = [
    "a", "Z", "0", "9", " ", "-", "&", "<", ">", "\"", "'", "]]>", "\n", "\t", "\r", "花", "髙", "﨑", "①", "㈱", "見本",
    "　", "ー", "ソ", "表", "能", "ｱ", "ｶﾞ", "ﾟ", "●", "～", "￥",
  ]

  /// Never empty, never with white space at an end: neither is told from nothing.
  private mutating func words() -> String {
    var words = ""
    for _ in 0...dice.below(12) { words += dice.pick(Self.letters) }
    return "見\(words)本"
  }

  private mutating func write(_ tree: XMLTree, to text: inout String) {
    blank(&text)
    if tree.children.isEmpty, tree.text.isEmpty, dice.isOne(in: 2) {
      text += "<\(tree.name) />"
      return
    }
    text += "<\(tree.name)\(dice.isOne(in: 9) ? " unknown='1'" : "")>"
    if tree.children.isEmpty { write(tree.text, to: &text) } else { blank(&text) }
    for child in tree.children { write(child, to: &text) }
    text += "</\(tree.name)\(dice.isOne(in: 9) ? " " : "")>"
    blank(&text)
  }

  private mutating func write(_ words: String, to text: inout String) {
    // By scalars: a voice mark makes one character with what stands before it.
    let isEscaped = words.unicodeScalars.contains { $0 == ">" || $0 == "\r" }
    if !isEscaped, dice.isOne(in: 5) {
      text += "<![CDATA[\(words)]]>"
      return
    }
    for scalar in words.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\r": text += "&#13;"
      default:
        if dice.isOne(in: 9) {
          text += "&#x\(String(scalar.value, radix: 16));"
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
  }

  private mutating func blank(_ text: inout String) {
    switch dice.below(8) {
    case 0: text += "\n  "
    case 1: text += "<!-- 注 -->"
    case 2: text += "<?target data?>"
    default: break
    }
  }
}
