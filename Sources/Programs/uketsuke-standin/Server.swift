import Crypto
import EligibilityJSON
import EligibilityService
import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL

/// The stand-in on the network: TLS 1.3, a client certificate from every caller, and POST alone.
struct Server {
  var host: String
  var port: Int
  var tls: TLSConfiguration
  var desk: ServiceDesk

  /// A kiosk keeps its connection for a visit; a caller that says nothing gives its place up.
  static let idle: TimeAmount = .seconds(60)
  /// Kiosks of a large site, twice over.
  static let mostConnections = 512

  /// After SIGTERM a connection has so long to say goodbye; a caller that does not answer is hung up on.
  static let farewell: TimeAmount = .milliseconds(300)

  /// Until SIGTERM or SIGINT.
  func run() async throws(StandinFailure) {
    // Whatever a caller does, in the middle of a request or before TLS: nothing here is worth waiting for.
    let ending = Ending(within: Ending.longest)
    defer { ending.cancel() }
    var tls = tls
    tls.shutdownTimeout = Self.farewell
    var logger = Logger(label: "uketsuke-standin")
    // Requests are never logged: they are personal data.
    logger.logLevel = .error
    let desk = desk
    let responder = CallbackResponder<CallerContext> { request, context in
      guard let caller = await context.caller() else {
        return Self.response(EligibilityWire.encodeAnswer(.failure(.requestMalformed)), status: .forbidden)
      }
      return await Self.respond(to: request, by: caller, desk)
    }
    let host = host
    do {
      let application = Application(
        responder: responder,
        server: try .tls(.http1(configuration: .init(idleTimeout: Self.idle)), tlsConfiguration: tls),
        configuration: ApplicationConfiguration(
          address: .hostname(host, port: port), serverName: nil,
          availableConnectionsDelegate: .maximum(Self.mostConnections, logger: logger)),
        onServerRunning: { channel in
          Announcement.listening(host: host, port: channel.localAddress?.port ?? 0)
        },
        logger: logger)
      try await application.runService()
    } catch let error as IOError {
      throw .unavailable("cannot listen on \(host):\(port): \(Errno(code: error.errnoCode).words)")
    } catch is NIOSSLError {
      throw .configuration("the server's certificate, its key and clientTrust do not work together")
    } catch {
      throw .unavailable("cannot serve on \(host):\(port): \(type(of: error))")
    }
  }

  private static func respond(
    to request: Request, by caller: EligibilityService.Caller, _ desk: ServiceDesk
  ) async -> Response {
    guard request.method == .post else {
      return response(EligibilityWire.encodeAnswer(.failure(.requestMalformed)), status: .methodNotAllowed)
    }
    guard let body = try? await request.body.collect(upTo: EligibilityWire.largestRequestBytes) else {
      return response(EligibilityWire.encodeAnswer(.failure(.requestMalformed)), status: .contentTooLarge)
    }
    let received: ReceivedRequest
    do {
      received = try EligibilityWire.decodeRequest(
        path: request.uri.path, contentType: request.headers[.contentType] ?? "",
        body: Array(body.readableBytesView))
    } catch {
      return response(EligibilityWire.encodeAnswer(.failure(error)))
    }
    return response(EligibilityWire.encodeAnswer(await desk.answer(received, by: caller)))
  }

  private static func response(
    _ answer: (status: Int, contentType: String, body: [UInt8]), status: HTTPResponse.Status? = nil
  ) -> Response {
    Response(
      status: status ?? HTTPResponse.Status(code: answer.status),
      headers: [.contentType: answer.contentType, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}

/// A request with the connection that it came over, because that shows who asks.
private struct CallerContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  private let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }

  /// `nil` without a client certificate: such a connection does not come about.
  func caller() async -> EligibilityService.Caller? {
    guard let certificate = try? await channel.nioSSL_peerCertificate().get(),
      let der = try? certificate.toDERBytes()
    else { return nil }
    return EligibilityService.Caller(fingerprint: Array(SHA256.hash(data: der)))
  }
}
