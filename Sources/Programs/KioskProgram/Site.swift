import CardCryptography
import Cards
import CivilTime
import CursesTerminal
import Dispatch
import Eligibility
import EligibilityXML
import FaceReaderBridge
import FolderExchange
import Foundation
import HTTPSEligibility
import Journal
import LockedMemory
import PCSCReader
import Reception
import Runtime
import SQLiteJournal
import Screenbook

/// A real kiosk's parts, opened from its configuration.
struct Site {
  let configuration: Runtime.Configuration
  let checks: CertificateChecks
  let service: HTTPSEligibility
  let journal: SQLiteJournal
  let handover: HandoverWay
  let staff: StaffFile?
  let state: JournalState

  /// Everything that can be known before a patient comes, without making anything: for `uketsuke check`.
  ///
  /// - Throws: all that is wrong, a line each.
  static func check(_ configuration: Runtime.Configuration) throws(ProgramFailure) {
    var failures: [ProgramFailure] = []
    failures.noting { () throws(ProgramFailure) in _ = try certificateChecks(configuration) }
    failures.noting { () throws(ProgramFailure) in _ = try journalKey(configuration) }
    failures.noting { () throws(ProgramFailure) in _ = try staffFile(configuration) }
    switch configuration.eligibility {
    case .service(let service):
      failures.noting { () throws(ProgramFailure) in try clientKeyPair(service) }
      failures.noting { () throws(ProgramFailure) in
        try eligibilityService(service, institution: configuration.institution.code).stop()
      }
    case .folders:
      failures.noting { () throws(ProgramFailure) in
        try eligibilityClient(configuration.eligibility, institution: configuration.institution.code).stop()
      }
    }
    failures.noting { () throws(ProgramFailure) in _ = try handoverWay(configuration) }
    failures.noting { () throws(ProgramFailure) in _ = try bridgeNote(configuration) }
    try failures.throwIfAny()
  }

  /// Opens all parts. The journal comes last: it is the one that makes files.
  init(_ configuration: Runtime.Configuration) throws(ProgramFailure) {
    self.configuration = configuration
    checks = try Self.certificateChecks(configuration)
    staff = try Self.staffFile(configuration)
    let address = try Self.sessionService(configuration)
    try Self.clientKeyPair(address)
    service = try Self.eligibilityService(address, institution: configuration.institution.code)
    handover = try Self.handoverWay(configuration)
    let key = try Self.journalKey(configuration)
    do {
      journal = try SQLiteJournal.open(
        path: configuration.journal.path, cipher: key.cipher, clock: { WallClock.now() })
      state = try journal.state()
    } catch {
      throw ProgramFailure(.inputOutput, "journal.path: \(error.reason)")
    }
    try handover.sweep(keeping: state.pending)
  }

  static func certificateChecks(
    _ configuration: Runtime.Configuration
  ) throws(ProgramFailure) -> CertificateChecks {
    do {
      return try CertificateChecks(trustFile: configuration.reader.cardTrust)
    } catch {
      throw ProgramFailure(error).about("card.trust")
    }
  }

  static func journalKey(_ configuration: Runtime.Configuration) throws(ProgramFailure) -> JournalKey {
    try journalKey(configuration.journal.key)
  }

  static func journalKey(_ path: String) throws(ProgramFailure) -> JournalKey {
    do {
      return try JournalKey(contentsOf: path)
    } catch {
      throw ProgramFailure(error).about("journal.key")
    }
  }

  static func staffFile(_ configuration: Runtime.Configuration) throws(ProgramFailure) -> StaffFile? {
    guard let path = configuration.identity.staffPasswordFile else { return nil }
    let file = StaffFile(path: path)
    do {
      try file.checkForm()
    } catch {
      throw ProgramFailure(error).about("staff.passwordFile")
    }
    return file
  }

  static func clientKeyPair(_ service: Runtime.Configuration.Service) throws(ProgramFailure) {
    do {
      try ClientKeyPair.check(certificateFile: service.certificate, keyFile: service.key)
    } catch {
      throw ProgramFailure(error).about("eligibility.certificate and eligibility.key")
    }
  }

