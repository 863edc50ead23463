import CardCryptography
import EligibilityXML
import FolderExchange
import Glibc
import Journal
import Runtime
import SQLiteJournal

/// The site's files and folders. Everything is found as the kiosk's start finds it, and nothing is made.
struct FileExamination {
  let site: SiteFiles
  /// Asked at most once, and only where it says whether the clock or a certificate is wrong. Nil where an eligibility
  /// terminal's folders stand in its place.
  let service: ServiceExamination?

  init(_ site: SiteFiles, _ service: ServiceExamination?) {
    self.site = site
    self.service = service
  }

  /// The kiosk writes some kB a visit: below these bytes a full disk comes soon, or is there.
  private static let littleRoom: UInt64 = 200 << 20
  private static let noRoom: UInt64 = 10 << 20

  var diagnoses: [Diagnosis] {
    var found = (site.kiosk.map { [cardTrust($0.reader.cardTrust)] } ?? []) + eligibility + [journalKey]
    if let kiosk = site.kiosk {
      found += [
        journal("journal.path", kiosk.journal.path, maker: "the kiosk"),
        room("journal: room", on: folder(of: kiosk.journal.path)),
      ]
      found += handover(kiosk.handover)
    }
    if let counter = site.counter {
      found += [
        journal("counter.journal", counter.journal, maker: "the counter's first command"),
        room("counter.journal: room", on: folder(of: counter.journal)), counterFolder(counter.folder),
      ]
    }
    return found + [staff]
  }

  /// The files that the service's connection needs, or the terminal's folders.
  private var eligibility: [Diagnosis] {
    switch site.eligibility {
    case .service(let address): [clientCertificate(address), clientKey(address)] + serverTrust(address)
    case .folders(let folder, let encoding, let wait):
      TerminalExamination(
        TerminalSettings(folder, encoding, waitSeconds: wait), isKiosks: site.kiosk != nil
      ).diagnoses
    }
  }

  // MARK: - Journal

  private var journalKey: Diagnosis {
    let part = "journal.key"
    if let fault = fault(part, unless: FileReach(path: site.journalKey, isSecret: true)) { return fault }
    do throws(CardCryptographyFailure) {
      _ = try JournalKey(contentsOf: site.journalKey)
      return .good(part, "readable by its owner alone")
    } catch {
      return fault(part, error, hint: "uketsuke key --out FILE makes one; an old journal needs its old key")
    }
  }

  /// - Parameter maker: who makes it where it is not there yet.
  private func journal(_ part: String, _ path: String, maker: String) -> Diagnosis {
    guard let key = try? Site.journalKey(site.journalKey) else {
      return .skipped(part, "not looked at without its key")
    }
    for file in [path, "\(path).head"] {
      if let fault = fault(part, unless: FileReach(path: file, isSecret: true)) { return fault }
    }
    do throws(JournalFailure) {
      switch try JournalLook.at(path, cipher: key.cipher) {
      case .missing: return .good(part, "not there yet; \(maker) makes it")
      case .holds(let records):
        guard let mode = JournalLook.mode(of: path), mode & 0o077 != 0 else {
          return .good(part, "\(records) records, under this key")
        }
        return .warning(part, "others on this machine can read it", hint: "chmod 600 \(path)")
      case .withoutHead:
        return .fault(
          part, .inputOutput, "\(path).head is missing",
          hint: "bring it back from the backup, or begin a new journal under another name")
      case .ofAnotherKey:
        return .fault(
          part, .inputOutput, "it was written under another key, or its count was changed",
          hint: "name the key that it was made with; uketsuke audit verify tells more")
      }
    } catch {
      return .fault(
        part, .inputOutput, error.reason,
        hint: FileReach.hint(forWritingIn: folder(of: path))
          ?? "name the journal in \(part), or move \(path) away, and \(maker) begins a new one there")
    }
  }

  // MARK: - Folders

  /// The folder and its disk, or the receiver and what its connection needs.
  private func handover(_ way: Runtime.Configuration.Handover) -> [Diagnosis] {
    switch way {
    case .folder(let folder, _): [handover(in: folder), room("handover: room", on: folder)]
    case .receiver(let receiver): HandoverExamination(receiver).diagnoses
    }
  }

