import ArgumentParser
import DemoPeople
import NIOSSL
import StrictYAML

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve kiosks until SIGTERM.",
    discussion: """
      Prints "listening on HOST:PORT" when it is ready (port 0 takes a free one). People are read once, at the start.

      EXAMPLE
        uketsuke-standin serve --config standin.yaml
      """)

  @Option(help: "The configuration, YAML.")
  var config: String

  func run() async throws {
    do throws(StandinFailure) {
      try await serve()
    } catch {
      throw error.told()
    }
  }

  private func serve() async throws(StandinFailure) {
    let configuration = try Self.configuration(config)
    let people = try PeopleFile.read(configuration.people)
    let trust = try CardTrust(
      pem: try Files.read(configuration.cardTrust, "cardTrust"), file: configuration.cardTrust)
    let server = Server(
      host: configuration.host, port: configuration.port, tls: try Self.tls(configuration),
      desk: ServiceDesk(people: people, trust: trust))
    try await server.run()
  }

  static func configuration(_ path: String) throws(StandinFailure) -> StandinConfiguration {
    let bytes = try Files.read(path, "the configuration")
    do throws(StrictYAMLFailure) {
      return try StandinConfiguration(bytes, file: path)
    } catch {
      throw .configuration(error.sentence)
    }
  }

  /// TLS 1.3 alone, a client certificate from everybody.
  static func tls(_ configuration: StandinConfiguration) throws(StandinFailure) -> TLSConfiguration {
    let chain = try certificates(configuration.certificate, "the server's certificate")
    let roots = try certificates(configuration.clientTrust, "clientTrust")
    let bytes = try Files.read(configuration.key, "the server's key")
    guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
      throw .configuration("\(configuration.key) does not hold a private key in PEM")
    }
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    tls.minimumTLSVersion = .tlsv13
    tls.trustRoots = .certificates(roots)
    // Callers have no host name to check; without a certificate from these roots there is no connection.
    tls.certificateVerification = .noHostnameVerification
    guard (try? NIOSSLContext(configuration: tls)) != nil else {
      throw .configuration("\(configuration.key) is not the key of \(configuration.certificate)")
    }
    return tls
  }

  private static func certificates(_ path: String, _ kind: String) throws(StandinFailure) -> [NIOSSLCertificate] {
    let bytes = try Files.read(path, kind)
    guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty else {
      throw .configuration("\(path) does not hold certificates in PEM")
    }
    return certificates
  }
}

/// The file of invented people.
enum PeopleFile {
  static func read(_ path: String) throws(StandinFailure) -> DemoPeople {
    try parse(try Files.read(path, "the people"), path)
  }

  static func parse(_ bytes: [UInt8], _ path: String) throws(StandinFailure) -> DemoPeople {
    do throws(StrictYAMLFailure) {
      return try DemoPeople.read(bytes, file: path)
    } catch {
      throw .configuration(error.sentence)
    }
  }
}
