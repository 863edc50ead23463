import CivilTime

/// Who makes the demo cards' certificates and keeps their keys, as closures: the cryptography is an adapter's.
public struct CardIssuer: Sendable {
  /// DER of the issuer's own certificate.
  public var authorityCertificate: [UInt8]
  /// A user-authentication certificate (DER) for a key of the sample cards; `nil` when there is no such key.
  public var issue:
    @Sendable (_ keyFile: String, _ commonName: String, _ serial: UInt64, _ from: Timestamp, _ until: Timestamp) ->
      [UInt8]?
  /// What the key of that name makes of a DigestInfo; `nil` when there is no such key.
  public var signer: @Sendable (_ keyFile: String) -> (@Sendable (_ digestInfo: [UInt8]) -> [UInt8]?)?
  /// `nil`: the cards' card-face applications hold nothing.
  public var face: CardFaceIssuer?

  public init(
    authorityCertificate: [UInt8],
    issue:
      @escaping @Sendable (
        _ keyFile: String, _ commonName: String, _ serial: UInt64, _ from: Timestamp, _ until: Timestamp
      ) -> [UInt8]?,
    signer: @escaping @Sendable (_ keyFile: String) -> (@Sendable (_ digestInfo: [UInt8]) -> [UInt8]?)?,
    face: CardFaceIssuer? = nil
  ) {
    self.authorityCertificate = authorityCertificate
    self.issue = issue
    self.signer = signer
    self.face = face
  }
}
