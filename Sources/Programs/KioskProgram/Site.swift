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
  let folder: FolderExchange
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
    failures.noting { () throws(ProgramFailure) in try clientKeyPair(configuration) }
    failures.noting { () throws(ProgramFailure) in try eligibilityService(configuration).stop() }
    failures.noting { () throws(ProgramFailure) in _ = try handoverFolder(configuration) }
    failures.noting { () throws(ProgramFailure) in _ = try bridgeNote(configuration) }
    try failures.throwIfAny()
  }

  /// Opens all parts. The journal comes last: it is the one that makes files.
  init(_ configuration: Runtime.Configuration) throws(ProgramFailure) {
    self.configuration = configuration
    checks = try Self.certificateChecks(configuration)
    staff = try Self.staffFile(configuration)
    try Self.clientKeyPair(configuration)
    service = try Self.eligibilityService(configuration)
    folder = try Self.handoverFolder(configuration)
    let key = try Self.journalKey(configuration)
    do {
      journal = try SQLiteJournal.open(
        path: configuration.journal.path, cipher: key.cipher, clock: { WallClock.now() })
      state = try journal.state()
    } catch {
      throw ProgramFailure(.inputOutput, "journal.path: \(error.reason)")
    }
    do {
      try folder.sweep(keeping: Set(state.pending.map(\.payload.name)))
    } catch {
      throw ProgramFailure(.inputOutput, "handover.folder: \(error.reason)")
    }
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
    do {
      return try JournalKey(contentsOf: configuration.journal.key)
    } catch {
      throw ProgramFailure(error).about("journal.key")
    }
  }

  static func staffFile(_ configuration: Runtime.Configuration) throws(ProgramFailure) -> StaffFile? {
    guard configuration.identity.visual != .off, let path = configuration.identity.staffPasswordFile else { return nil }
    let file = StaffFile(path: path)
    do {
      try file.checkForm()
    } catch {
      throw ProgramFailure(error).about("staff.passwordFile")
    }
    return file
  }

  static func clientKeyPair(_ configuration: Runtime.Configuration) throws(ProgramFailure) {
    do {
      try ClientKeyPair.check(
        certificateFile: configuration.eligibility.certificate, keyFile: configuration.eligibility.key)
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
    _ configuration: Runtime.Configuration
  ) throws(ProgramFailure) -> HTTPSEligibility {
    do {
      return try HTTPSEligibility(Settings(configuration))
    } catch {
      throw ProgramFailure(error.isInputOutput ? .inputOutput : .configuration, error.sentence)
    }
  }

  static func handoverFolder(_ configuration: Runtime.Configuration) throws(ProgramFailure) -> FolderExchange {
    do {
      return try FolderExchange(folder: configuration.handover.folder)
    } catch {
      throw ProgramFailure(.inputOutput, "handover.folder: \(error.reason)")
    }
  }

  // MARK: - Ports

  /// Files and passwords: what must neither block the terminal nor the journal.
  private static let side = DispatchQueue(label: "files and passwords")

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

  private func handoverPort(_ inbox: Inbox) -> HandoverPort {
    let folder = folder
    let encoding = MessageEncoding(configuration.handover.encoding)
    /// Work on the folder, beside the terminal and the journal.
    func answer<Value: Sendable>(
      _ ticket: Ticket, _ completion: @escaping @Sendable (Result<Value, HandoverFailure>) -> Completion,
      _ work: @escaping @Sendable () throws(FolderFailure) -> Value
    ) {
      Self.side.async {
        let result = Result { () throws(FolderFailure) in try work() }
        inbox.post(.completed(ticket, completion(result.mapError(HandoverFailure.init))))
      }
    }
    return HandoverPort(
      prepare: { reply, visit, now in
        HandoverPayload(
          name: MessageFileName.faceResult(identifier: visit.text, at: CivilMoment(now)),
          bytes: EligibilityXML.encode(reply, encoding: encoding).bytes)
      },
      stage: { payload, ticket in
        answer(ticket, { .staged($0) }) { () throws(FolderFailure) in try folder.stage(payload) }
      },
      release: { name, ticket in
        answer(ticket, { .released($0) }) { () throws(FolderFailure) in _ = try folder.release(name) }
      },
      staged: StagedFilesPort(
        look: { name, ticket in
          answer(ticket, { .looked($0) }) { () throws(FolderFailure) in try folder.isStaged(name) }
        },
        discard: { name, ticket in
          answer(ticket, { .discarded($0) }) { () throws(FolderFailure) in try folder.discard(name) }
        }))
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

extension HandoverFailure {
  init(_ failure: FolderFailure) {
    self =
      switch failure {
      case .folderMissing(let reason): .folderMissing(reason)
      case .full(let reason): .full(reason)
      case .cannotWrite(let reason): .cannotWrite(reason)
      }
  }
}

extension MessageEncoding {
  init(_ encoding: HandoverEncoding) {
    self =
      switch encoding {
      case .utf8: .utf8
      case .cp932: .cp932
      }
  }
}
