import CivilTime
import Testing

@testable import Cards

/// A card-face record of nobody.
func faceRecord(
  birth: String = "19850408", sex: String = "2", expiry: String = "20310408", photo: Int? = 900, more: [UInt8] = []
) -> [UInt8] {
  func object(_ tag: UInt16, _ value: [UInt8]) -> [UInt8] {
    let length =
      value.count < 0x80 ? [UInt8(value.count)] : [0x82, UInt8(value.count >> 8), UInt8(value.count & 0xFF)]
    return [UInt8(tag >> 8), UInt8(tag & 0xFF)] + length + value
  }
  let key: [UInt8] = [0x90, 0x03, 0x01, 0x00, 0x01, 0x91, 0x82, 0x01, 0x00] + [UInt8](repeating: 0xC1, count: 256)
  var fields = object(0xDF21, [UInt8](repeating: 0, count: 18))
  fields += object(0xDF22, Array(birth.utf8)) + object(0xDF23, Array(sex.utf8)) + object(0xDF24, key)
  fields += object(0xDF25, [1, 2, 3]) + object(0xDF26, [4, 5])
  if let photo { fields += object(0xDF27, [UInt8](repeating: 0x4A, count: photo)) }
  fields += object(0xDF28, [UInt8](repeating: 9, count: 256)) + object(0xDF29, Array(expiry.utf8)) + more
  return object(0xFF20, fields)
}

@Suite("The card-face record and check number B")
struct CardFaceTests {
  static let selectFace = bytes("00 A4 04 0C 0A D3921000310001010402")
  static let selectCheckNumber = bytes("00 A4 02 0C 02 0012")
  static let askCounter = bytes("00 20 00 80")
  static let verify = bytes("00 20 00 80 0E")
  static let challenge = [UInt8](repeating: 0xD1, count: 32)

  private struct FaceCard {
    var record: [UInt8]
    var counter: UInt8 = 10
    var isRight = true
    var proof: [UInt8]? = [UInt8](repeating: 0x5A, count: 256)
    var verifies = 0

    mutating func answer(_ command: [UInt8]) -> [UInt8] {
      switch (command[0], command[1]) {
      case (0x00, 0x20) where command.count == 4: return [0x63, 0xC0 | counter]
      case (0x00, 0x20):
        verifies += 1
        if isRight { return [0x90, 0x00] }
        counter -= 1
        return [0x63, 0xC0 | counter]
      case (0x00, 0xB0):
        let offset = command[2] & 0x80 != 0 ? 0 : Int(command[2]) << 8 | Int(command[3])
        let wanted = command[4] == 0 ? 256 : Int(command[4])
        return Array(record[offset..<min(offset + wanted, record.count)]) + [0x90, 0x00]
      case (0x80, 0x2A): return proof.map { $0 + [0x90, 0x00] } ?? [0x6D, 0x00]
      default: return [0x90, 0x00]
      }
    }
  }

  @Test("Counter, one VERIFY, the record, the chip's proof")
  func wholeJob() throws {
    let record = faceRecord()
    var card = FaceCard(record: record + [UInt8](repeating: 0xFF, count: 500))
    var transcript = Transcript()
    let end = transcript.run(.readCardFace(challenge: Self.challenge)) { card.answer($0) }
    guard case .finished(.cardFace(let reading)) = end else { return #expect(Bool(false), "\(end)") }
    #expect(reading.face.birthDate == CivilDate(year: 1985, month: 4, day: 8))
    #expect(reading.face.sex == .female)
    #expect(reading.face.expiry == CivilDate(year: 2031, month: 4, day: 8))
    #expect(reading.face.photo?.count == 900)
    #expect(reading.face.namePicture == [1, 2, 3])
    #expect(reading.face.key.exponent == [1, 0, 1])
    #expect(reading.proof?.count == 256)
    #expect(card.verifies == 1)
    #expect(
      Array(transcript.sent.prefix(5)) == [
        Self.selectFace, Self.selectCheckNumber, Self.askCounter, Self.verify, bytes("00 B0 82 00 00"),
      ])
    #expect(transcript.sent.last?.prefix(4) == [0x80, 0x2A, 0x00, 0x00])
    #expect(transcript.sent.count == 4 + (record.count + 255) / 256 + 1)
  }

  @Test("A wrong number costs the card's own try; at 0 no VERIFY is sent any more")
  func wrongNumber() {
    var card = FaceCard(record: faceRecord(), counter: 2, isRight: false)
    var transcript = Transcript()
    for expected in [CardFailure.wrongCheckNumber(triesLeft: 1), .checkNumberLocked, .checkNumberLocked] {
      #expect(transcript.run(.readCardFace(challenge: Self.challenge)) { card.answer($0) } == .failed(expected))
    }
    #expect(card.verifies == 2)
  }

