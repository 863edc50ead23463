import Cards
import Testing

@testable import uketsuke_card

@Suite("What can be said to a card that lies there")
struct WordTests {
  @Test(
    "Every word",
    arguments: [
      ("insert", .insert), ("remove", .remove), ("tries", .tries), ("counters", .counters), ("stats", .stats),
      ("answer-at 4 6A82", .answerAt(.number(4), .fileNotFound)),
      ("answer-at +1 6f00", .answerAt(.next(1), .noDiagnosis)),
      ("leave-at 12", .leaveAt(.number(12))), ("lose-at +2", .loseAt(.next(2))), ("hang-at 3", .hangAt(.number(3))),
      ("go-on", .goOn), ("garbage-at 5", .garbageAt(.number(5))), ("slow 200", .slow(milliseconds: 200)),
      ("wrong-signature on", .wrongSignature(true)), ("wrong-signature off", .wrongSignature(false)),
      ("set pin 1", .set(.pin, tries: 1)), ("set check-number 0", .set(.checkNumber, tries: 0)),
      ("holder proven", .holder(isProven: true)), ("holder away", .holder(isProven: false)), ("clear", .clear),
      ("help", .help), ("quit", .quit), ("  slow   0 ", .slow(milliseconds: 0)),
    ] as [(String, Word)])
  func every(line: String, word: Word) throws {
    #expect(try Word(line) == word)
  }

  @Test(
    "A mistake is told with the nearest right word, or with how it is said",
    arguments: [
      ("insrt", "no such word, did you mean insert?"), ("hang-out 3", "no such word, did you mean hang-at?"),
      ("zzzzzzz", "no such word, help tells which there are"), ("", "say a word; help tells which"),
      ("hang-at", "say it like this: hang-at N"), ("hang-at 0", "say it like this: hang-at N"),
      ("hang-at -1", "say it like this: hang-at N"), ("answer-at 4", "say it like this: answer-at N SW"),
      ("answer-at 4 6A8", "say it like this: answer-at N SW"), ("answer-at 4 zzzz", "say it like this: answer-at N SW"),
      ("slow 60001", "say it like this: slow MILLISECONDS"), ("set pin 16", "say it like this: set SECRET TRIES"),
      ("set number 1", "say it like this: set SECRET TRIES"), ("quit now", "say it like this: quit"),
      ("wrong-signature maybe", "say it like this: wrong-signature on|off"),
    ])
  func mistakes(line: String, sentence: String) {
    #expect(throws: Word.Mistake(sentence: sentence)) { try Word(line) }
  }

  @Test("Every word that help tells is one")
  func usages() throws {
    for usage in Word.usages {
      let example = usage.replacing("SW", with: "9000").replacing("SECRET", with: "pin").replacing("TRIES", with: "1")
        .replacing("MILLISECONDS", with: "5").replacing("on|off", with: "on").replacing("proven|away", with: "away")
        .replacing(" N", with: " 7")
      #expect(throws: Never.self, "\(example)") { try Word(example) }
    }
  }
}
