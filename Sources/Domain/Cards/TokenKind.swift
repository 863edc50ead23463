/// What lies on the reader, by the first words of the token information (file `0006`).
public enum TokenKind: CaseIterable, Equatable, Sendable {
  case myNumberCard
  /// The resident-register card of before 2016 (住民基本台帳カード): it has no user authentication.
  case residentRegisterCard
  case androidPhone
  case iPhone

  public var label: String {
    switch self {
    case .myNumberCard: "JPKIAPICCTOKEN2"
    case .residentRegisterCard: "JPKIAPICCTOKEN"
    case .androidPhone: "JPKIAPGPSETOKEN"
    case .iPhone: "JPKIAPIOSTOKEN"
    }
  }

  public var isPhone: Bool {
    switch self {
    case .androidPhone, .iPhone: true
    case .myNumberCard, .residentRegisterCard: false
    }
  }

  /// Of CK_TOKEN_INFO's label, padded with spaces.
  static let labelLength = 32

  /// - Parameter information: how the file begins. A label that nobody knows is taken for a card of a later make, whose
  ///   certificate is judged as any other's.
  init(_ information: [UInt8]) {
    let label = information.prefix(Self.labelLength).prefix { $0 > 0x20 && $0 < 0x7F }
    self = Self.allCases.first { label.elementsEqual($0.label.utf8) } ?? .myNumberCard
  }
}
