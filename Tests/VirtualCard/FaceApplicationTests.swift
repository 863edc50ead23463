import Cards
import Testing
import VirtualCard

@Suite("The virtual card's face: card-face check and input aid")
struct FaceApplicationTests {
  private let selectCheck = "00A4040C 0A D3921000310001010402"
  private let selectAid = "00A4040C 0A D3921000310001010408"

  @Test("What each secret of the card-face check opens, and nothing else")
  func whatOpensWhat() throws {
    // File and the keys that open it; the My Number's key is nobody's here.
    let opened: [(key: String?, digits: String, files: [String])] = [
      (nil, "", ["0003", "0004"]), ("0011", "600520", ["0001", "0003", "0004"]),
      ("0012", SampleFace.checkNumberB, ["0002", "0003", "0004"]),
    ]
    for (key, digits, files) in opened {
      var card = try SampleFace.card()
      #expect(card.says(selectCheck) == "9000")
      if let key { #expect(card.verify(key, digits) == "9000") }
      for file in ["0001", "0002", "0003", "0004", "0005"] {
        #expect((card.file(file) != nil) == files.contains(file), "\(key ?? "nothing") and \(file)")
      }
    }
    var card = try SampleFace.card()
    _ = card.says(selectCheck)
    _ = card.says("00A4020C 02 0002")
    #expect(card.says("00B00000 00") == "6982")
    #expect(card.says("00A4020C 02 0006") == "6A82")
    #expect(card.says("00A4020C 02 0012") == "9000")
    #expect(card.says("00B00000 00") == "6981")
  }

  @Test("What each secret of the input aid opens")
  func inputAid() throws {
    for (key, digits, files) in [
      ("0011", "1234", ["0002", "0004", "0007"]), ("0015", SampleFace.checkNumberB, ["0002", "0004", "0007"]),
      ("0000", "", ["0004"]),
    ] {
      var card = try SampleFace.card()
      _ = card.says(selectAid)
      if !digits.isEmpty { #expect(card.verify(key, digits) == "9000") }
      for file in ["0002", "0004", "0007"] {
        #expect((card.file(file) != nil) == files.contains(file), "\(key) and \(file)")
      }
    }
    var card = try SampleFace.card()
    _ = card.says(selectAid)
    #expect(card.says("00A4020C 02 0011") == "9000")
    #expect(card.says(Commands.askCounter) == "63C3")
    #expect(card.says(Commands.right) == "9000")
    // FF20, offsets of four objects, name, address, birth date, sex, filler.
    let read = card.file("0002")
    let text = try #require(read)
    #expect(text.starts(with: bytes("FF20 4E DF2108 000E 0020 0042 004D DF22 0F") + Array("見本　花子".utf8)))
    #expect(text.contains(Array("見本県見本市見本町1-99".utf8)))
    #expect(text.contains(bytes("DF24 08") + Array("19850520".utf8) + bytes("DF25 01 32")))
    #expect(text.suffix(64) == [UInt8](repeating: 0xFF, count: 64)[...])
    // Each offset is where an object begins.
    let table = text[6..<14]
    let places = stride(from: 6, to: 14, by: 2).map { Int(table[$0]) << 8 | Int(table[$0 + 1]) }
    #expect(places.map { text[$0 + 1] } == [0x22, 0x23, 0x24, 0x25])
  }

  @Test("Check number B: ten tries, its own counter, 6984 once locked; the counter outlives power")
  func checkNumber() throws {
    var card = try SampleFace.card()
    _ = card.says(selectCheck)
    _ = card.says("00A4020C 02 0012")
    #expect(card.says(Commands.askCounter) == "63CA")
    for left in (0..<10).reversed() { #expect(card.verify("0012", "60052020300124") == "63C\(left)") }
    #expect(card.verify("0012", SampleFace.checkNumberB) == "6984")
    #expect(card.says(Commands.askCounter) == "63C0")
    card.powerOff()
    _ = card.says(selectCheck)
    _ = card.says("00A4020C 02 0012")
    #expect(card.says(Commands.askCounter) == "63C0")
    // The others count for themselves.
    #expect(card.triesLeft(of: .birthDate) == 10)
    #expect(card.triesLeft(of: .inputAidCheckNumberB) == 10)
    #expect(card.triesLeft == 3)
    #expect((card.verifications(of: .checkNumberB), card.misses(of: .checkNumberB)) == (11, 10))
    #expect((card.verifications, card.misses) == (0, 0))
  }

  @Test("What was verified is forgotten with the application, and with power")
  func forgotten() throws {
    var card = try SampleFace.card()
    _ = card.says(selectCheck)
    _ = card.verify("0012", SampleFace.checkNumberB)
    #expect(card.file("0002") != nil)
    _ = card.says(selectCheck)
    #expect(card.file("0002") == nil)
    _ = card.verify("0012", SampleFace.checkNumberB)
    card.reset()
    _ = card.says(selectCheck)
    #expect(card.file("0002") == nil)
  }

  @Test("The record is read by the reception's own session, with the chip's proof")
  func session() throws {
    var reader = SimulatedReader(card: try SampleFace.card(), abilities: .ordinary, face: .matches)
    let number = Array(SampleFace.checkNumberB.utf8)
    #expect(reader.run(.readCheckNumberTries, pin: { _ in }) == .success(.triesLeft(10)))
    let result = reader.run(
      .readCardFace(challenge: SampleCard.digest), pin: { use in number.withUnsafeBytes { use($0) } })
    guard case .success(.cardFace(let reading)) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(reading.face.birthDate?.compact == "19850520")
    #expect(reading.face.sex == .female)
    #expect(reading.face.expiry?.compact == "20300520")
    #expect(reading.face.photo == SampleFace.photo)
    #expect(reading.face.namePicture == Array("name as PNG".utf8))
    #expect(reading.face.addressPicture == Array("address as PNG".utf8))
    #expect(reading.face.key.modulus == SampleFace.modulus)
    #expect(reading.proof == SampleFace.signature(SampleCard.digestInfo))
    #expect(!reader.card.myNumberWasTouched)
  }

  @Test("A small child's card has no photo, a card without a face none of the files")
  func without() throws {
    var card = try SampleFace.card { $0.face?.photo = nil }
    _ = card.says(selectCheck)
    _ = card.verify("0012", SampleFace.checkNumberB)
    let read = card.file("0002")
    let record = try #require(read)
    let filler = try #require(record.lastIndex { $0 != 0xFF })
    #expect(try CardFace(Array(record[...filler])).photo == nil)
    var bare = try SampleFace.card { $0.face = nil }
    #expect(bare.says(selectCheck) == "9000")
    for file in ["0001", "0002", "0003", "0012"] { #expect(bare.says("00A4020C 02 \(file)") == "6A82") }
  }

  @Test("The chip proves itself in either application, without any secret, over a DigestInfo or a bare digest")
  func proof() throws {
    for application in [selectCheck, selectAid] {
      var card = try SampleFace.card()
      let sign = bytes("802A0000 33") + SampleCard.digestInfo + [0x00]
      #expect(card.respond(to: sign) == [0x6A, 0x86])
      _ = card.says(application)
      #expect(card.respond(to: sign) == SampleFace.signature(SampleCard.digestInfo) + [0x90, 0x00])
      let bare = bytes("802A0000 20") + SampleCard.digest + [0x00]
      #expect(card.respond(to: bare) == SampleFace.signature(SampleCard.digest) + [0x90, 0x00])
      #expect(card.says("802A0000 03 010203 00") == "6A80")
      #expect(card.respond(to: sign.dropLast()) == [0x67, 0x00])
      #expect(card.says("802A0080 03 010203 00") == "6986")
      // The application of the certificates has no such key.
      _ = card.says(Commands.selectJPKI)
      #expect(card.respond(to: sign) == [0x6A, 0x86])
    }
  }

  @Test("Whoever reaches for the My Number is seen and gets nothing: by file, short identifier or its own number")
  func myNumber() throws {
    for (application, file, key) in [(selectCheck, "0005", "0013"), (selectAid, "0001", "0014")] {
      var card = try SampleFace.card()
      _ = card.says(application)
      #expect(!card.myNumberWasTouched)
      #expect(card.says("00A4020C 02 \(file)") == "9000")
      #expect(card.myNumberWasTouched)
      #expect(card.says("00B00000 00") == "6982")
      var short = try SampleFace.card()
      _ = short.says(application)
      #expect(short.says("00B0 8\(file.suffix(1))00 00") == "6982")
      #expect(short.myNumberWasTouched)
      var number = try SampleFace.card()
      _ = number.says(application)
      #expect(number.says("00A4020C 02 \(key)") == "9000")
      #expect(number.says(Commands.askCounter) == "63CA")
      #expect(!number.myNumberWasTouched)
      #expect(number.verify(key, "999999999999") == "63C9")
      #expect(number.myNumberWasTouched)
    }
  }
}
