import ArgumentParser
import CardCryptography
import Eligibility
import Glibc
import LockedMemory
import Synchronization

struct StaffPasswordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "staff-password",
    abstract: "Set a staff member's password for the visual check.",
    discussion: """
      The password is read from the terminal, unseen and twice, or from standard input. It has 8 to 64 characters and \
      none of * / + - . which are the kiosk's own keys; digits alone can be typed on a ten-key pad.

      Medical information is for doctors, dentists and pharmacists, the disaster mode is opened by an administrator: \
      --qualification says who is one. Left out, a qualification that stands in the file stays.

      EXAMPLES
        uketsuke staff-password --file staff --number 0123
        uketsuke staff-password --file staff --number 0456 --qualification doctor
        printf '%s\\n' "$PASSWORD" | uketsuke staff-password --file staff --number 0123
      """)

  @Option(help: "The staff file; made when it is not there, mode 0600.") var file: String
  @Option(help: "The staff member's number: 4 digits.") var number: String

  @Option(help: "doctor, dentist, pharmacist or administrator; none takes it away.") var qualification: String?

  func validate() throws {
    guard qualification == nil || qualification == "none" || Qualification(rawValue: qualification ?? "") != nil else {
      throw ValidationError("--qualification takes doctor, dentist, pharmacist, administrator or none")
    }
    guard StaffNumber(number) != nil else { throw ValidationError("--number takes 4 digits") }
  }

  func run() throws {
    try PasswordPrompt.endingByItsSignal { try reportingFailures { try setPassword() } }
  }

  private func setPassword() throws {
    guard let staff = StaffNumber(number) else { return }
    let password = try PasswordPrompt.pad()
    if isatty(STDIN_FILENO) == 1 {
      let again = try PasswordPrompt.pad()
      try PasswordPrompt.ask("Password for \(number): ", into: password)
      try PasswordPrompt.ask("The same again: ", into: again)
      guard Self.areEqual(password, again) else {
        throw ProgramFailure(.configuration, "the two passwords differ; nothing was changed")
      }
    } else {
      PasswordPrompt.readLine(into: password)
    }
    let change: StaffFile.QualificationChange =
      qualification.map { .to(Qualification(rawValue: $0)) } ?? .stays
    do {
      try password.takeOnce { try StaffFile.set(number: staff, password: $0, change, file: file) }
    } catch let failure as CardCryptographyFailure {
      throw ProgramFailure(failure)
    }
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
