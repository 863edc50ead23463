import Eligibility
import EligibilityXML
import Foundation
import Glibc
import Testing

/// The reception computer's side of a terminal's folders: puts requests in, and waits for what appears.
final class ReplyFolder {
  private let workshop: Workshop
  private let descriptor: Int32

  /// Longer than a busy machine needs.
  private static let patience = 20_000

  init(_ workshop: Workshop) throws {
    self.workshop = workshop
    descriptor = inotify_init1(Int32(IN_CLOEXEC))
    try #require(descriptor >= 0)
    let mask = UInt32(IN_MOVED_TO | IN_CLOSE_WRITE)
    try #require(inotify_add_watch(descriptor, workshop.path("res"), mask) >= 0)
  }

  deinit { close(descriptor) }

  /// Written beside and renamed into the folder. Answers the reply's name without its ending.
  @discardableResult
  func put(_ request: InterfaceRequest, encoding: MessageEncoding = .utf8) throws -> String {
    try put(EligibilityXML.encode(request, encoding: encoding).bytes, as: name(request))
    return "\(request.kind.rawValue)res_\(request.fileIdentifier)"
  }

  func name(_ request: InterfaceRequest) -> String { "\(request.kind.rawValue)req_\(request.fileIdentifier).xml" }

  func put(_ bytes: [UInt8], as name: String) throws {
    try Data(bytes).write(to: workshop.folder.appending(path: "beside"))
    try #require(rename(workshop.path("beside"), workshop.path("req/\(name)")) == 0)
  }

  var requests: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: workshop.path("req")).sorted() }
  }

  /// Hidden ones too.
  var replies: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: workshop.path("res")).sorted() }
  }

  /// Waits until the file is there, and closed or renamed into its place.
  func bytes(_ name: String) throws -> [UInt8] {
    let deadline = ContinuousClock.now.advanced(by: .milliseconds(Self.patience))
    while !FileManager.default.fileExists(atPath: workshop.path("res/\(name)")) { try next(before: deadline, name) }
    return try workshop.bytes("res/\(name)")
  }

  /// Waits for whatever happens next in the folder.
  func next(before deadline: ContinuousClock.Instant, _ what: String) throws {
    let left = ContinuousClock.now.duration(to: deadline)
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let milliseconds = max(0, left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000)
    let there = try replies
    try #require(Glibc.poll(&poll, 1, Int32(milliseconds)) == 1, "no \(what) in \(there)")
    var buffer = [UInt8](repeating: 0, count: 4_096)
    _ = read(descriptor, &buffer, buffer.count)
  }

  /// Asks and reads the reply.
  func ask(_ request: InterfaceRequest, encoding: MessageEncoding = .utf8) throws -> InterfaceReply {
    let base = try put(request, encoding: encoding)
    return try EligibilityXML.decodeInterfaceReply(try bytes("\(base).xml"), to: request)
  }

  func eligibility(_ request: InterfaceRequest) throws -> EligibilityReply {
    guard case .eligibility(let reply) = try ask(request) else { throw ServiceRefusal.requestMalformed }
    return reply
  }
}
