import Cards
import Reception
import Testing

@testable import Runtime

/// The chip's answer, held against the key of its own record.
@Suite struct ChipTests {
  /// The chip is being read; its answer is the test's.
  private func reading() -> Counter {
    let counter = Deed.readChip.reached()
    Deed.readChip.trigger(counter)
    return counter
  }

  @Test("What the chip told is shown, and only how it ended is written")
  func shown() throws {
    let counter = reading()
    counter.answer(.card(.success(.cardFace(.sample))))
    let chip = try #require(counter.kiosk.reception.scene.values.chip)
    #expect(chip.isProven && !chip.hasPhoto && chip.sex == .female)
    #expect(counter.last(.chipOutcome)?.details == [.init("staff", "0123"), .init("result", "proven-chip")])
  }

  @Test("A proof that does not hold is a forged chip; none at all is said to be none")
  func proofs() {
    let forged = reading()
    forged.chipIsProven = false
    forged.answer(.card(.success(.cardFace(.sample))))
    #expect(forged.screen == .trouble(.chipForged))
    #expect(forged.last(.chipOutcome)?.details.last == .init("result", "forged"))
    let silent = reading()
    silent.answer(.card(.success(.cardFace(CardFaceReading(face: .sample, proof: nil)))))
    #expect(silent.screen == .compare)
    #expect(silent.kiosk.reception.scene.values.chip?.isProven == false)
  }

  @Test("A wrong number asks again; the staff's log says why, in no words of the card's")
  func wrongNumber() {
    let counter = reading()
    counter.answer(.card(.failure(.wrongCheckNumber(triesLeft: 9))))
    #expect(counter.screen == .checkNumber)
    #expect(counter.kiosk.reception.scene.values.checkNumberTries == 9)
    #expect(counter.last(.chipOutcome)?.details.last == .init("result", "wrong-check-number-9"))
    #expect(counter.reports.count == 1)
  }

  @Test("An answer to another question is rubbish")
  func otherAnswer() {
    let counter = reading()
    counter.answer(.card(.success(.triesLeft(3))))
    #expect(counter.screen == .trouble(.cardRubbish))
  }
}

extension CardFaceReading {
  static let sample = CardFaceReading(face: .sample, proof: [7])
}

extension CardFace {
  /// Made up; without pictures.
  static let sample: CardFace = {
    func object(_ tag: [UInt8], _ value: [UInt8]) -> [UInt8] {
      tag + [0x82, UInt8(value.count >> 8), UInt8(value.count & 0xFF)] + value
    }
    let key = object([0x90], [1, 0, 1]) + object([0x91], Array(repeating: 0xC5, count: 256))
    let fields: [([UInt8], [UInt8])] = [
      ([0xDF, 0x22], Array("19850408".utf8)), ([0xDF, 0x23], Array("2".utf8)), ([0xDF, 0x24], key),
      ([0xDF, 0x29], Array("20310408".utf8)),
    ]
    do {
      return try CardFace(object([0xFF, 0x20], fields.flatMap { object($0.0, $0.1) }))
    } catch {
      preconditionFailure("the sample is malformed: \(error)")
    }
  }()
}
