import Cards
import Eligibility
import Journal
import Reception
import Testing

@testable import Runtime

/// What failures are called in the journal and before staff: each by its own name (R10).
@Suite struct FailureWordsTests {
  private static let cards: [CardFailure] = [
    .removed, .mute, .notMyNumberCard, .wrongPIN(triesLeft: 2), .wrongPIN(triesLeft: 1), .pinLocked, .answerLost,
    .rubbish("why"), .heldByAnother, .reset, .readerGone("why"), .notSupported, .faceNotMatched, .faceLocked,
    .residentRegisterCard, .phone, .notPhone, .phoneNotUnlocked, .wrongCheckNumber(triesLeft: 9),
    .wrongCheckNumber(triesLeft: 1), .checkNumberLocked, .implausibleCheckNumber,
  ]

  private static let services: [ServiceFailure] =
    [.unreachable("why"), .notTrusted("why"), .answerLost("why"), .rubbish("why")]
    + ServiceRefusal.allCases.map(ServiceFailure.refused)

  static let all: [Failure] =
    cards.map(Failure.card) + services.map(Failure.service) + [
      .certificate(.unreadable), .certificate(.unknownIssuer), .certificate(.wrongKeyUsage),
      .certificate(.keyNotSupported), .signatureWrong,
      .journal(.full("why")), .intentNotRecorded(.full("why")), .handover(.folderMissing("why")),
      .handover(.full("why")), .handover(.cannotWrite("why")), .handover(.unreachable("why")),
      .handover(.notTrusted("why")), .handover(.answerLost("why")), .handover(.notReady("why")),
      .handover(.refused("why")), .staffFile("why"),
    ]

  @Test func noTwoFailuresShareAWord() {
    let words = Self.all.map(\.word)
    #expect(Set(words).count == words.count, "\(words.sorted())")
  }

  @Test func theWordsAreShortASCIIWithoutReasons() {
    for failure in Self.all {
      let allowed = failure.word.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || (0x41...0x5A).contains($0)
      }
      #expect(allowed && (1...40).contains(failure.word.utf8.count), "\(failure.word)")
      #expect(!failure.word.contains("why"))
    }
  }

  @Test func staffAreToldTheReasonWhereThereIsOne() {
    for failure in Self.all {
      #expect(failure.staffWords.hasPrefix(failure.word))
      #expect(failure.staffWords.contains("why") == "\(failure)".contains("why"), "\(failure)")
    }
  }

  @Test("A failed card is on record as what it was", arguments: cards)
  func cardFailuresOnRecord(failure: CardFailure) {
    let counter = Deed.verify.reached()
    Deed.verify.trigger(counter)
    counter.answer(.card(.failure(failure)))
    #expect(counter.last(.pinOutcome)?.details == [.init("result", Failure.card(failure).word)])
  }

  @Test("A failed service is on record as what it was", arguments: services)
  func serviceFailuresOnRecord(failure: ServiceFailure) {
    for deed in [Deed.openSession, .register, .sendConsents] {
      let counter = deed.reached()
      deed.trigger(counter)
      counter.answer(.service(.failure(failure)))
      #expect(counter.last(deed.outcome)?.details == [.init("result", Failure.service(failure).word)])
      #expect(counter.reports.last == "visit \(VisitID.numbered(1).text): \(Failure.service(failure).staffWords)")
    }
  }

  @Test func theStaffFileIsNotTheStaffMember() {
    let counter = Deed.checkStaff.reached()
    Deed.checkStaff.trigger(counter)
    counter.answer(.staff(.failure(StaffFailure(reason: "cannot be read"))))
    #expect(counter.screen == .trouble(.staffUnavailable))
    #expect(counter.last(.staffOutcome)?.details == [.init("staff", "0123"), .init("result", "staff-file")])

    let wrong = Deed.checkStaff.reached()
    Deed.checkStaff.trigger(wrong)
    wrong.answer(.staff(.success(false)))
    #expect(wrong.screen == .trouble(.staffRefused))
    #expect(wrong.last(.staffOutcome)?.details == [.init("staff", "0123"), .init("result", "refused")])
  }

  /// The words that a site writes into its configuration.
  @Test func theConfigurationsWordsAreTheseAlone() {
    #expect(InstitutionKind.allCases.map(\.rawValue) == ["hospital", "clinic", "dental", "pharmacy"])
    #expect(ReaderDriver.allCases.map(\.rawValue) == ["pcsc", "bridge", "simulated"])
    #expect(HandoverEncoding.allCases.map(\.rawValue) == ["utf-8", "cp932"])
    #expect(VisualCheckPolicy.allCases.map(\.rawValue) == ["signed", "attested", "off"])
  }
}
