import Cards
import Eligibility
import Journal
import Reception
import Testing

@testable import Runtime

/// Intent, deed, outcome (R1, R4): for every effect that the world can see.
@Suite struct IntentTests {
  @Test("Nothing is asked before its intent is on disk", arguments: Deed.allCases)
  func intentComesFirst(deed: Deed) {
    let counter = deed.reached()
    counter.journalMood = .holds(deed.intent)
    deed.trigger(counter)
    #expect(counter.take().last == "write \(deed.intent.rawValue)")
    #expect(counter.open.isEmpty)
    counter.writeHeld()
    #expect(counter.last(deed.intent)?.visit == .numbered(1))
    #expect(counter.take() == [deed.word])
  }

  @Test("A refused intent stops the deed, and nobody is told another reason", arguments: Deed.allCases)
  func refusedIntent(deed: Deed) {
    let counter = deed.reached()
    counter.journalMood = .refuses(.full("no space left"), from: deed.intent)
    deed.trigger(counter)
    #expect(!counter.take().contains(deed.word))
    #expect(counter.open.isEmpty)
    #expect(counter.screen == .trouble(.journalUnavailable))
    // What was never asked is said to be unsent; a record before the reply's hand-over comes too late for that.
    let isSent = deed == .stage || deed == .release
    #expect(counter.kiosk.reception.scene.values.sending == (isSent ? .sent : .nothing))
    #expect(counter.reports.contains { $0.contains("no space left") })
  }

  @Test("The next step waits until the outcome is on disk", arguments: Deed.allCases)
  func outcomeComesFirst(deed: Deed) throws {
    let counter = deed.reached()
    deed.trigger(counter)
    #expect(counter.take().last == deed.word)
    let waiting = counter.screen
    counter.journalMood = .holds(deed.outcome)
    counter.answer(deed.goodEnd)
    #expect(counter.take() == ["write \(deed.outcome.rawValue)"])
    #expect(counter.screen == waiting && counter.open.isEmpty)
    counter.writeHeld()
    let intent = try #require(counter.last(deed.intent))
    let outcome = try #require(counter.last(deed.outcome))
    #expect(outcome.visit == intent.visit && outcome.attempt == intent.attempt)
    #expect(counter.screen == deed.next)
  }

  @Test("An outcome that the journal refuses fails closed and is written first later", arguments: Deed.errands)
  func refusedOutcome(deed: Deed) throws {
    let counter = deed.reached()
    deed.trigger(counter)
    counter.journalMood = .refuses(.cannotWrite("read-only"), from: deed.outcome)
    counter.answer(deed.goodEnd)
    #expect(counter.screen == .trouble(.journalUnavailable))
    #expect(counter.last(deed.outcome) == nil)
    counter.journalMood = .writes
    counter.pass(JournalLine.retryPause)
    let outcome = try #require(counter.kinds.lastIndex(of: deed.outcome))
    #expect(counter.kinds[outcome...] == [deed.outcome, .visitEnded, .kioskStarted])
    // It says what happened, though it was written late.
    let result = counter.records[outcome].details.first { $0.key == "result" }?.value
    #expect(["signed", "accepted", "answered", "proven-chip"].contains(result))
  }

  @Test("Whoever leaves while an intent is written is not asked about any more", arguments: Deed.errands)
  func leftWhileTheIntentIsWritten(deed: Deed) {
    let counter = deed.reached()
    counter.journalMood = .holds(deed.intent)
    deed.trigger(counter)
    counter.receive(.notice(.cardRemoved))
    counter.writeHeld()
    // What was consented to is delivered without the card too (R4).
    if deed == .sendConsents {
      #expect(counter.take().contains(deed.word))
      return
    }
    #expect(!counter.take().contains(deed.word))
    #expect(counter.last(deed.outcome)?.details == [.init("result", "not-performed")])
    #expect(counter.kinds.filter { $0 == .visitEnded }.count == 1)
  }

