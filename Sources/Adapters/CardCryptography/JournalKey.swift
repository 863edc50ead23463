import COpenSSL
import Journal
import LockedMemory

/// `journal.key`: 32 random bytes, from which two keys come (HKDF-SHA-256), one for the HMAC chain, one to encrypt
/// personal data (AES-256-GCM). So that neither use weakens the other, and the file's own bytes key nothing.
///
/// Any thread may use it: the keys are only read after init, and every call has an OpenSSL context of its own.
public final class JournalKey: Sendable {
  /// RFC 5116: AES-256-GCM takes 96-bit nonces. Random ones are safe for 2^32 records under one key (NIST SP 800-38D,
  /// 8.3), more than a kiosk writes in its life.
  private static let nonceBytes = 12
  private static let tagBytes = 16
  /// First byte of everything sealed, authenticated with the context: a later format is another number.
  private static let format: UInt8 = 1

  static let bytes = 32
  private static let title = "uketsuke journal key 1"
  private static let chainUse = "uketsuke journal 1: HMAC-SHA-256 chain"
  private static let sealUse = "uketsuke journal 1: AES-256-GCM personal data"
  private static let mostFileBytes = 256

  private let chain: LockedBytes
  private let encryption: LockedBytes

  /// Reads a key file as `make` writes it. Refuses one that others can reach.
  public init(contentsOf path: String) throws(CardCryptographyFailure) {
    var chain = try Self.lockedKey()
    var encryption = try Self.lockedKey()
    try PrivateFile.withContents(of: path, limit: Self.mostFileBytes) { contents throws(CardCryptographyFailure) in
      guard let digits = Self.digits(in: contents) else { throw .notAJournalKey(path: path) }
      // The chain's key, the encryption's key, the key they come from.
      let whole = withWipedBuffer(3 * Self.bytes) { buffer in
        let parts = (0..<3).map { part in
          UnsafeMutableRawBufferPointer(rebasing: buffer[(part * Self.bytes)..<((part + 1) * Self.bytes)])
        }
        guard Hexadecimal.read(digits, into: parts[2]) else { return false }
        let master = UnsafeRawBufferPointer(parts[2])
        Hashing.derive(parts[0], from: master, use: Self.chainUse)
        Hashing.derive(parts[1], from: master, use: Self.sealUse)
        return chain.append(UnsafeRawBufferPointer(parts[0])) && encryption.append(UnsafeRawBufferPointer(parts[1]))
      }
      guard whole else { throw .notAJournalKey(path: path) }
    }
    self.chain = chain
    self.encryption = encryption
  }

  private static func lockedKey() throws(CardCryptographyFailure) -> LockedBytes {
    do throws(LockedMemoryFailure) {
      return try LockedBytes(capacity: bytes)
    } catch {
      throw .noLockedMemory
    }
  }

  /// `uketsuke key --out FILE`: a new key with mode 0600. Never overwrites: the old key opens the old journal.
  public static func make(at path: String) throws(CardCryptographyFailure) {
    let head = Array("\(title)\n".utf8)
    try withWipedBuffer(head.count + 2 * bytes + 1) { text throws(CardCryptographyFailure) in
      text.copyBytes(from: head)
      text[text.count - 1] = newline
      let digits = UnsafeMutableRawBufferPointer(rebasing: text[head.count..<(text.count - 1)])
      withWipedBuffer(bytes) { master in
        Randomness.fill(master)
        Hexadecimal.write(UnsafeRawBufferPointer(master), into: digits)
      }
      try PrivateFile.create(path, UnsafeRawBufferPointer(text))
    }
  }

  /// The 64 digits behind the title line; nil when the file is not built so.
  private static func digits(in contents: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    let head = Array("\(title)\n".utf8)
    guard contents.count == head.count + 2 * bytes + 1, contents.prefix(head.count).elementsEqual(head),
      contents[contents.count - 1] == newline
    else { return nil }
    return UnsafeRawBufferPointer(rebasing: contents[head.count..<(contents.count - 1)])
  }

  private static let newline: UInt8 = 0x0A
}

extension JournalKey {
  /// HMAC-SHA-256 under the chain's key: 32 bytes.
  public func hmac(_ bytes: [UInt8]) -> [UInt8] { chain.withBytes { Hashing.hmac(key: $0, bytes) } }

  /// Format byte, random nonce, ciphertext, tag. `context` is authenticated and not contained.
  public func seal(_ plain: [UInt8], context: [UInt8]) -> [UInt8] {
    let nonce = Randomness.bytes(Self.nonceBytes)
    var cipher = [UInt8](repeating: 0, count: plain.count)
    var tag = [UInt8](repeating: 0, count: Self.tagBytes)
    let done = withContext(nonce, encrypts: true, [Self.format] + context) { cipherContext in
      var count: Int32 = 0
      return Self.update(cipherContext, &cipher, plain)
        && EVP_CipherFinal_ex(cipherContext, nil, &count) == 1
        && EVP_CIPHER_CTX_ctrl(cipherContext, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagBytes), &tag) == 1
    }
    // With a key and a nonce of the right length it fails only without memory; going on would lose a record.
    guard done else { preconditionFailure("OpenSSL cannot encrypt") }
    return [Self.format] + nonce + cipher + tag
  }

  /// Nil unless `sealed` was made by `seal` under the same key with the same context, and nothing of it was changed.
  public func open(_ sealed: [UInt8], context: [UInt8]) -> [UInt8]? {
    guard sealed.count >= 1 + Self.nonceBytes + Self.tagBytes, sealed[0] == Self.format else { return nil }
    let nonce = Array(sealed[1...Self.nonceBytes])
    let cipher = Array(sealed[(1 + Self.nonceBytes)..<(sealed.count - Self.tagBytes)])
    var tag = Array(sealed.suffix(Self.tagBytes))
    var plain = [UInt8](repeating: 0, count: cipher.count)
    let done = withContext(nonce, encrypts: false, [Self.format] + context) { cipherContext in
      var count: Int32 = 0
      return Self.update(cipherContext, &plain, cipher)
        && EVP_CIPHER_CTX_ctrl(cipherContext, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagBytes), &tag) == 1
        && EVP_CipherFinal_ex(cipherContext, nil, &count) == 1
    }
    return done ? plain : nil
  }

  /// What the journal is given.
  public var cipher: JournalCipher {
    JournalCipher(
      hmac: { self.hmac($0) }, seal: { self.seal($0, context: $1) }, open: { self.open($0, context: $1) })
  }

  private func withContext(
    _ nonce: [UInt8], encrypts: Bool, _ authenticated: [UInt8], _ body: (OpaquePointer) -> Bool
  ) -> Bool {
    encryption.withBytes { key in
      forgettingErrors {
        guard let context = Owned(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free),
          EVP_CipherInit_ex(
            context.pointer, EVP_aes_256_gcm(), nil, key.bindMemory(to: UInt8.self).baseAddress, nonce,
            encrypts ? 1 : 0) == 1,
          Self.update(context.pointer, nil, authenticated)
        else { return false }
        return body(context.pointer)
      }
    }
  }

  /// With no `output` the bytes are authenticated only.
  private static func update(
    _ context: OpaquePointer, _ output: UnsafeMutablePointer<UInt8>?, _ input: [UInt8]
  ) -> Bool {
    guard let count = Int32(exactly: input.count) else { return false }
    var written: Int32 = 0
    return count == 0 || EVP_CipherUpdate(context, output, &written, input, count) == 1
  }
}
