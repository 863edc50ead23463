import Display

/// What the pad's keys send in application mode, after `ESC O`. In the other mode they send their own characters.
enum KeypadCodes {
  /// DEC VT100 and all that follow it.
  case vt100
  /// The Linux console differs in its signs (`app_map` of the kernel's keyboard driver).
  case linuxConsole

  /// The character printed on the key, nil for what is no pad key.
  func printable(_ final: UInt8) -> UInt8? {
    switch (self, final) {
    case (_, UInt8(ascii: "p")...UInt8(ascii: "y")): final - UInt8(ascii: "p") + UInt8(ascii: "0")
    case (_, UInt8(ascii: "j")): UInt8(ascii: "*")
    case (_, UInt8(ascii: "k")): UInt8(ascii: "+")
    case (_, UInt8(ascii: "m")): UInt8(ascii: "-")
    case (_, UInt8(ascii: "n")): UInt8(ascii: ".")
    case (_, UInt8(ascii: "o")): UInt8(ascii: "/")
    case (.vt100, UInt8(ascii: "l")): UInt8(ascii: ",")
    case (.linuxConsole, UInt8(ascii: "l")): UInt8(ascii: "+")
    case (.linuxConsole, UInt8(ascii: "S")): UInt8(ascii: "-")
    case (.linuxConsole, UInt8(ascii: "R")): UInt8(ascii: "*")
    case (.linuxConsole, UInt8(ascii: "Q")): UInt8(ascii: "/")
    // Not an enum of ours: any other byte.
    default: nil
    }
  }
}

/// The part of a control sequence (`ESC [` … final byte) that matters here: three numbers at most, nothing stored.
struct ControlSequence {
  private var numbers = [0, 0, 0]
  private var place = 0
  private var isMouse = false
  private var isOdd = false
  private(set) var isEmpty = true

  /// Larger numbers stay here; no column, row or code comes near.
  private static let largestNumber = 9_999

  enum Meaning: Equatable {
    case key(KeyPress)
    case nothing
    case paste
    case oldMouse
  }

  mutating func take(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      if place < numbers.count {
        numbers[place] = min(Self.largestNumber, numbers[place] * 10 + Int(byte - UInt8(ascii: "0")))
      }
    case UInt8(ascii: ";"): place += place < numbers.count ? 1 : 0
    case UInt8(ascii: "<") where isEmpty: isMouse = true
    default: isOdd = true
    }
    isEmpty = false
  }

  func meaning(of final: UInt8) -> Meaning {
    if isMouse && !isOdd { return mouse(final) }
    if isOdd || isMouse { return .key(.other) }
    switch final {
    case UInt8(ascii: "A") where isPlain: return .key(.up)
    case UInt8(ascii: "B") where isPlain: return .key(.down)
    case UInt8(ascii: "C") where isPlain: return .key(.right)
    case UInt8(ascii: "D") where isPlain: return .key(.left)
    case UInt8(ascii: "H") where isPlain: return .key(.home)
    case UInt8(ascii: "F") where isPlain: return .key(.end)
    case UInt8(ascii: "~") where numbers[0] == 200: return .paste
    case UInt8(ascii: "~") where numbers[0] == 201: return .nothing
    case UInt8(ascii: "~") where place == 0: return .key(Self.editingKey(numbers[0]))
    case UInt8(ascii: "M") where isEmpty: return .oldMouse
    // The window came to the front or left it: nobody pressed anything.
    case UInt8(ascii: "I") where isEmpty, UInt8(ascii: "O") where isEmpty: return .nothing
    default: return .key(.other)
    }
  }

  /// The keys above the arrows: DEC VT220, the Linux console and rxvt number Home and End differently.
  private static func editingKey(_ number: Int) -> KeyPress {
    switch number {
    case 1, 7: .home
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    // Not an enum of ours: any other number.
    default: .other
    }
  }

  /// Without a modifier: chords mean nothing here (A1).
  private var isPlain: Bool { place == 0 && numbers[0] <= 1 }

  /// `ESC [ < button ; column ; row` and `M` pressed or `m` let go, counted from 1.
  private func mouse(_ final: UInt8) -> Meaning {
    guard final == UInt8(ascii: "M"), place == 2, numbers[0] == 0, numbers[1] > 0, numbers[2] > 0 else {
      return .nothing
    }
    return .key(.touch(row: numbers[2] - 1, column: numbers[1] - 1))
  }
}

/// One character of more than one byte on its way (RFC 3629: the shortest form, no surrogate, up to U+10FFFF).
struct UTF8Sequence {
  private var value: UInt32
  private var missing: Int
  private let smallest: UInt32
  var isChord = false

  enum Progress: Equatable {
    case more
    case done(Unicode.Scalar)
    case broken
  }

  init?(lead: UInt8) {
    switch lead {
    case 0xC2...0xDF: (value, missing, smallest) = (UInt32(lead & 0x1F), 1, 0x80)
    case 0xE0...0xEF: (value, missing, smallest) = (UInt32(lead & 0x0F), 2, 0x800)
    case 0xF0...0xF4: (value, missing, smallest) = (UInt32(lead & 0x07), 3, 0x10000)
    default: return nil
    }
  }

  mutating func take(_ byte: UInt8) -> Progress {
    guard byte & 0xC0 == 0x80 else { return .broken }
    value = value << 6 | UInt32(byte & 0x3F)
    missing -= 1
    if missing > 0 { return .more }
    guard value >= smallest, let scalar = Unicode.Scalar(value) else { return .broken }
    return .done(scalar)
  }
}
