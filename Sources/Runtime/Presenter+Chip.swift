import Cards
import Reception
import Screenbook

// What the chip tells of its holder, in words.

extension Presenter {
  func photoFacts(_ chip: ChipFace?) -> [PhotoFact] {
    guard let chip else { return [] }
    var facts: [PhotoFact] = []
    if chip.birthDate != nil { facts.append(.birth) }
    facts.append(.sex)
    if chip.expiry != nil { facts.append(.expiry) }
    facts.append(chip.isProven ? .proven : .unproven)
    return facts
  }

  func tell(_ chip: ChipFace, in language: String, _ values: inout [Placeholder: String]) {
    values[.birth] = chip.birthDate.map { Self.words(for: $0, in: language) }
    values[.expiry] = chip.expiry.map { Self.words(for: $0, in: language) }
    values[.sex] = book.text(chip.sex.textKey, in: language)?.filled(with: [:])
  }
}

extension CheckNumberNote {
  var notice: Notice {
    switch self {
    case .wrong: .checkNumberWrong
    case .implausible: .checkNumberImplausible
    case .answerLost: .checkNumberLost
    case .tooFew: .checkNumberTooFew
    }
  }
}

extension CardFace.Sex {
  var textKey: String {
    switch self {
    case .male: "common.sex-male"
    case .female: "common.sex-female"
    case .unknown, .notApplicable: "common.sex-unknown"
    }
  }
}
