import CardCryptography
import CivilTime
import Foundation
import Testing

@Suite("Dates of certificates in a file")
struct CertificateDatesTests {
  /// The authority of the made-up cards: from 2020 to 2070, as `uketsuke-card certificates` writes it.
  private func pem() throws -> String {
    let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: checkout.appendingPathComponent("Assets/cards/ca.pem"), encoding: .utf8)
  }

  private func validities(_ text: String) throws -> [CertificateDates.Validity] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("dates-\(UUID().uuidString).pem").path
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    return try CertificateDates.validities(ofFile: file)
  }

  @Test("Every certificate of the file, in its order")
  func all() throws {
    let one = try #require(try validities(try pem()).first)
    #expect(one.notBefore < one.notAfter)
    #expect(CivilMoment(one.notAfter).date == CivilDate(year: 2070, month: 1, day: 1))
    #expect(try validities(try pem() + pem()) == [one, one])
  }

  @Test("No certificate, or a damaged one behind a whole one, is refused")
  func damaged() throws {
    #expect(throws: CardCryptographyFailure.certificateUnreadable) { try validities("nothing") }
    let whole = try pem()
    let half = String(whole.prefix(whole.count / 2)) + "\n-----END CERTIFICATE-----\n"
    #expect(throws: CardCryptographyFailure.certificateUnreadable) { try validities(whole + half) }
  }
}
