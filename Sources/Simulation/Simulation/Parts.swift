import CivilTime
import Eligibility
import EligibilityService
import Journal
import Runtime

/// What a simulation may have for real or as a value. People, clock, reader and faults are always the simulator's own.
/// Parts must answer at once and the same way each time, or a seed no longer replays its run.
public struct Parts {
  public var cryptography: Cryptography
  /// A journal of its own for each episode; nil: only the simulated disk keeps the records.
  public var journal: (_ episode: Int) -> JournalPart?
  /// Brings a request to the service and its answer back. A real codec encodes and decodes both ways.
  public var exchange:
    (_ request: ServiceRequest, _ service: (ServiceRequest) -> Result<ServiceAnswer, ServiceRefusal>) ->
      Result<ServiceAnswer, ServiceFailure>
  /// The same with a message of the interface, whichever way it travels.
  public var interface:
    (_ request: InterfaceRequest, _ service: (InterfaceRequest) -> Result<InterfaceReply, ServiceRefusal>) ->
      Result<InterfaceReply, ServiceFailure>
  /// The bytes of a hand-over file.
  public var file: (_ reply: EligibilityReply, _ facts: VisitFacts) -> [UInt8]
  /// The bytes of a hand-over's message.
  public var message: (_ reply: EligibilityReply, _ facts: VisitFacts) -> [UInt8]

  public init(
    cryptography: Cryptography, journal: @escaping (Int) -> JournalPart?,
    exchange:
      @escaping (ServiceRequest, (ServiceRequest) -> Result<ServiceAnswer, ServiceRefusal>) -> Result<
        ServiceAnswer, ServiceFailure
      >,
    interface:
      @escaping (InterfaceRequest, (InterfaceRequest) -> Result<InterfaceReply, ServiceRefusal>) -> Result<
        InterfaceReply, ServiceFailure
      >,
    file: @escaping (EligibilityReply, VisitFacts) -> [UInt8],
    message: @escaping (EligibilityReply, VisitFacts) -> [UInt8]
  ) {
    self.cryptography = cryptography
    self.journal = journal
    self.exchange = exchange
    self.interface = interface
    self.file = file
    self.message = message
  }

  /// Everything as a value: for speed.
  public static var values: Parts {
    Parts(
      cryptography: .values, journal: { _ in nil },
      exchange: { request, service in service(request).mapError(ServiceFailure.refused) },
      interface: { request, service in service(request).mapError(ServiceFailure.refused) },
      file: { reply, _ in Array((reply.patientName ?? "").utf8) },
      message: { reply, _ in Array((reply.patientName ?? "").utf8) })
  }
}

/// Cards' keys and certificates, and both sides' checks of them. A holder is a number from 0 to `Town.size` - 1, with a
/// key of its own, the same in every episode. The service knows all but the last two: the last but one is a stranger,
/// the last has a card of another kind, whose key is never used.
public struct Cryptography {
  /// DER of the holder's certificate with these dates.
  public var certificate: (_ holder: Int, _ notBefore: Timestamp, _ notAfter: Timestamp) -> [UInt8]
  /// SHA-256 of the holder's SubjectPublicKeyInfo: 32 bytes.
  public var publicKeyHash: (_ holder: Int) -> [UInt8]
  /// The holder's card at work: 256 bytes over a DigestInfo, nil when it cannot.
  public var signer: (_ holder: Int) -> @Sendable (_ digestInfo: [UInt8]) -> [UInt8]?
  /// The modulus of the chip's own key, whose private half is the signer's; nil: its card face cannot be read.
  public var chipModulus: (_ holder: Int) -> [UInt8]?
  /// - Parameter random: seeded; to be used for all that the port's `random` gives.
  public var kiosk: (_ random: @escaping (Int) -> [UInt8]) -> CryptographyPort
  public var service: (_ random: @escaping (Int) -> [UInt8]) -> ServicePorts

  public init(
    certificate: @escaping (Int, Timestamp, Timestamp) -> [UInt8], publicKeyHash: @escaping (Int) -> [UInt8],
    signer: @escaping (Int) -> @Sendable ([UInt8]) -> [UInt8]?, chipModulus: @escaping (Int) -> [UInt8]?,
    kiosk: @escaping (@escaping (Int) -> [UInt8]) -> CryptographyPort,
    service: @escaping (@escaping (Int) -> [UInt8]) -> ServicePorts
  ) {
    self.certificate = certificate
    self.publicKeyHash = publicKeyHash
    self.signer = signer
    self.chipModulus = chipModulus
    self.kiosk = kiosk
    self.service = service
  }

  public static var values: Cryptography {
    Cryptography(
      certificate: { ValueCryptography.certificate(holder: $0, from: $1, until: $2) },
      publicKeyHash: { ValueCryptography.publicKeyHash(holder: $0) },
      signer: { holder in { ValueCryptography.signature(holder: holder, digestInfo: $0) } },
      chipModulus: { ValueCryptography.chipModulus(holder: $0) },
      kiosk: { ValueCryptography.port(random: $0) }, service: { ValueCryptography.servicePorts(random: $0) })
  }
}

/// A journal beside the simulated disk; after each start the two must know the same.
public struct JournalPart {
  /// Opens it, also again after a kill, and says what it knows. The part keeps the clock of the last append.
  public var open: (_ now: Timestamp) -> Result<JournalState, JournalFailure>
  /// Returns when the entries are on disk.
  public var append: (_ entries: [JournalEntry], _ now: Timestamp) -> Result<Int, JournalFailure>
  /// Closes it for good and verifies its chain: what was found, nil when it holds.
  public var verify: () -> String?

  public init(
    open: @escaping (Timestamp) -> Result<JournalState, JournalFailure>,
    append: @escaping ([JournalEntry], Timestamp) -> Result<Int, JournalFailure>, verify: @escaping () -> String?
  ) {
    self.open = open
    self.append = append
    self.verify = verify
  }
}
