import CivilTime
import Eligibility
import StrictYAML

extension DemoPeople {
  static let version = 1

  /// - Parameter file: the name that failures carry; nothing is opened.
  /// - Throws: with file, line and the nearest known key.
  public static func read(_ bytes: [UInt8], file: String) throws(StrictYAMLFailure) -> DemoPeople {
    let top = try StrictYAML.read(bytes, file: file).mapping(["version", "people"])
    guard try top.int("version") == version else { throw try top.required("version").failure("must be \(version)") }
    let nodes = try top.list("people")
    guard nodes.count <= mostPeople else { throw try top.required("people").failure("holds too many people") }
    var people: [DemoPerson] = []
    var keys: Set<String> = []
    var cards: Set<[UInt8]> = []
    for node in nodes {
      let person = try DemoPerson(node)
      guard keys.insert(person.key).inserted else { throw node.failure("names \"\(person.key)\" a second time") }
      if let hash = person.registration?.publicKeyHash, !cards.insert(hash).inserted {
        throw node.failure("has another person's card")
      }
      people.append(person)
    }
    return DemoPeople(people)
  }
}

extension DemoPerson {
  fileprivate init(_ node: StrictNode) throws(StrictYAMLFailure) {
    let fields = try node.mapping([
      "key", "label", "face", "card", "registration", "identity", "insurance", "otherInsurance", "medicalAid",
      "homeConsents",
    ])
    key = try fields.string("key")
    guard DemoPeople.isKey(key) else {
      throw try fields.required("key").failure("must be 1 to 32 lower-case letters, digits or hyphens")
    }
    let words = try fields.mapping("label", ["ja", "en"])
    label = Label(ja: try words.string("ja"), en: try words.string("en"))
    face = try fields["face"]?.one(of: Face.self) ?? .matches
    if let node = fields["card"] { card = try DemoCard(node) } else { card = nil }
    if let node = fields["registration"] { registration = try CardRegistration(node) } else { registration = nil }
    identity = try DemoIdentity(try fields.required("identity"))
    insurance = try DemoInsurance(try fields.required("insurance"))
    if let node = fields["otherInsurance"] {
      guard insurance.validity == .severalMatch else { throw node.failure("stands beside a validity that is not 5") }
      otherInsurance = try DemoInsurance(node)
    }
    if let node = fields["medicalAid"] { medicalAid = try DemoInsurance(node) }
    for node in try fields["homeConsents"]?.list() ?? [] { homeConsents.append(try DemoHomeConsent(node)) }
  }
}

extension DemoCard {
  /// Five years and grace, both ways.
  private static let days = -4_000...4_000

  fileprivate init(_ node: StrictNode) throws(StrictYAMLFailure) {
    let fields = try node.mapping([
      "keyFile", "pin", "triesLeft", "validFromDays", "validUntilDays", "serial", "commonName", "face",
    ])
    keyFile = try fields.string("keyFile")
    guard DemoPeople.isKey(keyFile) else { throw try fields.required("keyFile").failure("must be a plain name") }
    pin = try fields.stringIfAny("pin")
    if let pin, pin.utf8.count != 4 || !pin.utf8.allSatisfy({ (48...57).contains($0) }) {
      throw try fields.required("pin").failure("must be 4 digits")
    }
    triesLeft = try fields.int("triesLeft", in: 0...Self.mostTries)
    validFromDays = try fields.int("validFromDays", in: Self.days)
    validUntilDays = try fields.int("validUntilDays", in: Self.days)
    guard validFromDays < validUntilDays else {
      throw try fields.required("validUntilDays").failure("must lie behind validFromDays")
    }
    serial = try fields.string("serial")
    // Certificates carry at most 20 octets (RFC 5280, 4.1.2.2).
    guard let bytes = Hexadecimal.bytes(serial), (1...20).contains(bytes.count) else {
      throw try fields.required("serial").failure("must be 1 to 20 bytes in hexadecimal")
    }
    commonName = try fields.string("commonName")
    if let node = fields["face"] { face = try DemoCardFace(node) } else { face = nil }
  }
}

extension DemoCardFace {
  /// A card is valid until the tenth birthday after it was made.
  private static let years = 0...10

  fileprivate init(_ node: StrictNode) throws(StrictYAMLFailure) {
    let fields = try node.mapping(["securityCode", "expiresInYears", "photo", "westernYear"])
    securityCode = try fields.string("securityCode")
    guard securityCode.utf8.count == 4, securityCode.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw try fields.required("securityCode").failure("must be 4 digits")
    }
    expiresInYears = try fields.int("expiresInYears", in: Self.years)
    hasPhoto = try fields.boolIfAny("photo") ?? true
    usesWesternYear = try fields.boolIfAny("westernYear") ?? false
  }
}

extension CardRegistration {
  fileprivate init(_ node: StrictNode) throws(StrictYAMLFailure) {
    let fields = try node.mapping(["publicKey", "status", "forInsurance"])
    guard let hash = Hexadecimal.bytes(try fields.string("publicKey")), hash.count == 32 else {
      throw try fields.required("publicKey").failure("must be a SHA-256 in 64 hexadecimal digits")
    }
    publicKeyHash = hash
    status = try fields.one("status", of: Status.self)
    forInsurance = try fields.bool("forInsurance")
  }
}

extension DemoIdentity {
  fileprivate init(_ node: StrictNode) throws(StrictYAMLFailure) {
    let fields = try node.mapping([
      "name", "nameKana", "nameOfOther", "nameOfOtherKana", "sex", "registeredSex", "birthdate", "age", "birthday",
      "address", "postNumber",
    ])
    name = try fields.string("name")
    nameKana = try fields.string("nameKana")
    nameOfOther = try fields.stringIfAny("nameOfOther")
    nameOfOtherKana = try fields.stringIfAny("nameOfOtherKana")
    sex = try fields.one("sex", of: Sex.self)
    registeredSex = try fields["registeredSex"]?.one(of: Sex.self)
    address = try fields.string("address")
    postNumber = try fields.string("postNumber")
    birth = try Self.birth(fields)
  }

