import Testing

@testable import Cards

@Suite("Commands, answers, TLV")
struct CommandTests {
  @Test("Short and extended forms of all four cases (ISO 7816-3, 12.1.3)")
  func encoding() {
    let head = bytes("00 01 02 03")
    func command(_ data: Int, _ expected: Int?) -> [UInt8] {
      CommandAPDU(0, 1, 2, 3, data: [UInt8](repeating: 0xAB, count: data), expected: expected).bytes
    }
    let data = [UInt8](repeating: 0xAB, count: 300)
    #expect(command(0, nil) == head)
    #expect(command(0, 1) == head + [0x01])
    #expect(command(0, 256) == head + [0x00])
    #expect(command(0, 257) == head + [0x00, 0x01, 0x01])
    #expect(command(0, 65_536) == head + [0x00, 0x00, 0x00])
    #expect(command(1, nil) == head + [0x01, 0xAB])
    #expect(command(1, 256) == head + [0x01, 0xAB, 0x00])
    #expect(command(255, nil) == head + [0xFF] + data.prefix(255))
    #expect(command(300, nil) == head + [0x00, 0x01, 0x2C] + data)
    #expect(command(300, 256) == head + [0x00, 0x01, 0x2C] + data + [0x01, 0x00])
    #expect(command(1, 65_536) == head + [0x00, 0x00, 0x01, 0xAB, 0x00, 0x00])
  }

  @Test("Printing shows the data of SELECT and of nothing else")
  func masked() {
    let digestInfo = DigestInfo.sha256([UInt8](repeating: 0x77, count: 32)) ?? []
    #expect("\(CommandAPDU.select(.jpki))" == "00A4040C D392F000260100000001")
    #expect("\(CommandAPDU.readBinary(offset: 256, length: 256))" == "00B00100 Le=256")
    #expect("\(CommandAPDU.sign(digestInfo))" == "802A0080 (51 bytes) Le=256")
    let verify = CommandAPDU(0, 0x20, 0, 0x80, data: Array("4649".utf8))
    #expect("\(verify)" == "00200080 (4 bytes)")
    var text = String(reflecting: verify) + String(reflecting: CardStep.transmit(verify))
    dump(verify, to: &text)
    #expect(!text.contains("34") && !text.contains("52, 54"), "\(text)")
    if let response = ResponseAPDU([0x11, 0x22, 0x90, 0x00]) {
      #expect("\(response)" == "(2 bytes) 9000")
      #expect(String(reflecting: response) == "(2 bytes) 9000")
    }
  }

  @Test("Fewer than two bytes are no answer")
  func responses() {
    #expect(ResponseAPDU([]) == nil)
    #expect(ResponseAPDU([0x90]) == nil)
    #expect(ResponseAPDU([0x90, 0x00])?.status == .success)
    #expect(ResponseAPDU([1, 2, 3, 0x62, 0x82])?.data == [1, 2, 3])
  }

  @Test("Only 63Cx is a counter")
  func statusWords() {
    #expect(StatusWord(0x63C0).triesLeft == 0)
    #expect(StatusWord(0x63CF).triesLeft == 15)
    for value: UInt16 in [0x6300, 0x63B3, 0x63D0, 0x62C3, 0x9000, 0x6983] {
      #expect(StatusWord(value).triesLeft == nil, "\(StatusWord(value))")
    }
    #expect(StatusWord(0x0A0B).description == "0A0B")
  }

  @Test("The first TLV's length, in DER's one form")
  func leadingTLV() throws {
    #expect(try LeadingTLV(bytes("30 00")).totalLength == 2)
    #expect(try LeadingTLV(bytes("30 7F")).totalLength == 129)
    #expect(try LeadingTLV(bytes("30 81 80")).totalLength == 131)
    #expect(try LeadingTLV(bytes("30 82 0640")).totalLength == 1_604)
    #expect(try LeadingTLV(bytes("30 83 010000")).totalLength == 65_541)
    for short in ["", "30", "30 81", "30 82", "30 82 06", "30 83 0100"] {
      #expect(throws: LeadingTLV.Failure.tooShort, "\(short)") { try LeadingTLV(bytes(short)) }
    }
    #expect(try LeadingTLV(bytes("FF 20 82 0080"), form: .card).totalLength == 133)
    #expect(try LeadingTLV(bytes("FF 20 82 0080"), form: .card).tag == 0xFF20)
    #expect(try LeadingTLV(bytes("DF 23 01")).totalLength == 4)
    for short in ["FF", "FF 20", "FF 20 82", "FF 20 82 01"] {
      #expect(throws: LeadingTLV.Failure.tooShort, "\(short)") { try LeadingTLV(bytes(short), form: .card) }
    }
    for broken in [
      "30 80 00", "30 81 7F", "30 82 0080", "30 84 00000100", "FF FF FF", "00 00", "7F 81 01 00", "7F 02 00",
      "FF 20 80",
    ] {
      #expect(throws: LeadingTLV.Failure.malformed, "\(broken)") { try LeadingTLV(bytes(broken)) }
    }
  }

  @Test("DigestInfo: made and recognised, nothing near it")
  func digestInfo() throws {
    let digest = (0..<32).map { UInt8($0) }
    let info = try #require(DigestInfo.sha256(digest))
    #expect(info.count == 51)
    #expect(DigestInfo.sha256Digest(in: info) == digest)
    #expect(DigestInfo.sha256(Array(digest.dropLast())) == nil)
    #expect(DigestInfo.sha256Digest(in: digest) == nil)
    #expect(DigestInfo.sha256Digest(in: info + [0]) == nil)
    for index in 0..<19 {
      var broken = info
      broken[index] ^= 1
      #expect(DigestInfo.sha256Digest(in: broken) == nil, "byte \(index)")
    }
  }
}