  private func handover(in folder: String) -> Diagnosis {
    let part = "handover.folder"
    do throws(FolderFailure) {
      _ = try FolderExchange(folder: folder)
      return .good(part, "a file can be made; it is staged in this folder, so that naming it is one step")
    } catch {
      let hint =
        switch error {
        case .full: "make room on the disk of \(folder)"
        case .folderMissing, .cannotWrite:
          FileReach.hint(forWritingIn: folder) ?? "look at the disk of \(folder), and at who owns what lies in it"
        }
      return .fault(part, .inputOutput, error.reason, hint: hint)
    }
  }

  private func counterFolder(_ path: String?) -> Diagnosis {
    let part = "counter.folder"
    guard let path else { return .skipped(part, "not named: uketsuke batch needs it") }
    guard let key = try? Site.journalKey(site.journalKey) else {
      return .skipped(part, "not looked at without its key")
    }
    if let fault = fault(part, unless: FileReach(path: path)) { return fault }
    do throws(CardCryptographyFailure) {
      let count = try SealedFolder(path: path, key: key).names().count { $0.hasSuffix(BatchShelf.jobSuffix) }
      if let hint = FileReach.hint(forWritingIn: path) {
        return .fault(part, .inputOutput, "\(path) cannot be written to", hint: hint)
      }
      return .good(part, "open to its owner alone; batches in it: \(count)")
    } catch {
      return fault(part, error, hint: "mkdir -m 700 \(path)")
    }
  }

  private func room(_ part: String, on folder: String) -> Diagnosis {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return .skipped(part, "\(folder) is not there") }
    let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
    let words = "\(free >> 20) MiB are free"
    if free < Self.noRoom { return .fault(part, .inputOutput, words, hint: "make room on the disk of \(folder)") }
    if free < Self.littleRoom { return .warning(part, words, hint: "make room on the disk of \(folder)") }
    return .good(part, words)
  }

  private func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  // MARK: - Staff

  private var staff: Diagnosis {
    let part = "staff.passwordFile"
    let hint = "uketsuke staff-password --file FILE --number 0123 sets a password"
    if let kiosk = site.kiosk, site.counter == nil, kiosk.identity.visual == .off {
      return .good(part, "not needed: identity.visual is off")
    }
    guard let path = site.staffPasswordFile else { return .skipped(part, "not named: uketsuke view needs it") }
    if let fault = fault(part, unless: FileReach(path: path, isSecret: true)) { return fault }
    do throws(CardCryptographyFailure) {
      let count = try StaffFile(path: path).checkForm()
      return count > 0
        ? .good(part, "staff members in it: \(count)") : .warning(part, "nobody stands in it", hint: hint)
    } catch {
      return fault(part, error, hint: hint)
    }
  }

  // MARK: - Faults

  /// Nil where this user can come to the file.
  func fault(_ part: String, unless reach: FileReach) -> Diagnosis? {
    reach.refusal.map { .fault(part, .inputOutput, $0.words, hint: $0.hint) }
  }

  /// - Parameter hint: what to do where the file is not there, or does not hold what it should.
  func fault(_ part: String, _ failure: CardCryptographyFailure, hint: String) -> Diagnosis {
    .fault(part, ProgramFailure(failure).kind, failure.sentence, hint: failure.nextStep ?? hint)
  }
}

extension CardCryptographyFailure {
  /// What to do, where that does not depend on what the file is for.
  var nextStep: String? {
    switch self {
    case .openToOthers(let path, _): "chmod 600 \(path)"
    case .ownedByAnother(let path, _): "chown \(FileReach.user) \(path)"
    case .symbolicLink: "name the file itself in the configuration"
    case .folderOpenToOthers(let path, _): "chmod 700 \(path)"
    case .beingChanged: "try again once the other program is done"
    case .keyHasPassphrase: "take the passphrase off: openssl pkey -in OLD -out NEW, then chmod 600 NEW"
    case .keyOfAnotherCertificate: "name the key that was made with eligibility.certificate, or that key's certificate"
    case .noLockedMemory: MachineExamination.moreLockedMemory
    case .libraryFailed: "look at the machine's memory, and at Debian's package libssl3"
    case .unreadable, .unwritable, .alreadyThere, .notAFile, .tooLarge, .notAJournalKey, .staffLine, .tooManyStaff,
      .passwordRefused, .trustEmpty, .noCertificateInTrust, .trustDamaged, .notAnIssuer, .certificateUnreadable,
      .keyUnreadable, .noSuchTestKey, .changed, .keyCannotSign:
      nil
    }
  }
}
