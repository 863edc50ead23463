import CivilTime

/// What staff wrote down about a person at the counter, field by field: each text in its field's normal form, and
/// nothing in it that could not be. Which fields are needed is a matter of what it is for.
public struct PersonEntry: Equatable, Sendable {
  /// The name is also the key under which files of JSON carry the field.
  public enum Field: String, CaseIterable, Sendable {
    case name
    /// The name's reading: kana of either width, or letters.
    case kana
    /// `yyyyMMdd`.
    case birthdate
    /// `1`, `2` or `3`, as `Sex`.
    case sex
    case address
    /// Where the person can be reached: a telephone number, an address of mail, or `なし`.
    case contact
    /// `InsuranceKind`.
    case insuranceKind
    case insurerName
    /// 6 or 8 digits.
    case insurerNumber
    case symbol
    case number
    /// 2 digits.
    case branch
    case employerName
    case employerAddress
    /// `BurdenRatio`.
    case burden
    /// `DeclarationReason`.
    case reason
    case remark
  }

  /// Why a field's text cannot be taken, or why what was taken is not enough.
  public enum Mistake: Error, Hashable, Sendable {
    case missing(Field)
    case flaw(Field, TypedText.Flaw)
    /// Of insurer number, symbol, number, branch number and birth date.
    case card(InsuranceCardEntry.Mistake)
    /// Kanji, or signs, in the reading.
    case notAReading
    /// Neither a telephone number nor an address of mail nor "none".
    case contactForm
    /// None of the field's codes.
    case noSuchCode(Field)
    /// The insurer number's law code is another kind's.
    case kindContradictsNumber
  }

  /// At least one.
  public struct Mistakes: Error, Equatable, Sendable {
    public var list: [Mistake]

    public init(list: [Mistake]) { self.list = list }
  }

  private var texts: [Field: String] = [:]

  public init() {}

  /// In the field's normal form; `nil` where nothing was written down.
  public subscript(field: Field) -> String? { texts[field] }

  /// Takes what was typed in its normal form; an empty text takes the field's out.
  ///
  /// - Parameter today: a birth date later than this is impossible.
  public mutating func set(_ field: Field, _ typed: String, on today: CivilDate) throws(Mistake) {
    texts[field] = try Self.normal(field, typed, today)
  }

  /// All fields at once, as a file brings them.
  ///
  /// - Throws: every mistake, in the order of the fields.
  public init(_ typed: [Field: String], on today: CivilDate) throws(Mistakes) {
    var mistakes: [Mistake] = []
    for field in Field.allCases {
      guard let text = typed[field] else { continue }
      do throws(Mistake) { try set(field, text, on: today) } catch { mistakes.append(error) }
    }
    if !mistakes.isEmpty { throw Mistakes(list: mistakes) }
  }

  /// Those of these fields in which nothing stands.
  public func missing(of fields: [Field]) -> [Mistake] { fields.filter { texts[$0] == nil }.map { .missing($0) } }

  private static func normal(_ field: Field, _ typed: String, _ today: CivilDate) throws(Mistake) -> String? {
    let narrow = TypedText.narrow(typed)
    switch field {
    case .name, .address, .insurerName, .employerName, .employerAddress, .remark: return try text(field, typed)
    case .kana:
      guard let reading = try text(field, typed) else { return nil }
      guard HalfWidthKana.converted(reading) != nil else { throw .notAReading }
      return reading
    case .contact: return try contact(typed)
    case .birthdate:
      return narrow.isEmpty
        ? nil
        : try card { () throws(InsuranceCardEntry.Mistake) in
          try InsuranceCardEntry.birthdate(typed, today).compact
        }
    case .insurerNumber:
      return narrow.isEmpty
        ? nil
        : try card { () throws(InsuranceCardEntry.Mistake) in
          try InsuranceCardEntry.insurer(typed).digits
        }
    case .symbol, .number:
      guard !BlackCircle.isIn(typed) else { throw .flaw(field, .blackCircle) }
      return try card { () throws(InsuranceCardEntry.Mistake) in
        try InsuranceCardEntry.text(typed, field == .symbol ? .symbol : .number)
      }
    case .branch:
      return try card { () throws(InsuranceCardEntry.Mistake) in try InsuranceCardEntry.branch(typed) }
    case .sex: return try code(field, narrow, Sex.self)
    case .insuranceKind: return try code(field, narrow, InsuranceKind.self)
    case .burden: return try code(field, narrow, BurdenRatio.self)
    case .reason: return try code(field, narrow, DeclarationReason.self)
    }
  }

