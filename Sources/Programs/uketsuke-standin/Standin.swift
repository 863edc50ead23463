import ArgumentParser

@main
struct Standin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uketsuke-standin",
    abstract: "A stand-in of the central eligibility service, with invented people.",
    discussion: """
      It speaks to kiosks over TLS 1.3 and asks for their client certificate; it checks cards and their signatures \
      itself. It answers every message of the interface, over HTTPS and by watching folders as an eligibility terminal \
      does, and fails on purpose where it is told to. Nothing it says is official.

      EXAMPLES
        uketsuke-standin certificates --out /tmp/standin-tls
        uketsuke-standin enrol --people people.yaml --certificate c.pem --as you
        uketsuke-standin crowd --count 10000 --out bookings.csv
        uketsuke-standin serve --config standin.yaml

      A standin.yaml (paths are relative to its own folder):
        people: people.yaml
        # medical records; may be left out, like all that follows
        records: records.yaml
        # so many more people, insurance only
        crowd: 10000
        batch: { pauseMilliseconds: 2000, microsecondsPerPerson: 200 }
        faults: ["slow=2", "half@1"]
        # over HTTPS: all five or none
        listen: 127.0.0.1:8443
        certificate: standin-tls/server.pem
        key: standin-tls/server.key
        clientTrust: standin-tls/ca.pem
        cardTrust: card-ca.pem
        # as a terminal: OQSsiquc01req_ID.xml is taken from one folder, and
        # OQSsiquc01res_ID.xml left in the other; "face" gets the results of
        # card sessions
        folders: { request: req, reply: res, face: face, encoding: cp932 }

      EXIT CODES
        78 configuration, 69 service unavailable, 74 input or output
      """,
    subcommands: [Serve.self, Certificates.self, Enrol.self, Crowd.self])
}
