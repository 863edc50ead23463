import CivilTime
import Glibc

/// The clock for time-outs. It never jumps.
public enum Monotonic {
  public static func now() -> Instant { Instant(nanoseconds: nanoseconds(of: CLOCK_MONOTONIC)) }
}

/// The clock for records. Who sets the system's time moves it.
public enum WallClock {
  public static func now() -> Timestamp { Timestamp(milliseconds: nanoseconds(of: CLOCK_REALTIME) / 1_000_000) }
}

private func nanoseconds(of clock: clockid_t) -> Int64 {
  var time = timespec()
  // Both clocks exist on every Linux, so this cannot fail.
  _ = clock_gettime(clock, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
