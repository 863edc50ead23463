import Runtime
import Testing

@testable import KioskProgram

/// `handover`: a folder or a receiver, one of them.
@Suite struct HandoverKeysTests {
  private static let bare = SampleFile().setting("handover.folder", nil).setting("handover.encoding", nil)
  private static let receiver =
    bare.adding("handover.key", "his.key").adding("handover.certificate", "/pki/ours.pem")
    .adding("handover.serverTrust", "their-ca.pem").adding("handover.url", "https://records.example/fhir")

  @Test func aReceiverHasItsOwnTrustAndKeys() throws {
    #expect(
      try Self.receiver.configuration().handover
        == .receiver(
          .init(
            url: "https://records.example/fhir", serverTrust: "/site/their-ca.pem", certificate: "/pki/ours.pem",
            key: "/site/his.key")))
  }

  @Test(
    "What is for the other way is refused by its line",
    arguments: [
      ("folder", "face", "cannot stand beside \"handover.url\": visits go one way"),
      ("encoding", "utf-8", "is for \"handover.folder\": FHIR is UTF-8"),
    ])
  func bothWays(_ key: String, _ value: String, _ words: String) {
    let file = Self.receiver.adding("handover.\(key)", value)
    #expect(file.refusal == "kiosk.yaml:\(file.line(of: "handover.\(key)")): \"handover.\(key)\" \(words)")
  }

  @Test("Beside a folder there is nobody to trust", arguments: ["serverTrust", "certificate", "key"])
  func foldersHaveNoTrust(_ key: String) {
    let file = SampleFile().adding("handover.\(key)", "x.pem")
    #expect(
      file.refusal == "kiosk.yaml:\(file.line(of: "handover.\(key)")): \"handover.\(key)\" is for \"handover.url\"")
  }

  @Test("A receiver lacks nothing", arguments: ["serverTrust", "certificate", "key"])
  func whole(_ key: String) {
    let refusal = Self.receiver.setting("handover.\(key)", nil).refusal
    #expect(refusal?.hasSuffix("the key \"handover.\(key)\" is missing") == true, "\(refusal ?? "taken")")
  }

  @Test("Only https", arguments: ["http://records.example", "https://", "records.example", "\"\""])
  func address(_ url: String) {
    let refusal = Self.receiver.setting("handover.url", url).refusal
    #expect(refusal?.hasSuffix("\"handover.url\" must begin with https:// and name a host") == true)
  }
}
