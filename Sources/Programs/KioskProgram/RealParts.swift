import CardCryptography
import CivilTime
import Eligibility
import EligibilityJSON
import EligibilityService
import EligibilityXML
import FHIR
import Foundation
import Journal
import Runtime
import SQLiteJournal
import Simulation
import Synchronization

/// A simulation's real parts: RSA and certificates by OpenSSL, every message through the wire's own codec, every record
/// in an SQLite journal of its own folder.
struct RealParts {
  /// One key for each holder of `Town`. Those of cards that are no My Number card are never used; before them stands one
  /// of nobody whom the service knows, and behind them a phone's.
  static let keys = [
    "adult", "child", "elderly", "face-only", "locked", "expired", "in-grace", "foreign", "unregistered",
    "insurer-changed", "several", "revoked", "face-mismatch", "under-40", "adult", "adult", "face",
  ]

  let authority: TestCardAuthority
  let checks: CertificateChecks
  let journalKey: JournalKey
  /// Empty at the beginning; a journal for each episode.
  let folder: String

  var parts: Parts {
    Parts(
      cryptography: cryptography, journal: { journal(episode: $0) },
      exchange: { request, service in
        let sent = EligibilityWire.encode(request, institution: EligibilityService.demoInstitution)
        let answer: Result<ServiceAnswer, ServiceRefusal>
        do throws(ServiceRefusal) {
          let received = try EligibilityWire.decodeRequest(
            path: sent.path, contentType: sent.contentType, body: sent.body)
          answer = service(received.request)
        } catch {
          answer = .failure(error)
        }
        let back = EligibilityWire.encodeAnswer(answer)
        return EligibilityWire.decode(
          status: back.status, contentType: back.contentType, body: back.body, for: request)
      },
      interface: { request, service in
        let sent = EligibilityWire.encode(request)
        let answer: Result<InterfaceReply, ServiceRefusal>
        do throws(ServiceRefusal) {
          answer = service(
            try EligibilityWire.decodeMessage(request.kind, contentType: sent.contentType, body: sent.body))
        } catch {
          answer = .failure(error)
        }
        let back = EligibilityWire.encodeAnswer(answer, to: request)
        return EligibilityWire.decode(
          status: back.status, contentType: back.contentType, body: back.body, for: request)
      }, file: { reply, _ in EligibilityXML.encode(reply, encoding: .utf8).bytes },
      message: { reply, facts in
        FHIRVisit.encode(reply, facts, institution: EligibilityService.demoInstitution)
      })
  }

  private var cryptography: Cryptography {
    let (authority, checks) = (authority, checks)
    return Cryptography(
      certificate: { holder, notBefore, notAfter in
        (try? authority.issue(
          key: Self.keys[holder], commonName: "SIM\(holder)A", serial: UInt64(holder + 1), notBefore: notBefore,
          notAfter: notAfter)) ?? []
      },
      publicKeyHash: { holder in
        let der = try? authority.issue(
          key: Self.keys[holder], commonName: "SIM\(holder)A", serial: 1, notBefore: Timestamp(milliseconds: 0),
          notAfter: Timestamp(milliseconds: 1))
        return der.flatMap(TestCardAuthority.publicKeyHash) ?? []
      },
      signer: { holder in (try? authority.signer(key: Self.keys[holder])) ?? { _ in nil } },
      // By the print: what the chip's records are made of is the demo's.
      chipModulus: { _ in nil }, kiosk: { CryptographyPort(checks, random: $0) },
      service: { ServicePorts(checks, random: $0) })
  }

  private func journal(episode: Int) -> JournalPart {
    let path = "\(folder)/episode-\(episode).journal"
    let cipher = journalKey.cipher
    let clock = SimulatedWall()
    var journal: SQLiteJournal?
    return JournalPart(
      open: { now in
        clock.set(now)
        journal?.close()
        do throws(JournalFailure) {
          let opened = try SQLiteJournal.open(path: path, cipher: cipher, clock: { clock.now })
          journal = opened
          return .success(try opened.state())
        } catch {
          return .failure(error)
        }
      },
      append: { entries, now in
        clock.set(now)
        guard let journal else { return .failure(.cannotOpen("not open")) }
        do throws(JournalFailure) {
          return .success(try journal.appendNow(entries))
        } catch {
          return .failure(error)
        }
      },
      verify: {
        journal?.close()
        let report = AuditVerification.verify(path: path, cipher: cipher)
        return report.verdict == .holds ? nil : report.sentence
      })
  }
}

private final class SimulatedWall: Sendable {
  private let time = Mutex(Timestamp(milliseconds: 0))

  var now: Timestamp { time.withLock { $0 } }

  func set(_ now: Timestamp) { time.withLock { $0 = now } }
}
