import ArgumentParser
import Eligibility
import Glibc
import LockedMemory

/// Whether whoever works at the counter has to say who it is.
enum StaffPolicy: String, CaseIterable {
  /// Without a number the records hold the machine's account.
  case optional
  case required
}

/// Who works at the counter: any staff member with a password; what is done then stands under that number in the records.
struct StaffOption: ParsableArguments {
  @Option(
    help: "Staff number: 4 digits; its password is asked for, or is standard input's first line. The records name it."
  ) var staff: String?

  func validate() throws {
    if let staff, StaffNumber(staff) == nil { throw ValidationError("--staff takes 4 digits") }
  }

  var number: StaffNumber? { staff.flatMap { StaffNumber($0) } }

  /// Opens the counter for whoever gave the right password, or for the machine's account where nobody has to.
  func site(_ configuration: CounterConfiguration) throws -> CounterSite {
    guard let number else {
      switch configuration.staffPolicy {
      case .optional: return try CounterSite(configuration)
      case .required:
        throw ProgramFailure(.notAllowed, "the configuration's counter.staff is \"required\": say --staff NUMBER")
      }
    }
    return try Self.site(configuration, number) { gate, password, site in
      _ = try gate.identify(number, password, site)
    }
  }

  /// Opens the counter once a gate has let this staff member in.
  static func site(
    _ configuration: CounterConfiguration, _ number: StaffNumber,
    _ admit: (StaffGate, SecretPad, CounterSite) throws -> Void
  ) throws -> CounterSite {
    let password = try PasswordPrompt.password(of: number, configuration.language)
    let site = try CounterSite(configuration, staff: number)
    do {
      try admit(StaffGate(configuration), password, site)
      return site
    } catch {
      site.close()
      throw error
    }
  }

  /// Runs a command that may ask for a password.
  static func reporting(_ body: () throws -> Void) throws {
    try PasswordPrompt.endingByItsSignal { try reportingFailures(body) }
  }
}

extension PasswordPrompt {
  /// From the terminal, unseen, or the first line of standard input.
  static func password(of number: StaffNumber, _ language: CounterLanguage) throws -> SecretPad {
    let password = try pad()
    if isatty(STDIN_FILENO) == 1 {
      try ask(language("スタッフ \(number.digits) のパスワード: ", "Password of \(number.digits): "), into: password)
    } else {
      readLine(into: password)
    }
    return password
  }
}
