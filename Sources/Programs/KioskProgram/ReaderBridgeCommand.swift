import ArgumentParser
import CardCryptography
import Cards
import CivilTime
import CursesTerminal
import DemoCards
import DemoPeople
import FaceReaderBridge
import Glibc
import LockedMemory
import SampleAssets
import StrictYAML
import VirtualCard

struct ReaderBridgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reader-bridge",
    abstract: "Face-auth readers behind a bridge: a reference bridge, and a kit that bridges are held against.",
    subcommands: [SimulateBridgeCommand.self, CheckBridgeCommand.self])
}

struct SimulateBridgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "A bridge of a face-auth reader with a made-up person's card, for kiosks and integrators.",
    discussion: """
      Words on standard input, a line each: \(SimulatedBridgeReader.words). It ends with its input. The socket gets \
      mode 0600, in a folder that nobody else may change.

      EXAMPLES
        uketsuke reader-bridge simulate --socket /run/uketsuke/reader.sock --person adult
        uketsuke reader-bridge simulate --socket reader.sock --person elderly --pin-pad reader --commands done
        uketsuke reader-bridge simulate --socket reader.sock --person locked --face-failures 9 --away
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "Path of the socket to make.") var socket: String
  @Option(help: "Whose card: a key of Assets/people.") var person: String
  @Option(help: "Where the PIN is typed: kiosk, reader.") var pinPad: ReaderAbilities.PINPad = .kiosk
  @Option(help: "Who sends the card's commands: relayed (the kiosk), done (the reader).")
  var commands: BridgeHello.Commands = .relayed
  @Flag(help: "The reader compares no faces.") var withoutFaces = false
  @Flag(help: "The reader proves no visual checks.") var withoutVisual = false
  @Flag(help: "The card does not lie there at first.") var away = false
  @Option(help: "How long a comparison takes, in milliseconds.") var faceTime = 1_500
  @Option(help: "Comparisons that have failed in a row before.") var faceFailures = 0

  func validate() throws {
    try SocketPath.validate(socket)
    guard (1...60_000).contains(faceTime) else { throw ValidationError("--face-time takes 1 to 60000") }
    guard (0...10).contains(faceFailures) else { throw ValidationError("--face-failures takes 0 to 10") }
  }

  func run() throws {
    try reportingFailures {
      let host = try host()
      say("serving \(person) at \(socket)")
      host.run(words: STDIN_FILENO) { say($0) }
    }
  }

  private func host() throws(ProgramFailure) -> BridgeHost {
    let assets = try data.folders().sampleAssets()
    guard let holder = assets.people[person] else {
      let known = assets.people.people.map(\.key)
      let hint = NearestWord.to(person, among: known).map { "did you mean \"\($0)\"?" }
      throw ProgramFailure(
        .configuration, "there is no person \"\(person)\"; \(hint ?? "there are \(known.joined(separator: ", "))")")
    }
    let contents: VirtualCardContents
    do throws(DemoCardFailure) {
      contents = try VirtualCardContents(of: holder, on: CivilMoment(WallClock.now()).date, issuer: assets.issuer)
    } catch {
      throw ProgramFailure(.configuration, error.sentence)
    }
    let device = SimulatedBridgeReader(
      hello: BridgeHello(
        program: "uketsuke \(Uketsuke.configuration.version)", reader: "simulated face-auth reader (見本)",
        abilities: ReaderAbilities(
          comparesFaces: !withoutFaces, provesVisualChecks: !withoutVisual, readsCardFace: commands.reachCardFace,
          pinPad: pinPad),
        commands: commands),
      card: VirtualCard(contents), face: SimulatedReader.Face(holder.face), isCardIn: !away,
      faceTime: .milliseconds(faceTime), faceFailures: faceFailures)
    do throws(BridgeRefusal) {
      return try BridgeHost(path: socket, device: device)
    } catch {
      throw ProgramFailure(.inputOutput, error.sentence)
    }
  }

  /// At once, whatever standard output is.
  private func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}

extension ReaderAbilities.PINPad: ExpressibleByArgument {}
extension BridgeHello.Commands: ExpressibleByArgument {}

private enum SocketPath {
  /// What can be known of it without looking.
  static func validate(_ path: String) throws {
    guard !path.isEmpty else { throw ValidationError("--socket takes the path of a socket, and this is empty") }
  }
}

struct CheckBridgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Hold a bridge against the protocol: every message, wrong order, silence, flood, rubbish, disconnect.",
    discussion: """
      The table says of each row whether it passed, failed (and what was seen instead) or is not applicable (and why). \
      With --attended somebody at the reader is asked, on standard error, to lay the card, look, type. A test card's PIN \
      from a file (mode 0600, four digits) is verified once, if the card has more than one try left. The protocol is \
      described in Sources/Adapters/FaceReaderBridge/PROTOCOL.md. Exit code 0: nothing failed; 1: something did; 69: \
      nobody listens at the socket.

      EXAMPLES
        uketsuke reader-bridge check --socket /run/uketsuke/reader.sock
        uketsuke reader-bridge check --socket reader.sock --attended --patience 60 --pin-file test-card.pin
      """)

  @Option(help: "Path of the bridge's socket.") var socket: String
  @Flag(help: "Somebody stands at the reader and does what is asked.") var attended = false
  @Option(help: "How many seconds somebody is waited for.") var patience = 30
  @Option(help: "A file with the test card's PIN.") var pinFile: String?

  func validate() throws {
    try SocketPath.validate(socket)
    guard (1...600).contains(patience) else { throw ValidationError("--patience takes 1 to 600") }
  }

  func run() throws {
    try reportingFailures {
      let kit = ConformanceKit(
        path: socket, patience: .seconds(patience),
        attendant: attended ? { printError("PLEASE: \($0.sentence)") } : nil, pin: try pin())
      let rows: [ConformanceRow]
      do throws(BridgeRefusal) {
        rows = try kit.run { row in
          print(Self.line(row))
          fflush(nil)
        }
      } catch {
        throw ProgramFailure(.serviceUnavailable, "\(error.sentence); \(error.nextStep)")
      }
      let failed = rows.count { if case .failed = $0.verdict { true } else { false } }
      let passed = rows.count { $0.verdict == .passed }
      print("\(passed) passed, \(failed) failed, \(rows.count - passed - failed) not applicable")
      if failed > 0 { throw ExitCode.failure }
    }
  }

  private static func line(_ row: ConformanceRow) -> String {
    let name = row.check.rawValue.padded(to: ConformanceCheck.allCases.map(\.rawValue.count).max() ?? 0)
    return switch row.verdict {
    case .passed: "passed          \(name)  \(row.check.promise)"
    case .failed(let sentence): "FAILED          \(name)  \(row.check.promise): \(sentence)"
    case .notApplicable(let reason): "not applicable  \(name)  \(row.check.promise): \(reason)"
    }
  }

  /// Read byte by byte into locked memory; no text of it is ever made.
  private func pin() throws(ProgramFailure) -> SecretPad? {
    guard let pinFile else { return nil }
    func failure(_ reason: String) -> ProgramFailure { ProgramFailure(.inputOutput, "\(pinFile): \(reason)") }
    let descriptor = open(pinFile, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
      throw failure("must be an ordinary file of mode 0600")
    }
    let pad: SecretPad
    do throws(LockedMemoryFailure) {
      pad = try SecretPad()
    } catch {
      throw failure("no memory can be kept for it: \(error.sentence)")
    }
    var byte: UInt8 = 0
    defer { byte = 0 }
    while read(descriptor, &byte, 1) == 1, (0x30...0x39).contains(byte), pad.count <= CardSecret.pin.length {
      _ = pad.type(byte, most: CardSecret.pin.length + 1)
    }
    guard pad.count == CardSecret.pin.length else { throw failure("must hold a PIN of four digits and nothing else") }
    return pad
  }
}

extension String {
  /// With blanks behind it, for a table.
  fileprivate func padded(to count: Int) -> String { self + String(repeating: " ", count: max(0, count - self.count)) }
}
