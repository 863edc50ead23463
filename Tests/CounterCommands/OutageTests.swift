import CardCryptography
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

  private func differences(
    _ entry: OutageNote, _ change: (inout ResultOfQualificationConfirmation) -> Void
  ) -> [OutageComparison.Difference] {
    let comparison = OutageComparison(
      entry.entry, CounterSamples.reply(.valid, [CounterSamples.result(change)]))
    #expect(comparison.isConfirmed == comparison.differences.isEmpty && comparison.isAboutSomebody)
    return comparison.differences
  }

  @Test func onlyThePersonWhoWasNotedDownIsConfirmed() {
    #expect(differences(note) { _ in } == [])
    #expect(differences(note) { $0.sex1 = .known(.male) } == [.sex])
    #expect(differences(note) { $0.sex1 = .known(.notSet) } == [])
    #expect(differences(note) { $0.birthdate = nil } == [.birthdate])
    #expect(differences(note) { $0.birthdate = MessageDate("19850521") } == [.birthdate])
    #expect(differences(note) { $0.name = "別人" } == [.name])
    #expect(differences(note) { ($0.name, $0.nameOfOther) = ("別人", "見本 花子") } == [])
    var read = note
    read.texts["kana"] = "みほん　はなこ"
    #expect(differences(read) { $0.name = "見夲　花子" } == [])
    var card = note
    card.texts.merge(["insurerNumber": "01990019", "symbol": "見本", "number": "9000001"]) { $1 }
    #expect(card.entry.certificate != nil)
    #expect(differences(card) { $0.insuredIdentificationNumber = "９０００００１" } == [])
    #expect(differences(card) { $0.insuredIdentificationNumber = "9000002" } == [.number])
    #expect(differences(card) { $0.insurerNumber = "06990010" } == [.number])
    // Without a certificate nobody knows the number.
    #expect(differences(note) { $0.insuredIdentificationNumber = "9000002" } == [])
  }

  @Test func insuranceBesideMedicalAidIsOnePerson() {
    let aid = CounterSamples.result {
      ($0.insuredCardClassification, $0.name) = (.known(.medicalAid), nil)
      $0.insuredIdentificationNumber = "1234567"
    }
    let both = CounterSamples.reply(.valid, [aid, CounterSamples.result()])
    #expect(OutageReport(note, both, .japanese).confirmed)
    var other = aid
    other.birthdate = MessageDate("20000101")
    let two = CounterSamples.reply(.valid, [CounterSamples.result(), other])
    #expect(OutageReport(note, two, .japanese).differs == [.birthdate])
  }

  @Test func theListSaysWhatCollectSays() {
    var note = note
    (note.state, note.verdict, note.confirmed) = (.answered, "valid", false)
    for confirmed in [nil, false] as [Bool?] {
      note.confirmed = confirmed
      #expect(note.line(.japanese).contains("【未確認】 別の人かもしれません") && !note.line(.japanese).contains("有効"))
      let report = OutageReport(note, nil, .japanese)
      #expect(!report.confirmed && report.notice?.contains("別の人") == true)
    }
    note.confirmed = true
    #expect(note.line(.japanese).contains("答え: 有効です"))
    let report = OutageReport(note, nil, .japanese)
    #expect(report.confirmed && report.notice == nil)
    note.verdict = "invalid"
    #expect(note.line(.japanese).contains("答え: 無効です"))
    #expect(!OutageReport(note, nil, .japanese).confirmed)
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
    // Nor is it said to be none.
    guard case .unknown(let line) = DisasterDesk.look(folder.configuration, other.key) else {
      Issue.record("whether it is open is not known")
      return
    }
    #expect(line.contains("わかりません") && DisasterDesk.notice(folder.configuration, other.key) == line)
  }

  @Test func anotherOpeningIsNotTheOneThatWasOpen() throws {
    let folder = try CounterFolder()
    let desk = try DisasterDesk(folder.configuration, folder.key)
    let first = opening(try mode(0, 3))
    try desk.open(first)
    try desk.requireStill(first, .japanese)
    var second = first
    second.id = String(repeating: "e", count: 32)
    try desk.open(second)
    #expect(throws: ProgramFailure.self) { try desk.requireStill(first, .japanese) }
    try desk.requireStill(second, .japanese)
  }

  @Test func whatIsToComeIsNotSaidToBeOpen() throws {
    var mode = try mode(1, 3)
    for language in [CounterLanguage.japanese, .english] {
      let standing = mode.look(at: WallClock.now())
      let words = language.words(standing, mode)
      #expect(!words.contains("開いています") && words.contains("見本県見本市"), "\(words)")
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
    try FileManager.default.removeItem(atPath: "\(folder.path).key")
    try JournalKey.make(at: "\(folder.path).key")
    #expect(DisasterExamination(file).diagnoses.map(\.verdict) == [.warning], "nobody can say is not \"not open\"")
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

@Suite struct DisasterDifferenceTests {
  private typealias Change = (inout ResultOfQualificationConfirmation) -> Void

  private func entry(_ more: [PersonEntry.Field: String]) throws -> PersonEntry {
    var typed = more
    typed[.birthdate] = "19850520"
    return try PersonEntry(typed, on: try CounterSamples.today())
  }

  private func difference(
    _ more: [PersonEntry.Field: String], _ change: Change = { _ in }
  ) throws -> DisasterDifference? {
    DisasterDifference(
      of: CounterSamples.reply(.valid, [CounterSamples.result(change)]), from: try entry(more))
  }

  @Test func whoWasAskedForIsTaken() throws {
    #expect(try difference([.name: "見本花子", .sex: "2"]) == nil)
    #expect(try difference([.kana: "みほん　はなこ"]) == nil)
    #expect(try difference([.name: "旧姓　花子"]) { $0.nameOfOther = "旧姓　花子" } == nil)
    #expect(try difference([.name: "見本花子", .kana: "ミホンハナコ"]) { $0.name = "見本　●子" } == nil)
    #expect(try difference([.name: "見本花子", .kana: "ミホンハナコ"]) { $0.name = "見夲　花子" } == nil)
    let nobody = CounterSamples.reply(.noSuchEligibility, [])
    let asked = try entry([.name: "見本　花子"])
    #expect(DisasterDifference(of: nobody, from: asked) == nil)
  }

  @Test func anotherPersonIsNot() throws {
    let asked: [PersonEntry.Field: String] = [.name: "見本　花子", .sex: "2"]
    #expect(try difference(asked) { $0.sex1 = .known(.male) } == .person)
    #expect(try difference(asked) { $0.birthdate = MessageDate("19850521") } == .person)
    #expect(try difference(asked) { $0.birthdate = nil } == .person)
    #expect(try difference(asked) { $0.name = "別人　太郎" } == .name)
    #expect(try difference([.kana: "ミホンハナコ"]) { $0.nameKana = "ﾍﾞﾂｼﾞﾝ ﾀﾛｳ" } == .name)
    #expect(try difference(asked) { $0.name = "見本　●子" } == .name)
    #expect(try difference(asked) { $0.name = nil } == .name)
  }

  @Test func aCertificateIsHeldByItsNumber() throws {
    let card: [PersonEntry.Field: String] = [.insurerNumber: "01990019", .number: "9000001", .branch: "01"]
    #expect(try difference(card) == nil)
    #expect(try difference(card) { $0.insuredIdentificationNumber = "9000002" } == .person)
    #expect(try difference(card) { $0.insuredBranchNumber = "02" } == .person)
    #expect(try difference(card) { $0.insurerNumber = "06990014" } == .person)
    // Medical aid beside the insurance has a number of its own.
    let aid = CounterSamples.result { result in
      result.insuredCardClassification = .known(.medicalAid)
      result.insurerNumber = "12990019"
      result.insuredIdentificationNumber = "7000001"
    }
    let both = CounterSamples.reply(.valid, [aid, CounterSamples.result()])
    let asked = try entry(card)
    #expect(DisasterDifference(of: both, from: asked) == nil)
    #expect(both.mainResult?.insuredIdentificationNumber == "9000001")
  }
}
