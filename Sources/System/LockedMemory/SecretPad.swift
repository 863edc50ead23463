import Synchronization

/// Where a PIN or password is typed: the terminal writes one character after another, whoever needs the secret borrows
/// the bytes once. It may be used from any thread; nothing of it waits for a body that has borrowed the bytes.
public final class SecretPad: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Longer than any staff password.
  public static let defaultCapacity = 64
  /// A command's header before a PIN (ISO 7816-3: CLA INS P1 P2 and an extended Lc).
  public static let mostHeader = 7

  private let typed: Mutex<LockedBytes>
  /// What a body works on, so that typing and wiping never wait for a slow card.
  private let lent: Mutex<LockedBytes>

  /// - Parameter capacity: the most bytes of a secret.
  public init(capacity: Int = SecretPad.defaultCapacity) throws(LockedMemoryFailure) {
    typed = Mutex(try LockedBytes(capacity: capacity))
    lent = Mutex(try LockedBytes(capacity: capacity + Self.mostHeader))
  }

  /// How many bytes have been typed.
  public var count: Int { typed.withLock { $0.count } }

  /// Takes one byte more unless `most` are there already.
  ///
  /// - Returns: the new count.
  public func type(_ byte: UInt8, most: Int) -> Int {
    typed.withLock { bytes in
      if bytes.count < most { bytes.append(byte) }
      return bytes.count
    }
  }

  /// Takes the last byte back.
  ///
  /// - Returns: the new count.
  public func erase() -> Int {
    typed.withLock { bytes in
      bytes.removeLast()
      return bytes.count
    }
  }

  /// Empties the pad, then lends what was in it for the length of `body`; it is wiped afterwards, also when `body`
  /// throws. Whoever takes next gets nothing.
  public func takeOnce<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try takeOnce(behind: [], body)
  }

  /// The same with a command's header before the secret, so that the whole command lies in locked memory.
  ///
  /// - Parameter header: `mostHeader` bytes at most; more than that is not put before anything: `body` gets nothing.
  public func takeOnce<R>(behind header: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    var result: R?
    try lent.withLock { lent in
      defer { lent.wipe() }
      typed.withLock { typed in
        if header.count <= Self.mostHeader {
          header.withUnsafeBytes { _ = lent.append($0) }
          typed.withBytes { _ = lent.append($0) }
        }
        typed.wipe()
      }
      result = try lent.withBytes { bytes in try body(bytes) }
    }
    guard let result else { preconditionFailure("the lock runs its body before it returns") }
    return result
  }

  /// Overwrites what has been typed.
  public func wipe() { typed.withLock { $0.wipe() } }

  public var description: String { "SecretPad(redacted)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
