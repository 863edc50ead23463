import Foundation
import Reception
import Runtime
import StrictYAML

/// Reads a site's configuration: nested keys from a closed list; an unknown one is an error that names file, line and
/// the nearest known key.
enum ConfigurationFile {
  /// - Parameter names: what Screens/ holds.
  static func read(_ path: String, names: ScreenNames) throws(ProgramFailure) -> Configuration {
    try reading(path) { root, folder throws(StrictYAMLFailure) in
      try parse(root, folder: folder, names: names)
    }
  }

  static func reading<Value>(
    _ path: String, _ parse: (StrictNode, _ folder: String) throws(StrictYAMLFailure) -> Value
  ) throws(ProgramFailure) -> Value {
    let data = try contents(path)
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    do throws(StrictYAMLFailure) {
      return try parse(StrictYAML.read(data, file: path), folder)
    } catch {
      throw ProgramFailure(.configuration, error.sentence)
    }
  }

  /// No more than one byte past what `StrictYAML` takes. A wrong path to something endless, or to a pipe that nobody
  /// writes into, is refused.
  private static func contents(_ path: String) throws(ProgramFailure) -> [UInt8] {
    func failure(_ reason: String) -> ProgramFailure {
      ProgramFailure(.inputOutput, "\(path): the configuration file cannot be read: \(reason)")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw failure("it is not an ordinary file")
    }
    do {
      return Array(try file.read(upToCount: StrictYAML.largestFileBytes + 1) ?? Data())
    } catch {
      throw failure("\(error)")
    }
  }

  /// All that can stand in a file, of the kiosk and of the counter.
  static let sections = [
    "institution", "display", "consent", "reader", "card", "eligibility", "journal", "identity", "staff", "handover",
    "sound", "pin", "counter",
  ]
  static let institutionKeys = ["code", "kind", "name"]
  static let counterKeys = ["journal", "folder", "staff"]

  /// The service's address or a terminal's folders, and nothing that is for the other.
  static func eligibility(
    _ top: StrictMapping, folder: String, _ file: (StrictNode) throws(StrictYAMLFailure) -> String
  ) throws(StrictYAMLFailure) -> Configuration.Eligibility {
    let eligibility = try top.mapping("eligibility", ["url", "serverTrust", "certificate", "key", "encoding", "wait"])
    let address = try eligibility.required("url")
    let url = try address.string()
    if url.hasPrefix(foldersScheme) {
      for key in ["serverTrust", "certificate", "key"] {
        if let node = eligibility[key] { throw node.failure("is for an \"eligibility.url\" of https://") }
      }
      let path = String(url.dropFirst(foldersScheme.count))
      guard !path.isEmpty, !path.hasPrefix("//"), !path.utf8.contains(0) else {
        throw address.failure("must name a folder, as in folder:/srv/oqs, which holds req and res")
      }
      return .folders(
        path.hasPrefix("/") ? path : "\(folder)/\(path)",
        try eligibility["encoding"]?.one(of: HandoverEncoding.self) ?? .utf8,
        waitSeconds: try eligibility.intIfAny("wait", in: waits))
    }
    guard url.hasPrefix("https://"), url.utf8.count > "https://".utf8.count else {
      throw address.failure("must begin with https:// and name a host, or with folder: and name a folder")
    }
    for key in ["encoding", "wait"] {
      if let node = eligibility[key] { throw node.failure("is for an \"eligibility.url\" of folder:") }
    }
    return .service(try service(eligibility, at: url, file))
  }

  private static func service(
    _ section: StrictMapping, at url: String, _ file: (StrictNode) throws(StrictYAMLFailure) -> String
  ) throws(StrictYAMLFailure) -> Configuration.Service {
    .init(
      url: url, serverTrust: try file(section.required("serverTrust")),
      certificate: try file(section.required("certificate")), key: try file(section.required("key")))
  }

  private static let foldersScheme = "folder:"
  /// Seconds: somebody stands before the counter meanwhile.
  private static let waits = 1...600

  /// A folder or a receiver, and nothing that is for the other.
  private static func handover(
    _ top: StrictMapping, _ file: (StrictNode) throws(StrictYAMLFailure) -> String
  ) throws(StrictYAMLFailure) -> Configuration.Handover {
    let handover = try top.mapping("handover", ["folder", "encoding", "url", "serverTrust", "certificate", "key"])
    guard let address = handover["url"] else {
      for key in ["serverTrust", "certificate", "key"] {
        if let node = handover[key] { throw node.failure("is for \"handover.url\"") }
      }
      return .folder(
        try file(handover.required("folder")), try handover["encoding"]?.one(of: HandoverEncoding.self) ?? .utf8)
    }
    if let node = handover["folder"] { throw node.failure("cannot stand beside \"handover.url\": visits go one way") }
    if let node = handover["encoding"] { throw node.failure("is for \"handover.folder\": FHIR is UTF-8") }
    let url = try address.string()
    guard url.hasPrefix("https://"), url.utf8.count > "https://".utf8.count else {
      throw address.failure("must begin with https:// and name a host")
    }
    return .receiver(try service(handover, at: url, file))
  }

