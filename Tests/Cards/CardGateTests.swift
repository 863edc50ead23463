import Testing

@testable import Cards

@Suite("The list of what may be sent")
struct CardGateTests {
  private func admits(_ commands: [String]) -> [Bool] {
    var gate = CardGate()
    return commands.map { command in bytes(command).withUnsafeBytes { gate.admits($0) } }
  }

  private static let jpki = "00 A4 04 0C 0A D392F000260100000001"
  private static let face = "00 A4 04 0C 0A D3921000310001010402"

  @Test("The list itself: seven files of two applications, and no file of the My Number")
  func list() {
    let files = CardFile.allCases.map {
      "\($0.application) \(hexadecimal([UInt8($0.identifier >> 8), UInt8($0.identifier & 0xFF)]))"
    }
    #expect(
      files == [
        "jpki 0006", "jpki 000A", "jpki 000B", "jpki 0017", "jpki 0018", "cardFaceCheck 0002", "cardFaceCheck 0012",
      ])
    #expect(
      CardApplication.allCases.map(\.identifier) == [
        bytes("D392F000260100000001"), bytes("D3921000310001010402"),
      ])
  }

  @Test("Everything that the reception sends passes")
  func everyJob() {
    let commands = [
      Self.jpki, "00 B0 86 00 20", "00 B0 8A 00 00", "00 B0 01 00 3C", "00 A4 02 0C 02 000B", "00 B0 00 00 00 20 00",
      "00 A4 02 0C 02 0018", "00 20 00 80", "00 20 00 80 04 31323334", "00 A4 02 0C 02 0017",
      "80 2A 00 80 03 010203 00", Self.face, "00 A4 02 0C 02 0012", "00 20 00 80",
      "00 20 00 80 0E 3630303432323033313132333435", "00 B0 82 00 00", "80 2A 00 00 03 010203 00",
    ]
    for (command, isAdmitted) in zip(commands, admits(commands)) { #expect(isAdmitted, "\(command)") }
  }

  @Test("The My Number: no application, file, short identifier or key leads to it")
  func myNumber() {
    for application in ["D3921000310001010408", "D3921000310001010401", "D3921000310001010100"] {
      #expect(admits(["00 A4 04 0C 0A \(application)"]) == [false])
    }
    // Its picture and check number A in the card-face check; its text where another application was never left.
    for command in [
      "00 A4 02 0C 02 0005", "00 A4 02 0C 02 0013", "00 A4 02 0C 02 0001", "00 B0 85 00 00", "00 B0 81 00 00",
      "00 A4 02 0C 02 000A",
    ] {
      #expect(admits([Self.face, command]) == [true, false], "\(command)")
    }
    for command in ["00 A4 02 0C 02 0001", "00 A4 02 0C 02 0002", "00 B0 81 00 00", "00 A4 02 0C 02 001A"] {
      #expect(admits([Self.jpki, command]) == [true, false], "\(command)")
    }
  }

  @Test("Every file identifier and every short one, in every state: only the list's")
  func everyIdentifier() {
    for application in CardApplication.allCases {
      let select = CommandAPDU.select(application).bytes
      let listed = Set(CardFile.allCases.filter { $0.application == application }.map(\.identifier))
      for identifier in UInt16.min...UInt16.max {
        var gate = CardGate()
        _ = select.withUnsafeBytes { gate.admits($0) }
        let command = [0x00, 0xA4, 0x02, 0x0C, 0x02, UInt8(identifier >> 8), UInt8(identifier & 0xFF)]
        #expect(command.withUnsafeBytes { gate.admits($0) } == listed.contains(identifier))
      }
      let readable = Set(
        CardFile.allCases.filter { file in
          if case .read = file.use { return file.application == application }
          return false
        }.map { UInt8($0.identifier) })
      for high in UInt8(0x80)...0xFF {
        var gate = CardGate()
        _ = select.withUnsafeBytes { gate.admits($0) }
        let admitted = [0x00, 0xB0, high, 0x00, 0x00].withUnsafeBytes { gate.admits($0) }
        #expect(admitted == (high & 0x60 == 0 && readable.contains(high & 0x1F)), "\(high)")
      }
    }
  }

  @Test(
    "Nothing out of turn",
    arguments: [
      ["00 A4 02 0C 02 000A"], ["00 B0 00 00 00"], ["00 20 00 80"], ["80 2A 00 80 01 00 00"], ["80 2A 00 00 01 00 00"],
      [jpki, "00 B0 00 00 00"], [jpki, "80 2A 00 00 01 00 00"], [jpki, "00 A4 02 0C 02 0018", "00 B0 00 00 00"],
      [jpki, "00 A4 02 0C 02 0018", "80 2A 00 80 01 00 00"], [jpki, "00 A4 02 0C 02 0017", "00 20 00 80"],
      [jpki, "00 A4 02 0C 02 0018", "00 20 00 80 05 3132333435"], [jpki, "00 A4 02 0C 02 0018", "00 20 00 80 00"],
      [jpki, "00 A4 02 0C 02 000A", "00 D6 00 00 01 00"], [jpki, "01 A4 02 0C 02 000A"], [jpki, "10 A4 02 0C 02 000A"],
      [jpki, "00 A4 02 00 02 000A"], [jpki, "00 A4 02 0C 02 000A 00"], [jpki, "00 24 01 80 04 31323334"], [""], ["00"],
    ])
  func outOfTurn(commands: [String]) {
    #expect(admits(commands).last == false)
  }
}
