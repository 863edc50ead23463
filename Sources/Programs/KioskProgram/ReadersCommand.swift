import ArgumentParser
import Cards
import Foundation
import PCSCReader
import Runtime
import Screenbook

struct ReadersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "readers",
    abstract: "List the card readers and what each can do.",
    discussion: """
      Reads no card: it asks pcscd and the readers' drivers. Exit code 0: there is a reader that the kiosk can use (with \
      --config: that the configuration names and its kind of service allows); 69: there is none.

      EXAMPLES
        uketsuke readers
        uketsuke readers --config kiosk.yaml
        uketsuke readers --json
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "The kiosk's configuration file.") var config: String?
  @Flag(help: "One JSON object instead of lines for people.") var json = false

  func run() throws {
    try reportingFailures {
      var wish = ReaderWish.none
      if let config { wish = try ReaderWish(try data.configuration(config), screens: data.folders().screens) }
      let list = ReaderList(try Self.attached(), wish)
      if json { try printJSON(list.report) } else { print(list.text, terminator: list.text.isEmpty ? "" : "\n") }
      if let refusal = list.refusal {
        throw ProgramFailure(.serviceUnavailable, "\(refusal.reason); \(refusal.nextStep)")
      }
    }
  }
}

extension ReadersCommand {
  private static func attached() throws(ProgramFailure) -> AttachedReaders {
    do throws(ServiceFinding) {
      return try AttachedReaders.look()
    } catch {
      throw ProgramFailure(.serviceUnavailable, "\(error.sentence); \(error.nextStep)")
    }
  }
}

/// What a site's configuration says of its reader.
struct ReaderWish {
  /// Nil takes the first.
  var name: String?
  var need: ReaderNeed

  static let none = ReaderWish(name: nil, need: .anything)

  init(name: String?, need: ReaderNeed) {
    self.name = name
    self.need = need
  }

  /// - Parameter screens: the folder Screens/, whose profile decides the kind of service.
  init(_ configuration: Runtime.Configuration, screens: String) throws(ProgramFailure) {
    let book = try Screenbook.first(
      folder: screens, language: configuration.display.language, theme: configuration.display.theme,
      profile: configuration.consentProfile, maker: configuration.reader.maker)
    self.init(
      name: configuration.reader.name, need: ReaderNeed(try book.consentProfile(configuration.consentProfile)))
  }
}

/// The attached readers and which of them is the kiosk's.
struct ReaderList {
  let attached: AttachedReaders
  let wish: ReaderWish
  let chosen: Result<AttachedReader, ReaderRefusal>
  /// Why the kiosk has no reader; nil when it has one.
  let refusal: Refusal?

  struct Refusal {
    var reason: String
    var nextStep: String
  }

  init(_ attached: AttachedReaders, _ wish: ReaderWish) {
    self.attached = attached
    self.wish = wish
    chosen = attached.chosen(wish.name)
    switch chosen {
    case .success(let reader):
      if reader.place == .failing {
        refusal = Refusal(
          reason: "the card reader \"\(reader.name)\" does not answer its driver", nextStep: "plug it in anew")
      } else {
        refusal = attached.refusal(of: reader, for: wish.need).map {
          Refusal(reason: $0, nextStep: "attach another reader, or name it in reader.name")
        }
      }
    case .failure(let failure):
      refusal = Refusal(
        reason: failure.reason,
        nextStep: attached.readers.isEmpty
          ? "plug one in, and if it stays away install its driver (apt-get install libccid)"
          : "write one of the listed names into reader.name")
    }
  }

  var text: String {
    attached.readers.map { reader in
      ([reader.name] + lines(of: reader).map { "  \($0.padded) \($1)" }).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private func lines(of reader: AttachedReader) -> [(String, String)] {
    var lines: [(String, String)] = []
    let maker = [reader.vendor, reader.model].compactMap(\.self).joined(separator: ", ")
    if !maker.isEmpty { lines.append(("made by", maker)) }
    lines.append(("card", reader.place.words))
    if let interface = reader.interface { lines.append(("reaches cards by", interface.words)) }
    lines.append(("extended length", extendedLength(of: reader)))
    if let name = reader.samShownBy { lines.append(("SAM", "yes, by the name \"\(name)\"")) }
    lines.append(("full service", usable(reader, for: .anything)))
    lines.append(("eligibility only", usable(reader, for: .extendedLengthWithoutSAM)))
    if case .success(let chosen) = chosen, chosen.name == reader.name {
      lines.append(("the kiosk's", wish.name == nil ? "yes, the first" : "yes, by reader.name"))
    }
    return lines
  }

  private func extendedLength(of reader: AttachedReader) -> String {
    let most = reader.mostData.map { ", up to \($0) bytes" } ?? ""
    switch reader.extendedLength {
    case .yes: return "yes\(most)"
    case .no: return "no\(most)"
    case .notTold: return reader.isKept ? "not asked, another program keeps the reader" : "not told by the driver"
    }
  }

  private func usable(_ reader: AttachedReader, for need: ReaderNeed) -> String {
    if let refusal = attached.refusal(of: reader, for: need) { return "no: \(refusal)" }
    if need != .anything, reader.extendedLength == .notTold { return "perhaps: the first cards show it" }
    return "yes"
  }

  var report: Report {
    var name: String?
    if case .success(let reader) = chosen, refusal == nil { name = reader.name }
    return Report(
      readers: attached.readers.map { reader in
        Report.Reader(
          name: reader.name, vendor: reader.vendor, model: reader.model, card: reader.place.word,
          answerToReset: reader.place.answerToReset, interface: reader.interface?.rawValue,
          extendedLength: reader.extendedLength.word, mostDataBytes: reader.mostData, samShownBy: reader.samShownBy,
          refusedForEligibilityOnly: attached.refusal(of: reader, for: .extendedLengthWithoutSAM))
      }, kioskReader: name, refusal: refusal?.reason)
  }

  /// What scripts read. A key whose value is not known is left out.
  struct Report: Encodable {
    struct Reader: Encodable {
      var name: String
      var vendor: String?
      var model: String?
      /// `none`, `present`, `mute` or `unknown`.
      var card: String
      /// Hexadecimal.
      var answerToReset: String?
      var interface: String?
      /// `yes`, `no` or `not-told`.
      var extendedLength: String
      var mostDataBytes: Int?
      var samShownBy: String?
      var refusedForEligibilityOnly: String?
    }

    var readers: [Reader]
    /// The one that the kiosk would use.
    var kioskReader: String?
    /// Why there is none.
    var refusal: String?
  }
}

/// Sorted keys, so that two runs can be compared line by line.
func printJSON(_ value: some Encodable) throws(ProgramFailure) {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  guard let data = try? encoder.encode(value) else {
    throw ProgramFailure(.inputOutput, "the report cannot be written as JSON")
  }
  try printAll(String(decoding: data, as: UTF8.self) + "\n")
}

extension String {
  /// For the left column.
  fileprivate var padded: String { self + String(repeating: " ", count: max(0, 16 - count)) }
}

extension CardInterface {
  fileprivate var words: String {
    switch self {
    case .contact: "contacts"
    case .contactless: "radio (contactless)"
    }
  }
}

extension ExtendedLength {
  fileprivate var word: String {
    switch self {
    case .yes: "yes"
    case .no: "no"
    case .notTold: "not-told"
    }
  }
}

extension AttachedReader.Place {
  var words: String {
    switch self {
    case .empty: "none"
    case .card: "one lies here, answer to reset \(answerToReset ?? "")"
    case .mute: "one lies here and does not answer: it may lie the wrong way round"
    case .failing: "not known, the reader does not answer its driver"
    }
  }

  fileprivate var word: String {
    switch self {
    case .empty: "none"
    case .card: "present"
    case .mute: "mute"
    case .failing: "unknown"
    }
  }

  fileprivate var answerToReset: String? {
    switch self {
    case .card(let bytes):
      bytes.map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0\(digits)" : digits
      }.joined()
    case .empty, .mute, .failing: nil
    }
  }
}