  /// - Returns: a path that does not hang on the folder that the program runs in.
  static func file(_ node: StrictNode, _ folder: String) throws(StrictYAMLFailure) -> String {
    let written = try node.string()
    // The system would read a name up to its first zero, and open another file.
    guard !written.isEmpty, !written.utf8.contains(0) else { throw node.failure("must name a file") }
    return written.hasPrefix("/") ? written : "\(folder)/\(written)"
  }

  /// The institution's code and name.
  static func names(_ institution: StrictMapping) throws(StrictYAMLFailure) -> (code: String, name: String) {
    let code = try institution.string("code")
    guard code.utf8.count == 10, code.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw try institution.required("code").failure("must be 10 digits, in quotation marks")
    }
    let name = try institution.stringIfAny("name") ?? code
    guard !name.isEmpty else {
      throw try institution.required("name").failure("must be the name for the first line, or be left out")
    }
    return (code, name)
  }

  static func parse(
    _ root: StrictNode, folder: String, names: ScreenNames
  ) throws(StrictYAMLFailure) -> Configuration {
    let top = try root.mapping(sections)
    func file(_ node: StrictNode) throws(StrictYAMLFailure) -> String { try Self.file(node, folder) }

    let institution = try top.mapping("institution", institutionKeys)
    let (code, name) = try Self.names(institution)
    let display = try top["display"]?.mapping(["language", "theme"])
    let reader = try top.mapping("reader", ["driver", "name", "socket", "maker", "phones"])
    let driver = try reader.one("driver", of: ReaderDriver.self)
    let socket = try reader["socket"].map { node throws(StrictYAMLFailure) in try file(node) }
    switch driver {
    case .bridge:
      guard socket != nil else { throw try reader.required("driver").failure("needs \"reader.socket\" beside bridge") }
      if let name = reader["name"] { throw name.failure("is for the driver pcsc: a bridge has one reader") }
    case .pcsc, .simulated:
      if let node = reader["socket"] { throw node.failure("is for the driver bridge") }
    }
    let card = try top.mapping("card", ["trust"])
    let journal = try top.mapping("journal", ["path", "key"])
    let visual = try top["identity"]?.mapping(["visual"]).one("visual", of: VisualCheckPolicy.self) ?? .attested
    let staff = try top["staff"]?.mapping(["passwordFile"])
    guard visual == .off || staff != nil else {
      throw root.failure("needs \"staff.passwordFile\" unless \"identity.visual\" is off")
    }
    let sound = try top["sound"]?.mapping(["voice", "tones"])
    let pin = try top["pin"]?.mapping(["shuffledPad"])
    // The counter's own commands read it; here its names are looked at.
    _ = try top["counter"]?.mapping(counterKeys)

    return Configuration(
      institution: .init(
        code: code, kind: try institution.one("kind", of: InstitutionKind.self), name: name),
      display: .init(
        language: try display?["language"]?.one(of: names.languages) ?? "ja",
        theme: try display?["theme"]?.one(of: names.themes) ?? "default"),
      consentProfile: try top["consent"]?.mapping(["profile"]).required("profile").one(of: names.profiles) ?? "classic",
      reader: .init(
        driver: driver, name: try reader.stringIfAny("name"), socket: socket,
        maker: try reader["maker"]?.one(of: names.makers), takesPhones: try reader.boolIfAny("phones") ?? false,
        cardTrust: try file(card.required("trust"))),
      eligibility: try eligibility(top, folder: folder, file),
      journal: .init(path: try file(journal.required("path")), key: try file(journal.required("key"))),
      identity: .init(
        visual: visual,
        staffPasswordFile: try staff.map { staff throws(StrictYAMLFailure) in
          try file(staff.required("passwordFile"))
        }),
      handover: try handover(top, file),
      sound: .init(
        voice: try sound?["voice"]?.one(of: OnOff.self) ?? .on,
        tones: try sound?["tones"]?.one(of: OnOff.self) ?? .on),
      pin: .init(shuffledPad: try pin?.boolIfAny("shuffledPad") ?? false))
  }
}