  /// What can be known of the reader's bridge without connecting: whether its socket, or the folder where that will be,
  /// is safe.
  ///
  /// - Returns: a line for whoever checks; nil where there is no bridge.
  static func bridgeNote(_ configuration: Runtime.Configuration) throws(ProgramFailure) -> String? {
    guard let path = configuration.reader.socket else { return nil }
    do throws(BridgeRefusal) {
      try BridgeSocket.judge(path: path)
      return "reader.socket: \(path) is a safe socket; what is behind it: uketsuke reader-bridge check --socket \(path)"
    } catch {
      guard error.isAbsence else { throw ProgramFailure(.configuration, "reader.socket: \(error.sentence)") }
    }
    do throws(BridgeRefusal) {
      try BridgeSocket.judge(folderOf: path)
      return "reader.socket: \(path) is not there: its bridge has not been started yet"
    } catch {
      throw ProgramFailure(.configuration, "reader.socket: \(error.sentence)")
    }
  }

  /// No connection is made.
  static func eligibilityService(
    _ service: Runtime.Configuration.Service, institution: String
  ) throws(ProgramFailure) -> HTTPSEligibility {
    do {
      return try HTTPSEligibility(Settings(service, institution: institution))
    } catch {
      throw ProgramFailure(error.isInputOutput ? .inputOutput : .configuration, error.sentence)
    }
  }

  /// The service that cards' sessions need.
  static func sessionService(
    _ configuration: Runtime.Configuration
  ) throws(ProgramFailure) -> Runtime.Configuration.Service {
    switch configuration.eligibility {
    case .service(let service): return service
    case .folders:
      throw ProgramFailure(
        .configuration,
        "eligibility.url: patients with cards cannot be received through the folders of an eligibility terminal, which "
          + "carry no card's signature; name the service's https:// address, or use the commands that need no card")
    }
  }

  /// The way to the service's messages, lookups and batches, that the configuration names. No connection is made, and
  /// nothing is asked.
  static func eligibilityClient(
    _ eligibility: Runtime.Configuration.Eligibility, institution: String
  ) throws(ProgramFailure) -> EligibilityClient {
    switch eligibility {
    case .service(let service):
      try clientKeyPair(service)
      return try eligibilityService(service, institution: institution).client
    case .folders(let folder, let encoding, let wait):
      do {
        return try FolderEligibility(TerminalSettings(folder, encoding, waitSeconds: wait)).client
      } catch {
        throw ProgramFailure(.inputOutput, "eligibility.url: \(error.reason)")
      }
    }
  }

  // MARK: - Ports

  /// Files and passwords: what must neither block the terminal nor the journal.
  static let side = DispatchQueue(label: "files and passwords")

  func ports(_ reader: ReaderPort, inbox: Inbox, secret: SecretPad, desk: DeskPort) -> Ports {
    let (journal, service) = (journal, service)
    return Ports(
      clock: ClockPort(monotonic: { Monotonic.now() }, wall: { WallClock.now() }),
      journal: JournalPort { entries, ticket in
        journal.append(entries) { inbox.post(.completed(ticket, .journal($0))) }
      },
      reader: reader,
      service: ServicePort { request, ticket in
        service.send(request) { inbox.post(.completed(ticket, .service($0))) }
      },
      handover: handoverPort(inbox), staff: staffPort(inbox, secret), cryptography: CryptographyPort(checks),
      desk: desk)
  }

  private func staffPort(_ inbox: Inbox, _ secret: SecretPad) -> StaffPort {
    let staff = staff
    return StaffPort { number, ticket in
      Self.side.async {
        let result = Result { () throws(CardCryptographyFailure) -> Bool in
          guard let staff else { return false }
          return try secret.checking(number, in: staff)
        }
        inbox.post(.completed(ticket, .staff(result.mapError { StaffFailure(reason: $0.sentence) })))
      }
    }
  }

  func close() {
    service.stop()
    journal.close()
  }
}

extension ProgramFailure {
  /// Says which configuration key it is about.
  func about(_ key: String) -> ProgramFailure { ProgramFailure(kind, "\(key): \(sentence)") }
}

extension SecretPad {
  fileprivate func checking(_ number: StaffNumber, in staff: StaffFile) throws(CardCryptographyFailure) -> Bool {
    do {
      return try takeOnce { try staff.check(number: number, password: $0) }
    } catch let failure as CardCryptographyFailure {
      throw failure
    } catch {
      throw .libraryFailed("check a password")
    }
  }
}
