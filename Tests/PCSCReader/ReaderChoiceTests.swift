import Testing

@testable import PCSCReader

@Suite("Which reader")
struct ReaderChoiceTests {
  private let readers = ["Mihon Reader 00 00", "Mihon Reader 01 00", "Tameshi [Tameshi PICC] (0001) 02 00"]

  private func missing(_ wanted: String?, among readers: [String]) -> String? {
    do {
      _ = try ReaderChoice.choose(wanted, among: readers)
      return nil
    } catch {
      return error.words
    }
  }

  @Test("The whole name, the beginning of one name alone, or the first where none is named")
  func choice() throws {
    #expect(try ReaderChoice.choose(nil, among: readers) == "Mihon Reader 00 00")
    #expect(try ReaderChoice.choose("Mihon Reader 01 00", among: readers) == "Mihon Reader 01 00")
    #expect(try ReaderChoice.choose("Tameshi", among: readers) == readers[2])
    // A whole name is meant even where another begins with it.
    #expect(try ReaderChoice.choose("Mihon", among: ["Mihon 2", "Mihon"]) == "Mihon")
  }

  @Test("The first that takes a patient's card: no slot of a SAM, unless there is nothing else")
  func noSlotOfSAM() throws {
    #expect(try ReaderChoice.choose(nil, among: ["Mihon SAM Slot 00 00", "Mihon 00 01"]) == "Mihon 00 01")
    #expect(try ReaderChoice.choose(nil, among: ["Mihon SAM Slot 00 00"]) == "Mihon SAM Slot 00 00")
  }

  @Test("What staff read when it is not there")
  func words() {
    #expect(missing(nil, among: []) == "no card reader is attached")
    #expect(missing("Mihon", among: []) == "the card reader \"Mihon\" is not attached, nor any other")
    #expect(
      missing("Mihon", among: readers)
        == "\"Mihon\" begins the name of several card readers: \"Mihon Reader 00 00\", \"Mihon Reader 01 00\"; "
        + "name one wholly")
    #expect(
      missing("mihon", among: Array(readers.prefix(2)))
        == "the card reader \"mihon\" is not attached; attached: \"Mihon Reader 00 00\", \"Mihon Reader 01 00\"")
  }

  @Test(
    "SAM is a word of its own",
    arguments: [
      ("Mihon Reader SAM 00 00", true), ("Mihon [Dual Reader SAM] 01", true), ("Mihon SAM1", true), ("mihon sam", true),
      ("Samsung Mihon 00 00", false), ("MihonSAM 00 00", false), ("Virtual PCD 00 00", false),
    ])
  func namesOfSAM(_ name: String, isOne: Bool) {
    #expect(SecurityModule.isNamed(in: name) == isOne)
  }

  @Test("A SAM is the whole device's, not another device's")
  func sameDevice() {
    let dual = ["Mihon 12 [Mihon PICC] 00 00", "Mihon 12 [Mihon SAM] 01 00", "Tameshi 00 00"]
    #expect(SecurityModule.name(showing: dual[0], among: dual) == dual[1])
    #expect(SecurityModule.name(showing: dual[2], among: dual) == nil)
    #expect(SecurityModule.device(of: "Mihon 5 00 0A") == "Mihon 5")
    #expect(SecurityModule.device(of: "Mihon AB 00 00") == "Mihon AB")
    #expect(SecurityModule.device(of: "Mihon (0001) 00 00") == "Mihon")
  }

  @Test("The eligibility-only kind refuses a SAM and short commands alone; what is not known yet may be tried")
  func refusals() {
    let need = ReaderNeed.extendedLengthWithoutSAM
    #expect(need.refusal(of: "Mihon", among: ["Mihon"], extendedLength: .yes) == nil)
    #expect(need.refusal(of: "Mihon", among: ["Mihon"], extendedLength: .notTold) == nil)
    #expect(
      need.refusal(of: "Mihon", among: ["Mihon"], extendedLength: .no)
        == "the card reader \"Mihon\" takes no commands of extended length, which a site that asks for eligibility "
        + "alone needs")
    #expect(
      need.refusal(of: "Mihon 00 00", among: ["Mihon 00 00", "Mihon [SAM] 00 01"], extendedLength: .yes)
        == "the card reader \"Mihon 00 00\" has a SAM (by the name \"Mihon [SAM] 00 01\"), a site that asks for "
        + "eligibility alone must not use one")
    #expect(ReaderNeed.anything.refusal(of: "Mihon SAM", among: ["Mihon SAM"], extendedLength: .no) == nil)
  }
}
