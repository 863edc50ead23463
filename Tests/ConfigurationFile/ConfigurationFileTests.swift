import Foundation
import Reception
import Runtime
import StrictYAML
import Testing

@testable import KioskProgram

/// A site's configuration: closed, checked, and refused with file, line and what was probably meant.
@Suite("Configuration file")
struct ConfigurationFileTests {
  // MARK: - What it says

  @Test func everyKeyReachesItsPlace() throws {
    let configuration = try SampleFile().configuration()
    #expect(
      configuration
        == Runtime.Configuration(
          institution: .init(code: "1312345670", kind: .clinic, name: "さくら診療所（見本）"),
          display: .init(language: "en", theme: "dark"), consentProfile: "2024-10",
          reader: .init(
            driver: .pcsc, name: "Virtual PCD 00 00", maker: "panasonic-connect", takesPhones: true,
            cardTrust: "/site/card-ca.pem"),
          eligibility: .service(
            .init(
              url: "https://service.example:8443", serverTrust: "/site/ca.pem", certificate: "/site/client.pem",
              key: "/site/client.key")), journal: .init(path: "/site/journal.sqlite", key: "/site/journal.key"),
          identity: .init(visual: .signed, staffPasswordFile: "/site/staff"),
          handover: .folder("/site/face", .cp932),
          sound: .init(voice: .off, tones: .off), pin: .init(shuffledPad: true)))
  }

  @Test(
    "Every word of a closed list is taken",
    arguments: [
      ("institution.kind", InstitutionKind.allCases.map(\.rawValue)),
      ("reader.driver", ReaderDriver.allCases.map(\.rawValue)),
      ("identity.visual", VisualCheckPolicy.allCases.map(\.rawValue)),
      ("handover.encoding", HandoverEncoding.allCases.map(\.rawValue)),
      ("sound.voice", OnOff.allCases.map(\.rawValue)), ("sound.tones", OnOff.allCases.map(\.rawValue)),
      ("display.language", SampleFile.names.languages),
      ("display.theme", SampleFile.names.themes), ("consent.profile", SampleFile.names.profiles),
    ])
  func closedLists(key: String, words: [String]) throws {
    for word in words {
      var file = SampleFile().setting(key, word)
      // The one driver that has another key beside it.
      if word == "bridge" { file = file.setting("reader.name", nil).adding("reader.socket", "reader.sock") }
      let refusal = file.refusal
      #expect(refusal == nil, "\(key): \(word)")
    }
    let bad = SampleFile().setting(key, "qqqqqqqqqqqqqq")
    #expect(
      bad.refusal?.hasPrefix("kiosk.yaml:\(bad.line(of: key)): \"\(key)\" cannot be \"qqqqqqqqqqqqqq\"; it is one of ")
        == true)
  }

  @Test func whatMayBeLeftOutHasItsUsualValue() throws {
    let bare = try SampleFile().without(section: "display").without(section: "consent").without(section: "identity")
      .setting("institution.name", nil).setting("reader.name", nil).setting("handover.encoding", nil).configuration()
    #expect(bare.display == .init(language: "ja", theme: "default"))
    #expect(bare.consentProfile == "classic")
    #expect(bare.identity.visual == .attested)
    #expect(bare.institution.name == "1312345670")
    #expect(bare.reader.name == nil)
    #expect(bare.handover == .folder("/site/face", .utf8))
    let silent = try SampleFile().without(section: "sound").without(section: "pin").configuration()
    #expect(silent.sound == .init(voice: .on, tones: .on))
    #expect(!silent.pin.shuffledPad)
  }

  @Test func pathsAreRelativeToTheFileUnlessAbsolute() throws {
    let absolute = try SampleFile().setting("journal.key", "/etc/journal.key").configuration()
    #expect(absolute.journal.key == "/etc/journal.key" && absolute.journal.path == "/site/journal.sqlite")
    let up = try SampleFile().setting("handover.folder", "../face").configuration()
    #expect(up.handover == .folder("/site/../face", .cp932))
  }

  @Test(
    "A path that names nothing is refused",
    arguments: [
      "card.trust", "eligibility.serverTrust", "eligibility.certificate", "eligibility.key", "journal.path",
      "journal.key", "staff.passwordFile", "handover.folder",
    ])
  func emptyPaths(key: String) {
    let file = SampleFile().setting(key, "\"\"")
    #expect(file.refusal == "kiosk.yaml:\(file.line(of: key)): \"\(key)\" must name a file")
    // The system would read it to the zero only, and open another file.
    let cut = SampleFile().setting(key, #""ca.pem\0.old""#)
    #expect(cut.refusal == "kiosk.yaml:\(cut.line(of: key)): \"\(key)\" must name a file")
  }

  @Test func anEmptyNameIsNoName() {
    let file = SampleFile().setting("institution.name", "\"\"")
    #expect(file.refusal?.contains("\"institution.name\" must be the name for the first line") == true)
  }

  // MARK: - What is refused

  private static let optional = [
    "institution.name", "display.language", "display.theme", "reader.name", "reader.maker", "reader.phones",
    "handover.encoding",
    "sound.voice", "sound.tones",
  ]

  @Test("A missing key is named with its path", arguments: SampleFile.keys.filter { !optional.contains($0) })
  func missingKeys(key: String) throws {
    let file = SampleFile().setting(key, nil)
    let refusal = try #require(file.refusal)
    // A section with nothing in it is no mapping any more.
    let section = String(key.prefix { $0 != "." })
    let alone = SampleFile.keys.filter { $0.hasPrefix("\(section).") } == [key]
    #expect(
      refusal.hasSuffix(alone ? "\"\(section)\" must be keys with values" : "the key \"\(key)\" is missing"),
      "\(refusal)")
    #expect(refusal.hasPrefix("kiosk.yaml:"))
  }

  @Test(
    "A missing section is named",
    arguments: [
      "institution", "reader", "card", "eligibility", "journal", "handover",
    ])
  func missingSections(name: String) {
    #expect(SampleFile().without(section: name).refusal == "kiosk.yaml:1: the key \"\(name)\" is missing")
  }

  @Test("A key with a letter missing is named with its line and what was meant", arguments: SampleFile.keys)
  func unknownKeys(key: String) throws {
    let (section, name) = (key.prefix { $0 != "." }, key.drop { $0 != "." }.dropFirst())
    let line = SampleFile().line(of: key)
    let typo = String(name.dropLast()) + "x"
    let file = SampleFile().replacing(line: line, "  \(typo): 1")
    #expect(
      file.refusal == "kiosk.yaml:\(line): unknown key \"\(section).\(typo)\"; did you mean \"\(key)\"?")
  }

  @Test("A section with a letter too many is named with its line", arguments: SampleFile.sections.map(\.name))
  func unknownSections(name: String) {
    let line = SampleFile().line(of: name)
    let file = SampleFile().replacing(line: line, "\(name)s:")
    #expect(file.refusal == "kiosk.yaml:\(line): unknown key \"\(name)s\"; did you mean \"\(name)\"?")
  }

  @Test func aStrangersKeyIsRefusedWithoutAGuess() {
    let file = SampleFile().replacing(line: 1, "skipVerification: true\ninstitution:")
    #expect(file.refusal == "kiosk.yaml:1: unknown key \"skipVerification\"")
  }

  @Test("A list where a text belongs", arguments: SampleFile.keys)
  func wrongTypes(key: String) {
    let kind = ["pin.shuffledPad", "reader.phones"].contains(key) ? "true or false" : "a text"
    let file = SampleFile().setting(key, "[1, 2]")
    #expect(file.refusal == "kiosk.yaml:\(file.line(of: key)): \"\(key)\" must be \(kind)")
    let nothing = SampleFile().setting(key, "")
    #expect(nothing.refusal == "kiosk.yaml:\(nothing.line(of: key)): \"\(key)\" must be \(kind)")
  }

  @Test("A text where keys belong", arguments: SampleFile.sections.map(\.name))
  func textForASection(name: String) {
    let whole = SampleFile()
    let line = whole.line(of: name)
    let file = whole.without(section: name).replacing(
      line: 1, "\(name): here\n" + whole.without(section: name).lines[0])
    #expect(file.refusal == "kiosk.yaml:1: \"\(name)\" must be keys with values", "was line \(line)")
  }

  @Test("The same key twice", arguments: SampleFile.keys)
  func duplicateKeys(key: String) {
    let file = SampleFile()
    let line = file.line(of: key)
    let doubled = file.replacing(line: line, file.lines[line - 1] + "\n" + file.lines[line - 1])
    let name = key.drop { $0 != "." }.dropFirst()
    #expect(doubled.refusal == "kiosk.yaml:\(line + 1): the key \"\(name)\" stands here a second time")
  }

  @Test(
    "An institution code is 10 ASCII digits",
    arguments: [
      "\"131234567\"", "\"13123456701\"", "\"131234567x\"", "\"１３１２３４５６７０\"", "\" 312345670\"", "\"\"",
      "\"131-345670\"",
    ])
  func institutionCodes(code: String) {
    let file = SampleFile().setting("institution.code", code)
    #expect(file.refusal == "kiosk.yaml:2: \"institution.code\" must be 10 digits, in quotation marks")
  }

  @Test func aCodeKeepsItsLeadingZero() throws {
    #expect(try SampleFile().setting("institution.code", "0112345670").configuration().institution.code == "0112345670")
  }

  @Test(
    "No address but HTTPS",
    arguments: [
      "http://service.example", "HTTPS//service.example", "https://", "service.example:8443", "ftp://service.example",
    ])
  func addresses(url: String) {
    let file = SampleFile().setting("eligibility.url", url)
    #expect(
      file.refusal?.hasSuffix(
        "\"eligibility.url\" must begin with https:// and name a host, or with folder: and name a folder") == true)
  }

  @Test func staffNeedAFileUnlessNobodyVouches() throws {
    let without = SampleFile().without(section: "staff")
    #expect(
      without.refusal
        == "kiosk.yaml:1: the file needs \"staff.passwordFile\" unless \"identity.visual\" is off")
    let off = try without.setting("identity.visual", "off").configuration()
    #expect(off.identity == .init(visual: .off, staffPasswordFile: nil))
    // YAML 1.1 would read "off" as false; here it is a word.
    #expect(try SampleFile().setting("identity.visual", "\"off\"").configuration().identity.visual == .off)
  }

  @Test(
    "What is no file of ours at all",
    arguments: [
      ("", "kiosk.yaml:1: the file is empty"), ("\n\n# nothing\n", "the file is empty"),
      ("[]", "kiosk.yaml:1: the file must be keys with values"),
      ("kiosk", "kiosk.yaml:1: the file must be keys with values"),
      ("a: 1\n---\nb: 2\n", "kiosk.yaml:2: a second document begins here; one file holds one"),
    ])
  func otherFiles(text: String, expected: String) {
    var sentence = "taken"
    do {
      _ = try ConfigurationFile.parse(StrictYAML.read(text, file: "kiosk.yaml"), folder: "/", names: SampleFile.names)
    } catch {
      sentence = error.sentence
    }
    #expect(sentence.hasSuffix(expected), "\(sentence)")
  }
}

