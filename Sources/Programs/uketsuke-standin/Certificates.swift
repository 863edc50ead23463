import ArgumentParser

struct Certificates: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a test CA with a server and a client certificate.",
    discussion: """
      Writes ca.pem, server.pem, server.key, client.pem, client.key and, for the fault expired-certificate, \
      server-expired.pem; the CA's own key is thrown away. The server's certificate is for localhost, 127.0.0.1, ::1 and \
      every --host. Nothing is overwritten.

      EXAMPLE
        uketsuke-standin certificates --out /tmp/standin-tls --host kiosk-server.example
      """)

  @Option(help: "The folder; it is made when missing.")
  var out: String

  @Option(help: "Another name or address of the server; may be repeated.")
  var host: [String] = []

  func run() throws {
    do throws(StandinFailure) {
      try write()
    } catch {
      throw error.told()
    }
  }

  private func write() throws(StandinFailure) {
    let names = ["ca.pem", "server.pem", "server-expired.pem", "server.key", "client.pem", "client.key"]
    if let there = names.first(where: { Files.exists("\(out)/\($0)") }) {
      throw .inputOutput("\(out)/\(there) is there already; nothing was written")
    }
    let set = try TestCertificates(hosts: ["localhost", "127.0.0.1", "::1"] + host)
    try Files.makeFolder(out)
    try Files.create("\(out)/ca.pem", set.authority, mode: 0o644)
    try Files.create("\(out)/server.key", set.server.key, mode: 0o600)
    try Files.create("\(out)/server.pem", set.server.certificate, mode: 0o644)
    try Files.create(TestCertificates.expired("\(out)/server.pem"), set.expiredServer, mode: 0o644)
    try Files.create("\(out)/client.key", set.client.key, mode: 0o600)
    try Files.create("\(out)/client.pem", set.client.certificate, mode: 0o644)
    Announcement.say("wrote \(names.joined(separator: ", ")) to \(out)")
  }
}
