import Cards
import StrictYAML

/// What can be said to a card that lies there, on standard input or at its control socket: one line each.
enum Word: Equatable {
  case insert
  case remove
  case tries
  case counters
  case stats
  case answerAt(Place, StatusWord)
  case leaveAt(Place)
  case loseAt(Place)
  case hangAt(Place)
  case garbageAt(Place)
  case goOn
  case slow(milliseconds: Int)
  case wrongSignature(Bool)
  case set(SecretOption, tries: Int)
  case holder(isProven: Bool)
  case clear
  case help
  case quit

  /// Which command: `12` is the twelfth since the program began, `+1` the next one.
  enum Place: Equatable {
    case number(Int)
    case next(Int)
  }

  struct Mistake: Error, Equatable {
    let sentence: String
  }

  /// In the order in which help tells them.
  static let usages = [
    "insert", "remove", "tries", "counters", "stats", "answer-at N SW", "leave-at N", "lose-at N", "hang-at N", "go-on",
    "garbage-at N", "slow MILLISECONDS", "wrong-signature on|off", "set SECRET TRIES", "holder proven|away", "clear",
    "help", "quit",
  ]
  private static let names = usages.map { String($0.prefix { $0 != " " }) }

  init(_ line: String) throws(Mistake) {
    let parts = line.split(separator: " ").map(String.init)
    guard let name = parts.first else { throw Mistake(sentence: "say a word; help tells which") }
    guard let index = Self.names.firstIndex(of: name) else {
      let nearest =
        NearestWord.to(name, among: Self.names).map { "did you mean \($0)?" } ?? "help tells which there are"
      throw Mistake(sentence: "no such word, \(nearest)")
    }
    let usage = Mistake(sentence: "say it like this: \(Self.usages[index])")
    guard let word = Self.word(name, Array(parts.dropFirst())) else { throw usage }
    self = word
  }

  private static func word(_ name: String, _ rest: [String]) -> Word? {
    if rest.isEmpty { return plain[name] }
    if rest.count == 1 { return withOne(name, rest[0]) }
    guard rest.count == 2 else { return nil }
    switch name {
    case "answer-at":
      guard let place = Place(rest[0]), let status = AnswerAt.status(rest[1]) else { return nil }
      return .answerAt(place, status)
    case "set":
      guard let secret = SecretOption(rawValue: rest[0]), let tries = Int(rest[1]), (0...15).contains(tries) else {
        return nil
      }
      return .set(secret, tries: tries)
    default: return nil
    }
  }

  private static let plain: [String: Word] = [
    "insert": .insert, "remove": .remove, "tries": .tries, "counters": .counters, "stats": .stats, "go-on": .goOn,
    "clear": .clear, "help": .help, "quit": .quit,
  ]

  private static func withOne(_ name: String, _ value: String) -> Word? {
    switch name {
    case "leave-at": Place(value).map { .leaveAt($0) }
    case "lose-at": Place(value).map { .loseAt($0) }
    case "hang-at": Place(value).map { .hangAt($0) }
    case "garbage-at": Place(value).map { .garbageAt($0) }
    case "slow": Int(value).flatMap { (0...Faults.mostSlow).contains($0) ? .slow(milliseconds: $0) : nil }
    case "wrong-signature": value == "on" ? .wrongSignature(true) : value == "off" ? .wrongSignature(false) : nil
    case "holder": value == "proven" ? .holder(isProven: true) : value == "away" ? .holder(isProven: false) : nil
    default: nil
    }
  }
}

extension Word.Place {
  init?(_ text: String) {
    let isNext = text.hasPrefix("+")
    guard let number = Int(isNext ? String(text.dropFirst()) : text), number > 0 else { return nil }
    self = isNext ? .next(number) : .number(number)
  }

  /// - Parameter passed: how many commands have come.
  func number(after passed: Int) -> Int {
    switch self {
    case .number(let number): number
    case .next(let number): passed + number
    }
  }
}
