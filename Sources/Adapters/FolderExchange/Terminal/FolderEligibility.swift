import Eligibility
import EligibilityXML
import Glibc

/// The eligibility service through the folders of an eligibility terminal (資格確認端末): a request is put into `req` as
/// `OQSsiquc01req_ID.xml`, and its reply is awaited in `res` under the same base name with `res` for `req`, ending in
/// `.xml`, `.zip` (a batch's result) or `.pdf` (a document).
///
/// - A request appears in one step: it is written beside its place and renamed.
/// - A reply is taken after two identical reads, 300 ms apart, if it is an ordinary file of an allowed size, a message in
///   the configured encoding, of this institution and to this request. It is then removed: the folder is the terminal's
///   outbox, nobody else asked, and replies are personal data. What is no such reply is left lying for whoever looks
///   into it, and is not taken for a reply to the next asking either. Names that are not ours are never opened.
/// - The same identifier asked again, after a restart too, takes the reply that lies there and writes no second request.
/// - R10: a request that still lies in `req` when time is up is taken back in one step, and nothing was asked; one that
///   the terminal has taken, whose reply does not come or was moved away by somebody else, has lost its answer. (A
///   terminal that reads a request without taking it away, in the moment when it is taken back, is not seen.)
/// - What killed commands left staged in `req` is swept when the next one starts.
/// - Nothing is repeated here: the terminal repeats by itself, and a request may lie for as long as it is awaited.
///
/// Nothing runs while nothing is awaited. Any thread may call it; answers come on a thread of its own, exactly one for
/// each request. A network share that hangs holds that thread up until it answers: mount it `soft`.
public final class FolderEligibility: Sendable {
  private let thread: FolderThread

  /// Looks whether both folders are there and can be written to, and starts the thread.
  public init(_ settings: TerminalSettings) throws(FolderFailure) {
    for path in [settings.requests, settings.replies] { try Self.tryFolder(path) }
    try FolderThread.sweep(try Directory(settings.requests, as: TerminalFolder.title), now: time(nil))
    thread = try FolderThread(settings)
  }

  deinit { thread.stop() }

  /// Whether files can be made and removed there, tried for real.
  public static func tryFolder(_ path: String) throws(FolderFailure) {
    try Directory(path, as: TerminalFolder.title).probe()
  }

  /// How new replies in a folder become known.
  public enum Watching: Equatable, Sendable {
    /// By the kernel, at once.
    case told
    /// By looking: the kernel knows only of what this machine does there.
    case network
    case not(String)
  }

  public static func watching(_ path: String) -> Watching { FolderWatch.watching(path) }

  /// The interface's messages by this way.
  public var client: EligibilityClient {
    EligibilityClient(
      exchange: { [self] request, completion in send(request, completion: completion) }, stop: { [self] in stop() })
  }

  /// Asks. Returns at once.
  public func send(
    _ request: InterfaceRequest, completion: @escaping @Sendable (Result<InterfaceReply, ServiceFailure>) -> Void
  ) {
    thread.take(Question(request: request, completion: completion))
  }

  /// Whether the folders are watched, for which something must be awaited.
  var isAwake: Bool { thread.isAwake }

  /// Takes back what the terminal has not taken, gives up the rest and ends the thread; waits for its end unless called
  /// on it. Later requests are answered with `.unreachable`.
  public func stop() { thread.stop() }
}

/// The folders in sentences.
enum TerminalFolder {
  static let title = "The eligibility terminal's folder"
}

/// One request and who wants its answer.
struct Question: Sendable {
  var request: InterfaceRequest
  /// Called exactly once.
  var completion: @Sendable (Result<InterfaceReply, ServiceFailure>) -> Void
}

extension InterfaceRequest {
  /// The endings that a reply can have, the likeliest first.
  var replyEndings: [String] {
    switch self {
    case .confirm, .submitBatch, .registerReferenceNumbers: [".xml"]
    case .collectBatch: [".xml", ".zip", ".xml.zip"]
    // A document that cannot be had is answered with a message that says why.
    case .medicalInformation(let request): request.form.isDocument ? [".pdf", ".xml"] : [".xml"]
    }
  }

  /// What its reply's file may have.
  var largestReplyBytes: Int {
    switch self {
    case .confirm, .submitBatch, .registerReferenceNumbers: EligibilityXML.largestMessageBytes
    case .collectBatch: EligibilityXML.largestBatchBytes
    case .medicalInformation(let request):
      request.form.isDocument ? EligibilityXML.largestDocumentBytes : EligibilityXML.largestMessageBytes
    }
  }

  /// Names thousands of people, or is answered with as many.
  var isList: Bool {
    switch self {
    case .submitBatch, .collectBatch: true
    case .registerReferenceNumbers(let request): request.registrations.count > 1
    case .confirm, .medicalInformation: false
    }
  }
}
