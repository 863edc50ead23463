import CivilTime
import Foundation
import Testing

@testable import CardCryptography

/// A folder of the test's own, gone with it, and the openssl program to make and judge certificates in it.
final class Workshop {
  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "uketsuke-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path(name)))) }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8], mode: Int = 0o600) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
    return path(name)
  }

  @discardableResult
  func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
    try write(name, Array(text.utf8), mode: mode)
  }

  /// Runs openssl in the folder; what it printed, or an error with what it complained about.
  @discardableResult
  func openssl(_ arguments: String...) throws -> String { try run(arguments) }

  @discardableResult
  func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw OpenSSLComplaint(text: "openssl \(arguments.joined(separator: " ")): \(said)")
    }
    return said
  }

  struct OpenSSLComplaint: Error { var text: String }
}

/// Certificates made by the openssl program.
extension Workshop {
  /// `NAME.key` and `NAME.pem` of a CA that signed itself.
  func makeCA(_ name: String, subject: String = "/C=JP/O=JPKI-TEST/CN=Sample CA") throws {
    try openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "\(name).key",
      "-out", "\(name).pem", "-subj", subject, "-days", "3650", "-addext", "keyUsage=critical,keyCertSign")
  }

  /// DER of a certificate under that CA; `NAME.key`, `NAME.pem` lie in the folder as well.
  func issue(
    _ name: String, by issuer: String, extensions: String, key: [String] = ["EC", "ec_paramgen_curve:P-384"],
    from: String = "20200101000000Z", to: String = "20400101000000Z"
  ) throws -> [UInt8] {
    try write(
      "\(name).cnf",
      """
      [ca]
      default_ca=d
      [d]
      database=\(path("\(name).index"))
      new_certs_dir=\(folder)
      rand_serial=yes
      default_md=sha256
      policy=p
      x509_extensions=x
      unique_subject=no
      [p]
      C=supplied
      CN=supplied
      [x]
      \(extensions)
      """)
    try write("\(name).index", "")
    try openssl("genpkey", "-algorithm", key[0], "-pkeyopt", key[1], "-out", "\(name).key")
    try openssl("req", "-new", "-key", "\(name).key", "-subj", "/C=JP/CN=\(name)", "-out", "\(name).csr")
    try openssl(
      "ca", "-batch", "-config", "\(name).cnf", "-cert", "\(issuer).pem", "-keyfile", "\(issuer).key", "-in",
      "\(name).csr", "-startdate", from, "-enddate", to, "-notext", "-out", "\(name).pem")
    try openssl("x509", "-in", "\(name).pem", "-outform", "DER", "-out", "\(name).der")
    return try bytes("\(name).der")
  }
}

/// The sample cards' keys in the tree.
enum SampleCards {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Assets/cards").path

  static let people = [
    "adult", "child", "elderly", "foreign", "face-only", "locked", "expired", "unregistered", "insurer-changed",
    "face-mismatch", "revoked",
  ]

  /// 2025-06-01 and 2030-06-01, 00:00 UTC.
  static let from = Timestamp(milliseconds: 1_748_736_000_000)
  static let to = Timestamp(milliseconds: 1_906_502_400_000)

  static func certificate(_ person: String = "adult") throws -> [UInt8] {
    try TestCardAuthority(folder: folder).issue(
      key: person, commonName: "TEST\(person)0001A", serial: 1, notBefore: from, notAfter: to)
  }

  static func checks() throws -> CertificateChecks {
    try CertificateChecks(trustPEM: try TestCardAuthority(folder: folder).caCertificatePEM)
  }
}

func bytes(_ hexadecimal: String) -> [UInt8] {
  Hexadecimal.bytes(Substring(hexadecimal.filter { !$0.isWhitespace })) ?? []
}

/// A password as the kiosk has it: bytes on loan.
func lending<R>(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
  try Array(text.utf8).withUnsafeBytes { try body($0) }
}
