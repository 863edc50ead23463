import CivilTime
import CursesTerminal
import Eligibility
import Foundation
import Testing

@testable import KioskProgram

@Suite struct RecordShelfTests {
  private func note(_ id: Character, age: Duration = .zero) -> OutageNote {
    OutageNote(
      id: String(repeating: id, count: 32), created: WallClock.now().advanced(by: .zero - age).milliseconds,
      account: "1000", texts: ["name": "見本　花子", "birthdate": "19850520", "sex": "2", "address": "見本市"])
  }

  @Test func whatLiesThereIsEncryptedAndComesBack() throws {
    let folder = try CounterFolder()
    let shelf = try RecordShelf<OutageNote>(folder.configuration, folder.key)
    try shelf.add(note("a"))
    try shelf.add(note("b"))
    #expect(try shelf.records().map(\.texts["name"]) == ["見本　花子", "見本　花子"])
    #expect(try shelf.record("a").id == note("a").id)
    #expect(throws: ProgramFailure.self) { try shelf.record("") }
    #expect(throws: ProgramFailure.self) { try shelf.record("c") }
    for name in folder.names {
      let bytes = try #require(FileManager.default.contents(atPath: "\(folder.path)/\(name)"))
      #expect(bytes.range(of: Data("見本".utf8)) == nil && bytes.range(of: Data("19850520".utf8)) == nil)
    }
    // A file in another's place does not open.
    try FileManager.default.removeItem(atPath: "\(folder.path)/\(note("b").id).outage")
    try FileManager.default.copyItem(
      atPath: "\(folder.path)/\(note("a").id).outage", toPath: "\(folder.path)/\(note("b").id).outage")
    #expect(try shelf.records().count == 1)
    // Whoever stood in it is not forgotten.
    #expect(try shelf.contents().damaged == 1)
    let failure = #expect(throws: ProgramFailure.self) { try shelf.record("b") }
    #expect(failure?.kind == .inputOutput)
  }

  @Test func aRecordThatIsGoneIsNotMadeAgain() throws {
    let folder = try CounterFolder()
    let shelf = try RecordShelf<OutageNote>(folder.configuration, folder.key)
    try shelf.add(note("a"))
    try shelf.remove(note("a").id)
    #expect(try shelf.update(note("a").id) { $0.tries += 1 } == nil)
    #expect(try !shelf.keep(CounterSamples.reply(.valid, []), of: note("a").id) { $0.state = .answered })
    #expect(folder.names.isEmpty)
  }

  @Test func aReplyLiesThereBeforeItsRecordSpeaksOfItAndIsSweptWithoutOne() throws {
    let folder = try CounterFolder()
    let shelf = try RecordShelf<OutageNote>(folder.configuration, folder.key)
    try shelf.add(note("a"))
    let reply = CounterSamples.reply(.valid, [CounterSamples.result()])
    #expect(try shelf.keep(reply, of: note("a").id) { $0.state = .answered })
    #expect(try shelf.reply(of: note("a").id).patientName == "見本　花子")
    // As after a kill between the two removals.
    try FileManager.default.removeItem(atPath: "\(folder.path)/\(note("a").id).outage")
    _ = try RecordShelf<OutageNote>(folder.configuration, folder.key)
    #expect(folder.names.isEmpty)
  }

  @Test func tooOldIsTakenAwayAndNoLongerShown() throws {
    let folder = try CounterFolder()
    let shelf = try RecordShelf<OutageNote>(folder.configuration, folder.key)
    let ages: [(Character, Duration)] = [
      ("a", OutageNote.lifeOfAnswer + .seconds(1)), ("b", OutageNote.lifeOfAnswer - .seconds(60)),
    ]
    for (id, age) in ages {
      var answered = note(id)
      answered.state = .answered
      answered.answered = WallClock.now().advanced(by: .zero - age).milliseconds
      try shelf.add(answered)
    }
    #expect(try shelf.records().map(\.id) == [note("b").id])
    #expect(try shelf.takeOld().map(\.id) == [note("a").id])
    #expect(folder.names == ["\(note("b").id).outage"])
  }

  @Test func whoWaitsIsNotTakenAwayByAClock() throws {
    let folder = try CounterFolder()
    let shelf = try RecordShelf<OutageNote>(folder.configuration, folder.key)
    try shelf.add(note("a", age: OutageNote.life + .seconds(60)))
    try shelf.add(note("b", age: OutageNote.life - .seconds(60)))
    #expect(try shelf.takeOld().isEmpty)
    let notes = try shelf.records()
    #expect(notes.map { $0.isTooOld(at: WallClock.now()) } == [true, false])
    #expect(notes.map { $0.line(.japanese).contains("14 日たっても") } == [true, false])
  }

  @Test func aSlipOfTheHandForgetsNobody() throws {
    let folder = try CounterFolder()
    let shelf = try RecordShelf<OutageNote>(folder.configuration, folder.key)
    try shelf.add(note("a"))
    for count in [0, 4, 11] {
      #expect(throws: ProgramFailure.self) { try shelf.recordToForget(String(repeating: "a", count: count)) }
    }
    for count in [12, 32] {
      #expect(try shelf.recordToForget(String(repeating: "a", count: count)).id == note("a").id)
    }
  }

  @Test func whatAKilledWriteLeftIsSwept() throws {
    let folder = try CounterFolder()
    let id = note("a").id
    let old = ["\(id).outage.new", "\(id).outage-reply.new"]
    let kept = ["\(id).declaration.new", "\(note("b").id).outage.new", "notes.outage.new"]
    for name in old + kept {
      #expect(FileManager.default.createFile(atPath: "\(folder.path)/\(name)", contents: Data()))
      // What was begun just now is being written still.
      let age: TimeInterval = name.hasPrefix("b") ? 0 : 7_200
      try FileManager.default.setAttributes(
        [.modificationDate: Date().addingTimeInterval(-age)], ofItemAtPath: "\(folder.path)/\(name)")
    }
    _ = try RecordShelf<OutageNote>(folder.configuration, folder.key)
    #expect(folder.names == kept.sorted())
  }

  @Test func aFullShelfRefusesVisibly() throws {
    let folder = try CounterFolder()
    let shelf = try RecordShelf<DisasterOpening>(folder.configuration, folder.key)
    let today = CivilMoment(WallClock.now()).date
    let mode = try DisasterMode(
      area: "見本県", days: today...today, by: try #require(StaffNumber("0001")), at: WallClock.now())
    try shelf.add(DisasterOpening(id: String(repeating: "a", count: 32), created: 1, mode: mode))
    #expect(throws: ProgramFailure.self) {
      try shelf.add(DisasterOpening(id: String(repeating: "b", count: 32), created: 2, mode: mode))
    }
    #expect(folder.names.count == 1)
  }
}
