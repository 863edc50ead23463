import CivilTime
import Glibc
import Testing

@testable import CursesTerminal

/// The loop in this process; its signals are tested with a program of their own.
@Suite struct EventLoopTests {
  /// Two ends, one in the terminal's place.
  private struct Pipe {
    let reading: Int32
    let writing: Int32

    init() {
      var ends: [Int32] = [-1, -1]
      _ = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
      (reading, writing) = (ends[0], ends[1])
    }
  }

  private func occurrences(_ loop: EventLoop) -> [Occurrence] {
    var all: [Occurrence] = []
    loop.step { all.append($0) }
    return all
  }

  @Test func inputUntilItIsRead() throws {
    let pipe = Pipe()
    let loop = try EventLoop(terminal: pipe.reading)
    write(pipe.writing, "x", 1)
    #expect(occurrences(loop) == [.input])
    #expect(occurrences(loop) == [.input])
    close(pipe.writing)
    close(pipe.reading)
  }

  @Test func aTerminalThatIsGoneIsReportedOnce() throws {
    let pipe = Pipe()
    let loop = try EventLoop(terminal: pipe.reading)
    close(pipe.writing)
    #expect(occurrences(loop) == [.signal(.hangUp)])
    loop.wakeup.wake()
    #expect(occurrences(loop) == [.woken])
    close(pipe.reading)
  }

  @Test func manyWakesAreOne() throws {
    let pipe = Pipe()
    let loop = try EventLoop(terminal: pipe.reading)
    for _ in 0..<1_000 { loop.wakeup.wake() }
    #expect(occurrences(loop) == [.woken])
    let soon = Monotonic.now().advanced(by: .milliseconds(20))
    loop.arm(at: soon)
    #expect(occurrences(loop) == [.timer])
    #expect(Monotonic.now() >= soon)
    close(pipe.writing)
    close(pipe.reading)
  }

  @Test func wokenFromAnotherThread() throws {
    let pipe = Pipe()
    let loop = try EventLoop(terminal: pipe.reading)
    var thread = pthread_t()
    let held = Unmanaged.passRetained(loop.wakeup)
    pthread_create(
      &thread, nil,
      { pointer in
        pointer.map { Unmanaged<Wakeup>.fromOpaque($0).takeRetainedValue().wake() }
        return nil
      }, held.toOpaque())
    #expect(occurrences(loop) == [.woken])
    pthread_join(thread, nil)
    close(pipe.writing)
    close(pipe.reading)
  }

  @Test func anInstantThatHasPassedIsNow() throws {
    let pipe = Pipe()
    let loop = try EventLoop(terminal: pipe.reading)
    loop.arm(at: Instant(nanoseconds: -5))
    #expect(occurrences(loop) == [.timer])
    close(pipe.writing)
    close(pipe.reading)
  }

  @Test func anOrderTakenBackNeverComes() throws {
    let pipe = Pipe()
    let loop = try EventLoop(terminal: pipe.reading)
    loop.arm(at: Monotonic.now())
    loop.arm(at: nil)
    loop.wakeup.wake()
    #expect(occurrences(loop) == [.woken])
    loop.arm(at: Monotonic.now())
    #expect(occurrences(loop) == [.timer])
    close(pipe.writing)
    close(pipe.reading)
  }

  private actor Counter {
    nonisolated let executor: LoopExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private(set) var count = 0

    init(executor: LoopExecutor) { self.executor = executor }

    /// Straight onto the loop's queue: a task from outside would need a free thread of the tests' own pool.
    func addLater() { Task { count += 1 } }
  }

  @Test func anActorLivesOnTheLoop() throws {
    let pipe = Pipe()
    let loop = try EventLoop(terminal: pipe.reading)
    let counter = Counter(executor: loop.executor)
    for _ in 0..<100 { counter.assumeIsolated { $0.addLater() } }
    while counter.assumeIsolated({ $0.count }) < 100 { #expect(occurrences(loop) == [.woken]) }
    #expect(counter.assumeIsolated { $0.count } == 100)
    close(pipe.writing)
    close(pipe.reading)
  }

  @Test func stopEndsTheRun() throws {
    let pipe = Pipe()
    let loop = try EventLoop(terminal: pipe.reading)
    loop.wakeup.wake()
    #expect(loop.run { _ in loop.stop(7) } == 7)
    close(pipe.writing)
    close(pipe.reading)
  }

  @Test func clocks() {
    let one = Monotonic.now()
    #expect(Monotonic.now() >= one)
    // Between the day this was written and 2100.
    #expect((1_763_000_000_000...4_102_444_800_000).contains(WallClock.now().milliseconds))
  }
}
