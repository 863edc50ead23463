import Cards
import Reception
import Synchronization
import Testing

@testable import Runtime

@Suite struct InboxTests {
  private func number(_ delivery: Runtime.Delivery) -> UInt64? {
    if case .completed(let ticket, _) = delivery { return ticket.number }
    return nil
  }

  private func completed(_ number: Int) -> Runtime.Delivery {
    .completed(Ticket(number: UInt64(number)), .journal(.success(number)))
  }

  @Test func whatCameIsTakenOnceAndInOrder() {
    let inbox = Inbox(wake: {})
    for index in 1...3 { inbox.post(completed(index)) }
    #expect(inbox.takeAll().map(number) == [1, 2, 3])
    #expect(inbox.takeAll().isEmpty)
  }

  @Test func eachDeliveryRousesTheKiosk() {
    let calls = Mutex(0)
    let inbox = Inbox(wake: { calls.withLock { $0 += 1 } })
    for index in 1...(Inbox.capacity + 2) { inbox.post(completed(index)) }
    #expect(calls.withLock { $0 } == Inbox.capacity + 2, "also one that was turned away")
  }

  @Test func aFullInboxKeepsWhatItHasAndSaysThatSomethingIsMissing() {
    let inbox = Inbox(wake: {})
    for index in 1...Inbox.capacity { inbox.post(completed(index)) }
    inbox.post(completed(0))
    inbox.post(completed(0))
    let taken = inbox.takeAll()
    #expect(taken.count == Inbox.capacity + 1)
    #expect(taken.dropLast().map(number) == (1...UInt64(Inbox.capacity)).map(Optional.some))
    guard case .notice(.unavailable(let reason)) = taken.last else {
      Issue.record("the last is \(String(describing: taken.last))")
      return
    }
    #expect(reason.contains("\(Inbox.capacity)"))
    // The next turn begins clean.
    inbox.post(completed(7))
    #expect(inbox.takeAll().map(number) == [7])
  }

  @Test func exactlyFullIsNotTooFull() {
    let inbox = Inbox(wake: {})
    for index in 1...Inbox.capacity { inbox.post(completed(index)) }
    #expect(inbox.takeAll().map(number) == (1...UInt64(Inbox.capacity)).map(Optional.some))
  }

  @Test func manySendersLoseNothing() async {
    let inbox = Inbox(wake: {})
    await withTaskGroup(of: Void.self) { group in
      for sender in 0..<8 {
        group.addTask { for index in 0..<100 { inbox.post(completed(sender * 100 + index)) } }
      }
    }
    let numbers = inbox.takeAll().compactMap(number)
    #expect(numbers.sorted() == Array(0..<800))
    // Each sender's own stand in its order.
    for sender in 0..<UInt64(8) {
      let own = numbers.filter { $0 / 100 == sender }
      #expect(own == own.sorted())
    }
  }

  @Test func anOverflowTakesTheKioskOutOfServiceUntilTheReaderIsBack() {
    let counter = Counter.inService()
    counter.toIdentity()
    counter.receive(.notice(.unavailable("more than 1024 messages waited for the kiosk")))
    #expect(counter.screen == .trouble(.readerGone))
    #expect(counter.last(.visitEnded)?.details == [.init("outcome", "failed-readerGone")])
    #expect(counter.reports.last?.contains("1024 messages") == true)
    counter.pass(.seconds(60))
    #expect(counter.screen == .outOfService)
    counter.receive(.notice(.ready))
    #expect(counter.screen == .attract)
  }
}