  /// Either `birthdate: "19840520"`, or `age: 41` with `birthday: "0520"`.
  private static func birth(_ fields: StrictMapping) throws(StrictYAMLFailure) -> Birth {
    if let node = fields["birthdate"] {
      guard fields["age"] == nil, fields["birthday"] == nil else {
        throw node.failure("stands beside age or birthday; one of the two ways is enough")
      }
      return .on(try node.day())
    }
    let age = try fields.int("age", in: 0...120)
    let birthday = try fields.string("birthday")
    // 2023 has no 29 February, and that day makes no birthday here.
    guard let day = CivilDate(compact: "2023" + birthday) else {
      throw try fields.required("birthday").failure("must be month and day, as in \"0520\"")
    }
    return .aged(age, month: day.month, day: day.day)
  }
}

extension DemoInsurance {
  fileprivate init(_ node: StrictNode) throws(StrictYAMLFailure) {
    let fields = try node.mapping([
      "validity", "classification", "insurer", "insurerName", "symbol", "number", "branch", "standing", "insuredName",
      "acquired", "lostDays", "reasonOfLoss", "contributionPercent", "limit", "elderlyRecipientPercent", "diseases",
      "tickets", "expiresDays",
    ])
    validity = try fields.one("validity", of: QualificationValidity.self)
    classification = try fields.one("classification", of: InsuredCardClassification.self)
    guard let insurer = InsurerNumber(try fields.string("insurer")) else {
      throw try fields.required("insurer").failure("must be 6 or 8 digits with the right check digit")
    }
    self.insurer = insurer
    insurerName = try fields.string("insurerName")
    symbol = try fields.stringIfAny("symbol")
    number = try fields.string("number")
    branch = try fields.stringIfAny("branch")
    if let branch, branch.utf8.count != 2 || !branch.utf8.allSatisfy({ (48...57).contains($0) }) {
      throw try fields.required("branch").failure("must be 2 digits")
    }
    standing = try fields.one("standing", of: PersonalFamilyClassification.self)
    insuredName = try fields.stringIfAny("insuredName")
    acquired = try fields.required("acquired").day()
    expiresDays = try fields.intIfAny("expiresDays", in: -4_000...4_000)
    lostDays = try fields.intIfAny("lostDays", in: -4_000...4_000)
    reasonOfLoss = try fields["reasonOfLoss"]?.one(of: ReasonOfLoss.self)
    contributionPercent = try fields.intIfAny("contributionPercent", in: 0...100)
    if let node = fields["limit"] {
      let limit = try node.mapping(["kind", "bracket", "longTerm"])
      self.limit = Limit(
        kind: try limit.one("kind", of: LimitCertificateKind.self),
        bracket: try limit.one("bracket", of: LimitBracket.self))
      self.limit?.isLongTerm = try limit.boolIfAny("longTerm") ?? false
    } else {
      limit = nil
    }
    elderlyRecipientPercent = try fields.intIfAny("elderlyRecipientPercent", in: 0...100)
    for node in try fields["diseases"]?.list() ?? [] {
      let disease = try node.mapping(["category", "selfPay"])
      diseases.append(
        Disease(
          category: try disease.one("category", of: SpecificDisease.self),
          selfPay: try disease.int("selfPay", in: 0...DemoTicket.mostYen)))
    }
    for node in try fields["tickets"]?.list() ?? [] { tickets.append(try DemoTicket(node)) }
  }
}

extension DemoTicket {
  /// More than anybody's share.
  fileprivate static let mostYen = 1_000_000

  fileprivate init(_ node: StrictNode) throws(StrictYAMLFailure) {
    let fields = try node.mapping([
      "type", "care", "monthsAgo", "issueNumber", "institution", "injuries", "selfPay", "combined", "remarks",
    ])
    self.init(
      type: try fields.string("type"), care: try fields.string("care"), issueNumber: try fields.string("issueNumber"))
    monthsAgo = try fields.intIfAny("monthsAgo", in: 0...60) ?? 0
    if let node = fields["institution"] { institution = try DemoInstitution(node) }
    injuries = try fields["injuries"]?.strings() ?? []
    guard injuries.count <= Self.mostInjuries else {
      throw try fields.required("injuries").failure("must be \(Self.mostInjuries) at most")
    }
    selfPay = try fields.intIfAny("selfPay", in: 0...Self.mostYen) ?? 0
    isCombined = try fields.boolIfAny("combined") ?? false
    remarks = try fields["remarks"]?.strings() ?? []
    guard remarks.count <= Self.mostRemarks else {
      throw try fields.required("remarks").failure("must be \(Self.mostRemarks) at most")
    }
  }
}

extension DemoHomeConsent {
  fileprivate init(_ node: StrictNode) throws(StrictYAMLFailure) {
    let fields = try node.mapping(["care", "daysAgo", "kinds"])
    care = try fields.one("care", of: Care.self)
    daysAgo = try fields.int("daysAgo", in: 0...4_000)
    var kinds: [ConsentKind] = []
    for node in try fields.list("kinds") { kinds.append(try node.one(of: ConsentKind.self)) }
    self.kinds = ConsentKind.allCases.filter { kinds.contains($0) }
  }
}

extension StrictNode {
  fileprivate func day() throws(StrictYAMLFailure) -> CivilDate {
    guard let day = CivilDate(compact: try string()) else { throw failure("must be a day, as in \"20200401\"") }
    return day
  }
}
