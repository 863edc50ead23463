import ArgumentParser
import Cards
import VirtualCard

/// What a card says to be.
enum TokenOption: String, CaseIterable, ExpressibleByArgument {
  case card
  case resident
  case android
  case iphone

  var kind: TokenKind {
    switch self {
    case .card: .myNumberCard
    case .resident: .residentRegisterCard
    case .android: .androidPhone
    case .iphone: .iPhone
    }
  }
}

/// Of the user-authentication key.
enum AlgorithmOption: String, CaseIterable, ExpressibleByArgument {
  case rsa2048 = "rsa-2048"
  case ecdsaP384 = "ecdsa-p384"

  var algorithm: SignatureAlgorithm {
    switch self {
    case .rsa2048: .rsa2048
    case .ecdsaP384: .ecdsaP384
    }
  }
}

/// What is the matter with the user-authentication certificate.
enum CertificateOption: String, CaseIterable, ExpressibleByArgument {
  case expired
  case inGrace = "in-grace"
  case notYetValid = "not-yet-valid"
  case expiresSoon = "expires-soon"
  case untrusted

  /// First and last day, counted from today; nil: the person's own.
  var days: (from: Int, until: Int)? {
    switch self {
    case .expired: (-1_975, -150)
    case .inGrace: (-1_855, -30)
    case .notYetValid: (10, 1_835)
    case .expiresSoon: (-1_795, 30)
    case .untrusted: nil
    }
  }
}

/// Which of a card's secrets.
enum SecretOption: String, CaseIterable, ExpressibleByArgument {
  case pin
  case checkNumber = "check-number"
  case birthDate = "birth-date"
  case inputAidPIN = "input-aid-pin"
  case signature

  var secret: VirtualCardSecret {
    switch self {
    case .pin: .userAuthenticationPIN
    case .checkNumber: .checkNumberB
    case .birthDate: .birthDate
    case .inputAidPIN: .inputAidPIN
    case .signature: .signaturePassword
    }
  }
}

/// Which card.
struct CardOptions: ParsableArguments {
  @Option(help: "Whose card; \"uketsuke-card list\" tells who there is.") var person: String?
  @Flag(help: "A card of another kind, which is no My Number card.") var foreign = false
  @Flag(help: "A card that does not answer, as one laid the wrong way round.") var mute = false
  @Flag(help: "A card whose applications can be selected, and that has none of the files.") var hollow = false

  @Option(help: "What the person's card says to be: a card, the resident card of before 2016, or a phone.")
  var token = TokenOption.card
  @Option(help: "The user-authentication key; ecdsa-p384 is the next generation's.") var algorithm = AlgorithmOption
    .rsa2048
  @Option(help: "What is the matter with the person's certificate.") var certificate: CertificateOption?
  @Option(help: "Lock this of the card's secrets; may be given again.") var locked: [SecretOption] = []
  @Flag(help: "No photo in the chip, as on a small child's card.") var noPhoto = false
  @Flag(help: "Nothing in the card-face applications.") var noFace = false
  @Flag(help: "Refuse extended commands.") var shortOnly = false
  @Flag(help: "A phone whose holder has not proven himself to it.") var waits = false

  func validate() throws {
    guard [person != nil, foreign, mute, hollow].filter({ $0 }).count == 1 else {
      throw ValidationError("Say which card: --person KEY, --foreign, --mute or --hollow.")
    }
    if waits, !token.kind.isPhone { throw ValidationError("--waits is a phone's; say --token android or iphone.") }
  }

  /// The card, and what to call it.
  func card(_ samples: SampleOptions) throws(CardProgramFailure) -> (card: VirtualCard, name: String) {
    guard let person else {
      if hollow { return (.hollow(), "a hollow card") }
      return (.foreign(), mute ? "a mute card" : "a foreign card")
    }
    var card = VirtualCard(try contents(of: person, try samples.load()))
    card.holderIsProven = !waits
    for option in locked { card.setTries(0, of: option.secret) }
    return (card, person)
  }

  private func contents(of key: String, _ samples: Samples) throws(CardProgramFailure) -> VirtualCardContents {
    let person = try samples.person(key)
    var contents = try samples.contents(of: person)
    if certificate != nil || algorithm != .rsa2048 {
      try samples.replaceCertificate(
        of: person, in: &contents, days: certificate?.days, isForged: certificate == .untrusted,
        algorithm: algorithm.algorithm)
    }
    contents.token = token.kind
    contents.takesShortOnly = shortOnly
    if noPhoto { contents.face?.photo = nil }
    if noFace { contents.face = nil }
    return contents
  }
}
