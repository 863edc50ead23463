import CivilTime

/// The data of an eligibility certificate (資格確認書) or an insurance card as somebody typed it, before anything is asked.
public struct InsuranceCardEntry: Equatable, Sendable {
  public var insurerNumber = ""
  public var symbol = ""
  public var number = ""
  /// Cards issued before October 2020 have none.
  public var branch = ""
  /// Era or western, as `CivilDate(written:)` reads it.
  public var birthdate = ""
  /// The person was asked and agreed to have the high-cost limit looked up.
  public var limitConsent = false

  public init() {}

  public enum Field: String, CaseIterable, Sendable {
    case insurerNumber
    case symbol
    case number
    case branch
    case birthdate
  }

  /// What cannot be sent as it was typed.
  public enum Mistake: Error, Hashable, Sendable {
    case missing(Field)
    /// Not 6 or 8 digits.
    case insurerNumberForm
    /// A digit is wrong, or two are swapped.
    case insurerCheckDigit
    case tooLong(Field, limit: Int)
    /// Not 1 or 2 digits.
    case branchForm
    /// No day of a calendar.
    case birthdateForm
    /// After today, or over 130 years ago.
    case birthdateImpossible
    /// A sign that no card has, such as a control character.
    case strangeCharacter(Field)

    public var field: Field {
      switch self {
      case .missing(let field), .tooLong(let field, _), .strangeCharacter(let field): field
      case .insurerNumberForm, .insurerCheckDigit: .insurerNumber
      case .branchForm: .branch
      case .birthdateForm, .birthdateImpossible: .birthdate
      }
    }
  }

  /// Characters of a symbol and of a number, as the interface's registration of reference numbers bounds them.
  public static let longestSymbol = 20
  /// Nobody has lived longer.
  private static let oldestYears = 130

  /// The search as it is sent, or every mistake in the order of the fields.
  ///
  /// - Parameter today: a birth date later than this is impossible.
  public func search(on today: CivilDate) -> Result<QualificationConfirmSearchInfo, Mistakes> {
    var mistakes: [Mistake] = []
    var search = QualificationConfirmSearchInfo()
    func noting(_ body: () throws(Mistake) -> Void) {
      do throws(Mistake) { try body() } catch { mistakes.append(error) }
    }
    noting { () throws(Mistake) in search.insurerNumber = try Self.insurer(insurerNumber).padded }
    noting { () throws(Mistake) in
      // The late-stage elderly, and most medical aid, have no symbol; whether one is missing the service says.
      search.insuredCardSymbol = try Self.text(symbol, .symbol)
    }
    noting { () throws(Mistake) in
      guard let text = try Self.text(number, .number) else { throw .missing(.number) }
      search.insuredIdentificationNumber = text
    }
    noting { () throws(Mistake) in search.insuredBranchNumber = try Self.branch(branch) }
    noting { () throws(Mistake) in search.birthdate = MessageDate(try Self.birthdate(birthdate, today)) }
    search.limitApplicationCertificateRelatedConsFlg = .known(limitConsent ? .yes : .no)
    return mistakes.isEmpty ? .success(search) : .failure(Mistakes(list: mistakes))
  }

  /// At least one.
  public struct Mistakes: Error, Equatable, Sendable {
    public var list: [Mistake]
  }

  public static func insurer(_ typed: String) throws(Mistake) -> InsurerNumber {
    let digits = TypedText.narrow(typed)
    guard !digits.isEmpty else { throw .missing(.insurerNumber) }
    guard digits.utf8.count == 6 || digits.utf8.count == 8, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw .insurerNumberForm
    }
    guard let number = InsurerNumber(digits) else { throw .insurerCheckDigit }
    return number
  }

  public static func birthdate(_ typed: String, _ today: CivilDate) throws(Mistake) -> CivilDate {
    guard !TypedText.trimmed(typed).isEmpty else { throw .missing(.birthdate) }
    guard let date = CivilDate(written: TypedText.trimmed(typed)) else { throw .birthdateForm }
    guard date <= today, date > today.adding(months: -12 * oldestYears) else { throw .birthdateImpossible }
    return date
  }

  /// Two digits; `nil` where none was typed.
  public static func branch(_ typed: String) throws(Mistake) -> String? {
    let digits = TypedText.narrow(typed)
    guard !digits.isEmpty else { return nil }
    guard digits.utf8.count <= 2, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { throw .branchForm }
    return digits.utf8.count == 1 ? "0" + digits : digits
  }

  /// A number in narrow digits, as the interface has it, also where a Japanese keyboard typed wide ones; anything else as
  /// typed: of a symbol nobody can say which width the card means.
  public static func text(_ typed: String, _ field: Field) throws(Mistake) -> String? {
    let text = field == .number ? TypedText.narrow(typed) : TypedText.trimmed(typed)
    guard !text.isEmpty else { return nil }
    guard text.unicodeScalars.allSatisfy(TypedText.isWritten) else { throw .strangeCharacter(field) }
    guard text.count <= longestSymbol, text.unicodeScalars.count <= longestSymbol * TypedText.mostScalars else {
      throw .tooLong(field, limit: longestSymbol)
    }
    return text
  }
}
