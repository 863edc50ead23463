import Eligibility
import Testing

@testable import KioskProgram

@Suite struct RegistrationTableTests {
  private func registration(_ reference: String) -> ReferenceNumberRegistrationInfo {
    var registration = ReferenceNumberRegistrationInfo()
    registration.referenceNumber = reference
    registration.insurerNumber = "01990019"
    registration.insuredIdentificationNumber = "9000001"
    return registration
  }

  private func unit(_ reference: String, _ status: ProcessingResultStatus, _ message: String? = nil)
    -> BulkRegistrationUnit
  {
    var unit = BulkRegistrationUnit()
    unit.referenceNumberRegistrationInfo = registration(reference)
    unit.processingResultStatus = .known(status)
    unit.processingResultMessage = message
    return unit
  }

  @Test func whoIsRegisteredAndWhoIsNotAndNobodyIsLost() {
    let reply = CounterSamples.reply(.valid, []) { _, body in
      body.qualificationValidity = nil
      body.bulkRegistrationUnits = [unit("P-2", .error, "見本の理由\u{1B}[2J"), unit("P-1", .normal), unit("X", .normal)]
    }
    let table = RegistrationTable(reply, submitted: ["P-1", "P-2", "P-3"].map(registration))
    #expect(table.rows.map(\.referenceNumber) == ["P-1", "P-2", "P-3"])
    #expect(table.rows.map(\.registered) == [true, false, false])
    #expect(table.registered == 1 && table.refused == 2)
    let text = table.text(.japanese)
    #expect(text.hasPrefix("登録 1 件、登録できなかったもの 2 件\n"))
    #expect(text.contains("✗ P-2: 見本の理由\n") && text.contains("✗ P-3: 結果に ありません"))
    #expect(table.csv.contains("P-1,01990019,,9000001,,1,,\r\n"))
  }

  @Test func oneAlone() {
    let done = CounterSamples.reply(.valid, []) { _, body in body.qualificationValidity = nil }
    #expect(RegistrationTable(done, alone: registration("P-1")).registered == 1)
    let refused = CounterSamples.reply(.valid, []) { _, body in
      body.processingResultStatus = .known(.error)
      body.processingResultMessage = "見本の理由"
    }
    let table = RegistrationTable(refused, alone: registration("P-1"))
    #expect(table.refused == 1 && table.text(.english).contains("✗ P-1: 見本の理由"))
    let abnormal = CounterSamples.reply(.valid, []) { header, _ in
      header.segmentOfResult = .known(.abnormal)
      header.errorCode = "X1"
    }
    #expect(RegistrationTable(abnormal, alone: registration("P-1")).rows.map(\.code) == ["X1"])
  }
}
