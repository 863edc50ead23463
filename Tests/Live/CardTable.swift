import Foundation
import Testing

/// pcscd with its virtual reader, and the virtual cards of one test, in a folder of their own.
final class CardTable {
  let folder: String
  private(set) var service: Server?
  /// What pcscd is started with.
  private let options: [String]
  private var cards: [Server] = []

  /// - Parameter readers: names of pretended readers in the place of the virtual ones.
  init(readers: [String] = []) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("cards-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Command.output(Site.program("uketsuke-card"), ["certificates", "--out", folder])
    options = try PretendReader.options(readers, folder: folder)
    try startService()
  }

  /// The pretended reader of this place among the names.
  func reader(_ place: Int) -> PretendReader { PretendReader(table: folder, place: place) }

  func startService() throws {
    let server = try Server("pcscd", ["--foreground", "--info"] + options)
    service = server
    try server.wait(for: "daemon ready")
    // It says so a moment before its socket is there.
    let reader = try ReaderUnderTest()
    try reader.wait(for: .ready)
    reader.stop()
  }

  func stopService() {
    service?.stop()
    service = nil
  }

  /// A card of a person, or what `more` says; it lies on the reader when the reader says so.
  @discardableResult
  func lay(_ person: String? = nil, _ more: [String] = []) throws -> Server {
    let card = try Server(Site.program("uketsuke-card"), (person.map { ["--person", $0] } ?? []) + more)
    cards.append(card)
    try card.wait(for: "inserted")
    return card
  }

  /// The same; returns when the service has seen it.
  func layAndSee(_ person: String) throws -> Server {
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    let card = try lay(person)
    try reader.wait(for: .cardInserted)
    return card
  }

  @discardableResult
  func openssl(_ arguments: String...) throws -> String {
    try Command.output("openssl", arguments, folder: folder)
  }

  func fingerprint(_ file: String) throws -> String {
    try openssl("x509", "-in", file, "-noout", "-fingerprint", "-sha256")
  }

  /// DER of a certificate file.
  func certificate(_ file: String) throws -> [UInt8] {
    try openssl("x509", "-in", file, "-outform", "DER", "-out", "\(file).der")
    return Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file).der")))
  }

  func close() {
    for card in cards { card.stop() }
    stopService()
    try? FileManager.default.removeItem(atPath: folder)
  }
}
