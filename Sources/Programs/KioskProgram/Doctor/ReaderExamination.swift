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

  var diagnoses: [Diagnosis] {
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

  /// What can be seen without taking the bridge from its kiosk.
  private var bridge: Diagnosis {
    let path = site?.reader.socket ?? ""
    do throws(BridgeRefusal) {
      try BridgeSocket.judge(path: path)
      return .good("reader", "behind its bridge at \(path); uketsuke reader-bridge check --socket \(path) tries it")
    } catch {
      return error.isAbsence
        ? .fault("reader", .serviceUnavailable, error.sentence, hint: "start the bridge's program as this same user")
        : .fault("reader", .configuration, error.sentence, hint: "make the socket in a folder of its own, mode 0600")
    }
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
          "reader", .serviceUnavailable, refusal.reason,
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
    switch Self.certificate(on: reader.name, wish.need) {
    case nil: return .warning("card", "it has not been read in time", hint: "lay it down anew")
    case .success(let der): return certificate(der)
    case .failure(let failure):
      let (words, hint) = Self.words(failure)
      return .warning("card", "not read: \(words)", hint: hint)
    }
  }

  /// As for a patient, up to the certificate.
  private static func certificate(on reader: String, _ need: ReaderNeed) -> Result<[UInt8], CardFailure>? {
    guard let pad = try? SecretPad() else { return nil }
    let driver = PCSCReader(name: reader, need: need, pin: pad) { _ in }
    let outcome = Mutex<Result<CardResult, CardFailure>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    driver.start()
    driver.begin(.readCertificate) { result in
      outcome.withLock { $0 = result }
      isDone.signal()
    }
    guard isDone.wait(timeout: .now() + cardLimit) == .success else { return nil }
    driver.stop()
    switch outcome.withLock(\.self) {
    case .success(.certificate(let der)): return .success(der)
    case .failure(let failure): return .failure(failure)
    case .success, nil: return .failure(.rubbish("an answer to another question"))
    }
  }

  /// Nobody's name, number or dates are told: they are the holder's.
  private func certificate(_ der: [UInt8]) -> Diagnosis {
    guard let site else { return .good("card", "a My Number card; its certificate was read") }
    guard let checks = try? Site.certificateChecks(site) else {
      return .good("card", "a My Number card; its certificate was read, and cannot be judged without card.trust")
    }
    switch checks.check(der) {
    case .failure(.unknownIssuer):
      return .warning(
        "card", "a My Number card, whose certificate is from no issuer in card.trust",
        hint: "put the issuers of the cards that you expect into card.trust")
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
      ("another program keeps it, as a kiosk does during a visit", "end the other program, or wait for the visit's end")
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
