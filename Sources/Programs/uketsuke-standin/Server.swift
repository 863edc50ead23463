import Crypto
import Eligibility
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
  var faults: FaultBoard
  /// `nil`: results of card sessions are left nowhere.
  var faceFolder: FaceFolder?

  /// A kiosk keeps its connection for a visit; a caller that says nothing gives its place up.
  static let idle: TimeAmount = .seconds(60)
  /// Kiosks of a large site, twice over.
  static let mostConnections = 512

  /// After SIGTERM a connection has so long to say goodbye; a caller that does not answer is hung up on.
  static let farewell: TimeAmount = .milliseconds(300)

  /// What "never" is: longer than every client waits.
  static let never: Duration = .seconds(600)
  /// What a caller is told to wait when the service is unavailable: seconds.
  static let retryAfter = "1"

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
    let counter = Counter(desk: desk, faults: faults, faceFolder: faceFolder)
    let responder = CallbackResponder<CallerContext> { request, context in
      guard let caller = await context.caller() else {
        return Self.response(EligibilityWire.encodeAnswer(.failure(.requestMalformed)), status: .forbidden)
      }
      return await counter.respond(to: request, by: caller)
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

  fileprivate static func response(
    _ answer: (status: Int, contentType: String, body: [UInt8]), status: HTTPResponse.Status? = nil
  ) -> Response {
    Response(
      status: status ?? HTTPResponse.Status(code: answer.status),
      headers: [.contentType: answer.contentType, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}

/// Where requests are answered, with what befalls them.
private struct Counter: Sendable {
  var desk: ServiceDesk
  var faults: FaultBoard
  var faceFolder: FaceFolder?

  func respond(to request: Request, by caller: EligibilityService.Caller) async -> Response {
    guard request.method == .post else {
      return Server.response(EligibilityWire.encodeAnswer(.failure(.requestMalformed)), status: .methodNotAllowed)
    }
    let path = request.uri.path
    guard let body = try? await request.body.collect(upTo: EligibilityWire.largestRequestBytes(path: path)) else {
      return Server.response(EligibilityWire.encodeAnswer(.failure(.requestMalformed)), status: .contentTooLarge)
    }
    let contentType = request.headers[.contentType] ?? ""
    let bytes = Array(body.readableBytesView)
    let kind = EligibilityWire.kind(ofPath: path)
    let isSearch = path == EligibilityWire.personsPath
    let struck = faults.strike(kind != nil ? .message : isSearch ? .personSearch : .session)
    if struck.has(.unavailable) {
      return Response(
        status: .serviceUnavailable, headers: [.contentType: "text/plain", .retryAfter: Server.retryAfter],
        body: ResponseBody(byteBuffer: ByteBuffer(string: "unavailable\n")))
    }
    let answer: Answer
    do throws(ServiceRefusal) {
      if let kind {
        let asked = try EligibilityWire.decodeMessage(kind, contentType: contentType, body: bytes)
        answer = await self.answer(asked, struck)
      } else if isSearch {
        let search = try EligibilityWire.decodePersonSearch(contentType: contentType, body: bytes)
        answer = EligibilityWire.encodeAnswer(await desk.answer(search, struck).map { .message($0) })
      } else {
        let received = try EligibilityWire.decodeRequest(path: path, contentType: contentType, body: bytes)
        answer = await self.answer(received, by: caller, struck)
      }
    } catch {
      answer = EligibilityWire.encodeAnswer(.failure(error))
    }
    // Whatever was asked is done by now: the answer alone is late, lost or cut.
    await struck.delay()
    if struck.has(.never) { try? await Task.sleep(for: Server.never) }
    return struck.has(.half) ? Self.cut(answer) : Server.response(answer)
  }

  private typealias Answer = (status: Int, contentType: String, body: [UInt8])

  private func answer(_ asked: InterfaceRequest, _ struck: Struck) async -> Answer {
    let result = await desk.answer(asked, struck)
    var wire = EligibilityWire.encodeAnswer(result, to: asked)
    if case .success(let reply) = result, !struck.faults.isEmpty {
      wire.body = ReplyPaper(reply: reply, request: asked, encoding: .utf8, struck: struck).bytes
    }
    return wire
  }

  private func answer(
    _ received: ReceivedRequest, by caller: EligibilityService.Caller, _ struck: Struck
  ) async -> Answer {
    await desk.count(struck)
    let result = await desk.answer(received, by: caller)
    if case .success(.message(let reply)) = result { faceFolder?.leave(reply) }
    return EligibilityWire.encodeAnswer(result)
  }

  /// Announced whole; the connection is gone after half of it.
  private static func cut(_ answer: Answer) -> Response {
    struct Cut: Error {}
    var response = Server.response(answer)
    let half = ByteBuffer(bytes: answer.body.prefix(answer.body.count / 2))
    response.body = ResponseBody(contentLength: answer.body.count) { writer in
      try await writer.write(half)
      throw Cut()
    }
    return response
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
