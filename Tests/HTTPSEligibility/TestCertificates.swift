import Foundation

/// Certificates for both sides, made once by the openssl program.
struct TestCertificates: Sendable {
  let folder: String

  static let shared = Result { try TestCertificates() }

  private init() throws {
    folder = NSTemporaryDirectory() + "uketsuke-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    atexit {
      if let made = try? TestCertificates.shared.get() { try? FileManager.default.removeItem(atPath: made.folder) }
    }
    // Nobody listens there: whoever went by the environment's proxy would reach nothing. Set before any request.
    setenv("https_proxy", "http://127.0.0.1:9", 1)
    setenv("ALL_PROXY", "http://127.0.0.1:9", 1)

    try authority("serviceCA")
    try authority("otherCA")
    try authority("kioskCA")
    try certificate("service", by: "serviceCA", name: "IP:127.0.0.1")
    try certificate("elsewhere", by: "serviceCA", name: "DNS:elsewhere.example")
    try certificate("impostor", by: "otherCA", name: "IP:127.0.0.1")
    try certificate("kiosk", by: "kioskCA", name: "DNS:kiosk.example")
    try certificate("stranger", by: "otherCA", name: "DNS:kiosk.example")
    try expired("oldService", by: "serviceCA", name: "IP:127.0.0.1")
    try expired("oldKiosk", by: "kioskCA", name: "DNS:kiosk.example")
    try openssl("pkey", "-in", "kiosk.key", "-aes256", "-passout", "pass:secret", "-out", "locked.key")
    try Data("rubbish\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/rubbish.pem"))
  }

  func pem(_ name: String) -> String { "\(folder)/\(name).pem" }
  func key(_ name: String) -> String { "\(folder)/\(name).key" }

  private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

  private func authority(_ name: String) throws {
    try openssl(
      ["req", "-x509"] + Self.newKey + [
        "-keyout", "\(name).key", "-out", "\(name).pem", "-subj", "/C=JP/O=TEST/CN=\(name)", "-days", "30", "-addext",
        "keyUsage=critical,keyCertSign",
      ])
  }

  private func certificate(_ name: String, by issuer: String, name subjectName: String) throws {
    try openssl(
      ["req", "-x509"] + Self.newKey + [
        "-keyout", "\(name).key", "-out", "\(name).pem", "-subj", "/C=JP/O=TEST/CN=\(name)", "-days", "30", "-CA",
        "\(issuer).pem", "-CAkey", "\(issuer).key", "-addext", "basicConstraints=critical,CA:FALSE", "-addext",
        "subjectAltName=\(subjectName)",
      ])
  }

  private func expired(_ name: String, by issuer: String, name subjectName: String) throws {
    let configuration = """
      [ca]
      default_ca=d
      [d]
      database=\(folder)/\(name).index
      new_certs_dir=\(folder)
      rand_serial=yes
      default_md=sha256
      policy=p
      x509_extensions=x
      [p]
      CN=supplied
      [x]
      subjectAltName=\(subjectName)
      """
    try Data(configuration.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).cnf"))
    try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name).index"))
    try openssl(
      ["req"] + Self.newKey + ["-keyout", "\(name).key", "-out", "\(name).csr", "-subj", "/CN=\(name)"])
    try openssl(
      "ca", "-batch", "-config", "\(name).cnf", "-cert", "\(issuer).pem", "-keyfile", "\(issuer).key", "-in",
      "\(name).csr", "-startdate", "20200101000000Z", "-enddate", "20210101000000Z", "-notext", "-out", "\(name).pem")
  }

  private func openssl(_ arguments: String...) throws { try openssl(arguments) }

  private func openssl(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    let complaints = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = complaints
    try process.run()
    let said = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Complaint(text: "openssl \(arguments.joined(separator: " ")): \(said)")
    }
  }

  struct Complaint: Error { var text: String }
}
