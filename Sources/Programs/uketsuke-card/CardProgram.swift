import ArgumentParser
import CivilTime
import DemoCards
import DemoPeople
import Glibc

@main
struct CardProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uketsuke-card",
    abstract: "A virtual My Number card of an invented person, for the virtual reader of vsmartcard-vpcd.",
    discussion: """
      EXAMPLES
        uketsuke-card --person adult                   lay this person's card on the reader
        uketsuke-card help connect                     every card and every fault
        uketsuke-card --person adult --log card.log    write down what is asked of it
        uketsuke-card --person adult --certificate expired
        uketsuke-card --person adult --locked pin --locked check-number
        uketsuke-card --person adult --token iphone --waits
        uketsuke-card --person adult --answer-at 4=6F00 --leave-at 9 --slow 200
        uketsuke-card --person adult --control card.socket
          echo "hang-at +1" | nc -UN card.socket       make the next command hang
        uketsuke-card list                             who there is, PIN, check number B
        uketsuke-card certificates --out DIR           issuer and certificates in PEM, for card.trust

      While a card is connected, lines on standard input and at the control socket move it and make things go wrong: \
      \(Word.usages.joined(separator: ", ")). N is a command's number since the start, or +1 for the next one; SW four \
      hexadecimal digits; SECRET \(SecretOption.allCases.map(\.rawValue).joined(separator: ", ")).
      Exit codes: 0 good, 64 wrong arguments, 69 no virtual reader, 74 a file cannot be read or written, \
      78 the people file or a key does not hold.
      """,
    version: "0.1.0",
    subcommands: [ConnectCommand.self, ListCommand.self, CertificatesCommand.self, DrawFacesCommand.self],
    defaultSubcommand: ConnectCommand.self)
}

/// Who there is, and who makes their cards.
struct SampleOptions: ParsableArguments {
  @Option(help: "The folder with people/people.yaml and cards/; found beside the program or its checkout otherwise.")
  var assets: String?

  func load() throws(CardProgramFailure) -> Samples { try Samples(assets: assets) }
}

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the people and their cards.")

  @OptionGroup var samples: SampleOptions

  func run() throws {
    try reportingFailures {
      let today = Samples.today
      for person in try samples.load().people.people {
        guard let card = person.card else { continue }
        let pin = card.pin.map { "PIN \($0), \(card.triesLeft) tries left" } ?? "no PIN"
        let check = person.checkNumberB(on: today).map { "; check number B \($0)" } ?? ""
        say(
          "\(person.key): \(person.label.en); \(pin); valid \(card.validFrom(on: today).compact) to "
            + card.validUntil(on: today).compact + check)
      }
    }
  }
}

struct CertificatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certificates", abstract: "Write the cards' issuer (card-ca.pem) and certificates (card-PERSON.pem).")

  @OptionGroup var samples: SampleOptions
  @Option(help: "The folder to write into; made when missing.") var out: String
  @Option(help: "The cards' key; ecdsa-p384 is one for all of them.") var algorithm = AlgorithmOption.rsa2048

  func run() throws {
    try reportingFailures {
      let samples = try samples.load()
      try OutputFolder.make(out)
      try OutputFolder.write(samples.authorityPEM, to: "\(out)/card-ca.pem")
      for person in samples.people.people where person.card != nil {
        var contents = try samples.contents(of: person)
        if algorithm != .rsa2048 {
          try samples.replaceCertificate(
            of: person, in: &contents, days: nil, isForged: false, algorithm: algorithm.algorithm)
        }
        try OutputFolder.write(
          PEM.certificate(contents.userAuthenticationCertificate), to: "\(out)/card-\(person.key).pem")
      }
    }
  }
}
