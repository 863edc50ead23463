import ArgumentParser

struct ConnectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect", abstract: "Lay a card on the virtual reader (the default command).")

  @OptionGroup var samples: SampleOptions
  @OptionGroup(title: "Which card") var card: CardOptions
  @OptionGroup(title: "What goes wrong") var faults: FaultOptions
  @Option(help: "IPv4 address at which vpcd listens.") var host = "127.0.0.1"
  @Option(help: "TCP port at which vpcd listens.") var port: UInt16 = 35_963
  @Option(help: "End after so many seconds.") var seconds: Int?
  @Option(help: "A Unix socket, made here, that takes the same words as standard input and answers each in a line.")
  var control: String?
  @Option(help: "Write a line for every command: number, milliseconds, header, lengths, status word; never data.")
  var log: String?

  func validate() throws {
    if let seconds, !(1...86_400).contains(seconds) { throw ValidationError("--seconds takes 1 to 86400.") }
  }

  func run() throws {
    try reportingFailures {
      let (card, name) = try card.card(samples)
      var table = ReaderTable(
        card: card, name: name, isMute: self.card.mute, host: host, port: port, faults: faults.faults,
        log: try CommandLog(path: log))
      let control = try control.map { path throws(CardProgramFailure) in try ControlSocket(path: path) }
      defer { control?.end() }
      try table.insert()
      table.serve(until: seconds.map { ContinuousClock.now + .seconds($0) }, control: control)
    }
  }
}
