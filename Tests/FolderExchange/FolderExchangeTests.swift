import Foundation
import Journal
import JournalTestSupport
import Synchronization
import Testing

@testable import FolderExchange

@Suite struct FolderExchangeTests {
  private let scratch = ScratchFolder()
  private let folder: String

  init() throws { folder = try scratch.make("face") }

  private static let name = "OQSsiquc01res_face_0197f0000000700080000000000000aa_20260401090000.xml"
  private static let payload = HandoverPayload(name: name, bytes: Array("<見本/>".utf8))
  private static let staged = ".uketsuke-\(name).part"

  private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

  private func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
  }

  private func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
  }

  @Test func aFileIsStagedOutOfSightAndThenNamed() throws {
    let exchange = try FolderExchange(folder: folder)
    #expect(try names() == [])
    try exchange.stage(Self.payload)
    #expect(try names() == [Self.staged])
    #expect(try exchange.isStaged(Self.name))
    #expect(try exchange.release(Self.name) == .delivered)
    #expect(try names() == [Self.name])
    #expect(try bytes(Self.name) == Self.payload.bytes)
    #expect(try !exchange.isStaged(Self.name))
  }

  @Test func theDeliveredFileIsNotForEverybody() throws {
    let exchange = try FolderExchange(folder: folder)
    try exchange.stage(Self.payload)
    _ = try exchange.release(Self.name)
    let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(Self.name)")[.posixPermissions] as? Int
    #expect((mode ?? 0o777) & ~0o640 == 0 && (mode ?? 0) & 0o600 == 0o600)
  }

  @Test func theStepsComeInTheirOrder() throws {
    let steps = Steps()
    let exchange = try FolderExchange(folder: folder, passing: { steps.note($0) })
    try exchange.stage(Self.payload)
    _ = try exchange.release(Self.name)
    #expect(steps.all == FolderStep.allCases)
  }

  @Test func releasingAgainChangesNothing() throws {
    let exchange = try FolderExchange(folder: folder)
    try exchange.stage(Self.payload)
    #expect(try exchange.release(Self.name) == .delivered)
    #expect(try exchange.release(Self.name) == .alreadyGone)
    #expect(try names() == [Self.name])
    try FileManager.default.removeItem(atPath: "\(folder)/\(Self.name)")
    #expect(try exchange.release(Self.name) == .alreadyGone)
    #expect(try names() == [])
  }

  @Test func stagingAgainOverwritesALeftover() throws {
    let exchange = try FolderExchange(folder: folder)
    try write("half a f", Self.staged)
    try exchange.stage(Self.payload)
    #expect(try bytes(Self.staged) == Self.payload.bytes)
    try FileManager.default.removeItem(atPath: "\(folder)/\(Self.staged)")
    // A link set as a trap leads nowhere.
    try write("other", "victim")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder)/\(Self.staged)", withDestinationPath: "\(folder)/victim")
    try exchange.stage(Self.payload)
    #expect(try bytes("victim") == Array("other".utf8))
    #expect(try exchange.release(Self.name) == .delivered)
    #expect(try bytes(Self.name) == Self.payload.bytes)
  }

  @Test func aFileThatIsThereAlreadyIsNeverOverwritten() throws {
    let exchange = try FolderExchange(folder: folder)
    try exchange.stage(Self.payload)
    try write("<other/>", Self.name)
    #expect(throws: FolderFailure.self) { try exchange.release(Self.name) }
    #expect(try bytes(Self.name) == Array("<other/>".utf8))
    #expect(try exchange.isStaged(Self.name))
    try write("<見本/>", Self.name)
    #expect(try exchange.release(Self.name) == .delivered)
    #expect(try names() == [Self.name])
  }

  @Test func sweepingTakesOurLeftoversAlone() throws {
    let exchange = try FolderExchange(folder: folder)
    let kept = Self.name.replacingOccurrences(of: "aa_", with: "bb_")
    let others = [".uketsuke-notes.part", "letter.txt", ".hidden", "OQSsiquc01res_1.xml"]
    for name in others + [Self.staged, ".uketsuke-\(kept).part", Self.name] { try write("x", name) }
    try exchange.sweep(keeping: [kept])
    #expect(try names() == (others + [".uketsuke-\(kept).part", Self.name]).sorted())
  }

  @Test func discardingTakesTheStagedFileAlone() throws {
    let exchange = try FolderExchange(folder: folder)
    let other = Self.name.replacingOccurrences(of: "aa_", with: "bb_")
    try exchange.stage(Self.payload)
    try exchange.stage(HandoverPayload(name: other, bytes: [1]))
    try write("delivered", Self.name)
    try exchange.discard(Self.name)
    #expect(try names() == [".uketsuke-\(other).part", Self.name])
    // What is not there is as good as taken away.
    try exchange.discard(Self.name)
    #expect(try bytes(Self.name) == Array("delivered".utf8))
  }

  @Test(arguments: [
    "", "a.xml", "../\(name)", "/\(name)", "OQSsiquc01res_face_/etc_20260401090000.xml",
    "OQSsiquc01res_face__20260401090000.xml", "OQSsiquc01res_face_1_2026040109000.xml",
    "OQSsiquc01res_face_1_202604010900000.xml", "OQSsiquc01res_face_1_2026040109000x.xml",
    "OQSsiquc01res_face_1_20260401090000.XML", "OQSsiquc01res_face_1_20260401090000.xml\n",
    "OQSsiquc01res_face_見本_20260401090000.xml", "OQSsiquc01res_face_..\u{0}_20260401090000.xml",
    "OQSsiquc01res_face_1_20260401090000.xml.xml", "OQSsiquc01res_1_20260401090000.xml",
    "OQSsiquc01res_face_\(String(repeating: "1", count: 220))_20260401090000.xml",
  ])
  func otherNamesAreRefused(_ name: String) throws {
    let exchange = try FolderExchange(folder: folder)
    #expect(throws: FolderFailure.self) { try exchange.stage(HandoverPayload(name: name, bytes: [])) }
    #expect(throws: FolderFailure.self) { _ = try exchange.release(name) }
    #expect(throws: FolderFailure.self) { _ = try exchange.isStaged(name) }
    #expect(throws: FolderFailure.self) { try exchange.discard(name) }
    #expect(try names() == [])
  }

  /// The folder goes and comes back while the kiosk runs; nothing is taken for delivered meanwhile.
  @Test func aMissingFolderIsNotAMissingFile() throws {
    let exchange = try FolderExchange(folder: folder)
    try exchange.stage(Self.payload)
    try FileManager.default.moveItem(atPath: folder, toPath: folder + "-away")
    let missing = FolderFailure.folderMissing("The hand-over folder \(folder) does not exist.")
    #expect(throws: missing) { try exchange.stage(Self.payload) }
    #expect(throws: missing) { _ = try exchange.release(Self.name) }
    #expect(throws: missing) { _ = try exchange.isStaged(Self.name) }
    #expect(throws: missing) { try exchange.discard(Self.name) }
    #expect(throws: missing) { try exchange.sweep(keeping: []) }
    #expect(throws: missing) { _ = try FolderExchange(folder: folder) }
    try FileManager.default.moveItem(atPath: folder + "-away", toPath: folder)
    #expect(try exchange.release(Self.name) == .delivered)
  }

  @Test func aFileIsNoFolder() throws {
    try write("x", "letter.txt")
    #expect(throws: FolderFailure.folderMissing("\(folder)/letter.txt is not a folder.")) {
      _ = try FolderExchange(folder: "\(folder)/letter.txt")
    }
  }
}

/// The steps passed, noted from within a `@Sendable` closure.
private final class Steps: Sendable {
  private let steps = Mutex<[FolderStep]>([])

  func note(_ step: FolderStep) { steps.withLock { $0.append(step) } }

  var all: [FolderStep] { steps.withLock { $0 } }
}
