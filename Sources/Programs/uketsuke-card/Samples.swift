import Cards
import CivilTime
import DemoCards
import DemoPeople
import Glibc
import SampleAssets
import StrictYAML
import VirtualCard

/// The sample people, and the cards that are made for them.
struct Samples {
  /// Younger people have no signature certificate (Act on electronic signatures certification, in practice).
  private static let leastAgeToSign = 15
  /// Public on purpose: the key signs nothing.
  private static let signaturePassword = Array("MIHON1".utf8)
  /// The certificates' own names differ from the persons' by this.
  private static let signatureSerial: UInt64 = 0x100_0000
  private static let ecdsaKey = "p384"

  private let assets: SampleAssets

  var people: DemoPeople { assets.people }
  var authorityPEM: [UInt8] { assets.authority.caCertificatePEM }

  /// - Parameter folder: what a flag said; the installed share folder or the checkout otherwise.
  init(assets folder: String?) throws(CardProgramFailure) {
    do {
      assets = try SampleAssets(
        folder: DataFolder.find("Assets", holding: "people", flag: folder, option: "--assets"))
    } catch {
      throw CardProgramFailure(error.isInputOutput ? .inputOutput : .configuration, error.sentence)
    }
  }

  func person(_ key: String) throws(CardProgramFailure) -> DemoPerson {
    if let person = people[key] { return person }
    let keys = people.people.filter { $0.card != nil }.map(\.key)
    let nearest = NearestWord.to(key, among: keys).map { ", did you mean \($0)?" } ?? ";"
    throw CardProgramFailure(.usage, "nobody is called \(key)\(nearest) there are: \(keys.joined(separator: ", "))")
  }

  func contents(of person: DemoPerson) throws(CardProgramFailure) -> VirtualCardContents {
    let today = Self.today
    do {
      var contents = try VirtualCardContents(of: person, on: today, issuer: assets.issuer)
      if let card = person.card, person.identity.birthdate(on: today).age(on: today) >= Self.leastAgeToSign {
        contents.signatureCertificate = try certificate(
          of: person, card, key: card.keyFile, from: card.validFromDays, until: card.validUntilDays,
          isForged: false, serial: Self.signatureSerial)
        contents.signaturePassword = Self.signaturePassword
      }
      return contents
    } catch let failure as DemoCardFailure {
      throw CardProgramFailure(.configuration, failure.sentence)
    } catch let failure as CardProgramFailure {
      throw failure
    } catch {
      throw CardProgramFailure(.configuration, "\(error)")
    }
  }

  /// - Parameters:
  ///   - days: first and last, counted from today; nil: the person's own.
  ///   - isForged: under the issuer's name, by another key.
  func replaceCertificate(
    of person: DemoPerson, in contents: inout VirtualCardContents, days: (from: Int, until: Int)?, isForged: Bool,
    algorithm: SignatureAlgorithm
  ) throws(CardProgramFailure) {
    guard let card = person.card else { return }
    let key: String
    switch algorithm {
    case .rsa2048: key = card.keyFile
    case .ecdsaP384: key = Self.ecdsaKey
    }
    contents.userAuthenticationCertificate = try certificate(
      of: person, card, key: key, from: days?.from ?? card.validFromDays, until: days?.until ?? card.validUntilDays,
      isForged: isForged)
    guard let sign = try? assets.authority.signer(key: key) else {
      throw CardProgramFailure(.configuration, "the key \(key) cannot be used")
    }
    contents.algorithm = algorithm
    contents.sign = sign
  }

  private func certificate(
    of person: DemoPerson, _ card: DemoCard, key: String, from: Int, until: Int, isForged: Bool, serial more: UInt64 = 0
  ) throws(CardProgramFailure) -> [UInt8] {
    let today = Self.today
    let begin = CivilMoment(date: today.adding(days: from), hour: 0, minute: 0, second: 0).timestamp
    let end = CivilMoment(date: today.adding(days: until), hour: 23, minute: 59, second: 59).timestamp
    guard let serial = UInt64(card.serial, radix: 16) else {
      throw CardProgramFailure(.configuration, DemoCardFailure.badSerial(person: person.key).sentence)
    }
    do {
      return try assets.authority.issue(
        key: key, commonName: card.commonName, serial: serial + more, notBefore: begin, notAfter: end,
        isForged: isForged)
    } catch {
      throw CardProgramFailure(error.isInputOutput ? .inputOutput : .configuration, error.sentence)
    }
  }

  static var today: CivilDate { CivilMoment(WallClock.now()).date }
}

enum WallClock {
  static func now() -> Timestamp {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Timestamp(milliseconds: Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000)
  }
}
