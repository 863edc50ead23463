import ArgumentParser
import CardCryptography
import Eligibility
import Glibc
import LockedMemory

struct StaffPasswordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "staff-password",
    abstract: "Set a staff member's password for the visual check.",
    discussion: """
      The password is read from the terminal, unseen and twice, or from standard input. It has 8 to 64 characters and \
      none of * / + - . which are the kiosk's own keys; digits alone can be typed on a ten-key pad.

      EXAMPLES
        uketsuke staff-password --file staff --number 0123
        printf '%s\\n' "$PASSWORD" | uketsuke staff-password --file staff --number 0123
      """)

  @Option(help: "The staff file; made when it is not there, mode 0600.") var file: String
  @Option(help: "The staff member's number: 4 digits.") var number: String

  func validate() throws {
    guard StaffNumber(number) != nil else { throw ValidationError("--number takes 4 digits") }
  }

  func run() throws {
    try reportingFailures {
      guard let staff = StaffNumber(number) else { return }
      let password = try pad()
      if isatty(STDIN_FILENO) == 1 {
        let again = try pad()
        try Self.ask("Password for \(number): ", into: password)
        try Self.ask("The same again: ", into: again)
        guard Self.areEqual(password, again) else {
          throw ProgramFailure(.configuration, "the two passwords differ; nothing was changed")
        }
      } else {
        Self.readLine(into: password)
      }
      do {
        try password.takeOnce { try StaffFile.set(number: staff, password: $0, file: file) }
      } catch let failure as CardCryptographyFailure {
        throw ProgramFailure(failure)
      }
    }
  }

  private func pad() throws(ProgramFailure) -> SecretPad {
    do { return try SecretPad() } catch { throw ProgramFailure(.inputOutput, "no locked memory: \(error)") }
  }

  private static func ask(_ question: String, into pad: SecretPad) throws(ProgramFailure) {
    var modes = termios()
    guard tcgetattr(STDIN_FILENO, &modes) == 0 else { throw ProgramFailure(.inputOutput, "the terminal has no modes") }
    var unseen = modes
    unseen.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen)
    say(question)
    readLine(into: pad)
    say("\n")
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &modes)
  }

  private static func say(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }

  /// Byte by byte into locked memory, up to the line's end. One byte too many is taken, so that a password that is too
  /// long is refused rather than cut.
  private static func readLine(into pad: SecretPad) {
    var byte: UInt8 = 0
    while read(STDIN_FILENO, &byte, 1) == 1, byte != 0x0A {
      if byte != 0x0D { _ = pad.type(byte, most: SecretPad.defaultCapacity) }
    }
    byte = 0
  }

  private static func areEqual(_ one: SecretPad, _ other: SecretPad) -> Bool {
    // What is compared is taken, so the first is typed back.
    one.takeOnce { first in
      other.takeOnce { second in
        let same = first.elementsEqual(second)
        for byte in first { _ = one.type(byte, most: SecretPad.defaultCapacity) }
        return same
      }
    }
  }
}
