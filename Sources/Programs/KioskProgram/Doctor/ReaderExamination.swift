import CardCryptography
import Cards
import CivilTime
import CursesTerminal
import Dispatch
import FaceReaderBridge
import LockedMemory
import PCSCReader
import Runtime
import Synchronization

/// pcscd, the reader, and a card if one lies there.
struct ReaderExamination {
  private let site: Runtime.Configuration?
  private let screens: String

  /// - Parameter site: nil where only the machine is looked at.
  init(_ site: Runtime.Configuration?, screens: String) {
    self.site = site
    self.screens = screens
  }

  /// A card job and its end, with all its waits.
  private static let cardLimit = DispatchTimeInterval.seconds(20)

  var diagnoses: [Diagnosis] { maker + reader }

  /// Where the first screen says that the card goes.
  private var maker: [Diagnosis] {
    guard let site, let wish = try? ReaderWish(site, screens: screens), let maker = wish.maker else { return [] }
    return [.good("reader.maker", "\(maker.title): the card \(maker.placementWords)")]
  }

  private var reader: [Diagnosis] {
    switch site?.reader.driver {
    case .simulated: return [.skipped("reader", "simulated, with made-up people's cards: no patient can be received")]
    case .bridge: return [bridge]
    case .pcsc, nil: break
    }
    do throws(ServiceFinding) {
      let attached = try AttachedReaders.look()
      return [service] + readers(attached)
    } catch {
      return [.fault("pcscd", .serviceUnavailable, error.sentence, hint: error.nextStep)]
    }
  }

  /// The same look as `uketsuke readers` has.
  private var bridge: Diagnosis {
    let standing = BridgeStanding(lookingAt: site?.reader.socket ?? "")
    guard let refusal = standing.refusal else { return .good("reader", standing.words) }
    return .fault("reader", refusal.kind, refusal.reason, hint: refusal.nextStep)
  }

  private var service: Diagnosis {
    switch ServiceFinding.startsWithMachine {
    case true: .good("pcscd", "answers, and comes with the machine's start")
    case false:
      .warning(
        "pcscd", "answers, but does not come with the machine's start", hint: "systemctl enable pcscd.socket")
    case nil: .good("pcscd", "answers")
    }
  }

  private func readers(_ attached: AttachedReaders) -> [Diagnosis] {
    let wish: ReaderWish
    let list: ReaderList
    do throws(ProgramFailure) {
      wish = try site.map { site throws(ProgramFailure) in try ReaderWish(site, screens: screens) } ?? .none
      list = ReaderList(attached, wish)
    } catch {
      return [.skipped("reader", "Screens/ does not hold, see above")]
    }
    if let refusal = list.refusal {
      return [
        .fault(
          "reader", refusal.kind, refusal.reason,
          hint: "\(refusal.nextStep); uketsuke readers lists what is there")
      ]
    }
    guard case .success(let reader) = list.chosen else { return [] }
    return [
      .good("reader", "\"\(reader.name)\", \(wish.need == .anything ? "for the full kind" : "for eligibility only")"),
      card(on: reader, wish),
    ]
  }

  // MARK: - The card

  private func card(on reader: AttachedReader, _ wish: ReaderWish) -> Diagnosis {
    switch reader.place {
    case .empty: return .skipped("card", "none lies on the reader; with one it is read too, without its PIN")
    case .failing: return .skipped("card", "the reader does not answer its driver")
    case .mute: return .warning("card", reader.place.words, hint: "turn it over, or wipe its contacts")
    case .card: break
    }
    guard let pad = try? SecretPad() else { return .skipped("card", "not read, see locked memory") }
    switch Self.certificates(on: reader.name, wish.need, pad) {
    case nil: return .warning("card", "it has not been read in time", hint: "lay it down anew")
    case .success(let found): return certificate(found.holders, issuer: AuthorityName(der: found.authoritys))
    case .failure(let failure):
      let (words, hint) = Self.words(failure)
      return .warning("card", "not read: \(words)", hint: hint)
    }
  }

