import CProcess
import Glibc

/// Two ends that neither block nor reach a program that is started. Whoever makes it closes both.
struct PrivatePipe: Sendable {
  let reading: Int32
  let writing: Int32

  init?() {
    var (reading, writing): (Int32, Int32) = (-1, -1)
    guard uk_private_pipe(&reading, &writing) == 0 else { return nil }
    self.reading = reading
    self.writing = writing
  }

  func close() {
    Glibc.close(reading)
    Glibc.close(writing)
  }
}
