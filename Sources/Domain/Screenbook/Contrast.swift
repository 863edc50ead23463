/// Contrast between two colours (WCAG 2.2, relative luminance).
public enum Contrast {
  /// What every pair of every theme needs (A8).
  public static let least = 4.5
  /// What every pair of the default theme needs (A8).
  public static let leastOfDefault = 7.0

  /// 1…21.
  public static func ratio(_ one: Colour, _ other: Colour) -> Double {
    let (a, b) = (luminance(one), luminance(other))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// Relative luminance, 0…1.
  public static func luminance(_ colour: Colour) -> Double {
    0.2126 * linear[Int(colour.red)] + 0.7152 * linear[Int(colour.green)] + 0.0722 * linear[Int(colour.blue)]
  }

  /// By channel value. A terminal's palette asks for thousands before the first paint.
  private static let linear: [Double] = (0...255).map { channel in
    let value = Double(channel) / 255
    return value <= 0.04045 ? value / 12.92 : powerOf2Point4((value + 0.055) / 1.055)
  }

  /// x^2.4 = x² · (x²)^⅕ for 0 < x ≤ 1; the fifth root by Newton's method, since the Domain has no libm. From 1 it falls
  /// until it is exact.
  private static func powerOf2Point4(_ x: Double) -> Double {
    let square = x * x
    var root = 1.0
    while case let next = (4 * root + square / (root * root * root * root)) / 5, next < root { root = next }
    return square * root
  }
}
