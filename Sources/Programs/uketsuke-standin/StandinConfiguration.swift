import StrictYAML

/// The file that `serve --config` reads. Its six keys are all required; paths are relative to its own folder.
struct StandinConfiguration: Equatable {
  var host: String
  /// 0: one that is free.
  var port: Int
  var certificate: String
  var key: String
  /// PEM of the CAs whose client certificates are kiosks.
  var clientTrust: String
  /// PEM of the CAs whose certificates are cards.
  var cardTrust: String
  var people: String

  init(_ bytes: [UInt8], file: String) throws(StrictYAMLFailure) {
    let top = try StrictYAML.read(bytes, file: file)
      .mapping(["listen", "certificate", "key", "clientTrust", "cardTrust", "people"])
    let listen = try top.string("listen")
    guard let (host, port) = Self.address(listen) else {
      throw try top.required("listen").failure("must be HOST:PORT, as in 127.0.0.1:8443")
    }
    (self.host, self.port) = (host, port)
    certificate = Files.path(try top.string("certificate"), besides: file)
    key = Files.path(try top.string("key"), besides: file)
    clientTrust = Files.path(try top.string("clientTrust"), besides: file)
    cardTrust = Files.path(try top.string("cardTrust"), besides: file)
    people = Files.path(try top.string("people"), besides: file)
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
