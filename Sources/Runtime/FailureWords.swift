import Cards
import Eligibility
import Journal
import Reception

extension Failure {
  /// One short ASCII word for the journal: which failure it was, never another one's (R10).
  public var word: String {
    switch self {
    case .card(let failure):
      switch failure {
      case .removed: "card-removed"
      case .mute: "card-mute"
      case .notMyNumberCard: "not-my-number-card"
      case .residentRegisterCard: "resident-register-card"
      case .phone: "phone"
      case .notPhone: "not-phone"
      case .phoneNotUnlocked: "phone-not-unlocked"
      case .wrongPIN(let triesLeft): "wrong-pin-\(triesLeft)"
      case .pinLocked: "pin-locked"
      case .wrongCheckNumber(let triesLeft): "wrong-check-number-\(triesLeft)"
      case .checkNumberLocked: "check-number-locked"
      case .implausibleCheckNumber: "implausible-check-number"
      case .answerLost: "card-answer-lost"
      case .rubbish: "card-rubbish"
      case .heldByAnother: "card-held"
      case .reset: "card-reset"
      case .readerGone: "reader-gone"
      case .notSupported: "not-supported"
      case .faceNotMatched: "face-not-matched"
      case .faceLocked: "face-locked"
      }
    case .certificate(let failure):
      switch failure {
      case .unreadable: "certificate-unreadable"
      case .unknownIssuer: "issuer-unknown"
      case .wrongKeyUsage: "wrong-key-usage"
      case .keyNotSupported: "key-not-supported"
      }
    case .signatureWrong: "signature-wrong"
    case .service(let failure):
      switch failure {
      case .unreachable: "service-unreachable"
      case .notTrusted: "service-not-trusted"
      case .answerLost: "service-answer-lost"
      case .refused(let refusal): "service-refused-\(refusal.rawValue)"
      case .rubbish: "service-rubbish"
      }
    case .journal: "journal"
    case .intentNotRecorded: "not-asked-journal"
    case .handover(let failure):
      switch failure {
      case .folderMissing: "folder-missing"
      case .full: "folder-full"
      case .cannotWrite: "folder-cannot-write"
      case .unreachable: "receiver-unreachable"
      case .notTrusted: "receiver-not-trusted"
      case .answerLost: "receiver-answer-lost"
      case .notReady: "receiver-not-ready"
      case .refused: "receiver-refused"
      }
    case .staffFile: "staff-file"
    }
  }

  /// The word and, where there is one, the adapter's own reason.
  public var staffWords: String {
    switch self {
    case .card(.rubbish(let reason)), .card(.readerGone(let reason)), .service(.unreachable(let reason)),
      .service(.notTrusted(let reason)), .service(.answerLost(let reason)), .service(.rubbish(let reason)),
      .handover(.folderMissing(let reason)), .handover(.full(let reason)), .handover(.cannotWrite(let reason)),
      .handover(.unreachable(let reason)), .handover(.notTrusted(let reason)), .handover(.answerLost(let reason)),
      .handover(.notReady(let reason)), .handover(.refused(let reason)),
      .staffFile(let reason):
      "\(word): \(reason)"
    case .journal(let failure), .intentNotRecorded(let failure): "\(word): \(failure)"
    case .card, .certificate, .signatureWrong, .service: word
    }
  }
}
