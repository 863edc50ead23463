extension CivilDate {
  /// A day as people write it at a counter: `19850408`, `1985-04-08`, `1985/4/8`, `1985年4月8日`, and in Japanese eras
  /// `S60.4.8`, `昭和60年4月8日`, `令和元年5月1日`. Full-width digits and signs count as the others. `nil` where it names no day,
  /// or one that its era does not have (an era begins on its first day and ends with the eve of the next).
  public init?(written text: some StringProtocol) {
    let plain = String(String.UnicodeScalarView(text.unicodeScalars.map(Self.narrow))).filter { $0 != " " }
    if let date = CivilDate(compact: plain) {
      self = date
      return
    }
    let (era, rest) = Era.leading(plain)
    let numbers = Self.numbers(of: rest)
    guard numbers.count == 3 else { return nil }
    guard let era else {
      self.init(year: numbers[0], month: numbers[1], day: numbers[2])
      return
    }
    let first = CivilDate(dayNumber: era.firstDayNumber).year
    guard numbers[0] >= 1, let date = CivilDate(year: first + numbers[0] - 1, month: numbers[1], day: numbers[2]),
      Era(of: date) == era
    else { return nil }
    self = date
  }

  /// Full-width forms as their ASCII ones.
  private static func narrow(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    case 0x3000: " "
    default: scalar
    }
  }

  /// `60.4.8`, `60-4-8`, `60/4/8`, `60年4月8日`, `元年5月1日`: three numbers of at most 4 digits. Empty for anything else.
  private static func numbers(of text: Substring) -> [Int] {
    var plain = String(text)
    if plain.hasPrefix("元年") { plain = "1年" + plain.dropFirst(2) }
    let marks: [Character] = plain.contains("年") ? ["年", "月", "日"] : []
    if let last = marks.last {
      guard plain.last == last else { return [] }
      plain.removeLast()
    }
    let parts = plain.split(omittingEmptySubsequences: false) { sign in
      marks.isEmpty ? ".-/".contains(sign) : marks.contains(sign)
    }
    let numbers = parts.compactMap { part -> Int? in
      guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
      return Int(part)
    }
    return numbers.count == parts.count ? numbers : []
  }
}

extension Era {
  /// `M`, `T`, `S`, `H`, `R`, as forms abbreviate it.
  public var letter: Character {
    switch self {
    case .meiji: "M"
    case .taisho: "T"
    case .showa: "S"
    case .heisei: "H"
    case .reiwa: "R"
    }
  }

  /// The era that a text begins with, and what follows it.
  fileprivate static func leading(_ text: String) -> (Era?, Substring) {
    for era in allCases {
      if text.hasPrefix(era.rawValue) { return (era, text.dropFirst(era.rawValue.count)) }
      if let first = text.first, String(first).uppercased() == String(era.letter) { return (era, text.dropFirst()) }
    }
    return (nil, text[...])
  }
}
