/// The keyed values that hold the journal together: HMAC-SHA-256 under `journal.key`, given as a closure. Each use
/// stands behind a word of its own, so that a value made for one is never good for another.
public struct HashChain: Sendable {
  /// What the first record names as the value before it.
  public static let genesis = [UInt8](repeating: 0, count: 32)

  private let hmac: @Sendable ([UInt8]) -> [UInt8]

  public init(hmac: @escaping @Sendable ([UInt8]) -> [UInt8]) { self.hmac = hmac }

  /// The chain value of a record with these canonical bytes.
  public func value(ofBody body: [UInt8]) -> [UInt8] { keyed("record", body) }

  public func personalHash(ofSealed sealed: [UInt8]) -> [UInt8] { keyed("personal", sealed) }

  /// Kept in the journal to tell a wrong key from a damaged journal.
  public var keyCheck: [UInt8] { keyed("key", []) }

  func headSeal(_ statement: [UInt8]) -> [UInt8] { keyed("head", statement) }

  private func keyed(_ use: String, _ bytes: [UInt8]) -> [UInt8] {
    var writer = CanonicalWriter()
    writer.text(use)
    return hmac(writer.bytes + bytes)
  }
}

/// Keyed hash and encryption for the journal, as closures: whoever holds the key provides them.
public struct JournalCipher: Sendable {
  /// HMAC-SHA-256: any bytes in, 32 bytes out.
  public var hmac: @Sendable ([UInt8]) -> [UInt8]
  /// Encrypts and authenticates; `context` is authenticated along with it and not contained.
  public var seal: @Sendable (_ plain: [UInt8], _ context: [UInt8]) -> [UInt8]
  /// Nil unless `sealed` was made by `seal` under the same key with the same context.
  public var open: @Sendable (_ sealed: [UInt8], _ context: [UInt8]) -> [UInt8]?

  public init(
    hmac: @escaping @Sendable ([UInt8]) -> [UInt8],
    seal: @escaping @Sendable (_ plain: [UInt8], _ context: [UInt8]) -> [UInt8],
    open: @escaping @Sendable (_ sealed: [UInt8], _ context: [UInt8]) -> [UInt8]?
  ) {
    self.hmac = hmac
    self.seal = seal
    self.open = open
  }

  /// Binds a personal part to the record that it belongs to: moved to another record it does not open.
  public static func context(ofRecord sequence: Int, visit: VisitID?) -> [UInt8] {
    var writer = CanonicalWriter()
    writer.text("uketsuke journal personal part")
    writer.integer(sequence)
    writer.counted(visit?.bytes ?? [])
    return writer.bytes
  }
}

/// Number of records and last chain value, kept in a file of its own outside the database: so that records cut from
/// the database's end are missed (S9).
public struct JournalHead: Equatable, Sendable {
  public var count: Int
  public var chain: [UInt8]

  public init(count: Int, chain: [UInt8]) {
    self.count = count
    self.chain = chain
  }

  public static let empty = JournalHead(count: 0, chain: HashChain.genesis)

  /// The file's bytes, sealed under the journal's key.
  public func sealed(by hashChain: HashChain) -> [UInt8] {
    var writer = CanonicalWriter()
    writer.counted(statement)
    writer.counted(hashChain.headSeal(statement))
    return writer.bytes
  }

  /// Nil unless the bytes were written under the same key.
  public init?(sealed bytes: [UInt8], by hashChain: HashChain) {
    var reader = CanonicalReader(bytes)
    guard let statement = reader.counted(), let seal = reader.counted(), reader.isAtEnd,
      seal == hashChain.headSeal(statement)
    else { return nil }
    var inner = CanonicalReader(statement)
    guard inner.text() == Self.title, let count = inner.integer().flatMap(Int.init(exactly:)),
      let chain = inner.counted(), inner.isAtEnd
    else { return nil }
    self.init(count: count, chain: chain)
  }

  private static let title = "uketsuke journal head 1"

  private var statement: [UInt8] {
    var writer = CanonicalWriter()
    writer.text(Self.title)
    writer.integer(count)
    writer.counted(chain)
    return writer.bytes
  }
}