  /// As for a patient, up to the certificate; then the card's own copy of its issuer's. Both in DER.
  private static func certificates(
    on reader: String, _ need: ReaderNeed, _ pad: SecretPad
  ) -> Result<(holders: [UInt8], authoritys: [UInt8]), CardFailure>? {
    let driver = PCSCReader(name: reader, need: need, pin: pad) { _ in }
    driver.start()
    defer { driver.stop() }
    guard let holders = read(.readCertificate, by: driver) else { return nil }
    guard case .success(let der) = holders else { return holders.map { ($0, []) } }
    guard let authoritys = read(.readAuthorityCertificate, by: driver) else { return nil }
    return authoritys.map { (der, $0) }
  }

  private static func read(_ job: CardJob, by driver: PCSCReader) -> Result<[UInt8], CardFailure>? {
    let outcome = Mutex<Result<CardResult, CardFailure>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    driver.begin(job) { result in
      outcome.withLock { $0 = result }
      isDone.signal()
    }
    guard isDone.wait(timeout: .now() + cardLimit) == .success else { return nil }
    switch outcome.withLock(\.self) {
    case .success(.certificate(let der)): return .success(der)
    case .failure(let failure): return .failure(failure)
    case .success, nil: return .failure(.rubbish("an answer to another question"))
    }
  }

  /// Nobody's name, number or dates are told: they are the holder's.
  private func certificate(_ der: [UInt8], issuer: AuthorityName?) -> Diagnosis {
    guard let site else { return .good("card", "a My Number card; its certificate was read") }
    guard let checks = try? Site.certificateChecks(site) else {
      return .good("card", "a My Number card; its certificate was read, and cannot be judged without card.trust")
    }
    switch checks.check(der) {
    case .failure(.unknownIssuer):
      return .warning(
        "card", "a My Number card, whose certificate is from no issuer in card.trust",
        hint: issuer.map { issuer in
          "it calls itself a card of \"\(issuer.subject)\"; where such cards are expected, get that issuer's certificate "
            + "from the issuer, compare it (SHA-256 \(hexadecimal(issuer.fingerprint))) and put it into card.trust"
        } ?? "put the issuers of the cards that you expect into card.trust")
    case .failure(.unreadable), .failure(.wrongKeyUsage), .failure(.keyNotSupported):
      return .warning("card", "its certificate is none that proves who is there", hint: "try another card")
    case .success(let findings):
      switch CertificateStanding(findings, at: WallClock.now()) {
      case .valid, .expiresSoon: return .good("card", "a My Number card, from an issuer in card.trust")
      case .inGrace, .expired, .notYetValid:
        return .good("card", "a My Number card, from an issuer in card.trust; out of its dates by this clock")
      }
    }
  }

  /// What it was, and what to do.
  private static func words(_ failure: CardFailure) -> (String, hint: String) {
    switch failure {
    case .readerGone(let reason): (reason, "see uketsuke readers")
    case .heldByAnother:
      (
        "it does not answer in time, or another program keeps it, as a kiosk does during a visit",
        "end the other program, or wait for the visit's end; where there is none lay the card down anew"
      )
    case .notMyNumberCard: ("it is no My Number card", "lay a My Number card on the reader")
    case .residentRegisterCard: ("it is an old resident register card", "lay a My Number card on the reader")
    case .phone: ("it is a phone, which the patient chooses on the screen", "lay a card on the reader")
    case .mute: ("it does not answer", "turn it over, or wipe its contacts")
    case .removed: ("it was taken meanwhile", "lay it down and look again")
    case .reset: ("another program reset it", "end the other program")
    case .answerLost: ("an answer of it was lost", "lay it down anew; when that happens often, try another reader")
    case .rubbish(let reason): ("it answered against its specification: \(reason)", "try another card")
    case .notPhone, .phoneNotUnlocked, .wrongPIN, .pinLocked, .wrongCheckNumber, .checkNumberLocked,
      .implausibleCheckNumber, .notSupported, .faceNotMatched, .faceLocked:
      ("it gave an answer that reading cannot have", "try another card")
    }
  }
}
