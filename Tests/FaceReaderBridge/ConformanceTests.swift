import Cards
import LockedMemory
import Synchronization
import Testing

@testable import FaceReaderBridge

/// The kit passes what is right and finds each fault in its own row and in no other.
@Suite(.serialized) struct ConformanceTests {
  /// All rows, with somebody at the reader and a PIN.
  private static func rows(at path: String, _ bridge: RunningBridge, attended: Bool = true) throws -> [ConformanceRow] {
    let pad = try SecretPad()
    for digit in RunningBridge.pin.utf8 { _ = pad.type(digit, most: 4) }
    let kit = ConformanceKit(
      path: path, limits: RunningBridge.limits, patience: .seconds(2),
      attendant: attended ? { bridge.attend($0) } : nil, pin: pad)
    return try kit.run { _ in }
  }

  private static func failed(_ rows: [ConformanceRow]) -> [String] {
    rows.compactMap { row in
      if case .failed(let sentence) = row.verdict { "\(row.check.rawValue): \(sentence)" } else { nil }
    }
  }

  private static let hellos: [BridgeHello] = [
    .sample(), .sample(faces: false), .sample(pad: .reader), .sample(commands: .done),
    .sample(pad: .reader, commands: .done), .sample(faces: false, commands: .done),
  ]

  @Test("The reference bridge holds, whatever its reader can do")
  func reference() throws {
    let outcomes = Self.together(Self.hellos.indices.map { $0 }) { index in
      let bridge = try RunningBridge(Self.hellos[index])
      defer { bridge.stop() }
      return try Self.rows(at: bridge.path, bridge)
    }
    for (hello, outcome) in zip(Self.hellos, outcomes) {
      let rows = try outcome.get()
      #expect(rows.map(\.check) == ConformanceCheck.allCases)
      #expect(Self.failed(rows) == [], "\(hello)")
      let untried = Set(rows.filter { if case .notApplicable = $0.verdict { true } else { false } }.map(\.check))
      #expect(untried == Self.notApplicable(hello), "\(hello)")
    }
  }

  private static func notApplicable(_ hello: BridgeHello) -> Set<ConformanceCheck> {
    var checks: Set<ConformanceCheck> =
      hello.abilities.comparesFaces ? [.noFaces] : [.faceMatch, .faceNoMatch, .faceCancel, .visualCheck]
    switch hello.abilities.pinPad {
    case .kiosk: checks.formUnion([.pinPad, .pinPadCancel])
    case .reader: checks.insert(.verifyPIN)
    }
    return checks
  }

  @Test("Without anybody at the reader nothing is asked of them, and nothing fails")
  func unattended() throws {
    let bridge = try RunningBridge()
    defer { bridge.stop() }
    let rows = try Self.rows(at: bridge.path, bridge, attended: false)
    #expect(Self.failed(rows) == [])
    let untried = rows.filter { if case .notApplicable = $0.verdict { true } else { false } }
    #expect(
      untried.contains { $0.check == .faceMatch } && rows.contains { $0.check == .flood && $0.verdict == .passed })
  }

  @Test("Nobody listens")
  func nobody() throws {
    let folder = try TestFolder()
    let kit = ConformanceKit(path: "\(folder.path)/none.sock", patience: .seconds(1), attendant: nil, pin: nil)
    let refusal = #expect(throws: BridgeRefusal.self) { _ = try kit.run { _ in } }
    #expect(refusal?.isAbsence == true)
  }

  @Test("Digits may be erased while a PIN is typed; none is skipped, and four stand there in the end")
  func typing() {
    for counts in [[1, 2, 3, 4], [1, 2, 1, 2, 3, 4], [1, 0, 1, 2, 3, 4], [1, 2, 3, 4, 3, 4]] {
      #expect(ConformanceKit.isTyping(counts), "\(counts)")
    }
    for counts in [[], [4], [1, 2, 3], [1, 2, 4], [2, 3, 4], [1, 2, 2, 3, 4], [1, 2, 3, 4, 3]] {
      #expect(!ConformanceKit.isTyping(counts), "\(counts)")
    }
  }

  @Test("A bridge that waits for a person longer than the kit's patience, but not longer than the page allows, holds")
  func patientBridge() throws {
    let bridge = try RunningBridge(faceTime: .seconds(3))
    defer { bridge.stop() }
    let kit = ConformanceKit(
      path: bridge.path, limits: RunningBridge.limits, patience: .seconds(1),
      attendant: { bridge.attend($0) }, pin: nil)
    let rows = try kit.run { _ in }
    #expect(rows.first { $0.check == .faceNoMatch }?.verdict == .passed, "\(rows)")
    #expect(BridgeLimits().face == .seconds(60))
  }

  @Test("Each fault fails in its own row and in no other")
  func faults() throws {
    let faults = ConformanceCheck.allCases.map { check in
      switch check {
      case .noFaces: BridgeFault(row: check, hello: .sample(faces: false))
      case .pinPad, .pinPadCancel: BridgeFault(row: check, hello: .sample(pad: .reader))
      case .socket, .hello, .unknownVersion, .silenceBeforeHello, .requestBeforeHello, .readerState, .oneKiosk,
        .unknownField, .unknownType, .wrongTypes, .notJSON, .notUTF8, .lineTooLong, .byteByByte, .severalLines,
        .halfLine, .unknownCancel, .twoRequests, .otherCommands, .noCard, .cardInserted, .certificate, .tries,
        .visualCheck, .verifyPIN, .faceMatch, .faceNoMatch, .faceCancel, .cardRemoved, .heartbeat, .silence, .flood,
        .reconnect:
        BridgeFault(row: check)
      }
    }
    let outcomes = Self.together(faults) { fault in
      let bridge = try RunningBridge(fault.hello)
      defer { bridge.stop() }
      let bad = try FaultyBridge(fault, before: bridge.path)
      let (end, ended) = (Bell(), Bell())
      let path = bad.path
      let handed = Handed(Mutex(bad))
      startThread {
        handed.value.withLock { $0.run(until: end) }
        ended.ring()
      }
      defer {
        end.ring()
        ended.wait(until: .now + .seconds(20))
      }
      return try Self.rows(at: path, bridge)
    }
    for (fault, outcome) in zip(faults, outcomes) {
      let failed = Self.failed(try outcome.get())
      #expect(
        failed.count == 1 && failed[0].hasPrefix("\(fault.row.rawValue): "),
        "\(fault.row.rawValue) is broken, and these fail: \(failed)")
    }
  }

  /// Each on a thread of its own: they sleep most of the time.
  private static func together<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], _ body: @escaping @Sendable (Input) throws -> Output
  ) -> [Result<Output, any Error>] {
    let outcomes = Handed(Mutex<[Int: Result<Output, any Error>]>([:]))
    let bell = Bell()
    for (index, input) in inputs.enumerated() {
      startThread {
        let outcome = Result { try body(input) }
        outcomes.value.withLock { $0[index] = outcome }
        bell.ring()
      }
    }
    let deadline = ContinuousClock.now + .seconds(100)
    while outcomes.value.withLock({ $0.count }) < inputs.count, ContinuousClock.now < deadline {
      bell.wait(until: deadline)
    }
    return inputs.indices.map { index in
      outcomes.value.withLock { $0[index] } ?? .failure(NeverEnded())
    }
  }

  struct NeverEnded: Error {}
}
