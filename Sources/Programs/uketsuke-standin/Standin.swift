import ArgumentParser

@main
struct Standin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uketsuke-standin",
    abstract: "A stand-in of the central eligibility service, with invented people.",
    discussion: """
      It speaks to kiosks over TLS 1.3 and asks for their client certificate; it checks cards and their signatures \
      itself. Nothing it says is official.

      EXAMPLES
        uketsuke-standin certificates --out /tmp/standin-tls
        uketsuke-standin enrol --people people.yaml --certificate card.pem --as visitor
        uketsuke-standin serve --config standin.yaml

      A standin.yaml (paths are relative to its own folder):
        listen: 127.0.0.1:8443
        certificate: standin-tls/server.pem
        key: standin-tls/server.key
        clientTrust: standin-tls/ca.pem
        cardTrust: card-ca.pem
        people: people.yaml

      EXIT CODES
        78 configuration, 69 service unavailable, 74 input or output
      """,
    subcommands: [Serve.self, Certificates.self, Enrol.self])
}
