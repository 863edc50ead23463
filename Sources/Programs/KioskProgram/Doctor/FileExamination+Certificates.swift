import CardCryptography
import CivilTime
import CursesTerminal
import Glibc
import HTTPSEligibility
import Runtime

// Certificates and the key to ours.

extension FileExamination {
  /// A certificate is renewed in that time.
  private static let daysOfWarning = 30

  func cardTrust(_ path: String) -> Diagnosis {
    let part = "card.trust"
    if let fault = fault(part, unless: FileReach(path: path)) { return fault }
    do throws(CardCryptographyFailure) {
      _ = try CertificateChecks(trustFile: path)
    } catch {
      return fault(part, error, hint: "name a PEM file with the certificates of the cards' issuers")
    }
    return dates(part, path, isOurs: false)
  }

  func clientCertificate(_ address: Runtime.Configuration.Service) -> Diagnosis {
    let part = "eligibility.certificate"
    let path = address.certificate
    if let fault = fault(part, unless: FileReach(path: path)) { return fault }
    if let failure = pairFailure(address), !failure.isAboutKey(besides: path) {
      return fault(part, failure, hint: "ask the service for a certificate and its key, both in PEM")
    }
    return dates(part, path, isOurs: true)
  }

  func clientKey(_ address: Runtime.Configuration.Service) -> Diagnosis {
    let part = "eligibility.key"
    let path = address.key
    if let fault = fault(part, unless: FileReach(path: path, isSecret: true)) { return fault }
    if let failure = pairFailure(address) {
      return failure.isAboutKey(besides: address.certificate)
        ? fault(part, failure, hint: "name the key, in PEM, that was made with eligibility.certificate")
        : .skipped(part, "not held against the certificate, see above")
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & 0o077 == 0 else {
      return .warning(part, "others on this machine can reach it", hint: "chmod 600 \(path)")
    }
    return .good(part, "readable by its owner alone, and the certificate's")
  }

  private func pairFailure(_ address: Runtime.Configuration.Service) -> CardCryptographyFailure? {
    do throws(CardCryptographyFailure) {
      try ClientKeyPair.check(certificateFile: address.certificate, keyFile: address.key)
      return nil
    } catch {
      return error
    }
  }

  /// The key of the configuration by which no TLS connection is possible at all; nil where both files hold.
  func unusableForTLS(_ address: Runtime.Configuration.Service) -> String? {
    pairFailure(address).map {
      $0.isAboutKey(besides: address.certificate) ? "eligibility.key" : "eligibility.certificate"
    }
  }

  /// The issuer of the service, and what else a connection needs before it is tried.
  func serverTrust(_ address: Runtime.Configuration.Service) -> [Diagnosis] {
    let part = "eligibility.serverTrust"
    let path = address.serverTrust
    if let fault = fault(part, unless: FileReach(path: path)) { return [fault] }
    do throws(HTTPSEligibilityFailure) {
      try HTTPSEligibility(Settings(address, institution: site.institution)).stop()
      return [dates(part, path, isOurs: false)]
    } catch {
      func fault(_ part: String, hint: String) -> Diagnosis {
        .fault(part, error.isInputOutput ? .inputOutput : .configuration, error.sentence, hint: hint)
      }
      switch error {
      case .fileUnreadable(let setting, _, _) where setting != part: return [dates(part, path, isOurs: false)]
      case .fileUnreadable, .noCertificateInTrust:
        return [fault(part, hint: "name a PEM file with the certificate of the service's issuer")]
      case .addressMalformed:
        return [fault("eligibility.url", hint: "write it as the service gave it, like https://host:port")]
      case .libraryUnsuitable: return [fault("libcurl", hint: "install Debian's own: apt-get install libcurl4")]
      case .noThread:
        return [fault("threads", hint: "allow this user more (ulimit -u, TasksMax in the service's unit)")]
      }
    }
  }

  // MARK: - Dates

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
    // Nobody is given one that begins tomorrow: by far the likeliest is a clock that was never set.
    if let early = judged.first(where: { now < $0.notBefore }) {
      return .fault(
        part, .configuration, "not valid before \(CivilMoment(early.notBefore).date.dashed)",
        hint: MachineExamination.compareClock(orElse: renew))
    }
    if now > first.notAfter {
      let words = "expired on \(lastDay.dashed)"
      let hint = isClockSuspect ? MachineExamination.compareClock(orElse: renew) : renew
      return isOurs ? .fault(part, .configuration, words, hint: hint) : .warning(part, words, hint: hint)
    }
    if days <= Self.daysOfWarning {
      return .warning(part, "expires in \(days) days, on \(lastDay.dashed)", hint: renew)
    }
    let many = judged.count == 1 ? "" : "\(judged.count) certificates, the first to expire "
    return .good(part, "\(many)\(many.isEmpty ? "expires" : "does") on \(lastDay.dashed)")
  }

  /// Our certificate and the service's are both out of their dates: two that were forgotten at once are less likely than
  /// one clock that is wrong.
  private var isClockSuspect: Bool {
    guard case .service(let address) = site.eligibility, let service else { return false }
    let validities = try? CertificateDates.validities(ofFile: address.certificate)
    let now = WallClock.now()
    guard let ours = validities?.first, now < ours.notBefore || now > ours.notAfter else {
      return false
    }
    return service.isServerOutOfDates
  }
}

extension CardCryptographyFailure {
  /// Of a certificate and its key: whether the key is at fault.
  ///
  /// - Parameter path: the certificate's file.
  fileprivate func isAboutKey(besides path: String) -> Bool {
    switch self {
    case .unreadable(let file, _), .unwritable(let file, _), .alreadyThere(let file), .symbolicLink(let file),
      .notAFile(let file), .tooLarge(let file, _), .ownedByAnother(let file, _), .openToOthers(let file, _),
      .folderOpenToOthers(let file, _), .beingChanged(let file), .changed(let file):
      file != path
    case .keyUnreadable, .keyHasPassphrase, .keyOfAnotherCertificate, .keyCannotSign: true
    case .notAJournalKey, .staffLine, .tooManyStaff, .passwordRefused, .trustEmpty, .noCertificateInTrust,
      .trustDamaged, .notAnIssuer, .certificateUnreadable, .noSuchTestKey, .libraryFailed, .noLockedMemory:
      false
    }
  }
}
