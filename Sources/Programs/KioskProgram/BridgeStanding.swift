import Cards
import FaceReaderBridge

/// The reader behind a site's bridge, as one look found it: in words for staff, and for scripts.
struct BridgeStanding {
  let socket: String
  let look: Result<BridgeLook, BridgeRefusal>

  init(socket: String, _ look: Result<BridgeLook, BridgeRefusal>) {
    self.socket = socket
    self.look = look
  }

  /// Connects, for `BridgeLimits.hello` at the longest.
  init(lookingAt socket: String) {
    self.init(
      socket: socket,
      Result { () throws(BridgeRefusal) in
        try BridgeLook.at(socket, program: "uketsuke \(Uketsuke.configuration.version)")
      })
  }

  /// Why the kiosk cannot use it; nil where it can, or does.
  var refusal: ReaderRefused? {
    let kit = "uketsuke reader-bridge check --socket \(socket) tells more"
    func refused(_ reason: String, nextStep: String) -> ReaderRefused {
      ReaderRefused(.serviceUnavailable, reason, nextStep: nextStep)
    }
    switch look {
    case .failure(let refusal):
      return ReaderRefused(
        refusal.isAbsence ? .serviceUnavailable : .configuration, refusal.sentence, nextStep: refusal.nextStep)
    case .success(.answers(_, .ready)), .success(.servesAnother): return nil
    case .success(.answers(let hello, .unavailable(let reason))):
      return refused(
        "the reader \"\(hello.reader)\" behind the bridge at \(socket) is not ready: \(reason)",
        nextStep: "see to the reader: its plug, its power, its own screen")
    case .success(.answers(let hello, .notTold)):
      return refused(
        "the bridge at \(socket) does not say whether its reader \"\(hello.reader)\" is ready", nextStep: kit)
    case .success(.refuses(let reason)):
      return refused("the bridge at \(socket) refuses this program: \(reason)", nextStep: kit)
    case .success(.speaks(let version)):
      return refused(
        "the bridge at \(socket) speaks version \(version) of the protocol, and this kiosk \(BridgeProtocol.version)",
        nextStep: "ask its maker for a bridge that speaks version \(BridgeProtocol.version)")
    case .success(.noHello(let how)):
      return refused("the bridge at \(socket) \(how)", nextStep: "start the bridge's program anew; \(kit)")
    }
  }

  /// The state in one word for scripts.
  private var word: String {
    switch look {
    case .success(.answers(_, .ready)): "ready"
    case .success(.answers(_, .unavailable)): "unavailable"
    case .success(.servesAnother): "serves-a-kiosk"
    case .success(.answers(_, .notTold)), .success(.refuses), .success(.speaks), .success(.noHello), .failure:
      "not-usable"
    }
  }

  private var hello: BridgeHello? {
    switch look {
    case .success(.answers(let hello, _)): hello
    case .success(.servesAnother), .success(.refuses), .success(.speaks), .success(.noHello), .failure: nil
    }
  }

  /// For the doctor, where it can be used.
  var words: String {
    guard let hello else { return "the bridge at \(socket) serves a kiosk now" }
    return "\"\(hello.reader)\" behind its bridge at \(socket): "
      + "\(hello.faceWords), \(hello.visualWords), PIN \(hello.padWords), commands \(hello.commandWords)"
  }

  /// A block as of any other reader.
  var text: String {
    var lines = [("behind", "the bridge at \(socket)")]
    if let hello {
      lines += [
        ("program", hello.program.isEmpty ? "not told" : hello.program), ("faces", hello.faceWords),
        ("visual checks", hello.visualWords), ("PIN", hello.padWords), ("commands", hello.commandWords),
      ]
    }
    lines.append(("state", stateWords))
    if refusal == nil { lines.append(("the kiosk's", "yes, by reader.socket")) }
    return ([hello?.reader ?? "a reader behind its bridge"] + lines.map { "  \($0.padded) \($1)" })
      .joined(separator: "\n")
  }

  private var stateWords: String {
    switch look {
    case .success(.answers(_, .ready)): "ready"
    case .success(.answers(_, .unavailable(let reason))): "not ready: \(reason)"
    case .success(.servesAnother(let reason)): "serves a kiosk now (\(reason))"
    case .success(.answers(_, .notTold)), .success(.refuses), .success(.speaks), .success(.noHello), .failure:
      "cannot be used: \(refusal?.reason ?? "")"
    }
  }

  var report: ReadersReport {
    let refusal = refusal
    return ReadersReport(
      driver: .bridge,
      bridge: ReadersReport.Bridge(
        socket: socket, state: word, program: hello?.program, reader: hello?.reader,
        comparesFaces: hello?.abilities.comparesFaces, provesVisualChecks: hello?.abilities.provesVisualChecks,
        pinPad: hello?.abilities.pinPad.rawValue, commands: hello?.commands.rawValue),
      kioskReader: refusal == nil ? hello?.reader ?? "the reader of the bridge at \(socket)" : nil,
      refusal: refusal?.reason)
  }
}

extension BridgeHello {
  fileprivate var faceWords: String { abilities.comparesFaces ? "compares faces" : "compares no faces" }

  fileprivate var visualWords: String {
    abilities.provesVisualChecks ? "proves visual checks" : "proves no visual checks"
  }

  fileprivate var padWords: String {
    switch abilities.pinPad {
    case .kiosk: "typed on the kiosk"
    case .reader: "typed on the reader"
    }
  }

  fileprivate var commandWords: String {
    switch commands {
    case .relayed: "relayed from the kiosk"
    case .done: "done by the reader"
    }
  }
}
