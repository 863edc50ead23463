import Cards
import Testing
import VirtualCard

@Suite("The virtual card is as strict as the card")
struct StrictnessTests {
  @Test(
    "One command to a card with the JPKI application selected",
    arguments: [
      // Lengths that do not add up
      ("", "6700"), ("00", "6700"), ("00A404", "6700"), ("00A4020C0200", "6700"), ("00A4020C02001800 00", "6700"),
      ("00A4020C 00 00", "6700"), ("00A4020C 00 0000 0018", "6700"), ("00A4020C 00 0002 00", "6700"),
      // Classes
      ("01A4020C 02 0018", "6881"), ("40A4020C 02 0018", "6881"), ("83A4020C 02 0018", "6881"),
      ("0CA4020C 02 0018", "6882"), ("04A4020C 02 0018", "6882"), ("10A4020C 02 0018", "6884"),
      ("A0A4020C 02 0018", "6E00"), ("FFA4020C 02 0018", "6E00"), ("80A4020C 02 0018", "6E00"),
      ("80B00000 00", "6E00"), ("002A0080 01 00 00", "6E00"),
      // Instructions
      ("00CA0101 00", "6D00"), ("00C00000 00", "6D00"), ("00240080 08 3132333431323334", "6D00"),
      ("0088000000", "6D00"),
      // SELECT
      ("00A4040C 0A D392F000260100000001", "9000"), ("00A40400 0A D392F000260100000001", "6A86"),
      ("00A4090C 02 0018", "6A86"), ("00A4000C 02 3F00", "6A86"), ("00A4040C 0A D392F000260100000002", "6A82"),
      ("00A4040C 05 D392F00026", "6A82"), ("00A4040C 04 D392F000", "6700"), ("00A4040C 00", "6700"),
      ("00A4040C 0A D392F000260100000001 00", "6700"), ("00A4040C 0A D3921000310001010402", "9000"),
      ("00A4040C 0A D3921000310001010408", "9000"), ("00A4040C 0A D3921000310001010100", "9000"),
      ("00A4040C 0A D3921000310001010401", "9000"), ("00A4020C 02 0018", "9000"), ("00A4020C 02 0017", "9000"),
      ("00A4020C 02 000A", "9000"), ("00A4020C 02 0005", "6A82"), ("00A4020C 02 FFFF", "6A82"),
      ("00A4020C 01 18", "6700"), ("00A4020C 03 001800", "6700"), ("00A4020C 00 0002 0018", "9000"),
      // READ BINARY without a current file, and by short identifier
      ("00B00000 00", "6986"), ("00B00000", "6700"), ("00B00000 01 00", "6700"),
      ("00B08600 0F", "4A504B494150494343544F4B454E329000"),
      ("00B08600 00 0010", "4A504B494150494343544F4B454E32209000"),
      ("00B08A00 04", "3082063C9000"), ("00B08AFF 01", "DD9000"), ("00B08620 01", "6B00"), ("00B08000 01", "6986"),
      ("00B0C600 01", "6A86"), ("00B09F00 01", "6A82"), ("00B09800 01", "6981"), ("00B09700 01", "6981"),
      ("00B08100 01", "6982"), ("00B08200 02", "30829000"),
      // VERIFY and signature without a current file
      ("00200080", "6986"), ("00200000", "6A86"), ("00200180", "6A86"), ("802A0080 01 00 00", "6986"),
      ("802A9E9A 01 00 00", "6A86"),
    ])
  func one(command: String, answer: String) {
    var card = SampleCard.make()
    #expect(card.says(Commands.selectJPKI) == "9000")
    #expect(card.says(command) == answer, "\(command)")
  }

  @Test("Before an application is selected there is no file")
  func noApplication() {
    var card = SampleCard.make()
    #expect(card.says(Commands.selectPIN) == "6A82")
    #expect(card.says("00B08A00 04") == "6A82")
    #expect(card.says("00B00000 04") == "6986")
  }

  @Test("A failed SELECT leaves no file selected, and the application as it was unless it named another")
  func failedSelect() {
    var card = SampleCard.make()
    _ = card.says(Commands.selectJPKI)
    #expect(card.says(Commands.selectCertificate) == "9000")
    #expect(card.says("00A4020C 02 7777") == "6A82")
    #expect(card.says("00B00000 04") == "6986")
    #expect(card.says(Commands.selectPIN) == "9000")
  }

  @Test("READ BINARY: 15-bit offset, short at the end, 6B00 beyond it")
  func reading() {
    var card = SampleCard.make()
    _ = card.says(Commands.selectJPKI)
    _ = card.says(Commands.selectCertificate)
    var read: [UInt8] = []
    while true {
      let answer = card.respond(to: [0x00, 0xB0, UInt8(read.count >> 8), UInt8(read.count & 0xFF), 0x00])
      if answer == [0x6B, 0x00] { break }
      #expect(answer.suffix(2) == [0x90, 0x00])
      read += answer.dropLast(2)
    }
    #expect(read == SampleCard.certificate)
    #expect(card.respond(to: bytes("00B0 063F 00")).count == 1 + 2)
    #expect(card.says("00B0 0640 00") == "6B00")
    #expect(card.says("00B0 7FFF 01") == "6B00")
    #expect(card.respond(to: bytes("00B0 0000 00 0000")).count == 1_600 + 2)
    #expect(card.respond(to: bytes("00B0 0000 00 0400")).count == 1_024 + 2)
  }

