import CPCSC
import Cards
import Testing

@testable import PCSCReader

@Suite("What pcsc-lite's codes mean")
struct PCSCFailureTests {
  private func code(_ long: LONG) -> UInt32 { UInt32(truncatingIfNeeded: long) }

  @Test("By pcsclite.h's own names")
  func kinds() {
    let table: [(LONG, PCSCFailure.Kind)] = [
      (SCARD_E_CANCELLED, .cancelled), (SCARD_E_TIMEOUT, .timedOut), (SCARD_E_NO_SMARTCARD, .cardRemoved),
      (SCARD_W_REMOVED_CARD, .cardRemoved), (SCARD_W_RESET_CARD, .cardReset), (SCARD_E_PROTO_MISMATCH, .cardMute),
      (SCARD_E_INVALID_ATR, .cardMute), (SCARD_E_CARD_UNSUPPORTED, .cardMute), (SCARD_W_UNSUPPORTED_CARD, .cardMute),
      (SCARD_W_UNRESPONSIVE_CARD, .cardMute), (SCARD_W_UNPOWERED_CARD, .cardMute),
      (SCARD_E_SHARING_VIOLATION, .heldByAnother), (SCARD_E_UNKNOWN_READER, .readerGone),
      (SCARD_E_READER_UNAVAILABLE, .readerGone), (SCARD_E_NO_READERS_AVAILABLE, .readerGone),
      (SCARD_E_INVALID_HANDLE, .serviceGone), (SCARD_E_SYSTEM_CANCELLED, .serviceGone),
      (SCARD_P_SHUTDOWN, .serviceGone), (SCARD_E_NO_SERVICE, .serviceGone), (SCARD_E_SERVICE_STOPPED, .serviceGone),
      (SCARD_E_SERVER_TOO_BUSY, .serviceGone), (SCARD_E_NOT_TRANSACTED, .answerMissing),
      (SCARD_E_COMM_DATA_LOST, .answerMissing), (SCARD_F_UNKNOWN_ERROR, .answerMissing),
      (SCARD_E_NO_MEMORY, .other), (SCARD_E_INVALID_PARAMETER, .other), (SCARD_E_INSUFFICIENT_BUFFER, .other),
      (SCARD_E_NOT_READY, .other),
    ]
    for (long, kind) in table {
      let failure = PCSCFailure(call: .connect, code: code(long))
      #expect(failure.kind == kind, "\(failure.words)")
    }
    for long in [SCARD_F_INTERNAL_ERROR, SCARD_F_COMM_ERROR] {
      #expect(PCSCFailure(call: .transmit, code: code(long)).kind == .answerMissing)
      #expect(PCSCFailure(call: .connect, code: code(long)).kind == .serviceGone)
    }
  }

  @Test("Before a command has gone out, none is reported as another")
  func cardFailures() {
    let table: [(LONG, CardFailure)] = [
      (SCARD_W_REMOVED_CARD, .removed), (SCARD_W_RESET_CARD, .reset), (SCARD_W_UNPOWERED_CARD, .mute),
      (SCARD_E_SHARING_VIOLATION, .heldByAnother),
      (SCARD_E_NO_SERVICE, .readerGone("SCardConnect: 0x8010001D")),
      (SCARD_E_UNKNOWN_READER, .readerGone("SCardConnect: 0x80100009")),
      (SCARD_E_NOT_READY, .readerGone("SCardConnect: 0x80100010")),
    ]
    for (long, expected) in table {
      #expect(PCSCFailure(call: .connect, code: code(long)).cardFailure == expected)
    }
  }
}

@Suite("Mailbox between threads")
struct MailboxTests {
  @Test("In order, bounded, and a wait ends at its limit")
  func bounded() {
    let box = Mailbox<Int>(most: 2)
    #expect(box.next(within: .zero) == nil)
    #expect([box.post(1), box.post(2), box.post(3)] == [true, true, false])
    #expect(box.next() == 1)
    #expect(box.next(within: .seconds(1)) == 2)
    let begin = ContinuousClock.now
    #expect(box.next(within: .milliseconds(20)) == nil)
    #expect(ContinuousClock.now - begin >= .milliseconds(20))
  }

  @Test("A letter from another thread ends the wait")
  func acrossThreads() {
    let (there, back) = (Mailbox<Int>(most: 1), Mailbox<Int>(most: 1))
    startThread { for _ in 0..<1_000 { back.post(there.next() + 1) } }
    for number in 0..<1_000 {
      there.post(number)
      #expect(back.next(within: .seconds(60)) == number + 1)
    }
  }
}
