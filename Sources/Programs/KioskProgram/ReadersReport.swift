import Foundation
import Runtime

/// What scripts read of `uketsuke readers`. A key whose value is not known is left out.
struct ReadersReport: Encodable, Equatable {
  struct Reader: Encodable, Equatable {
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
    /// `yes`, or `no: ` with the reason.
    var fullService: String
    /// The same, or `perhaps: ` with what will show it.
    var eligibilityOnly: String
  }

  /// A face-auth reader behind its bridge.
  struct Bridge: Encodable, Equatable {
    var socket: String
    /// `ready`, `unavailable`, `serves-a-kiosk` or `not-usable`.
    var state: String
    var program: String?
    var reader: String?
    var comparesFaces: Bool?
    var provesVisualChecks: Bool?
    /// `kiosk` or `reader`.
    var pinPad: String?
    /// `relayed` or `done`.
    var commands: String?
  }

  /// `reader.driver`, or `pcsc` without a configuration.
  var driver: String
  /// Those that pcscd lists; none of them where the kiosk's is another.
  var readers: [Reader]
  var bridge: Bridge?
  /// The one that the kiosk would use.
  var kioskReader: String?
  /// Why there is none.
  var refusal: String?

  init(
    driver: ReaderDriver, readers: [Reader] = [], bridge: Bridge? = nil, kioskReader: String? = nil,
    refusal: String? = nil
  ) {
    self.driver = driver.rawValue
    self.readers = readers
    self.bridge = bridge
    self.kioskReader = kioskReader
    self.refusal = refusal
  }

  static let simulated = ReadersReport(driver: .simulated, kioskReader: "simulated")
  static let simulatedWords = "the kiosk's reader is simulated, with made-up people's cards: no patient can be received"
}

/// Why the kiosk has no reader, for staff, and how the kiosk or a check ends by it.
struct ReaderRefused: Equatable {
  var kind: ProgramFailure.Kind
  var reason: String
  var nextStep: String

  init(_ kind: ProgramFailure.Kind, _ reason: String, nextStep: String) {
    self.kind = kind
    self.reason = reason
    self.nextStep = nextStep
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
