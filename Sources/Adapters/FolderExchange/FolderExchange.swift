import Glibc
import Journal

/// The folder from which the reception system takes a visit's file (R1): the file is first put beside its place under
/// a name that nobody looks for, safe on disk, and then given its name in one step. Calls block for the disk's time
/// and may come from any one thread.
public struct FolderExchange: Sendable {
  /// The folder as configured.
  public let folder: String
  private let passing: @Sendable (FolderStep) -> Void

  public enum Release: Equatable, Sendable {
    /// The file stands under its name now, or did already with the same bytes.
    case delivered
    /// Nothing is staged under this name: it was released before, and may have been moved away since.
    case alreadyGone
  }

  /// - Parameter folder: an existing folder that this process may write to. It is looked for again at every call, so
  ///   that a folder that goes and comes back is found.
  public init(folder: String) throws(FolderFailure) { try self.init(folder: folder, passing: { _ in }) }

  /// - Parameter passing: is told of each step to disk once it is done; the crash tests stop there.
  package init(folder: String, passing: @escaping @Sendable (FolderStep) -> Void) throws(FolderFailure) {
    self.folder = folder
    self.passing = passing
    let directory = try Directory(folder)
    try directory.probe()
  }

  /// Puts the file beside its place, on disk for good. Staging again overwrites what was staged before.
  public func stage(_ payload: HandoverPayload) throws(FolderFailure) {
    try Self.check(payload.name)
    let directory = try Directory(folder)
    let staged = HandoverName.staged(payload.name)
    // Whatever has this name is our own, from a try that a crash or a full disk ended.
    try directory.remove(staged)
    do {
      try directory.create(staged, payload.bytes) { passing(.stagedFileCreated) }
      try directory.synchronize()
    } catch {
      // Half a file would only take more of what there is too little of; the failure is told either way.
      try? directory.remove(staged)
      throw error
    }
    passing(.stagedFileSafe)
  }

  /// Gives a staged file its name. Releasing again changes nothing.
  public func release(_ name: String) throws(FolderFailure) -> Release {
    try Self.check(name)
    let directory = try Directory(folder)
    let staged = HandoverName.staged(name)
    guard try directory.contains(staged) else { return .alreadyGone }
    if try directory.rename(staged, to: name) == .taken {
      guard try directory.holdSameBytes(staged, name) else {
        throw .cannotWrite("\(name) is in the hand-over folder already, with other contents.")
      }
      try directory.remove(staged)
    }
    passing(.fileNamed)
    try directory.synchronize()
    passing(.nameSafe)
    return .delivered
  }

  public func isStaged(_ name: String) throws(FolderFailure) -> Bool {
    try Self.check(name)
    return try Directory(folder).contains(HandoverName.staged(name))
  }

  /// Takes a staged file away; what has its final name already is the reception system's and stays.
  public func discard(_ name: String) throws(FolderFailure) {
    try Self.check(name)
    let directory = try Directory(folder)
    try directory.remove(HandoverName.staged(name))
    try directory.synchronize()
  }

  /// Removes staged files of ours that nothing in the journal waits for; other people's files are left alone.
  /// - Parameter names: the final names of all that waits.
  public func sweep(keeping names: Set<String>) throws(FolderFailure) {
    let directory = try Directory(folder)
    for file in try directory.list() {
      if let name = HandoverName.name(ofStaged: file), !names.contains(name) { try directory.remove(file) }
    }
  }

  private static func check(_ name: String) throws(FolderFailure) {
    guard HandoverName.isValid(name) else {
      throw .cannotWrite("The hand-over file's name does not have the form OQSsiquc01res_face_ID_yyyyMMddHHmmss.xml.")
    }
  }
}

/// The steps to disk of one hand-over, in order.
package enum FolderStep: String, CaseIterable, Sendable {
  /// The staged file exists; its bytes may not.
  case stagedFileCreated
  case stagedFileSafe
  /// The file has its final name, perhaps not yet for good.
  case fileNamed
  case nameSafe
}
