/// One key as the terminal reports it, before the screen gives it a meaning.
public enum KeyPress: Hashable, Sendable {
  case character(Character)
  case enter
  case erase
  case up
  case down
  case left
  case right
  case tab
  case pageUp
  case pageDown
  case home
  case end
  /// A touch or click on a cell.
  case touch(row: Int, column: Int)
  /// In a secret entry: so many characters now lie in locked memory.
  case secret(count: Int)
  case other
}

/// A place on the screen that types into a secret when it is touched. The touch never leaves the terminal.
public struct SecretKey: Hashable, Sendable {
  public var rows: Range<Int>
  public var columns: Range<Int>
  /// ASCII of the digit; nil takes the last one back.
  public var digit: UInt8?

  public init(rows: Range<Int>, columns: Range<Int>, digit: UInt8?) {
    self.rows = rows
    self.columns = columns
    self.digit = digit
  }
}

/// Whether typed characters go to locked memory instead of becoming key presses.
public enum SecretEntry: Hashable, Sendable {
  /// Digits only, so many at most; further digits are passed over.
  case digits(most: Int)
  /// Any printable ASCII character but the keys with a fixed meaning (`*` `/` `+` `-` `.`).
  case text(most: Int)
}
