import Cards
import CivilTime
import Eligibility
import Journal
import Reception

/// Names one asking of a port. The answer comes back through `Kiosk.receive` under the same number, from whatever
/// thread the adapter works on.
public struct Ticket: Hashable, Sendable {
  public var number: UInt64

  public init(number: UInt64) { self.number = number }
}

/// What a port answers.
public enum Completion: Sendable {
  case journal(Result<Int, JournalFailure>)
  case card(Result<CardResult, CardFailure>)
  case service(Result<ServiceAnswer, ServiceFailure>)
  case staged(Result<Void, HandoverFailure>)
  case released(Result<Void, HandoverFailure>)
  /// Whether the file lies staged.
  case looked(Result<Bool, HandoverFailure>)
  case discarded(Result<Void, HandoverFailure>)
  case staff(Result<Bool, StaffFailure>)
}

/// The staff file cannot be used; the text is for staff.
public struct StaffFailure: Error, Equatable, Sendable {
  public var reason: String

  public init(reason: String) { self.reason = reason }
}

/// The outside world as the kiosk needs it. Askings that take a ticket return at once and answer exactly once. All
/// closures are called on the kiosk's own thread.
public struct Ports {
  public var clock: ClockPort
  public var journal: JournalPort
  public var reader: ReaderPort
  public var service: ServicePort
  public var handover: HandoverPort
  public var staff: StaffPort
  public var cryptography: CryptographyPort
  public var desk: DeskPort

  public init(
    clock: ClockPort, journal: JournalPort, reader: ReaderPort, service: ServicePort, handover: HandoverPort,
    staff: StaffPort, cryptography: CryptographyPort, desk: DeskPort
  ) {
    self.clock = clock
    self.journal = journal
    self.reader = reader
    self.service = service
    self.handover = handover
    self.staff = staff
    self.cryptography = cryptography
    self.desk = desk
  }
}

public struct ClockPort {
  /// For time-outs.
  public var monotonic: () -> Instant
  /// For records, the date rules and file names.
  public var wall: () -> Timestamp

  public init(monotonic: @escaping () -> Instant, wall: @escaping () -> Timestamp) {
    self.monotonic = monotonic
    self.wall = wall
  }
}

public struct JournalPort {
  /// Answers `.journal` when the entries are on disk, in the order of the calls.
  public var append: ([JournalEntry], Ticket) -> Void

  public init(append: @escaping ([JournalEntry], Ticket) -> Void) { self.append = append }
}

public struct ReaderPort {
  /// Answers `.card`. One job at a time.
  public var begin: (CardJob, Ticket) -> Void
  /// Ends the transaction; a reader that holds the card gives it back.
  public var release: () -> Void
  /// Gives up the job under way; its answer still comes.
  public var cancel: () -> Void

  public init(
    begin: @escaping (CardJob, Ticket) -> Void, release: @escaping () -> Void, cancel: @escaping () -> Void
  ) {
    self.begin = begin
    self.release = release
    self.cancel = cancel
  }
}

public struct ServicePort {
  /// Answers `.service`.
  public var send: (ServiceRequest, Ticket) -> Void

  public init(send: @escaping (ServiceRequest, Ticket) -> Void) { self.send = send }
}

/// A file into a folder, or a message to a receiver: either way what is repeated under the same name changes nothing.
public struct HandoverPort {
  /// What is handed over of a visit: its name and bytes in the site's form.
  public var prepare: (EligibilityReply, VisitFacts) -> HandoverPayload
  /// Put the file beside its place, on disk for good. Staging again overwrites. A message has nothing to be staged: it
  /// is sent once `handoverStaged` stands in the journal as the intent. Answers `.staged`.
  public var stage: (HandoverPayload, Ticket) -> Void
  /// Give a staged file its final name (one that is no longer staged was delivered before), or send the message and have
  /// the receiver's word that it has it. Answers `.released`.
  public var release: (HandoverPayload, Ticket) -> Void
  /// Nil where nobody can look for what an earlier try left: then the journal's word stands.
  public var staged: StagedFilesPort?

  public init(
    prepare: @escaping (EligibilityReply, VisitFacts) -> HandoverPayload,
    stage: @escaping (HandoverPayload, Ticket) -> Void, release: @escaping (HandoverPayload, Ticket) -> Void,
    staged: StagedFilesPort? = nil
  ) {
    self.prepare = prepare
    self.stage = stage
    self.release = release
    self.staged = staged
  }
}

/// The staged files that earlier tries left, by the hand-over's final name.
public struct StagedFilesPort {
  /// Whether it lies there. Answers `.looked`.
  public var look: (String, Ticket) -> Void
  /// Take it away; one that is not there is as good as taken. Answers `.discarded`.
  public var discard: (String, Ticket) -> Void

  public init(look: @escaping (String, Ticket) -> Void, discard: @escaping (String, Ticket) -> Void) {
    self.look = look
    self.discard = discard
  }
}

public struct StaffPort {
  /// Compares the password in locked memory, which is wiped by it. Answers `.staff`.
  public var check: (StaffNumber, Ticket) -> Void

  public init(check: @escaping (StaffNumber, Ticket) -> Void) { self.check = check }
}

/// Quick, synchronous cryptography: under a millisecond each.
public struct CryptographyPort {
  /// Chain and key usage of a certificate (DER), without time.
  public var check: ([UInt8]) -> Result<CertificateFindings, CertificateFailure>
  /// The hash that the algorithm signs.
  public var digest: (_ message: [UInt8], SignatureAlgorithm) -> [UInt8]
  /// Whether `signature` over `message` verifies with the certificate's key.
  public var verify: (_ signature: [UInt8], _ message: [UInt8], _ certificate: [UInt8]) -> Bool
  /// Whether the chip's own key made `signature` over `digest` (SHA-256).
  public var verifyChip: (_ signature: [UInt8], _ digest: [UInt8], CardFaceKey) -> Bool
  /// So many random bytes, for visit ids.
  public var random: (Int) -> [UInt8]

  public init(
    check: @escaping ([UInt8]) -> Result<CertificateFindings, CertificateFailure>,
    digest: @escaping (_ message: [UInt8], SignatureAlgorithm) -> [UInt8],
    verify: @escaping (_ signature: [UInt8], _ message: [UInt8], _ certificate: [UInt8]) -> Bool,
    verifyChip: @escaping (_ signature: [UInt8], _ digest: [UInt8], CardFaceKey) -> Bool,
    random: @escaping (Int) -> [UInt8]
  ) {
    self.check = check
    self.digest = digest
    self.verify = verify
    self.verifyChip = verifyChip
    self.random = random
  }
}

/// What people at the kiosk see and hear.
public struct DeskPort {
  public var show: (Scene) -> Void
  public var wipeSecret: () -> Void
  public var sound: (Tone) -> Void
  public var callStaff: (Bool) -> Void
  /// A reason for staff: codes and plain words, nothing personal.
  public var report: (String) -> Void

  public init(
    show: @escaping (Scene) -> Void, wipeSecret: @escaping () -> Void, sound: @escaping (Tone) -> Void,
    callStaff: @escaping (Bool) -> Void, report: @escaping (String) -> Void
  ) {
    self.show = show
    self.wipeSecret = wipeSecret
    self.sound = sound
    self.callStaff = callStaff
    self.report = report
  }
}