  @Test("The tries are asked without a VERIFY")
  func tries() {
    var card = FaceCard(record: [], counter: 7)
    var transcript = Transcript()
    #expect(transcript.run(.readCheckNumberTries) { card.answer($0) } == .finished(.triesLeft(7)))
    #expect(transcript.sent == [Self.selectFace, Self.selectCheckNumber, Self.askCounter])
  }

  @Test("What cannot be a check number is not sent")
  func implausible() {
    for right in ["60040820311234", "01123120161234", "99010199990000"] {
      #expect(CardSecret.checkNumberB.isPlausible(Array(right.utf8)), "\(right)")
    }
    for wrong in [
      "60130820311234", "60000820311234", "60043220311234", "60040020311234", "60040820151234", "6004082031123",
      "600408203112345", "6004082031123a", "",
    ] {
      #expect(!CardSecret.checkNumberB.isPlausible(Array(wrong.utf8)), "\(wrong)")
    }
    #expect(CardSecret.pin.isPlausible(Array("0000".utf8)) && !CardSecret.pin.isPlausible(Array("00 0".utf8)))
    var session = CardSession()
    _ = session.begin(.readCardFace(challenge: Self.challenge))
    _ = session.received([0x90, 0x00])
    _ = session.received([0x90, 0x00])
    guard case .transmitWithSecret = session.received([0x63, 0xCA]) else { return #expect(Bool(false)) }
    #expect(session.refusedAsImplausible() == .failed(.implausibleCheckNumber))
  }

  @Test("A child's card without photo; a day of birth that is not known; a chip that proves nothing")
  func lessThanAll() {
    for (record, photo, birth) in [
      (faceRecord(photo: nil), nil, CivilDate(year: 1985, month: 4, day: 8)), (faceRecord(photo: 0), nil, nil),
      (faceRecord(birth: "19500000"), 900, nil),
    ] as [([UInt8], Int?, CivilDate?)] {
      var card = FaceCard(record: record, proof: nil)
      var transcript = Transcript()
      guard
        case .finished(.cardFace(let reading)) = transcript.run(
          .readCardFace(challenge: Self.challenge), card: { card.answer($0) })
      else { return #expect(Bool(false)) }
      #expect(reading.face.photo?.count == photo)
      if birth != nil || photo != nil { #expect(reading.face.birthDate == birth) }
      #expect(reading.proof == nil)
    }
  }

  @Test("A card without the application: not supported, and nothing is verified")
  func withoutApplication() {
    var transcript = Transcript()
    #expect(transcript.run(.readCheckNumberTries) { _ in [0x6A, 0x82] } == .failed(.notSupported))
    #expect(transcript.sent == [Self.selectFace])
  }

  @Test("Records that do not add up are rubbish, each with its place")
  func broken() {
    func failure(_ record: [UInt8]) -> CardFace.Failure? {
      do throws(CardFace.Failure) {
        _ = try CardFace(record)
        return nil
      } catch {
        return error
      }
    }
    let whole = faceRecord()
    #expect(failure(whole) == nil)
    #expect(failure([]) == .malformed("a length that cannot be read"))
    #expect(failure(Array(whole.dropLast())) == .malformed("no FF20"))
    #expect(failure([0xFF, 0x40] + whole.dropFirst(2)) == .malformed("no FF20"))
    #expect(failure(faceRecord(birth: "1985-4-8")) == .malformed("DF22 is no date"))
    #expect(failure(faceRecord(expiry: "2031")) == .malformed("DF29 is no date"))
    #expect(failure(faceRecord(more: [0xDF, 0x22, 0x00])) == .malformed("DF22 twice"))
    #expect(failure(faceRecord(more: [0xDF, 0x2A, 0x05, 0x00])) == .malformed("DF2A ends behind the record"))
    #expect(failure(faceRecord(more: [0xDF, 0x2A, 0x00, 0xFF, 0xFF, 0x01])) == nil)
    // Every cut of it, as if the outer length had been made to fit.
    for count in 5..<whole.count {
      let inner = Array(whole[5..<count])
      let cut = [0xFF, 0x20, 0x82, UInt8(inner.count >> 8), UInt8(inner.count & 0xFF)] + inner
      #expect(failure(cut) != nil || count > whole.count - 12, "\(count)")
    }
  }

  @Test("Nothing of it is printed")
  func redacted() throws {
    let reading = CardFaceReading(face: try CardFace(faceRecord()), proof: nil)
    var text = String(reflecting: reading)
    dump(reading, to: &text)
    #expect(!text.contains("1985") && !text.contains("2031") && !text.contains("74"), "\(text)")
  }
}
