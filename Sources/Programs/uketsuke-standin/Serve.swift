import ArgumentParser
import DemoPeople
import Dispatch
import Glibc
import NIOSSL
import StrictYAML

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve kiosks until SIGTERM.",
    discussion: """
      Prints "watching FOLDER" and "listening on HOST:PORT" when it is ready (port 0 takes a free one). People are read \
      once, at the start; faults are read again from the configuration on SIGHUP (those of --fault begin \
      anew), and what was left lying in the folder is taken.

      EXAMPLES
        uketsuke-standin serve --config standin.yaml
        uketsuke-standin serve --config standin.yaml --fault slow=2.5 --fault half@1

      FAULTS are KIND[=VALUE][@TIMES]; without TIMES they happen always.
        slow=SECONDS         every answer comes late
        error                a message is not worked on: SegmentOfResult 9,
                             a ResultCode other than 1
        unavailable          503 without a word; in folders the request is left
                             lying
        half                 an answer is cut in the middle
        wrong-encoding       a message is declared in one encoding and written
                             in the other
        wrong-institution    a message names another institution
        wrong-identifier     a message answers another request
        never                a request is taken, and no answer comes
        restart-after=N      after N requests sessions and nonces are forgotten;
                             registrations, consents, batches and reference
                             numbers lie on a disk and stay
        expired-certificate  TLS with the certificate that "certificates" writes
                             beside the server's (at the start only)
        disaster-closed      a search in a disaster is refused: its area is not
                             open here ("disaster: { areas: [...] }" opens some)
      In folders only:
        duplicate            a reply lies there twice, as .xml and as .zip
        foreign              somebody else's reply lies there first
        in-place[=SECONDS]   a reply is written in its place, slowly, instead of
                             beside and renamed
      """)

  @Option(help: "The configuration, YAML.")
  var config: String

  @Option(help: "Something that goes wrong on purpose; may be repeated.")
  var fault: [String] = []

  func run() async throws {
    do throws(StandinFailure) {
      try await serve()
    } catch {
      throw error.told()
    }
  }

  private func serve() async throws(StandinFailure) {
    let configuration = try Self.configuration(config)
    let ordered = try orderedFaults()
    let board = FaultBoard(configuration.faults + ordered)
    let trust = try configuration.https.map { https throws(StandinFailure) in
      try CardTrust(pem: try Files.read(https.cardTrust, "cardTrust"), file: https.cardTrust)
    }
    let desk = ServiceDesk(
      people: try PeopleFile.read(configuration.people, records: configuration.records), crowd: configuration.crowd,
      trust: trust, limits: configuration.limits, disasterAreas: configuration.disasterAreas)
    let terminal = configuration.folders.map { FolderTerminal(folders: $0, desk: desk, faults: board) }
    // The folders first: whoever hears that the server listens finds both.
    try terminal?.open()
    let again = readAgain(board, ordered, terminal)
    defer { again.cancel() }
    guard let https = configuration.https else {
      // Nothing is worth waiting for: a request that was taken and not answered is what a terminal leaves behind that is
      // switched off.
      let ending = Ending(within: .zero)
      defer { ending.cancel() }
      await terminal?.run()
      return
    }
    let isExpired = (configuration.faults + ordered).contains { $0.kind == .expiredCertificate }
    let server = Server(
      host: https.host, port: https.port, tls: try Self.tls(https, isExpired: isExpired), desk: desk, faults: board,
      faceFolder: configuration.folders?.face.map { FaceFolder($0, encoding: configuration.folders?.encoding ?? .utf8) }
    )
    let beside = Task { await terminal?.run() }
    defer { beside.cancel() }
    try await server.run()
  }

  private func orderedFaults() throws(StandinFailure) -> [Fault] {
    var faults: [Fault] = []
    for text in fault {
      do throws(Fault.Misfit) {
        faults.append(try Fault(text))
      } catch {
        throw .configuration("--fault \(error.words)")
      }
    }
    return faults
  }

  /// On SIGHUP. A file that cannot be used leaves everything as it is.
  private func readAgain(
    _ board: FaultBoard, _ ordered: [Fault], _ terminal: FolderTerminal?
  ) -> any DispatchSourceSignal {
    let config = config
    signal(SIGHUP, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
    source.setEventHandler {
      do throws(StandinFailure) {
        let faults = try Self.configuration(config).faults
        board.set(faults + ordered)
        terminal?.lookAgain()
        Announcement.say("faults: \(faults.count + ordered.count)")
      } catch {
        Announcement.complain("uketsuke-standin: \(error.sentence)")
      }
    }
    source.activate()
    return source
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
  ///
  /// - Parameter isExpired: with the certificate of the same key that has expired.
  static func tls(
    _ configuration: StandinConfiguration.HTTPS, isExpired: Bool = false
  ) throws(StandinFailure) -> TLSConfiguration {
    let own = configuration.certificate
    let chain = try certificates(isExpired ? TestCertificates.expired(own) : own, "the server's certificate")
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
  static func read(_ path: String, records: String?) throws(StandinFailure) -> DemoPeople {
    let people = try parse(try Files.read(path, "the people"), path)
    guard let records else { return people }
    let bytes = try Files.read(records, "the records")
    do throws(StrictYAMLFailure) {
      return try people.adding(records: bytes, file: records)
    } catch {
      throw .configuration(error.sentence)
    }
  }

  static func parse(_ bytes: [UInt8], _ path: String) throws(StandinFailure) -> DemoPeople {
    do throws(StrictYAMLFailure) {
      return try DemoPeople.read(bytes, file: path)
    } catch {
      throw .configuration(error.sentence)
    }
  }
}
