import ArgumentParser
import Cards
import Display
import PCSCReader
import Runtime
import Screenbook

struct ReadersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "readers",
    abstract: "List the card readers and what each can do.",
    discussion: """
      Reads no card: it asks pcscd and the readers' drivers; where the configuration names a face-auth reader's bridge, it \
      connects to that for a moment and asks no other reader. Exit code 0: there is a reader that the kiosk can use (with \
      --config: that the configuration names and its kind of service allows); 69: there is none; 78: the bridge's socket \
      is not safe.

      With --makers it lists the face-auth readers of Screens/makers instead: where the card goes, the ways to be \
      identified, what the reader's own messages mean, and of each whether a public source says it.

      EXAMPLES
        uketsuke readers
        uketsuke readers --config kiosk.yaml
        uketsuke readers --json
        uketsuke readers --makers
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "The kiosk's configuration file.") var config: String?
  @Flag(help: "One JSON object instead of lines for people.") var json = false
  @Flag(help: "The makers' readers of Screens/makers instead of those attached.") var makers = false

  func validate() throws {
    guard !makers || (config == nil && !json) else { throw ValidationError("--makers stands alone") }
  }

  func run() throws {
    try reportingFailures {
      if makers {
        let book = try Screenbook.whole(data.folders())
        let texts = book.makers.values.sorted { $0.name < $1.name }.map(\.text)
        return try printAll(texts.joined(separator: "\n\n") + "\n")
      }
      let configuration = try config.map { path throws(ProgramFailure) in try data.configuration(path) }
      switch configuration?.reader.driver {
      case .simulated: try tell(ReadersReport.simulated, ReadersReport.simulatedWords, nil)
      case .bridge:
        let standing = BridgeStanding(lookingAt: configuration?.reader.socket ?? "")
        try tell(standing.report, standing.text, standing.refusal)
      case .pcsc, nil: try tellAttached(configuration)
      }
    }
  }

  private func tellAttached(_ configuration: Runtime.Configuration?) throws {
    var wish = ReaderWish.none
    if let configuration { wish = try ReaderWish(configuration, screens: data.folders().screens) }
    let attached: AttachedReaders
    do throws(ServiceFinding) {
      attached = try AttachedReaders.look()
    } catch {
      return try tell(
        ReadersReport(driver: .pcsc, refusal: error.sentence), "",
        ReaderRefused(.serviceUnavailable, error.sentence, nextStep: error.nextStep))
    }
    let list = ReaderList(attached, wish)
    try tell(list.report, list.text, list.refusal)
  }

  /// The list goes out whatever it holds; why there is no reader for the kiosk ends the command.
  private func tell(_ report: ReadersReport, _ text: String, _ refused: ReaderRefused?) throws(ProgramFailure) {
    if json {
      try printJSON(report)
    } else if !text.isEmpty {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      // Readers and bridges name themselves (S2).
      try printAll(lines.map { InertText(String($0)).text }.joined(separator: "\n") + "\n")
    }
    if let refused { throw ProgramFailure(refused.kind, "\(refused.reason); \(refused.nextStep)") }
  }
}

extension Maker {
  /// What is known of it, and from where.
  fileprivate var text: String {
    var lines = [
      ("card", placement.words, Fact.placement),
      ("ways", Way.allCases.filter(ways.contains).map(\.words).joined(separator: ", "), .ways),
    ]
    if let cancelRatePercent {
      lines.append(("cancelled", "\(cancelRatePercent) of 100 visits", .cancelRatePercent))
    }
    if !messages.isEmpty { lines.append(("own messages", "\(messages.count)", .messages)) }
    return
      (["\(name)  \(title)"] + lines.map { "  \($0.padded) \($1) (\(source($2)))" }
      + messages.map { "  \"\($0.shown)\"\n    \($0.advice)" })
      .joined(separator: "\n")
  }

  private func source(_ fact: Fact) -> String { published[fact] ?? "this project's default" }

  /// For whoever sets a kiosk up.
  var placementWords: String {
    published[.placement] == nil
      ? "\(placement.words) by this project's default: compare with the reader on the counter"
      : "\(placement.words), as published"
  }
}

extension Maker.Placement {
  fileprivate var words: String {
    switch self {
    case .flat: "lies flat"
    case .stand: "stands"
    case .insert: "is put into a slot"
    }
  }
}

extension Maker.Way {
  fileprivate var words: String {
    switch self {
    case .face: "face"
    case .pin: "PIN"
    case .visual: "staff's check"
    }
  }
}

/// What a site's configuration says of its reader.
struct ReaderWish {
  /// Nil takes the first.
  var name: String?
  var need: ReaderNeed
  var maker: Maker?

  static let none = ReaderWish(name: nil, need: .anything, maker: nil)

  init(name: String?, need: ReaderNeed, maker: Maker?) {
    self.name = name
    self.need = need
    self.maker = maker
  }

  /// - Parameter screens: the folder Screens/, whose profile decides the kind of service.
  init(_ configuration: Runtime.Configuration, screens: String) throws(ProgramFailure) {
    let book = try Screenbook.first(
      folder: screens, language: configuration.display.language, theme: configuration.display.theme,
      profile: configuration.consentProfile, maker: configuration.reader.maker)
    self.init(
      name: configuration.reader.name, need: ReaderNeed(try book.consentProfile(configuration.consentProfile)),
      maker: configuration.reader.maker.flatMap { book.makers[$0] })
  }
}

/// The attached readers and which of them is the kiosk's.
struct ReaderList {
  let attached: AttachedReaders
  let wish: ReaderWish
  let chosen: Result<AttachedReader, ReaderRefusal>
  /// Why the kiosk has no reader; nil when it has one.
  let refusal: ReaderRefused?

  init(_ attached: AttachedReaders, _ wish: ReaderWish) {
    self.attached = attached
    self.wish = wish
    chosen = attached.chosen(wish.name)
    switch chosen {
    case .success(let reader):
      if reader.place == .failing {
        refusal = ReaderRefused(
          .serviceUnavailable, "the card reader \"\(reader.name)\" does not answer its driver",
          nextStep: "plug it in anew")
      } else {
        refusal = attached.refusal(of: reader, for: wish.need).map {
          ReaderRefused(.serviceUnavailable, $0, nextStep: "attach another reader, or name it in reader.name")
        }
      }
    case .failure(let failure):
      refusal = ReaderRefused(
        .serviceUnavailable, failure.reason,
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
    case .notTold:
      return reader.isKept
        ? "not told: it does not answer in time, or another program keeps it" : "not told by the driver"
    }
  }

  private func usable(_ reader: AttachedReader, for need: ReaderNeed) -> String {
    if let refusal = attached.refusal(of: reader, for: need) { return "no: \(refusal)" }
    if need != .anything, reader.extendedLength == .notTold { return "perhaps: the first cards show it" }
    return "yes"
  }

  var report: ReadersReport {
    var name: String?
    if case .success(let reader) = chosen, refusal == nil { name = reader.name }
    return ReadersReport(
      driver: .pcsc,
      readers: attached.readers.map { reader in
        ReadersReport.Reader(
          name: reader.name, vendor: reader.vendor, model: reader.model, card: reader.place.word,
          answerToReset: reader.place.answerToReset, interface: reader.interface?.rawValue,
          extendedLength: reader.extendedLength.word, mostDataBytes: reader.mostData, samShownBy: reader.samShownBy,
          refusedForEligibilityOnly: attached.refusal(of: reader, for: .extendedLengthWithoutSAM),
          fullService: usable(reader, for: .anything),
          eligibilityOnly: usable(reader, for: .extendedLengthWithoutSAM))
      }, kioskReader: name, refusal: refusal?.reason)
  }
}

extension String {
  /// For the left column of `uketsuke readers`.
  var padded: String { self + String(repeating: " ", count: max(0, 16 - count)) }
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
      hexadecimal(bytes)
    case .empty, .mute, .failing: nil
    }
  }
}
