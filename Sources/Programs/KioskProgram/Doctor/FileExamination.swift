import CardCryptography
import CivilTime
import CursesTerminal
import FolderExchange
import Glibc
import Journal
import Runtime
import SQLiteJournal

/// The site's files and folders. Everything is found as the kiosk's start finds it, and nothing is made.
struct FileExamination {
  private let site: Runtime.Configuration

  init(_ site: Runtime.Configuration) { self.site = site }

  /// A certificate is renewed in that time.
  static let daysOfWarning = 30
  /// The kiosk writes some kB a visit: below these bytes a full disk comes soon, or is there.
  private static let littleRoom: UInt64 = 200 << 20
  private static let noRoom: UInt64 = 10 << 20

  var diagnoses: [Diagnosis] {
    [
      cardTrust, clientCertificate, clientKey, serverTrust, journalKey, journal,
      room("journal: room", on: folder(of: site.journal.path)), handover,
      room("handover: room", on: site.handover.folder),
      staff,
    ]
  }

  // MARK: - Certificates

  private var cardTrust: Diagnosis {
    checked("card.trust", hint: "name a PEM file with the certificates of the cards' issuers") {
      () throws(ProgramFailure) in
      _ = try Site.certificateChecks(site)
    } ?? dates("card.trust", site.reader.cardTrust, isOurs: false)
  }

  private var clientCertificate: Diagnosis {
    checked("eligibility.certificate", hint: "ask the service for a certificate and its key, both in PEM") {
      () throws(ProgramFailure) in
      try Site.clientKeyPair(site)
    } ?? dates("eligibility.certificate", site.eligibility.certificate, isOurs: true)
  }

  private var clientKey: Diagnosis {
    var status = stat()
    guard stat(site.eligibility.key, &status) == 0 else {
      return .skipped("eligibility.key", "it cannot be read, see above")
    }
    guard status.st_mode & 0o077 == 0 else {
      return .warning(
        "eligibility.key", "others on this machine can reach it", hint: "chmod 600 \(site.eligibility.key)")
    }
    return .good("eligibility.key", "readable by its owner alone")
  }

  private var serverTrust: Diagnosis {
    checked("eligibility.serverTrust", hint: "name a PEM file with the certificate of the service's issuer") {
      () throws(ProgramFailure) in
      try Site.eligibilityService(site).stop()
    } ?? dates("eligibility.serverTrust", site.eligibility.serverTrust, isOurs: false)
  }

  /// - Parameter isOurs: the first certificate is the kiosk's own, without which there is no connection; else all are
  ///   issuers', of which one may be old.
  private func dates(_ part: String, _ path: String, isOurs: Bool) -> Diagnosis {
    let validities: [CertificateDates.Validity]
    do throws(CardCryptographyFailure) {
      validities = try CertificateDates.validities(ofFile: path)
    } catch {
      return .warning(part, error.sentence, hint: "the dates cannot be checked; look at it with openssl x509 -text")
    }
    let judged = isOurs ? Array(validities.prefix(1)) : validities
    guard let first = judged.min(by: { $0.notAfter < $1.notAfter }) else { return .skipped(part, "no certificate") }
    let now = WallClock.now()
    let lastDay = CivilMoment(first.notAfter).date
    let days = lastDay.dayNumber - CivilMoment(now).date.dayNumber
    let renew = isOurs ? "renew it at the service" : "get the issuer's new certificate"
    if now < first.notBefore {
      return .fault(part, .configuration, "not valid before \(CivilMoment(first.notBefore).date.dashed)", hint: renew)
    }
    if now > first.notAfter {
      let words = "expired on \(lastDay.dashed)"
      return isOurs ? .fault(part, .configuration, words, hint: renew) : .warning(part, words, hint: renew)
    }
    if days <= Self.daysOfWarning {
      return .warning(part, "expires in \(days) days, on \(lastDay.dashed)", hint: renew)
    }
    let many = judged.count == 1 ? "" : "\(judged.count) certificates, the first to expire "
    return .good(part, "\(many)\(many.isEmpty ? "expires" : "does") on \(lastDay.dashed)")
  }

  // MARK: - Journal

  private var journalKey: Diagnosis {
    checked("journal.key", hint: "uketsuke key --out FILE makes one; an old journal needs its old key") {
      () throws(ProgramFailure) in
      _ = try Site.journalKey(site)
    } ?? .good("journal.key", "readable by its owner alone")
  }

  private var journal: Diagnosis {
    let path = site.journal.path
    guard let key = try? Site.journalKey(site) else {
      return .skipped("journal.path", "not looked at without its key")
    }
    do throws(JournalFailure) {
      switch try JournalLook.at(path, cipher: key.cipher) {
      case .missing: return .good("journal.path", "not there yet; the kiosk makes it")
      case .holds(let records):
        guard let mode = JournalLook.mode(of: path), mode & 0o077 != 0 else {
          return .good("journal.path", "\(records) records, under this key")
        }
        return .warning("journal.path", "others on this machine can read it", hint: "chmod 600 \(path)")
      case .withoutHead:
        return .fault(
          "journal.path", .inputOutput, "\(path).head is missing",
          hint: "bring it back from the backup, or begin a new journal under another name")
      case .ofAnotherKey:
        return .fault(
          "journal.path", .inputOutput, "it was written under another key, or its count was changed",
          hint: "name the key that it was made with; uketsuke audit verify tells more")
      }
    } catch {
      return .fault(
        "journal.path", .inputOutput, error.reason, hint: "make the folder, and let the kiosk's user write to it")
    }
  }

  // MARK: - Folders

  private var handover: Diagnosis {
    checked("handover.folder", hint: "make the folder, and let the kiosk's user write to it") {
      () throws(ProgramFailure) in
      _ = try Site.handoverFolder(site)
    } ?? .good("handover.folder", "a file can be made; it is staged in this folder, so that naming it is one step")
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
    do throws(ProgramFailure) {
      guard let file = try Site.staffFile(site) else { return .good(part, "not needed: identity.visual is off") }
      let count = (try? file.checkForm()) ?? 0
      return count > 0
        ? .good(part, "staff members in it: \(count)") : .warning(part, "nobody stands in it", hint: hint)
    } catch {
      return .fault(part, error.kind, error.sentence, hint: hint)
    }
  }

  /// Nil when it holds.
  private func checked(
    _ part: String, hint: String, _ body: () throws(ProgramFailure) -> Void
  ) -> Diagnosis? {
    do throws(ProgramFailure) {
      try body()
      return nil
    } catch {
      return .fault(part, error.kind, error.sentence, hint: hint)
    }
  }
}
