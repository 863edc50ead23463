import COpenSSL

/// The password hash of RFC 7914.
enum Scrypt {
  /// What one guess costs: 128 × `n` × `r` bytes of memory and the time to fill them `p` times.
  struct Cost: Equatable, Sendable {
    var n: UInt64
    var r: UInt64
    var p: UInt64

    /// 32 MiB and about 80 ms: little for one staff member, much for a thief with a list.
    static let standard = Cost(n: 1 << 15, r: 8, p: 1)

    /// What a staff file may ask for, so that a slip there costs neither the safety nor the kiosk's memory.
    var isAllowed: Bool {
      n.nonzeroBitCount == 1 && (1 << 14...1 << 17).contains(n) && r == 8 && (1...4).contains(p)
    }
  }

  /// Working memory OpenSSL may take: what the largest allowed cost needs, and some.
  private static let mostMemory: UInt64 = 160 << 20

  /// `nil` when the cost is not one, or memory is short.
  static func hash(_ password: UnsafeRawBufferPointer, salt: [UInt8], cost: Cost, bytes: Int) -> [UInt8]? {
    var hash = [UInt8](repeating: 0, count: bytes)
    let done = forgettingErrors {
      EVP_PBE_scrypt(
        password.bindMemory(to: CChar.self).baseAddress, password.count, salt, salt.count, cost.n, cost.r, cost.p,
        mostMemory, &hash, hash.count)
    }
    return done == 1 ? hash : nil
  }
}
