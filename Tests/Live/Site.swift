import Foundation
import Testing

/// A whole site on loopback in a folder of its own: certificates, keys, staff, stand-in service, PC/SC service, virtual
/// card, and the kiosk in a terminal.
final class Site {
  let folder: String
  private(set) var port = 0
  private var servers: [Server] = []
  private(set) var standin: Server?
  private(set) var pcscd: Server?

  static let staffNumber = "0123"
  static let password = "mihonpass1"

  /// The folder of the programs under test.
  static var programs: String {
    get throws {
      guard let folder = ProcessInfo.processInfo.environment["UKETSUKE_BIN"] else {
        throw Missing(what: "UKETSUKE_BIN names no folder with the programs; Tests/run sets it")
      }
      return folder
    }
  }

  struct Missing: Error {
    var what: String
  }

  static func program(_ name: String) throws -> String { "\(try programs)/\(name)" }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("site-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: "\(folder)/face", withIntermediateDirectories: true)
    try Command.output(Self.program("uketsuke-standin"), ["certificates", "--out", folder])
    try Command.output(Self.program("uketsuke-card"), ["certificates", "--out", folder])
    try Command.output(Self.program("uketsuke"), ["key", "--out", "\(folder)/journal.key"])
    try Command.output(
      Self.program("uketsuke"), ["staff-password", "--file", "\(folder)/staff", "--number", Self.staffNumber],
      input: Self.password + "\n")
    try Data(contentsOf: Self.checkout.appendingPathComponent("Assets/people/people.yaml")).write(
      to: URL(fileURLWithPath: "\(folder)/people.yaml"))
  }

  /// - Parameter readers: names of pretended readers in the place of the virtual ones.
  func startPCSC(readers: [String] = []) throws {
    let server = try Server(
      "pcscd", ["--foreground", "--info"] + PretendReader.options(readers, folder: folder))
    servers.append(server)
    pcscd = server
    try server.wait(for: "daemon ready")
  }

  /// The pretended reader of this place among the names.
  func reader(_ place: Int) -> PretendReader { PretendReader(table: folder, place: place) }

  func stopPCSC() {
    pcscd?.stop()
    pcscd = nil
  }

  /// - Parameter more: lines of its configuration.
  func startStandin(_ more: String = "") throws {
    try """
    listen: 127.0.0.1:\(port)
    certificate: server.pem
    key: server.key
    clientTrust: ca.pem
    cardTrust: card-ca.pem
    people: people.yaml
    \(more)

    """.write(toFile: "\(folder)/standin.yaml", atomically: true, encoding: .utf8)
    let server = try Server(
      Self.program("uketsuke-standin"), ["serve", "--config", "\(folder)/standin.yaml"], folder: folder)
    servers.append(server)
    standin = server
    let line = try server.wait(for: "listening on")
    guard let said = line.split(separator: ":").last.flatMap({ Int($0.prefix { $0.isNumber }) }) else {
      throw Missing(what: "the stand-in's port in \"\(line)\"")
    }
    port = said
  }

  func stopStandin() {
    standin?.stop()
    standin = nil
  }

  /// A virtual card of a demo person, or what `more` says; `say("remove")` and `say("insert")` move it.
  func card(_ person: String? = nil, _ more: [String] = []) throws -> Server {
    let server = try Server(Self.program("uketsuke-card"), (person.map { ["--person", $0] } ?? []) + more)
    servers.append(server)
    return server
  }

  /// What the card itself has counted: tries left, VERIFY with a PIN, wrong ones.
  func counters(of card: Server) throws -> [Int] {
    card.say("tries")
    return try card.wait(for: "tries left").split { !$0.isNumber }.compactMap { Int($0) }
  }

  /// The only hand-over file, read by `iconv` from this encoding.
  func onlyHandover(in encoding: String = "UTF-8") throws -> String {
    guard handovers.count == 1 else { throw Missing(what: "one hand-over in \(handovers)") }
    return try Command.output("iconv", ["-f", encoding, "-t", "UTF-8", "\(folder)/face/\(handovers[0])"])
  }

  /// Puts the card back; returns when the PC/SC service has seen it. A kiosk that is killed at once has not seen it yet.
  func lay(_ card: Server) throws {
    card.say("insert")
    try pcscd?.wait(for: "Card inserted into")
  }

  /// Takes the card off the reader; returns when the PC/SC service has seen it, which looks twice a second or so. A kiosk
  /// that starts before that still finds the card.
  func take(_ card: Server) throws {
    card.say("remove")
    try pcscd?.wait(for: "Card Removed From")
  }

