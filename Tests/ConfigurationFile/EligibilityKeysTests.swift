import FolderExchange
import Runtime
import Testing

@testable import KioskProgram

/// `eligibility`: a service or a terminal's folders, one of them.
@Suite struct EligibilityKeysTests {
  private static let folders = SampleFile().setting("eligibility.serverTrust", nil)
    .setting("eligibility.certificate", nil).setting("eligibility.key", nil).setting("eligibility.url", "folder:oqs")

  @Test func aTerminalHasItsFolderAndEncoding() throws {
    #expect(try Self.folders.configuration().eligibility == .folders("/site/oqs", .utf8))
    let absolute = Self.folders.setting("eligibility.url", "folder:/srv/oqs").adding("eligibility.encoding", "cp932")
    #expect(try absolute.configuration().eligibility == .folders("/srv/oqs", .cp932))
  }

  @Test func howLongATerminalIsWaitedFor() throws {
    let waiting = Self.folders.adding("eligibility.wait", "90")
    #expect(try waiting.configuration().eligibility == .folders("/site/oqs", .utf8, waitSeconds: 90))
    let limits = TerminalSettings("/site/oqs", .utf8, waitSeconds: 90).limits
    #expect(limits.reply == .seconds(90) && limits.listReply == TerminalLimits.standard.listReply)
    #expect(TerminalSettings("/site/oqs", .utf8, waitSeconds: nil).limits == .standard)
    for wrong in ["0", "601", "soon"] {
      #expect(Self.folders.adding("eligibility.wait", wrong).refusal?.contains("eligibility.wait") == true)
    }
    let service = SampleFile().adding("eligibility.wait", "90")
    #expect(service.refusal?.hasSuffix("\"eligibility.wait\" is for an \"eligibility.url\" of folder:") == true)
  }

  @Test("There is nobody to trust in a folder", arguments: ["serverTrust", "certificate", "key"])
  func foldersHaveNoTrust(_ key: String) {
    let file = Self.folders.adding("eligibility.\(key)", "x.pem")
    #expect(
      file.refusal
        == "kiosk.yaml:\(file.line(of: "eligibility.\(key)")): \"eligibility.\(key)\" is for an \"eligibility.url\" of https://"
    )
  }

  @Test func aServiceHasNoEncoding() {
    let file = SampleFile().adding("eligibility.encoding", "utf-8")
    #expect(file.refusal?.hasSuffix("\"eligibility.encoding\" is for an \"eligibility.url\" of folder:") == true)
  }

  @Test(arguments: ["folder://host/share", "folder:///srv/oqs"])
  func aFolderIsNamed(url: String) {
    let file = Self.folders.setting("eligibility.url", url)
    #expect(file.refusal?.contains("must name a folder, as in folder:/srv/oqs") == true)
  }

  @Test func patientsWithCardsCannotBeReceivedThroughFolders() throws {
    let failure = #expect(throws: ProgramFailure.self) {
      _ = try Site.sessionService(try Self.folders.configuration())
    }
    #expect(failure?.kind == .configuration)
    #expect(failure?.sentence.hasPrefix("eligibility.url: patients with cards cannot be received through") == true)
    #expect(throws: Never.self) { try Site.sessionService(try SampleFile().configuration()) }
  }

  @Test func theClientOfFoldersNeedsTheFolders() throws {
    let missing = Self.folders.setting("eligibility.url", "folder:/nonexistent-見本")
    let failure = #expect(throws: ProgramFailure.self) {
      let configuration = try missing.configuration()
      _ = try Site.eligibilityClient(configuration.eligibility, institution: configuration.institution.code)
    }
    #expect(failure?.kind == .inputOutput)
    #expect(
      failure?.sentence
        == "eligibility.url: The eligibility terminal's folder /nonexistent-見本/req does not exist.")
  }
}
