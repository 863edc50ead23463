import CNcurses

extension CursesTerminal {
  /// Sounds the computer's loudspeaker, where the terminal is the kernel's own console; what sounded before gives way.
  /// Returns at once.
  ///
  /// - Parameters:
  ///   - hertz: 20 to 20,000.
  ///   - milliseconds: up to 65,535.
  /// - Returns: false where there is no such console. Whether there is a loudspeaker nobody knows.
  public func sound(hertz: Int, milliseconds: Int) -> Bool {
    guard (20...20_000).contains(hertz), (1...65_535).contains(milliseconds) else { return false }
    // KDMKTONE takes the divisor of the PC's timer (1,193,182 Hz) and the time.
    return uk_make_tone(descriptor, UInt32(1_193_182 / hertz), UInt32(milliseconds)) == 0
  }
}
