import Testing

@testable import PCSCReader

@Suite("Extended length")
struct ExtendedLengthTests {
  @Test("Tried where nothing speaks against it; a job that cannot begin again uses only what is known to work")
  func use() {
    #expect(ExtendedUse(reader: .notTold, card: nil, mayTry: true) == .onTrial)
    #expect(ExtendedUse(reader: .yes, card: true, mayTry: true) == .onTrial)
    #expect(ExtendedUse(reader: .notTold, card: false, mayTry: true) == .off)
    #expect(ExtendedUse(reader: .yes, card: false, mayTry: true) == .off)
    #expect(ExtendedUse(reader: .no, card: true, mayTry: true) == .off)
    #expect(ExtendedUse(reader: .yes, card: nil, mayTry: false) == .on)
    #expect(ExtendedUse(reader: .notTold, card: nil, mayTry: false) == .off)
  }

  @Test("A short answer or a lost one shows that it does not pass; a card that was taken shows nothing")
  func outcomes() {
    func failed(_ code: UInt32) -> Result<[UInt8], PCSCFailure> {
      .failure(PCSCFailure(call: .transmit, code: code))
    }
    let whole = [UInt8](repeating: 0x30, count: 257) + [0x90, 0x00]
    #expect(ExtendedUse.outcome(of: .success(whole)) == .works)
    for answer in [[], [0x90]] as [[UInt8]] { #expect(ExtendedUse.outcome(of: .success(answer)) == .doesNot) }
    for answer in [[0x67, 0x00], [0x6E, 0x00], [0x6C, 0x10], Array(whole.dropFirst())] as [[UInt8]] {
      #expect(ExtendedUse.outcome(of: .success(answer)) == .doesNot, "\(answer.count)")
    }
    // No such file, no short identifiers, not allowed: nothing about lengths.
    for answer in [[0x6A, 0x82], [0x6A, 0x86], [0x69, 0x82]] as [[UInt8]] {
      #expect(ExtendedUse.outcome(of: .success(answer)) == .isUntold)
    }
    // NOT_TRANSACTED, INVALID_PARAMETER, INSUFFICIENT_BUFFER
    for code in [0x8010_0016, 0x8010_0004, 0x8010_0008] as [UInt32] {
      #expect(ExtendedUse.outcome(of: failed(code)) == .doesNot)
    }
    // REMOVED_CARD, RESET_CARD, NO_SERVICE
    for code in [0x8010_0069, 0x8010_0068, 0x8010_001D] as [UInt32] {
      #expect(ExtendedUse.outcome(of: failed(code)) == .isUntold)
    }
  }

  @Test("What a driver tells of its reader, by PC/SC part 10")
  func partTen() {
    let features: [UInt8] = [0x06, 4, 0x42, 0x33, 0x00, 0x06, 0x12, 4, 0x42, 0x33, 0x00, 0x12]
    func told(_ properties: [UInt8]?, features: [UInt8]? = features) -> Int? {
      PartTen.mostData { code in
        code == PartTen.featureRequest ? features : code == 0x4233_0012 ? properties : nil
      }
    }
    #expect(told([0x09, 1, 0, 0x0A, 4, 0x00, 0x00, 0x01, 0x00]) == 65_536)
    #expect(told([0x0A, 4, 0x00, 0x01, 0x00, 0x00]) == 256)
    #expect(told([0x0A, 4, 0, 0, 0, 0]) == 0)
    // Not told, cut off, too long, no such feature, no features.
    #expect(told([0x09, 1, 0]) == nil)
    #expect(told([0x0A, 4, 0x00, 0x01]) == nil)
    #expect(told([0x0A, 5, 1, 1, 1, 1, 1]) == nil)
    #expect(told([0x0A]) == nil)
    #expect(told(nil) == nil)
    #expect(told([0x0A, 1, 1], features: Array(features.prefix(6))) == nil)
    #expect(told([0x0A, 1, 1], features: [0x12, 3, 0x42, 0x33, 0x00]) == nil)
    #expect(told([0x0A, 1, 1], features: nil) == nil)
    #expect(ReaderAnswers(mostData: 257).extendedLength == .yes)
    #expect(ReaderAnswers(mostData: 256).extendedLength == .no)
    #expect(ReaderAnswers(mostData: 0).extendedLength == .no)
    #expect(ReaderAnswers().extendedLength == .notTold)
  }
}
