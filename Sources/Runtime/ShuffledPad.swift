/// The order of the digits on a pad to be touched: another for every entry, each as likely as any other.
public enum ShuffledPad {
  /// Bytes asked for at once: nine places take about ten.
  private static let bytesAtOnce = 32
  /// Random bytes are refused seldom (at most one in twenty); a source that is none is not asked for ever.
  private static let mostAskings = 8

  /// - Parameter random: so many random bytes.
  /// - Returns: all ten digits.
  public static func order(random: (Int) -> [UInt8]) -> [Int] {
    var bytes: [UInt8] = []
    var askings = 0
    // A number below `bound`, without favour for the small ones: what is left over of 256 is not taken.
    func number(below bound: Int) -> Int {
      while true {
        if bytes.isEmpty, askings < mostAskings {
          bytes = random(bytesAtOnce)
          askings += 1
        }
        guard let byte = bytes.popLast() else { return 0 }
        if Int(byte) < 256 - 256 % bound { return Int(byte) % bound }
      }
    }
    var digits = Array(0...9)
    for place in (1...9).reversed() { digits.swapAt(place, number(below: place + 1)) }
    return digits
  }
}