  func writeConfiguration(_ changes: [String: String] = [:]) throws {
    var text = """
      institution:
        code: "1312345670"
        kind: clinic
        name: さくら診療所（見本）
      display:
        language: ja
        theme: default
      consent:
        profile: classic
      reader:
        driver: pcsc
      card:
        trust: card-ca.pem
      eligibility:
        url: https://localhost:\(port)
        serverTrust: ca.pem
        certificate: client.pem
        key: client.key
      journal:
        path: journal.sqlite
        key: journal.key
      identity:
        visual: attested
      sound:
        voice: off
      staff:
        passwordFile: staff
      handover:
        folder: face
        encoding: utf-8

      """
    for (old, new) in changes.sorted(by: { $0.key < $1.key }) { text = text.replacingOccurrences(of: old, with: new) }
    try text.write(toFile: "\(folder)/kiosk.yaml", atomically: true, encoding: .utf8)
  }

  /// - Parameter tool: a program with its arguments that starts the kiosk in its turn.
  func kiosk(under tool: [String] = [], term: String = "xterm-256color") throws -> TerminalSession {
    let command = tool + [try Self.program("uketsuke"), "run", "--config", "kiosk.yaml"]
    let quoted = command.map { "'\($0)'" }.joined(separator: " ")
    return try TerminalSession("\(quoted) 2>kiosk.log", folder: folder, term: term)
  }

  /// strace's arguments for SIGKILL at a process's Nth call of one kind. It counts in each thread apart.
  static func killing(at call: String, _ number: Int) -> [String] {
    ["-f", "-o", "/dev/null", "-e", "trace=\(call)", "-e", "inject=\(call):signal=SIGKILL:when=\(number)"]
  }

  /// Has a running process killed as it enters this call for the `number`th time from now on.
  func killer(of process: Int32, at call: String, _ number: Int) throws -> Server {
    let killer = try Server("strace", Self.killing(at: call, number) + ["-p", "\(process)"])
    try killer.wait(for: "attached")
    return killer
  }

  /// Names of the hand-over files that have arrived and are still there.
  var handovers: [String] {
    files(in: "face").filter { $0.hasPrefix("OQSsiquc01res_face_") && $0.hasSuffix(".xml") }
  }

  /// Names of what waits beside its place in the hand-over folder.
  var staged: [String] { files(in: "face").filter { $0.hasPrefix(".") } }

  /// Names of the hand-over files that were there and are taken away.
  var taken: [String] { files(in: "taken") }

  /// Does what the reception system does: moves the files away.
  func takeHandovers() throws {
    try FileManager.default.createDirectory(atPath: "\(folder)/taken", withIntermediateDirectories: true)
    for name in handovers {
      try FileManager.default.moveItem(atPath: "\(folder)/face/\(name)", toPath: "\(folder)/taken/\(name)")
    }
  }

  private static let durable = ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm", "journal.sqlite.head"]

  /// Copies what lies on the disk of a kiosk that is down.
  func keepAside() throws {
    for name in Self.durable {
      try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: "\(folder)/kept-\(name)")
    }
  }

  /// Makes the disk as it was when it was copied; what came into the hand-over folder since is gone.
  func bringBack() throws {
    for name in Self.durable {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      try FileManager.default.copyItem(atPath: "\(folder)/kept-\(name)", toPath: "\(folder)/\(name)")
    }
    for folder in ["\(folder)/face", "\(folder)/taken"] {
      try? FileManager.default.removeItem(atPath: folder)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
  }

  private func files(in name: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")) ?? []).sorted()
  }

  /// The files of the site in which these words stand.
  func files(holding words: String) throws -> [String] {
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.filter { FileManager.default.contents(atPath: "\(folder)/\($0)")?.range(of: Data(words.utf8)) != nil }
  }

  /// The files of the site in which this number stands by itself, no letter or digit beside it: four digits are soon
  /// found in a time or in a name made by chance.
  func files(holdingNumber number: String) throws -> [String] {
    let isPart = { (byte: UInt8) in (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) }
    return try files(holding: number).filter { name in
      let bytes = [0x20] + (FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()) + [0x20]
      let sought = Array(number.utf8)
      return bytes.indices.dropFirst().contains { place in
        let end = place + sought.count
        return end < bytes.count && bytes[place..<end].elementsEqual(sought) && !isPart(bytes[place - 1])
          && !isPart(bytes[end])
      }
    }
  }

  func audit(_ command: String) throws -> (status: Int32, output: String, errors: String) {
    try Command.run(try Self.program("uketsuke"), ["audit", command, "--config", "\(folder)/kiosk.yaml"])
  }

  /// The journal once the kiosk has been started for the `number`th time and has delivered what waited.
  func auditAfterStart(number: Int) throws -> Audit {
    let deadline = ContinuousClock.now + TerminalSession.patience
    while true {
      let audit = try Audit(of: self)
      if audit.starts == number, audit.undelivered.isEmpty { return audit }
      guard ContinuousClock.now < deadline else { throw Missing(what: "an end to the deliveries in \(audit.records)") }
    }
  }

  func close() {
    for server in servers { server.stop() }
    try? FileManager.default.removeItem(atPath: folder)
  }
}
