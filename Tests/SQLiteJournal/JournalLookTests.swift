import Foundation
import Journal
import JournalTestSupport
import Testing

@testable import SQLiteJournal

/// A look at a journal's files makes nothing, opens nothing and keeps nobody from writing.
@Suite struct JournalLookTests {
  private let fixture = JournalFixture()

  private func look(key: UInt64 = 1) throws -> JournalLook {
    try JournalLook.at(fixture.path, cipher: PlainCipher.cipher(key: key))
  }

  private var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: fixture.scratch.path).sorted() }
  }

  @Test func whatIsNotThereIsNotMade() throws {
    #expect(try look() == .missing)
    #expect(JournalLook.mode(of: fixture.path) == nil)
    #expect(try files == [])
  }

  @Test func recordsAreCountedWhileAKioskWrites() throws {
    let journal = try fixture.open()
    try journal.appendNow([JournalFixture.entry(.visitBegan, 1), JournalFixture.entry(.visitEnded, 1)])
    let before = try files
    #expect(try look() == .holds(records: 2))
    try journal.appendNow([JournalFixture.entry(.visitBegan, 2)])
    #expect(try look() == .holds(records: 3))
    #expect(JournalLook.mode(of: fixture.path) == 0o600)
    #expect(try files == before)
    journal.close()
  }

  @Test func anotherKeyAndAMissingCountAreNamed() throws {
    let journal = try fixture.open()
    try journal.appendNow([JournalFixture.entry(.visitBegan, 1)])
    journal.close()
    #expect(try look(key: 2) == .ofAnotherKey)
    try FileManager.default.removeItem(atPath: fixture.head)
    #expect(try look() == .withoutHead)
  }

  @Test func whatIsNoJournalIsRefused() throws {
    try "見本".write(toFile: fixture.path, atomically: true, encoding: .utf8)
    #expect(throws: JournalFailure.cannotOpen("\(fixture.path) is not a journal")) { try look() }
    #expect(throws: JournalFailure.self) {
      try JournalLook.at("\(fixture.scratch.path)/nowhere/journal", cipher: PlainCipher.cipher())
    }
  }
}
