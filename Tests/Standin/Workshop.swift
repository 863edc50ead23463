import CivilTime
import Crypto
import DemoPeople
import Eligibility
import EligibilityJSON
import Foundation
import Testing
import X509
import _CryptoExtras

/// One test's own folder with everything the stand-in needs: made by the program itself, by openssl and by hand.
final class Workshop {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "standin-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }

  // MARK: - Programs

  struct Outcome {
    var status: Int32
    var output: [UInt8]
    var complaint: String

    var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// Beside the test program itself.
  static var standin: URL {
    get throws {
      let own = URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      return own.deletingLastPathComponent().appending(path: "uketsuke-standin")
    }
  }

  func standin(_ arguments: String...) throws -> Outcome { try run(try Self.standin, arguments) }

  func openssl(_ arguments: String...) throws -> Outcome {
    let outcome = try run(URL(filePath: "/usr/bin/openssl"), arguments)
    try #require(outcome.status == 0, "openssl \(arguments.joined(separator: " ")): \(outcome.complaint)")
    return outcome
  }

  /// Output goes through files, so that no pipe can fill up.
  func run(_ program: URL, _ arguments: [String]) throws -> Outcome {
    let name = UUID().uuidString
    let (out, err) = (folder.appending(path: "\(name).out"), folder.appending(path: "\(name).err"))
    for file in [out, err] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: [UInt8](try Data(contentsOf: out)),
      complaint: String(decoding: try Data(contentsOf: err), as: UTF8.self))
  }

  // MARK: - Files of the house

  static let assets = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Assets")

  static func asset(_ path: String) -> String { assets.appending(path: path).path }

  static func key(_ name: String) throws -> _RSA.Signing.PrivateKey {
    let pem = try String(contentsOf: assets.appending(path: "cards/\(name).key"), encoding: .utf8)
    return try _RSA.Signing.PrivateKey(pemRepresentation: pem)
  }

  /// A card's certificate as the sample issuer makes it, DER.
  /// - Parameter issuer: the name of another key for a forged one.
  static func card(
    _ name: String, fromDays: Double = -400, untilDays: Double = 1_400, issuer: String = "ca",
    usage: KeyUsage = KeyUsage(digitalSignature: true), key own: _RSA.Signing.PrivateKey? = nil
  ) throws -> [UInt8] {
    let pem = try String(contentsOf: assets.appending(path: "cards/ca.pem"), encoding: .utf8)
    let key = try own ?? key(name)
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey),
      notValidBefore: Date().addingTimeInterval(fromDays * 86_400),
      notValidAfter: Date().addingTimeInterval(untilDays * 86_400), issuer: try Certificate(pemEncoded: pem).subject,
      subject: try DistinguishedName {
        CountryName("JP")
        CommonName("MIHON\(name)A")
      }, signatureAlgorithm: .sha256WithRSAEncryption,
      extensions: try Certificate.Extensions {
        Critical(usage)
        try ExtendedKeyUsage([.clientAuth])
      }, issuerPrivateKey: .init(try self.key(issuer)))
    return try certificate.serializeAsPEM().derBytes
  }

  /// As the card signs: PKCS#1 v1.5 over SHA-256, by openssl.
  func signature(of nonce: Nonce, by name: String) throws -> [UInt8] {
    let file = folder.appending(path: "nonce-\(UUID().uuidString)")
    try Data(nonce.bytes).write(to: file)
    return try openssl("dgst", "-sha256", "-sign", Self.asset("cards/\(name).key"), file.path).output
  }

  /// `standin.yaml` with its certificates; `changed` replaces lines by key, an empty one leaves its key out.
  func configure(_ changed: [String: String] = [:]) throws {
    if !FileManager.default.fileExists(atPath: path("tls")) {
      try #require(try standin("certificates", "--out", path("tls")).status == 0)
    }
    try write("standin.yaml", settings(changed, Self.https))
  }

  private static let https = [
    ("listen", "127.0.0.1:0"), ("certificate", "tls/server.pem"), ("key", "tls/server.key"),
    ("clientTrust", "tls/ca.pem"), ("cardTrust", asset("cards/ca.pem")),
  ]

  /// `standin.yaml` of a terminal with its folders, and without HTTPS.
  func configureTerminal(_ changed: [String: String] = [:]) throws {
    for name in ["req", "res"] where !FileManager.default.fileExists(atPath: path(name)) {
      try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }
    try write("standin.yaml", settings(changed, [("folders", "{ request: req, reply: res }")]))
  }

  private func settings(_ changed: [String: String], _ way: [(String, String)]) -> String {
    let lines =
      way + [
        ("people", Self.asset("people/people.yaml")), ("records", ""), ("crowd", ""), ("batch", ""), ("faults", ""),
      ] + (way.contains { $0.0 == "folders" } ? [] : [("folders", "")])
    let text = lines.compactMap { key, value in
      (changed[key] ?? value).isEmpty ? nil : "\(key): \(changed[key] ?? value)"
    }
    return text.joined(separator: "\n") + "\n"
  }

  // MARK: - People

  /// A person's card data as of today.
  func query(_ key: String, file: String = "f", branch: Bool = true) throws -> InsuranceCardQuery {
    let people = try DemoPeople.read(
      [UInt8](try Data(contentsOf: Self.assets.appending(path: "people/people.yaml"))), file: "people.yaml")
    let person = try #require(people[key])
    let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    return InsuranceCardQuery(
      insurerNumber: person.insurance.insurer.padded, symbol: person.insurance.symbol,
      identificationNumber: person.insurance.number, branchNumber: branch ? person.insurance.branch : nil,
      birthdate: person.identity.birthdate(on: CivilMoment(now).date), limitConsent: false,
      arbitraryFileIdentifier: file)
  }

  func lookup(_ key: String, file: String = "f") throws -> InterfaceRequest {
    .confirm(
      QualificationConfirmationRequest(
        confirmationDate: nil, medicalInstitutionCode: RunningStandin.institution, query: try query(key, file: file)))
  }

  func records(_ key: String, _ form: MedicalInformationForm, file: String = "f") throws -> InterfaceRequest {
    let query = try query(key)
    return .medicalInformation(
      MedicalInformationRequest(
        form: form, medicalInstitutionCode: RunningStandin.institution, arbitraryFileIdentifier: file,
        insurerNumber: query.insurerNumber, symbol: query.symbol, identificationNumber: query.identificationNumber,
        branchNumber: query.branchNumber, months: nil))
  }

  /// So many of the crowd, as one batch.
  func crowd(_ count: Int, file: String = "batch") -> InterfaceRequest {
    let crowd = DemoCrowd(count: count)
    let people = (0..<count).map { index in
      let person = crowd.person(index)
      var search = QualificationConfirmSearchInfo()
      search.insurerNumber = person.insurance.insurer.padded
      search.insuredCardSymbol = person.insurance.symbol
      search.insuredIdentificationNumber = person.insurance.number
      search.birthdate = MessageDate(person.identity.birthdate(on: CivilDate(dayNumber: 0)))
      return search
    }
    return .submitBatch(
      BatchRequest(
        medicalInstitutionCode: RunningStandin.institution, arbitraryFileIdentifier: file, query: .people(people)))
  }

  func collection(_ number: String, file: String = "c") -> InterfaceRequest {
    .collectBatch(
      BatchCollection(
        kind: .eligibility, medicalInstitutionCode: RunningStandin.institution, arbitraryFileIdentifier: file,
        receptionNumber: number))
  }
}
