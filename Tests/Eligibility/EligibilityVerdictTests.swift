import Eligibility
import Testing

/// What each reply says of a person's insurance, also where it contradicts itself.
struct EligibilityVerdictTests {
  private func reply(
    _ validity: String?, _ results: [InsuredCardClassification?] = [.general],
    _ change: (inout EligibilityReply) -> Void = { _ in }
  ) -> EligibilityReply {
    var reply = EligibilityReply()
    reply.header.segmentOfResult = .known(.normal)
    reply.body.processingResultStatus = .known(.normal)
    reply.body.qualificationValidity = validity.map { Coded($0) }
    reply.body.resultList = results.map { classification in
      var result = ResultOfQualificationConfirmation()
      result.insuredCardClassification = classification.map { .known($0) }
      return result
    }
    change(&reply)
    return reply
  }

  @Test("A valid eligibility is one insurance, one medical aid, or the two together", arguments: ["1", "6"])
  func valid(validity: String) {
    let word = validity == "1" ? "valid" : "valid-unregistered"
    for results: [InsuredCardClassification?] in [[.general], [.medicalAid], [.general, .medicalAid], [nil]] {
      let verdict = reply(validity, results).verdict
      #expect(verdict.word == word && verdict.isValid, "\(results)")
    }
    // Nobody's, and more than one where only one can hold.
    #expect(reply(validity, []).verdict == .unknown(validity))
    #expect(reply(validity, [.general, .general]).verdict == .several(2))
    #expect(reply(validity, [.general, nil, .medicalAid]).verdict == .several(3))
    #expect(reply(validity, [.medicalAid, .medicalAid]).verdict == .several(2))
    #expect(!reply(validity, [.general, .general]).verdict.isValid)
  }

  @Test("Several is several, however many came along", arguments: 0...3)
  func several(count: Int) {
    let verdict = reply("5", Array(repeating: .general, count: count)).verdict
    #expect(verdict == .several(count) && !verdict.isValid)
  }

  @Test func whatWasNotLookedUpIsNothingElse() {
    let working = reply("1") { $0.header.segmentOfResult = .known(.inProgress) }
    #expect(working.verdict == .inProgress)
    let refused = reply("1") { reply in
      reply.header.segmentOfResult = .known(.abnormal)
      reply.header.errorCode = "S-301"
    }
    #expect(refused.verdict == .notProcessed(code: "S-301", message: nil))
    let error = reply("1") { reply in
      reply.body.processingResultStatus = .known(.error)
      reply.body.processingResultCode = "S-302"
    }
    #expect(error.verdict == .notProcessed(code: "S-302", message: nil))
    #expect(reply("7").verdict == .unknown("7"))
    #expect(reply(nil).verdict == .unknown(nil))
    for reply in [working, refused, error, reply("7"), reply(nil)] { #expect(!reply.verdict.isValid) }
  }

  @Test("The reason is told by its code, and for what has been lost alone")
  func codes() {
    func lost(_ validity: String, _ code: String) -> EligibilityReply {
      reply(validity) { $0.body.resultList[0].reasonOfLoss = Coded(code) }
    }
    #expect(lost("2", "03").lossCode == "03")
    #expect(lost("3", "77").lossCode == "77")
    #expect(lost("1", "03").lossCode == nil)
    #expect(lost("4", "03").lossCode == nil)
    #expect(reply("2").lossCode == nil)
    let both = reply("1") { reply in
      reply.header.errorCode = "H-1"
      reply.body.processingResultCode = "B-1"
    }
    #expect(both.serviceCode == "H-1")
    #expect(reply("1") { $0.body.processingResultCode = "S-201" }.serviceCode == "S-201")
    #expect(reply("1").serviceCode == nil)
  }

  @Test("What is not shaped like a code is not told", arguments: ["", "見本　花子", "A B", "0123456789012", "a\u{1B}"])
  func notCodes(text: String) {
    #expect(reply("1") { $0.header.errorCode = text }.serviceCode == "not-a-code")
    #expect(reply("2") { $0.body.resultList[0].reasonOfLoss = Coded(text) }.lossCode == "not-a-code")
  }
}
