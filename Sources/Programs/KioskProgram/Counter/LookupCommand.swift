import ArgumentParser
import CivilTime
import CursesTerminal
import Eligibility
import Foundation
import Glibc

struct LookupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookup",
    abstract: "Look up a person's eligibility by certificate or insurance card.",
    discussion: """
      For a patient without a My Number card: insurer number, symbol, number, branch number and birth date as they stand \
      on the eligibility certificate (資格確認書). Without them the program asks, in a terminal. Whether the high-cost limit is \
      looked up too is the patient's own decision: ask, and say --limit-consent where the patient agrees.

      What is asked is written to counter.journal, by codes alone.

      EXAMPLES
        uketsuke lookup --config kiosk.yaml
        uketsuke lookup --config kiosk.yaml --insurer 01990019 --symbol 見本 --number 9000001 --branch 01 \\
          --birth S60.5.20
        uketsuke lookup --config kiosk.yaml --from query.json --json
        uketsuke lookup --config kiosk.yaml --staff 0123    asks for the password first

      query.json: {"insurerNumber": "01990019", "symbol": "見本", "number": "9000001", "branch": "01", \
      "birthdate": "1985-05-20", "limitConsent": false}; symbol, branch and limitConsent may be left out.

      Exit codes: 0 valid, 1 looked up and not valid (or given up in the form), 65 the data cannot be sent as they are, 69 no answer, \
      77 staff number or password.
      """)

  @Option(help: "The kiosk's configuration file, or one with what the counter needs.") var config: String
  @OptionGroup var card: InsuranceCardOptions
  @Flag(help: "The patient was asked and agrees to have the high-cost limit looked up.") var limitConsent = false
  @Option(help: "All of it from a file of JSON; - is standard input.") var from: String?
  @OptionGroup var who: StaffOption
  @Flag(help: "The answer as JSON.") var json = false

  func validate() throws {
    guard from == nil || !isTyped else { throw ValidationError("--from brings all data; leave the others out") }
    guard from != nil || isTyped || isatty(STDIN_FILENO) == 1 else {
      throw ValidationError("no terminal to ask in: give --insurer, --number and --birth, or --from")
    }
  }

  private var isTyped: Bool { card.isTyped || limitConsent }

  func run() throws {
    try PasswordPrompt.endingByItsSignal { try reportingFailures { try lookUp() } }
  }

  private func lookUp() throws {
    let configuration = try ConfigurationFile.readCounter(config)
    let site = try who.site(configuration)
    defer { site.close() }
    let language = configuration.language
    let today = CivilMoment(WallClock.now()).date
    let search: QualificationConfirmSearchInfo
    if let from {
      search = try LookupQuery.read(from).search(on: today, language)
    } else if !isTyped {
      guard let asked = LookupForm(language, today).ask() else {
        printError(language("照会しませんでした。", "nothing was asked"))
        throw ExitCode(1)
      }
      search = asked
    } else {
      search = try entry.search(on: today, language)
    }
    try look(search, site, today)
  }

  private func look(_ search: QualificationConfirmSearchInfo, _ site: CounterSite, _ today: CivilDate) throws {
    let reply = try site.lookUp(search, named: site.newName(), on: today)
    let report = LookupReport(reply, site.configuration.language, on: today)
    try printAll(json ? try report.json() : report.text)
    if !reply.verdict.isValid { throw ExitCode(1) }
  }

  private var entry: InsuranceCardEntry {
    var entry = card.entry
    entry.limitConsent = limitConsent
    return entry
  }
}

extension InsuranceCardQuery {
  /// - Parameter search: as `InsuranceCardEntry` makes it, with everything that a query needs.
  init(_ search: QualificationConfirmSearchInfo, named name: String) throws(ProgramFailure) {
    guard let insurer = search.insurerNumber, let number = search.insuredIdentificationNumber,
      let birthdate = search.birthdate?.date
    else { throw ProgramFailure(.dataMalformed, "insurer number, number and birth date are needed") }
    self.init(
      insurerNumber: insurer, symbol: search.insuredCardSymbol, identificationNumber: number,
      branchNumber: search.insuredBranchNumber, birthdate: birthdate,
      limitConsent: search.limitApplicationCertificateRelatedConsFlg == .known(.yes), arbitraryFileIdentifier: name)
  }
}

/// The JSON that `--from` reads.
private struct LookupQuery: Decodable {
  private static let mostBytes = 64 << 10

  private enum Key: String, CodingKey, CaseIterable {
    case insurerNumber, symbol, number, branch, birthdate, limitConsent
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  var entry = InsuranceCardEntry()

  init(from decoder: any Decoder) throws {
    // A key that is misspelled would be a value that is not asked for.
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys where Key(rawValue: key.stringValue) == nil {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [key], debugDescription: "there is no \"\(key.stringValue)\""))
    }
    let values = try decoder.container(keyedBy: Key.self)
    entry.insurerNumber = try values.decode(String.self, forKey: .insurerNumber)
    entry.symbol = try values.decodeIfPresent(String.self, forKey: .symbol) ?? ""
    entry.number = try values.decode(String.self, forKey: .number)
    entry.branch = try values.decodeIfPresent(String.self, forKey: .branch) ?? ""
    entry.birthdate = try values.decode(String.self, forKey: .birthdate)
    entry.limitConsent = try values.decodeIfPresent(Bool.self, forKey: .limitConsent) ?? false
  }

  static func read(_ path: String) throws(ProgramFailure) -> InsuranceCardEntry {
    let data = try InputFile.read(path, limit: mostBytes, "--from")
    do {
      return try JSONDecoder().decode(LookupQuery.self, from: Data(data)).entry
    } catch let error as DecodingError {
      throw ProgramFailure(.dataMalformed, "--from: \(path): \(Self.words(error))")
    } catch {
      throw ProgramFailure(.dataMalformed, "--from: \(path) is not JSON")
    }
  }

  private static func words(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\"\(context.codingPath.last?.stringValue ?? "")\" is of another type"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty ? "it is not JSON" : context.debugDescription
    @unknown default: "it cannot be read"
    }
  }
}