/// `reader.driver: bridge` and what stands beside it.
@Suite("Configuration of a bridge")
struct BridgeConfigurationTests {
  private let bridge = SampleFile().setting("reader.driver", "bridge").setting("reader.name", nil)

  @Test func itsSocketIsAPath() throws {
    let reader = try bridge.adding("reader.socket", "run/reader.sock").configuration().reader
    #expect(reader.driver == .bridge && reader.socket == "/site/run/reader.sock" && reader.name == nil)
    #expect(try SampleFile().configuration().reader.socket == nil)
  }

  @Test func itNeedsASocket() {
    #expect(bridge.refusal?.contains("needs \"reader.socket\" beside bridge") == true)
    let empty = bridge.adding("reader.socket", "\"\"")
    #expect(empty.refusal == "kiosk.yaml:\(empty.line(of: "reader.socket")): \"reader.socket\" must name a file")
  }

  @Test func nobodyElseHasOne() {
    for driver in ["pcsc", "simulated"] {
      let file = SampleFile().setting("reader.driver", driver).adding("reader.socket", "reader.sock")
      #expect(file.refusal?.hasSuffix("\"reader.socket\" is for the driver bridge") == true)
    }
    let named = SampleFile().setting("reader.driver", "bridge").adding("reader.socket", "reader.sock")
    #expect(named.refusal?.contains("\"reader.name\" is for the driver pcsc") == true)
  }
}
