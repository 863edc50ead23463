import Testing

@testable import PCSCReader

@Suite("A service that hangs")
struct HangGuardTests {
  private let told = Mailbox<Void>(most: 8)

  private func guarding() -> HangGuard {
    let hangGuard = HangGuard { [told] in told.post(()) }
    hangGuard.start()
    return hangGuard
  }

  @Test("A wait that outlasts its limit is told once, and the watcher that comes back learns of it once")
  func hangs() {
    let hangGuard = guarding()
    defer { hangGuard.stop() }
    hangGuard.waits(.zero)
    #expect(told.next(within: .seconds(60)) != nil)
    #expect(told.next(within: HangGuard.grace + .milliseconds(200)) == nil)
    #expect(hangGuard.cameBack())
    #expect(!hangGuard.cameBack())
    // It goes on guarding.
    hangGuard.waits(.zero)
    #expect(told.next(within: .seconds(60)) != nil)
  }

  @Test("Waits that end in time are nothing to tell")
  func works() {
    let hangGuard = guarding()
    defer { hangGuard.stop() }
    for _ in 1...1_000 {
      hangGuard.waits(.zero)
      #expect(!hangGuard.cameBack())
    }
    #expect(told.next(within: HangGuard.grace * 2) == nil)
  }
}
