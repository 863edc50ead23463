import ArgumentParser
import BookingFiles
import CivilTime
import Eligibility
import Foundation
import Glibc
import Journal

struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference",
    abstract: "Register reference numbers (照会番号), the hospital's own names for people.",
    discussion: """
      Later replies and hand-over files carry them, so that the reception system finds the chart. One person by options, \
      many from a table (CSV) whose first line names its columns: referenceNumber (照会番号), insurerNumber (保険者番号), \
      symbol (記号), number (番号), branch (枝番); symbol and branch may be left out. UTF-8 or Shift_JIS. Registering the \
      same number for the same person again changes nothing.

      A table is a batch: it lies encrypted in counter.folder until it is a day old, and uketsuke batch status and collect \
      know it, also after the program was cut off.

      EXAMPLES
        uketsuke reference P-0001 --config kiosk.yaml --insurer 01990019 --symbol 見本 \\
          --number 9000001 --branch 01
        uketsuke reference --config kiosk.yaml --csv charts.csv
        uketsuke reference --config kiosk.yaml --csv charts.csv --staff 0123

      Exit codes: 0 all are registered, 1 some are not, 65 the data cannot be sent as they are, 69 no answer, 75 not ready \
      yet (uketsuke batch collect), 77 staff number or password.
      """)

  @Option(help: "The kiosk's configuration file, or one with what the counter needs.") var config: String
  @Argument(help: "The reference number: up to 50 characters.") var reference: String?
  @Option(help: "Insurer number (保険者番号): 6 or 8 digits.") var insurer: String?
  @Option(help: "Symbol (記号).") var symbol: String?
  @Option(help: "Number (番号).") var number: String?
  @Option(help: "Branch number (枝番): 2 digits.") var branch: String?
  @Option(help: "Many from a table; - is standard input.") var csv: String?
  @Option(help: "Wait so many seconds for what became of a table.") var within = 600
  @Option(help: "What became of each, as CSV; - is standard output.") var results: String?
  @Flag(help: "The answer as JSON.") var json = false
  @OptionGroup var who: StaffOption

  func validate() throws {
    let isTyped = [reference, insurer, symbol, number, branch].contains { $0 != nil }
    guard isTyped != (csv != nil) else {
      throw ValidationError("name one person (NUMBER, --insurer and --number), or a table with --csv")
    }
    guard !isTyped || (reference != nil && insurer != nil && number != nil) else {
      throw ValidationError("one person needs the reference number, --insurer and --number")
    }
    guard BatchCommand.Collecting.waits.contains(within) else {
      throw ValidationError("--within takes 0 to \(BatchCommand.Collecting.waits.upperBound) seconds")
    }
  }

  func run() throws {
    try PasswordPrompt.endingByItsSignal { try reportingFailures { try register() } }
  }

  private func register() throws {
    let configuration = try ConfigurationFile.readCounter(config)
    let site = try who.site(configuration)
    defer { site.close() }
    guard let csv else { return try registerOne(site) }
    let registrations: [ReferenceNumberRegistrationInfo]
    let bytes = try InputFile.read(csv, limit: BookingFile.mostBytes, "the table")
    do throws(BookingFileFailure) {
      registrations = try ReferenceFile.read(bytes)
    } catch {
      throw ProgramFailure(.dataMalformed, "\(csv): \(error.sentence)")
    }
    let desk = BatchDesk(site, try BatchShelf(configuration, site.key))
    let job = try desk.register(registrations)
    try desk.collect(job, BatchDesk.Wishes(within: within, csv: results, json: json ? "-" : nil))
  }

  private func registerOne(_ site: CounterSite) throws {
    let name = site.newName()
    let registration = try registration(site.configuration.language)
    let request = InterfaceRequest.registerReferenceNumbers(
      ReferenceNumberRequest(
        medicalInstitutionCode: site.configuration.institution, arbitraryFileIdentifier: name.text,
        registrations: [registration]))
    let details = [
      JournalEntry.Detail("step", "register"), .init("kind", BatchKind.referenceNumbers.rawValue), .init("people", "1"),
    ]
    let reply: EligibilityReply
    switch try site.ask(request, named: name, .batch, details) {
    case .success(.eligibility(let answer)): reply = answer
    case .success(.medicalInformation):
      throw ProgramFailure(.serviceUnavailable, "eligibility.url: the answer is to another question")
    case .failure(let failure): throw ProgramFailure(failure)
    }
    let table = RegistrationTable(reply, alone: registration)
    if let results { try OutputFile.write(Array(table.csv.utf8), to: results, "--results") }
    if results != "-" { try printAll(json ? try JSONText.of(table) : table.text(site.configuration.language)) }
    if table.refused > 0 { throw ExitCode(1) }
  }

  private func registration(_ language: CounterLanguage) throws(ProgramFailure) -> ReferenceNumberRegistrationInfo {
    switch ReferenceFile.registration(
      reference ?? "", insurer: insurer ?? "", symbol: symbol ?? "", number: number ?? "", branch: branch ?? "")
    {
    case .success(let registration): return registration
    case .failure(.number):
      throw ProgramFailure(.dataMalformed, language("照会番号は 50 文字までです。", "a reference number has 1 to 50 characters"))
    case .failure(.card(let mistake)): throw ProgramFailure(.dataMalformed, language.words(mistake))
    }
  }
}
