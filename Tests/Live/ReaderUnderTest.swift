import Cards
import Foundation
import LockedMemory
import PCSCReader
import Testing

/// A `PCSCReader` with what it tells, in order.
final class ReaderUnderTest {
  let pad: SecretPad
  let reader: PCSCReader
  private let notices = Letters<Told>()

  private struct Told {
    var notice: ReaderNotice
    var at: ContinuousClock.Instant
  }

  /// When the last card that `next` or `wait` has told of was told by pcscd.
  private(set) var insertedAt: ContinuousClock.Instant?

  init(name: String? = nil, need: ReaderNeed = .anything) throws {
    pad = try SecretPad()
    reader = PCSCReader(name: name, need: need, pin: pad) { [notices] in
      notices.post(Told(notice: $0, at: .now))
    }
    reader.start()
  }

  func stop() { reader.stop() }

  func type(_ digits: String) { for digit in digits.utf8 { _ = pad.type(digit, most: 4) } }

  /// The next notice; `nil` when none comes in time.
  func next() -> ReaderNotice? {
    guard let told = notices.next() else { return nil }
    if told.notice == .cardInserted { insertedAt = told.at }
    return told.notice
  }

  /// Passes over notices until this one.
  func wait(for notice: ReaderNotice, sourceLocation: SourceLocation = #_sourceLocation) throws {
    while let next = next() {
      if next == notice { return }
    }
    Issue.record("never told: \(notice)", sourceLocation: sourceLocation)
    throw NeverTold(notice: notice)
  }

  struct NeverTold: Error {
    var notice: ReaderNotice
  }

  func run(_ job: CardJob) -> Result<CardResult, CardFailure> { begin(job).wait() }

  func begin(_ job: CardJob) -> Pending {
    let pending = Pending()
    reader.begin(job) { pending.letters.post($0) }
    return pending
  }

  struct Pending {
    fileprivate let letters = Letters<Result<CardResult, CardFailure>>()

    func wait() -> Result<CardResult, CardFailure> {
      letters.next() ?? .failure(.rubbish("the reader never completed its job"))
    }
  }
}

/// What other threads say, in order, with a limit to waiting for it.
// Unchecked because of its array, which is touched under the condition's lock alone.
final class Letters<Letter: Sendable>: @unchecked Sendable {
  /// Nothing here takes a tenth of it, also on a slow machine.
  static var patience: TimeInterval { 60 }

  private let condition = NSCondition()
  private var letters: [Letter] = []

  func post(_ letter: Letter) {
    condition.lock()
    letters.append(letter)
    condition.signal()
    condition.unlock()
  }

  func next() -> Letter? {
    let deadline = Date(timeIntervalSinceNow: Self.patience)
    condition.lock()
    defer { condition.unlock() }
    while letters.isEmpty {
      guard condition.wait(until: deadline) else { return nil }
    }
    return letters.removeFirst()
  }
}
