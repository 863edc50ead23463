import CivilTime
import CursesTerminal
import Eligibility
import Foundation
import Testing

@testable import KioskProgram

@Suite struct OutageTests {
  private var note: OutageNote {
    OutageNote(
      id: String(repeating: "a", count: 32), created: WallClock.now().milliseconds, account: "1000",
      texts: ["name": "見本　花子", "birthdate": "19850520", "sex": "2", "address": "見本市"])
  }

  @Test func whoWaitsIsNeverShownAsConfirmed() throws {
    var note = note
    for (tries, failure) in [(0, nil), (3, "service-unreachable")] {
      (note.tries, note.failure) = (tries, failure)
      #expect(note.line(.japanese).contains("【未確認】") && note.line(.english).contains("[NOT CONFIRMED]"))
      let report = OutageReport(note, nil, .japanese)
      #expect(!report.confirmed && report.notice?.contains("未確認") == true)
      #expect(try JSONText.of(report).contains("\"confirmed\" : false"))
      #expect(report.text(note, .japanese).contains("【未確認】"))
    }
  }

  @Test func whatCameIsShownWithWhatToDoNext() throws {
    let valid = OutageReport(note, CounterSamples.reply(.valid, [CounterSamples.result()]), .japanese)
    #expect(valid.confirmed && valid.notice == nil && valid.nameDiffers == false)
    let none = OutageReport(note, CounterSamples.reply(.noSuchEligibility, []), .japanese)
    #expect(!none.confirmed && none.text(note, .japanese).contains("【未確認】"))
    #expect(none.text(note, .japanese).contains("被保険者資格申立書"))
    let other = OutageReport(
      note, CounterSamples.reply(.valid, [CounterSamples.result { $0.name = "見本　一郎" }]), .japanese)
    #expect(other.nameDiffers == true && !other.confirmed)
    #expect(other.text(note, .japanese).contains("書き留めた氏名と 同じとは いえません"))
    #expect(other.text(note, .japanese).contains("【未確認】"))
  }

  @Test func whatIsNoAnswerLeavesTheNoteWaiting() {
    let answers: [EligibilityVerdict] = [.valid, .validUnregistered, .invalid(nil), .changed, .none, .several(2)]
    for verdict in answers { #expect(verdict.isAnAnswer) }
    for verdict in [EligibilityVerdict.inProgress, .notProcessed(code: nil, message: nil), .unknown("9")] {
      #expect(!verdict.isAnAnswer)
    }
  }

  @Test func pausesGrowToTheirLimitAndBeginAnewAfterAnAnswer() {
    var pauses = OutagePauses()
    var last = Duration.zero
    for _ in 0..<12 {
      let pause = pauses.next(answered: false, chance: 0.999_999)
      #expect(pause >= last * 0.999 && pause <= OutagePauses.longest)
      last = pause
    }
    #expect(last > OutagePauses.longest * 0.99)
    #expect(pauses.next(answered: true, chance: 0) == OutagePauses.first * 0.5)
  }
}

@Suite struct DisasterDeskTests {
  private func mode(_ first: Int, _ last: Int) throws -> DisasterMode {
    let today = CivilMoment(WallClock.now()).date
    return try DisasterMode(
      area: "見本県見本市", days: today.adding(days: first)...today.adding(days: last),
      by: try #require(StaffNumber("0001")), at: WallClock.now())
  }

  private func opening(_ mode: DisasterMode) -> DisasterOpening {
    DisasterOpening(id: String(repeating: "d", count: 32), created: WallClock.now().milliseconds, mode: mode)
  }

  @Test func openIsSaidEverywhereAndClosedRefuses() throws {
    let folder = try CounterFolder()
    let desk = try DisasterDesk(folder.configuration, folder.key)
    #expect(throws: ProgramFailure.self) { try desk.requireOpen(.japanese) }
    #expect(DisasterDesk.notice(folder.configuration, folder.key) == nil)
    try desk.open(opening(try mode(0, 3)))
    let opened = try desk.requireOpen(.japanese)
    #expect(DisasterDesk.notice(folder.configuration, folder.key)?.hasPrefix("【災害時】") == true)
    try desk.close(opened)
    #expect(throws: ProgramFailure.self) { try desk.requireOpen(.japanese) }
    #expect(DisasterDesk.notice(folder.configuration, folder.key) == nil)
    try desk.open(opening(try mode(1, 3)))
    #expect(throws: ProgramFailure.self) { try desk.requireOpen(.japanese) }
  }

  @Test func aFileThatDoesNotOpenIsNoOpening() throws {
    let folder = try CounterFolder()
    let desk = try DisasterDesk(folder.configuration, folder.key)
    try desk.open(opening(try mode(0, 3)))
    let other = try CounterFolder()
    #expect(throws: ProgramFailure.self) {
      try DisasterDesk(folder.configuration, other.key).requireOpen(.japanese)
    }
  }

  @Test func doctorSaysWhetherItIsOpen() throws {
    let folder = try CounterFolder()
    let file = "\(folder.path)/counter.yaml"
    try """
    institution: { code: "1312345670" }
    eligibility: { url: "folder:none" }
    journal: { key: \(folder.path).key }
    counter: { journal: counter.sqlite, folder: \(folder.path) }

    """.write(toFile: file, atomically: true, encoding: .utf8)
    #expect(DisasterExamination(file).diagnoses.map(\.verdict) == [.good])
    try DisasterDesk(folder.configuration, folder.key).open(opening(try mode(0, 3)))
    let found = try #require(DisasterExamination(file).diagnoses.first)
    #expect(found.verdict == .warning && found.words.contains("【災害時】"))
    #expect(DisasterExamination("\(folder.path)/none.yaml").diagnoses.isEmpty)
  }

  @Test func theMarkStandsFirstAndLast() throws {
    let mark = DisasterMark(try mode(0, 3), .japanese)
    let lines = mark.round("見本\n").split(separator: "\n")
    #expect(lines.count == 3 && lines.first?.hasPrefix("【災害時】") == true && lines.last?.hasPrefix("【災害時】") == true)
    let json = try JSONText.of(MarkedJSON(["name": "見本"], mark))
    let first = try #require(json.range(of: "【災害時】"))
    let name = try #require(json.range(of: "\"name\""))
    let last = try #require(json.range(of: "【災害時】", options: .backwards))
    #expect(first.lowerBound < name.lowerBound && name.upperBound < last.lowerBound)
  }
}
