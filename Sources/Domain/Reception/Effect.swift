import Cards
import Eligibility
import Journal

/// What the reception wants of the world. Effects are performed in the order given. Those that the world can see are
/// written to the journal by Runtime first (intent) and after (outcome).
public enum Effect: Equatable, Sendable {
  /// Write `visitBegan`.
  case beginVisit(VisitID)
  /// Recognise the card, read its certificate, check chain, key usage and dates; write `certificateRead`.
  /// Answers `.certificate`.
  case readCertificate(Errand)
  /// The same of a phone.
  case readPhoneCertificate(Errand)
  /// Answers `.triesLeft`.
  case readTriesLeft(Errand)
  /// Answers `.nonce`.
  case fetchNonce(Errand)
  /// One VERIFY with the PIN in locked memory, which is wiped by it, and the card's signature over the nonce.
  /// Journaled. Answers `.signature`.
  case verifyPIN(Errand, Nonce)
  /// Journaled. Answers `.signature`.
  case compareFace(Errand, Nonce)
  /// The reader's proof for a visual check. Journaled as part of the attestation. Answers `.signature`.
  case signVisualCheck(Errand, Nonce)
  /// The signature of a phone whose holder has proven himself to it. Journaled. Answers `.signature`.
  case signByPhone(Errand, Nonce)
  /// Answers `.chip`.
  case readCheckNumberTries(Errand)
  /// One VERIFY with check number B in locked memory, which is wiped by it, the card-face record, and the chip's proof
  /// over a fresh challenge. Journaled with the staff member's number. Answers `.chip`.
  case readCardFace(Errand, StaffNumber)
  /// Compare the password in locked memory (wiped by it) with the staff file. Journaled. Answers `.staffAccepted` or
  /// `.staffRefused`.
  case checkStaff(Errand, StaffNumber)
  /// Write what the staff member said. Answers `.recorded`.
  case recordAttestation(Errand, StaffNumber, isPerson: Bool, ComparedWith)
  /// Write which of how many eligibilities the staff member chose. Answers `.recorded`.
  case recordChoice(Errand, StaffNumber, number: Int, of: Int)
  /// Journaled. Answers `.session`.
  case openSession(Errand, SessionRequest)
  /// Journaled. Answers `.session`.
  case register(Errand, SessionID)
  /// Write one answer, at the key press. `question` is the question's name in its profile.
  case recordConsent(question: String, kinds: [ConsentKind], basis: ConsentBasis)
  /// Journaled. Answers `.message`.
  case sendConsents(Errand, SessionID, ConsentAnswers)
  /// Prepare, stage, release, each journaled. Answers `.handedOver`.
  case handOver(Errand, EligibilityReply)
  /// Write `visitEnded`.
  case endVisit(VisitOutcome)
  /// Overwrite whatever secret has been typed.
  case wipeSecret
  /// Let go of the card: end its transaction, eject where the reader can.
  case releaseCard
  /// Stop whatever the reader is doing for this visit (a face comparison, a job on a card that is gone).
  case cancelCardWork
  case sound(Tone)
  /// Whether staff are being called: the kiosk's lamp or the site's pager.
  case callStaff(Bool)
}

/// On what an entry in the consent journal rests.
public enum ConsentBasis: String, Equatable, Sendable {
  case agreed
  case declined
  /// Provided by law without asking (the high-cost limit since October 2024).
  case byLaw
}

public enum Tone: String, CaseIterable, Sendable {
  case key
  case error
  case done
  case cardLeft
  case staffCall
}

/// How a visit ended, for the journal, the figures and the simulator.
public enum VisitOutcome: Equatable, Hashable, Sendable {
  case completed
  /// Verified and consents sent, but the hand-over waits for delivery.
  case handoverWaiting
  /// The patient ended it by key.
  case cancelled
  case timedOut
  case cardRemoved
  case failed(Trouble)

  /// A short ASCII word for the journal.
  public var word: String {
    switch self {
    case .completed: "completed"
    case .handoverWaiting: "handover-waiting"
    case .cancelled: "cancelled"
    case .timedOut: "timed-out"
    case .cardRemoved: "card-removed"
    case .failed(let trouble): "failed-\(trouble.rawValue)"
    }
  }
}
