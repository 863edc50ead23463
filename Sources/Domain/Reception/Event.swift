import Cards
import Eligibility
import Journal

/// Names one asking of the outside world. An answer that carries another errand than the one waited for is late, and is
/// dropped (R5).
public struct Errand: Hashable, Sendable {
  /// Counts the visits since the kiosk started.
  public var visit: Int
  /// Counts the askings of one visit.
  public var attempt: Int

  public init(visit: Int, attempt: Int) {
    self.visit = visit
    self.attempt = attempt
  }
}

/// Everything that can happen to a reception, in the past tense. Events come one at a time, from one inbox.
public enum Event: Equatable, Sendable {
  /// What the reader can do, where only it knows: before it is ready.
  case readerAbilities(ReaderAbilities)
  case readerReady
  /// The text is for staff.
  case readerLost(String)
  /// `VisitID` is fresh: made by Runtime for the visit that this card may begin.
  case cardInserted(VisitID)
  case cardRemoved
  /// A choice of the scene on screen, by its digit, Enter on a focused one, or touch.
  case chosen(Choice)
  case pressed(Key)
  /// So many characters of a PIN or password now lie in locked memory; the characters themselves never come here.
  case secretTyped(count: Int)
  /// While faces are compared: what the reader asks of the person; nil while they stand right.
  case faceHint(FaceHint?)
  /// So many digits of the PIN have been typed on the reader's own pad.
  case pinTypedOnReader(count: Int)
  case pinCancelledOnReader
  case answered(Errand, Answer)
  /// A record could not be written that no errand waits for.
  case journalLost(JournalFailure)
  /// The journal can be written again.
  case journalFound
  /// Staff have closed the kiosk for patients, or opened it again: the present visit goes on to its end.
  case closed
  case opened
  /// The moment that `Reception.deadline` named has come (or passed).
  case deadlinePassed
}

/// A key with a fixed meaning. Digits come as `Choice` where a scene offers choices, and as `.digit` where a number is
/// being typed.
public enum Key: Equatable, Hashable, Sendable {
  case digit(Int)
  case enter
  case erase
  case back
  /// Larger letters, or the usual ones again.
  case larger
  /// Say the screen again, or be quiet: the desk's own matter. Here it shows that somebody is there.
  case voice
  case language
  case staff
  /// Any other key: it answers nothing, but shows that somebody is there.
  case other
}

/// What an errand brought.
public enum Answer: Equatable, Sendable {
  case certificate(CardIdentity)
  case triesLeft(Int)
  case nonce(Nonce)
  /// Runtime has checked it against the certificate.
  case signature([UInt8])
  case chip(ChipAnswer)
  case staffAccepted
  case staffRefused
  /// The record is on disk.
  case recorded
  case session(SessionAnswer)
  case message(EligibilityReply)
  case handedOver
  case failed(Failure)
}

/// The card of this visit, after the kiosk's own checks.
public struct CardIdentity: Equatable, Sendable {
  /// DER.
  public var certificate: [UInt8]
  /// SHA-256 of it.
  public var fingerprint: [UInt8]
  public var standing: CertificateStanding

  public init(certificate: [UInt8], fingerprint: [UInt8], standing: CertificateStanding) {
    self.certificate = certificate
    self.fingerprint = fingerprint
    self.standing = standing
  }
}

/// Why an errand failed, by the layer that says so.
public enum Failure: Error, Equatable, Sendable {
  case card(CardFailure)
  case certificate(CertificateFailure)
  /// The card's signature does not verify with its own certificate.
  case signatureWrong
  case service(ServiceFailure)
  case journal(JournalFailure)
  /// The intent could not be written, so nothing was asked of anybody.
  case intentNotRecorded(JournalFailure)
  case handover(HandoverFailure)
  /// The staff file cannot be read; the text is for staff.
  case staffFile(String)
}

/// Why the reception system has not got the hand-over (yet). The texts are for staff.
public enum HandoverFailure: Error, Equatable, Sendable {
  case folderMissing(String)
  case full(String)
  case cannotWrite(String)
  /// No connection was made: nothing was sent.
  case unreachable(String)
  /// TLS failed, either side's certificate: nothing was sent.
  case notTrusted(String)
  /// Sent, and no whole answer came: the receiver may have it. It is sent again under the same id.
  case answerLost(String)
  /// The receiver says that it cannot take anything now.
  case notReady(String)
  /// The receiver says no to this very hand-over.
  case refused(String)
}
