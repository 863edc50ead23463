import DemoPeople
import EligibilityService
import EligibilityXML
import StrictYAML

/// The file that `serve --config` reads: `people`, and how the service is reached, over HTTPS (`listen` with its four
/// files), by folders, or both. Paths are relative to the file's own folder.
struct StandinConfiguration: Equatable {
  /// `nil`: there are only folders.
  var https: HTTPS?
  var folders: Folders?
  var people: String
  /// Medical records of the people.
  var records: String?
  var crowd: DemoCrowd
  var limits: ServiceLimits
  var faults: [Fault]
  /// Areas for which searches in a disaster are open.
  var disasterAreas: [String]

  struct HTTPS: Equatable {
    var host: String
    /// 0: one that is free.
    var port: Int
    var certificate: String
    var key: String
    /// PEM of the CAs whose client certificates are kiosks.
    var clientTrust: String
    /// PEM of the CAs whose certificates are cards.
    var cardTrust: String
  }

  struct Folders: Equatable {
    var request: String
    var reply: String
    /// Where the results of card sessions are left, as a terminal with a reader leaves them; `nil`: nowhere.
    var face: String?
    var encoding: MessageEncoding
  }

  private static let keysOfHTTPS = ["listen", "certificate", "key", "clientTrust", "cardTrust"]

  init(_ bytes: [UInt8], file: String) throws(StrictYAMLFailure) {
    let top = try StrictYAML.read(bytes, file: file)
      .mapping(Self.keysOfHTTPS + ["people", "records", "crowd", "batch", "folders", "faults", "disaster"])
    folders = try top["folders"].map { node throws(StrictYAMLFailure) in try Folders(node, file: file) }
    if top["listen"] != nil || folders == nil {
      https = try HTTPS(top, file: file)
    } else if let stray = Self.keysOfHTTPS.first(where: { top[$0] != nil }) {
      throw try top.required(stray).failure("belongs to \"listen\", which is not there")
    }
    people = Files.path(try top.string("people"), besides: file)
    records = try top.stringIfAny("records").map { Files.path($0, besides: file) }
    crowd = DemoCrowd(count: try top.intIfAny("crowd", in: 0...DemoCrowd.mostPeople) ?? 0)
    limits = ServiceLimits()
    if let node = top["batch"] {
      let batch = try node.mapping(["pauseMilliseconds", "microsecondsPerPerson"])
      if let pause = try batch.intIfAny("pauseMilliseconds", in: Self.pauses) {
        limits.batchPause = .milliseconds(pause)
      }
      if let pause = try batch.intIfAny("microsecondsPerPerson", in: Self.pausesPerPerson) {
        limits.batchPausePerPerson = .microseconds(pause)
      }
    }
    disasterAreas = []
    if let node = top["disaster"] {
      for area in try node.mapping(["areas"]).required("areas").list() { disasterAreas.append(try area.string()) }
    }
    faults = []
    for node in try top["faults"]?.list() ?? [] {
      let text = try node.string()
      do throws(Fault.Misfit) {
        faults.append(try Fault(text))
      } catch {
        throw node.failure("holds what cannot be: \(error.words)")
      }
    }
  }

  /// Up to ten minutes, as the real service may take, and a second for a person.
  private static let pauses = 0...600_000
  private static let pausesPerPerson = 0...1_000_000
}

extension StandinConfiguration.HTTPS {
  fileprivate init(_ top: StrictMapping, file: String) throws(StrictYAMLFailure) {
    let listen = try top.string("listen")
    guard let (host, port) = Self.address(listen) else {
      throw try top.required("listen").failure("must be HOST:PORT, as in 127.0.0.1:8443")
    }
    (self.host, self.port) = (host, port)
    certificate = Files.path(try top.string("certificate"), besides: file)
    key = Files.path(try top.string("key"), besides: file)
    clientTrust = Files.path(try top.string("clientTrust"), besides: file)
    cardTrust = Files.path(try top.string("cardTrust"), besides: file)
  }

  /// `127.0.0.1:8443`, `localhost:0`, `[::1]:8443`.
  private static func address(_ text: String) -> (String, Int)? {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    return host.isEmpty ? nil : (String(host), Int(port))
  }
}

extension StandinConfiguration.Folders {
  fileprivate init(_ node: StrictNode, file: String) throws(StrictYAMLFailure) {
    let fields = try node.mapping(["request", "reply", "face", "encoding"])
    request = Files.path(try fields.string("request"), besides: file)
    reply = Files.path(try fields.string("reply"), besides: file)
    face = try fields.stringIfAny("face").map { Files.path($0, besides: file) }
    encoding = try fields["encoding"]?.one(of: MessageEncoding.self) ?? .utf8
  }
}
