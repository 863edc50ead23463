import CivilTime
import Eligibility
import EligibilityXML
import Synchronization

/// The folder where a terminal with a reader of its own leaves the results of card sessions.
final class FaceFolder: Sendable {
  private let folder: String
  private let encoding: MessageEncoding
  /// Names of files that were left: a repeated answer leaves no second one, though somebody has taken the first.
  private let left = Mutex<Set<String>>([])

  /// A day of a large site; then the oldest are forgotten together.
  private static let mostNames = 10_000

  init(_ folder: String, encoding: MessageEncoding) {
    self.folder = folder
    self.encoding = encoding
  }

  /// - Parameter reply: a session's final message.
  func leave(_ reply: EligibilityReply) {
    guard let moment = reply.header.processExecutionTime?.moment else { return }
    let name = MessageFileName.faceResult(identifier: reply.header.arbitraryFileIdentifier ?? "", at: moment)
    let isNew = left.withLock { left in
      if left.count >= Self.mostNames { left = [] }
      return left.insert(name).inserted
    }
    guard isNew else { return }
    do throws(StandinFailure) {
      try Files.place("\(folder)/\(name)", EligibilityXML.encode(reply, encoding: encoding).bytes)
    } catch {
      Announcement.complain("uketsuke-standin: \(error.sentence)")
    }
  }
}
