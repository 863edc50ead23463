/// A code of one of the interface's tables. The tables grow, so a code that ours does not know is kept as its text and
/// never turned into another one.
public enum Coded<Table: RawRepresentable & Hashable & Sendable>: Hashable, Sendable where Table.RawValue == String {
  case known(Table)
  case unknown(String)

  public init(_ text: String) {
    if let value = Table(rawValue: text) { self = .known(value) } else { self = .unknown(text) }
  }

  /// As it travels.
  public var text: String {
    switch self {
    case .known(let value): value.rawValue
    case .unknown(let text): text
    }
  }

  /// `nil` for a code outside the table.
  public var value: Table? {
    switch self {
    case .known(let value): value
    case .unknown: nil
    }
  }
}