  /// Names and addresses of the interface are shorter; a sentence has room.
  public static let longestText = 200
  private static let longestContact = 60
  /// Digits of a telephone number, of another country's too (ITU-T E.164).
  private static let telephoneDigits = 9...15
  /// What stands for a person who cannot be reached.
  public static let noContact = "なし"

  private static func text(_ field: Field, _ typed: String) throws(Mistake) -> String? {
    do throws(TypedText.Flaw) {
      return try TypedText.checked(typed, limit: longestText)
    } catch {
      throw .flaw(field, error)
    }
  }

  private static func contact(_ typed: String) throws(Mistake) -> String? {
    let text: String?
    do throws(TypedText.Flaw) {
      text = try TypedText.checked(TypedText.narrow(typed), limit: longestContact)
    } catch {
      throw .flaw(.contact, error)
    }
    guard let text else { return nil }
    if text == noContact || text.lowercased() == "none" { return noContact }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    if parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !text.contains(" ") { return text }
    let digits = text.utf8.filter { (48...57).contains($0) }.count
    guard telephoneDigits.contains(digits), text.allSatisfy({ $0.isASCII && ($0.isNumber || "+-() ".contains($0)) })
    else { throw .contactForm }
    return text
  }

  private static func code<Table: RawRepresentable<String>>(
    _ field: Field, _ typed: String, _: Table.Type
  ) throws(Mistake) -> String? {
    guard !typed.isEmpty else { return nil }
    guard Table(rawValue: typed) != nil else { throw .noSuchCode(field) }
    return typed
  }

  private static func card<Value>(
    _ body: () throws(InsuranceCardEntry.Mistake) -> Value
  ) throws(Mistake) -> Value {
    do throws(InsuranceCardEntry.Mistake) {
      return try body()
    } catch {
      throw .card(error)
    }
  }
}

/// The four basic items (基本4情報: name, address, birth date, sex) and the name's reading, as far as they are known.
public struct BasicParticulars: Equatable, Sendable {
  public var name: String?
  public var kana: String?
  public var birthdate: CivilDate
  public var sex: Sex
  /// Whole, or a part such as the town.
  public var address: String?

  public init(name: String?, kana: String?, birthdate: CivilDate, sex: Sex, address: String?) {
    self.name = name
    self.kana = kana
    self.birthdate = birthdate
    self.sex = sex
    self.address = address
  }
}

extension PersonEntry {
  /// `nil` without a birth date, or where there is neither name nor reading.
  public var particulars: BasicParticulars? {
    guard let birthdate = self[.birthdate].flatMap({ CivilDate(compact: $0) }), self[.name] != nil || self[.kana] != nil
    else { return nil }
    return BasicParticulars(
      name: self[.name], kana: self[.kana], birthdate: birthdate,
      sex: self[.sex].flatMap { Sex(rawValue: $0) } ?? .notSet, address: self[.address])
  }

  /// The data of a certificate or an insurance card, as the interface's query takes them; `nil` where insurer number,
  /// number or birth date is missing. The high-cost limit is not asked for.
  public var certificate: QualificationConfirmSearchInfo? {
    guard let insurer = self[.insurerNumber].flatMap({ InsurerNumber($0) }), let number = self[.number],
      let birthdate = self[.birthdate].flatMap({ CivilDate(compact: $0) })
    else { return nil }
    var search = QualificationConfirmSearchInfo()
    search.insurerNumber = insurer.padded
    search.insuredCardSymbol = self[.symbol]
    search.insuredIdentificationNumber = number
    search.insuredBranchNumber = self[.branch]
    search.birthdate = MessageDate(birthdate)
    search.limitApplicationCertificateRelatedConsFlg = .known(.no)
    return search
  }
}