  @Test func aWholeVisitLeavesItsRecordsInThisOrder() {
    let counter = Counter.inService()
    counter.toIdentity()
    counter.toReviewAndSend()
    counter.answer(.staged(.success(())))
    counter.answer(.released(.success(())))
    #expect(counter.screen == .completion)
    counter.receive(.notice(.cardRemoved))
    #expect(
      counter.kinds == [
        .kioskStarted, .visitBegan, .certificateRead, .pinIntent, .pinOutcome, .eligibilityIntent,
        .eligibilityOutcome, .consentAnswered, .consentAnswered, .consentAnswered, .consentIntent, .consentOutcome,
        .handoverPrepared, .handoverStaged, .handoverDelivered, .visitEnded,
      ])
    #expect(counter.records.dropFirst().allSatisfy { $0.visit == .numbered(1) })
  }

  @Test func personalDataStandsInThePersonalPartAlone() throws {
    let counter = Counter.inService()
    counter.toIdentity(certificate: [0x30, 0x99])
    counter.toReviewAndSend()
    let prepared = try #require(counter.last(.handoverPrepared))
    let payload = try #require(prepared.personal.flatMap(PersonalPayload.decode))
    #expect(payload.bytes == Array(EligibilityReply.patient.utf8))
    #expect(counter.records.filter { $0.personal != nil }.map(\.kind) == [.handoverPrepared])
    let said = counter.records.flatMap { $0.details.map(\.value) } + counter.reports
    #expect(said.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }, "codes only")
  }

  @Test func aVoucherIsOnRecordFromTheIntentOn() throws {
    let counter = Counter.inService()
    counter.toIdentity()
    counter.toStaffPassword()
    counter.on(.pressed(.enter))
    counter.answer(.staff(.success(true)))
    counter.choose(.isPerson)
    counter.answer(.service(.success(.nonce(.sample))))
    #expect(
      counter.last(.attestation)?.details == [
        .init("staff", "0123"), .init("said", "is-person"), .init("compared-with", "print"),
      ])
    #expect(counter.last(.eligibilityIntent)?.details == [.init("method", "visual"), .init("voucher", "0123")])
    let staff = try #require(StaffNumber("0123"))
    counter.answer(
      .service(.success(.session(.sample(IdentityStatement(method: .visual, signed: false, voucher: staff))))))
    let outcome = try #require(counter.last(.eligibilityOutcome))
    for detail in [JournalEntry.Detail("method", "visual"), .init("signed", "no"), .init("voucher", "0123")] {
      #expect(outcome.details.contains(detail))
    }
  }

  @Test func eachWrongKindOfAnswerIsRubbishAndIsOnRecordAsSuch() {
    let counter = Counter.inService()
    counter.insert()
    counter.answer(.card(.success(.triesLeft(3))))
    #expect(counter.last(.certificateRead)?.details == [.init("result", "card-rubbish")])
    #expect(counter.screen == .trouble(.cardRubbish))

    let session = Deed.openSession.reached()
    Deed.openSession.trigger(session)
    session.answer(.service(.success(.nonce(.sample))))
    #expect(session.last(.eligibilityOutcome)?.details == [.init("result", "service-rubbish")])
    #expect(session.screen == .trouble(.serviceRubbish))
  }

  @Test func aReplyThatNamesAnotherVisitIsNobodys() {
    var strangers = EligibilityReply.valid
    strangers.header.arbitraryFileIdentifier = "another"
    let final = Deed.sendConsents.reached()
    Deed.sendConsents.trigger(final)
    final.answer(.service(.success(.message(strangers))))
    #expect(final.last(.consentOutcome)?.details == [.init("result", "service-rubbish")])
    #expect(final.screen == .trouble(.serviceRubbish))
    #expect(final.last(.handoverPrepared) == nil)

    var another = EligibilityReply.valid
    another.body.resultList[0].name = "見本 別人"
    let person = Deed.sendConsents.reached()
    Deed.sendConsents.trigger(person)
    person.answer(.service(.success(.message(another))))
    #expect(person.last(.consentOutcome)?.details == [.init("result", "service-rubbish")])
    #expect(person.reports.last?.hasSuffix("the reply is about another person than the session") == true)
    #expect(person.screen == .trouble(.serviceRubbish))

    var answer = SessionAnswer.sample()
    answer.reply = strangers
    let session = Deed.openSession.reached()
    Deed.openSession.trigger(session)
    session.answer(.service(.success(.session(answer))))
    #expect(session.last(.eligibilityOutcome)?.details == [.init("result", "service-rubbish")])
    #expect(session.screen == .trouble(.serviceRubbish))
  }

  @Test("Records have the verdict and the codes of its reason; the log says them to staff in words")
  func verdicts() throws {
    func session(_ reply: EligibilityReply) -> Counter {
      var answer = SessionAnswer.sample()
      answer.reply = reply
      let counter = Deed.openSession.reached()
      Deed.openSession.trigger(counter)
      counter.answer(.service(.success(.session(answer))))
      return counter
    }
    var lost = EligibilityReply.valid
    lost.body.qualificationValidity = .known(.invalid)
    lost.body.resultList[0].reasonOfLoss = .known(.otherInsuranceAcquired)
    let invalid = session(lost)
    let outcome = try #require(invalid.last(.eligibilityOutcome))
    #expect(
      outcome.details.suffix(3) == [.init("verdict", "invalid"), .init("validity", "2"), .init("loss", "03")])
    let line = try #require(invalid.reports.last)
    #expect(line.contains("eligibility invalid (loss 03, other medical insurance acquired): ask for"))
    #expect(!line.contains("見本"))
    #expect(invalid.screen == .trouble(.notEligible))

    var refused = EligibilityReply.valid
    refused.body.processingResultStatus = .known(.error)
    refused.body.processingResultCode = "見本　花子"
    let unprocessed = session(refused)
    #expect(
      unprocessed.last(.eligibilityOutcome)?.details.suffix(3) == [
        .init("verdict", "not-processed"), .init("validity", "1"), .init("code", "not-a-code"),
      ])
    #expect(unprocessed.reports.last?.contains("見本") == false)

    var aid = EligibilityReply.valid
    aid.body.qualificationValidity = .known(.medicalAidOnly)
    let unregistered = session(aid)
    #expect(unregistered.reports.last?.contains("eligibility valid-unregistered: received") == true)
    #expect(unregistered.screen == .consent("treatment"))

    let reports = session(.valid).reports
    #expect(!reports.contains { $0.contains("eligibility") })

    // The last message is judged and told of as the first.
    let final = Deed.sendConsents.reached()
    Deed.sendConsents.trigger(final)
    final.answer(.service(.success(.message(aid))))
    #expect(
      final.last(.consentOutcome)?.details == [
        .init("result", "answered"), .init("verdict", "valid-unregistered"), .init("validity", "6"),
      ])
    #expect(final.reports.last?.contains("eligibility valid-unregistered") == true)
  }

  @Test("Which of several eligibilities staff chose is on record before the visit goes on")
  func chosen() throws {
    var several = EligibilityReply.valid
    several.body.qualificationValidity = .known(.severalMatch)
    several.body.resultList = ["01990019", "06990022"].map { insurer in
      var result = EligibilityReply.valid.body.resultList[0]
      result.insurerNumber = insurer
      result.insuredIdentificationNumber = "9000022"
      return result
    }
    func session(_ reply: EligibilityReply) -> Counter {
      var answer = SessionAnswer.sample()
      answer.reply = reply
      let counter = Deed.openSession.reached()
      Deed.openSession.trigger(counter)
      counter.answer(.service(.success(.session(answer))))
      return counter
    }
    let counter = session(several)
    #expect(counter.reports.last?.contains("eligibility several: 2 match: choose the right one at the kiosk") == true)
    counter.choose(.chooseEligibility)
    for digit in [0, 1, 2, 3] { counter.on(.pressed(.digit(digit))) }
    counter.on(.pressed(.enter))
    counter.on(.secretTyped(count: 8))
    counter.on(.pressed(.enter))
    counter.answer(.staff(.success(true)))
    counter.choose(.eligibility(2))
    #expect(counter.screen == .consent("treatment"))
    #expect(
      counter.last(.eligibilityChosen)?.details == [.init("staff", "0123"), .init("chosen", "2"), .init("of", "2")])
    // The order of a list is nobody's promise.
    var reversed = several
    reversed.body.resultList.reverse()
    for _ in 1...3 { counter.choose(.agree) }
    counter.choose(.send)
    counter.answer(.service(.success(.message(reversed))))
    #expect(counter.screen == .handingOver)
    #expect(counter.last(.consentOutcome)?.details.contains(.init("verdict", "several")) == true)
    #expect(counter.reports.last?.contains("2 match still: the one that staff chose is received") == true)

    // They are one person's, or nobody's.
    var mixed = several
    mixed.body.resultList[1].birthdate = MessageDate("19010101")
    let another = session(mixed)
    #expect(another.screen == .trouble(.serviceRubbish))
    #expect(another.reports.last?.hasSuffix("the reply is about several people") == true)
  }

  @Test func aSignatureThatDoesNotVerifyIsNoSignature() {
    let counter = Deed.verify.reached()
    Deed.verify.trigger(counter)
    counter.signatureIsGood = false
    counter.answer(Deed.verify.goodEnd)
    #expect(counter.last(.pinOutcome)?.details == [.init("result", "signature-wrong")])
    #expect(counter.screen == .trouble(.signatureWrong))
    #expect(!counter.take().contains("open session"))
  }
}

extension Counter {
  /// To the hand-over: its file is being staged.
  func toReviewAndSend() {
    toReview()
    choose(.send)
    answer(.service(.success(.message(.valid))))
  }
}