  @Test("VERIFY: 63C2, 63C1, 63C0, then 6984, while the query goes on saying 63C0")
  func locking() {
    var card = SampleCard.make()
    _ = card.says(Commands.selectJPKI)
    _ = card.says(Commands.selectPIN)
    #expect(card.says(Commands.askCounter) == "63C3")
    #expect(card.says(Commands.wrong) == "63C2")
    #expect(card.says(Commands.wrong) == "63C1")
    #expect(card.says(Commands.askCounter) == "63C1")
    #expect(card.says(Commands.wrong) == "63C0")
    #expect(card.says(Commands.right) == "6984")
    #expect(card.says(Commands.askCounter) == "63C0")
    card.powerOff()
    _ = card.says(Commands.selectJPKI)
    _ = card.says(Commands.selectPIN)
    #expect(card.says(Commands.askCounter) == "63C0")
    #expect(card.says(Commands.right) == "6984")
    #expect((card.verifications, card.misses, card.triesLeft) == (5, 3, 0))
  }

  @Test("A right PIN sets the counter back; the query answers the counter also then")
  func rightPIN() {
    var card = SampleCard.make()
    _ = card.says(Commands.selectJPKI)
    _ = card.says(Commands.selectPIN)
    _ = card.says(Commands.wrong)
    #expect(card.says(Commands.right) == "9000")
    #expect(card.says(Commands.askCounter) == "63C3")
    // A PIN of another length costs a try like any wrong one.
    #expect(card.says("00200080 03 313233") == "63C2")
    #expect(card.says("00200080 05 3132333435") == "63C1")
    #expect(card.says("00200080 04 31323334 00") == "6700")
  }

  @Test("A card made without PIN looks like one that is locked")
  func withoutPIN() {
    var card = SampleCard.make(pin: nil)
    _ = card.says(Commands.selectJPKI)
    _ = card.says(Commands.selectPIN)
    #expect(card.says(Commands.askCounter) == "63C0")
    #expect(card.says(Commands.right) == "6984")
  }

  @Test("The key signs a DigestInfo for SHA-256, only after the PIN, and not after another SELECT of an application")
  func signing() {
    var card = SampleCard.make()
    let sign = bytes("802A0080 33") + SampleCard.digestInfo + [0x00]
    let signed = SampleCard.signature(SampleCard.digestInfo) + [0x90, 0x00]
    _ = card.says(Commands.selectJPKI)
    _ = card.says(Commands.selectKey)
    #expect(card.respond(to: sign) == [0x69, 0x82])
    #expect(card.says(Commands.right) == "6A88")
    _ = card.says(Commands.selectPIN)
    #expect(card.says(Commands.right) == "9000")
    #expect(card.respond(to: sign) == [0x6A, 0x88])
    _ = card.says(Commands.selectKey)
    #expect(card.respond(to: sign) == signed)
    #expect(card.respond(to: bytes("802A0080 000033") + SampleCard.digestInfo + [0x01, 0x00]) == signed)
    // No Le, too short an Le, another digest.
    #expect(card.respond(to: sign.dropLast()) == [0x67, 0x00])
    #expect(card.respond(to: sign.dropLast() + [0x80]) == [0x67, 0x00])
    #expect(card.says("802A0080 20 \(String(repeating: "11", count: 32)) 00") == "6A80")
    // A wrong PIN takes it back; so do another application, a reset and power loss.
    for lose in [
      { (card: inout VirtualCard) in _ = card.says(Commands.selectJPKI) }, { card in card.reset() },
      { card in card.powerOff() },
      { card in
        _ = card.says(Commands.selectPIN)
        _ = card.says(Commands.wrong)
      },
    ] {
      var copy = card
      lose(&copy)
      _ = copy.says(Commands.selectKey)
      let answer = copy.respond(to: sign)
      #expect(answer.count == 2 && answer != [0x90, 0x00], "\(answer)")
    }
    #expect(card.respond(to: sign) == signed)
  }

  @Test("The signature application: its password opens its certificate; its key is never used here")
  func signatureSide() {
    var card = SampleCard.make()
    _ = card.says(Commands.selectJPKI)
    _ = card.says("00A4020C 02 001B")
    #expect(card.says(Commands.askCounter) == "63C5")
    #expect(card.says("00200080 06 4D49484F4E32") == "63C4")
    #expect(card.says("00200080 06 4D49484F4E31") == "9000")
    #expect(card.says("00B08100 02") == "30829000")
    _ = card.says("00A4020C 02 001A")
    #expect(card.respond(to: bytes("802A0080 33") + SampleCard.digestInfo + [0x00]) == [0x69, 0x85])
    #expect((card.verifications, card.misses) == (0, 0))
  }

  @Test("A child's card has no signature certificate, but its password can be asked")
  func child() {
    var contents = SampleCard.contents()
    contents.signatureCertificate = nil
    contents.signaturePassword = nil
    var card = VirtualCard(contents)
    _ = card.says(Commands.selectJPKI)
    #expect(card.says("00A4020C 02 0001") == "6A82")
    #expect(card.says("00A4020C 02 001B") == "9000")
    #expect(card.says(Commands.askCounter) == "63C0")
  }

  @Test("Whoever reaches for the My Number is seen also on a card without a face")
  func myNumber() {
    for (application, file) in [("D3921000310001010402", "0005"), ("D3921000310001010408", "0001")] {
      var card = SampleCard.make()
      _ = card.says("00A4040C 0A \(application)")
      #expect(!card.myNumberWasTouched)
      #expect(card.says("00A4020C 02 \(file)") == "6A82")
      #expect(card.myNumberWasTouched)
    }
  }

  @Test("A card of another kind has none of it")
  func foreign() {
    var card = VirtualCard.foreign()
    #expect(card.says(Commands.selectJPKI) == "6A82")
    #expect(card.says(Commands.selectPIN) == "6A82")
  }

  @Test("The answer to reset is whole: its check byte fits (ISO 7816-3, 8.2.5)")
  func answerToReset() {
    #expect(VirtualCard.answerToReset.dropFirst().reduce(0, ^) == 0)
  }
}
