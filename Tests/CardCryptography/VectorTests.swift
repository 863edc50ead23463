import Testing

@testable import CardCryptography

/// The published examples of what we build on.
@Suite struct VectorTests {
  @Test func sha256() {
    // FIPS 180-4, "abc"
    #expect(
      Hashing.sha256(Array("abc".utf8))
        == bytes("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
    #expect(
      Hashing.sha256([]) == bytes("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
  }

  @Test(arguments: [
    // RFC 4231, 4.2, 4.3, 4.4, 4.7
    (
      [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func hmac(key: [UInt8], message: [UInt8], value: String) {
    #expect(key.withUnsafeBytes { Hashing.hmac(key: $0, message) } == bytes(value))
  }

  /// RFC 5869, A.3: neither salt nor info.
  @Test func hkdf() {
    var out = [UInt8](repeating: 0, count: 42)
    let key = [UInt8](repeating: 0x0b, count: 22)
    key.withUnsafeBytes { key in out.withUnsafeMutableBytes { Hashing.derive($0, from: key, use: "") } }
    #expect(
      out
        == bytes(
          "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"))
  }

  @Test(arguments: [
    // RFC 7914, 12
    (
      "", "", Scrypt.Cost(n: 16, r: 1, p: 1),
      """
      77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442
      fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906
      """
    ),
    (
      "password", "NaCl", Scrypt.Cost(n: 1_024, r: 8, p: 16),
      """
      fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162
      2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640
      """
    ),
    (
      "pleaseletmein", "SodiumChloride", Scrypt.Cost(n: 16_384, r: 8, p: 1),
      """
      7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2
      d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887
      """
    ),
  ])
  func scrypt(password: String, salt: String, cost: Scrypt.Cost, value: String) {
    let hash = lending(password) { Scrypt.hash($0, salt: Array(salt.utf8), cost: cost, bytes: 64) }
    #expect(hash == bytes(value))
  }

  @Test func randomBytesDiffer() {
    #expect(Randomness.bytes(0) == [])
    #expect(Randomness.bytes(32).count == 32)
    #expect(Randomness.bytes(32) != Randomness.bytes(32))
  }
}
