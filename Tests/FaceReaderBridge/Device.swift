import Cards
import Foundation
import Glibc
import Synchronization
import VirtualCard

@testable import FaceReaderBridge
@testable import KioskProgram

/// A folder of its own, which nobody else may change.
final class TestFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "bridge-\(UUID().uuidString.prefix(13))").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    chmod(path, 0o700)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The reference bridge on a thread of its own, five times quicker than usual, and somebody at the reader who does at
/// once what is asked.
final class RunningBridge: Sendable {
  let path: String
  private let folder: TestFolder
  private let stopper: @Sendable () -> Void
  private let words: Int32
  private let ended = Bell()

  static let limits = BridgeLimits().quickened(by: 5)
  static let pin = "1234"

  /// - Parameter path: of the socket; in a folder of its own when nil.
  init(
    _ hello: BridgeHello = .sample(), path: String? = nil, isCardIn: Bool = false, limits: BridgeLimits = limits,
    faceTime: Duration = .milliseconds(300)
  ) throws {
    folder = try TestFolder()
    let path = path ?? "\(folder.path)/reader.sock"
    self.path = path
    var pipe: (reading: Int32, writing: Int32) = (-1, -1)
    withUnsafeMutablePointer(to: &pipe) {
      _ = $0.withMemoryRebound(to: Int32.self, capacity: 2) { Glibc.pipe($0) }
    }
    words = pipe.writing
    let reading = pipe.reading
    let host = Handed(Mutex<Result<@Sendable () -> Void, BridgeRefusal>?>(nil))
    let isUp = Bell()
    // The host lives on its thread alone, from the first moment to the last.
    startThread { [ended] in
      do throws(BridgeRefusal) {
        let running = try BridgeHost(
          path: path, device: Self.device(hello, isCardIn: isCardIn, faceTime: faceTime), limits: limits)
        host.value.withLock { $0 = .success(running.stopper) }
        isUp.ring()
        running.run(words: reading, print: { _ in })
      } catch {
        host.value.withLock { $0 = .failure(error) }
        isUp.ring()
      }
      close(reading)
      ended.ring()
    }
    isUp.wait(until: .now + .seconds(20))
    stopper = try host.value.withLock { $0 }?.get() ?? {}
  }

  private static func device(_ hello: BridgeHello, isCardIn: Bool, faceTime: Duration) -> SimulatedBridgeReader {
    let contents = VirtualCardContents(
      userAuthenticationCertificate: [0x30, 0x82, 0x01, 0x00] + [UInt8](repeating: 7, count: 256),
      authorityCertificate: [0x30, 0x00], pin: Array(pin.utf8), triesLeft: 3,
      sign: { _ in [UInt8](repeating: 0xA5, count: 256) })
    return SimulatedBridgeReader(
      hello: hello, card: VirtualCard(contents), face: .matches, isCardIn: isCardIn, faceTime: faceTime)
  }

  func say(_ words: String) {
    let line = Array((words + "\n").utf8)
    _ = write(self.words, line, line.count)
  }

  /// What somebody at the reader does when the kit asks.
  func attend(_ deed: AttendantDeed) {
    switch deed {
    case .layCard: say("insert")
    case .takeCard: say("remove")
    case .look: say("look")
    case .lookAway: say("look-away")
    case .typePIN: say("type \(Self.pin)")
    case .pressCancel: say("cancel")
    }
  }

  /// Returns when its socket is gone.
  func stop() {
    stopper()
    ended.wait(until: .now + .seconds(20))
    close(words)
  }
}

/// Something that cannot be copied, for a closure.
final class Handed<Value: ~Copyable & Sendable>: Sendable {
  let value: Value
  init(_ value: consuming Value) { self.value = value }
}
