import Foundation
import Glibc
import Testing

@testable import CardCryptography

@Suite struct JournalKeyTests {
  private let workshop: Workshop
  private let path: String

  init() throws {
    workshop = try Workshop()
    path = workshop.path("journal.key")
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func aNewKeyIsPrivateWhateverTheUmask() throws {
    try JournalKey.make(at: path)
    #expect(try mode(path) == 0o600)
    let lines = try workshop.text("journal.key").split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first == "uketsuke journal key 1")
    #expect(lines.last?.count == 64)
    try JournalKey.make(at: workshop.path("other.key"))
    #expect(try workshop.text("other.key") != workshop.text("journal.key"))
  }

  @Test func nothingIsOverwritten() throws {
    try workshop.write("journal.key", "something")
    #expect(throws: CardCryptographyFailure.alreadyThere(path: path)) { try JournalKey.make(at: path) }
    #expect(try workshop.text("journal.key") == "something")
    // A link that leads nowhere is there, too.
    symlink(workshop.path("elsewhere"), workshop.path("link.key"))
    #expect(throws: CardCryptographyFailure.alreadyThere(path: workshop.path("link.key"))) {
      try JournalKey.make(at: workshop.path("link.key"))
    }
    #expect(!FileManager.default.fileExists(atPath: workshop.path("elsewhere")))
  }

  @Test func aFolderThatIsNotThereIsAnInputOutputFailure() throws {
    let error = #expect(throws: CardCryptographyFailure.self) {
      try JournalKey.make(at: workshop.path("nowhere/journal.key"))
    }
    #expect(error?.isInputOutput == true)
    #expect(error?.sentence.hasSuffix("cannot be written: No such file or directory") == true)
  }

  @Test(arguments: [0o640, 0o604, 0o644, 0o660, 0o601, 0o620])
  func aKeyThatOthersReachIsRefused(mode: Int) throws {
    try JournalKey.make(at: path)
    chmod(path, mode_t(mode))
    let error = #expect(throws: CardCryptographyFailure.openToOthers(path: path, mode: UInt32(mode))) {
      _ = try JournalKey(contentsOf: path)
    }
    #expect(error?.sentence.contains("mode 0\(String(mode, radix: 8)),") == true)
    #expect(error?.sentence.hasSuffix("run: chmod 600 \(path)") == true)
    #expect(error?.isInputOutput == false)
  }

  @Test func linksFoldersAndForeignFilesAreRefused() throws {
    try JournalKey.make(at: path)
    let link = workshop.path("link.key")
    symlink(path, link)
    #expect(throws: CardCryptographyFailure.symbolicLink(path: link)) { _ = try JournalKey(contentsOf: link) }
    #expect(throws: CardCryptographyFailure.notAFile(path: workshop.folder)) {
      _ = try JournalKey(contentsOf: workshop.folder)
    }
    // As root a file can be given away; as anybody else root's own files are at hand.
    let foreign = geteuid() == 0 ? path : "/etc/passwd"
    let owner: UInt32 = geteuid() == 0 ? 65_534 : 0
    if geteuid() == 0 { chown(path, 65_534, 65_534) }
    #expect(throws: CardCryptographyFailure.ownedByAnother(path: foreign, owner: owner)) {
      _ = try JournalKey(contentsOf: foreign)
    }
  }

  @Test func aMissingFileIsAnInputOutputFailure() {
    let error = #expect(throws: CardCryptographyFailure.self) { _ = try JournalKey(contentsOf: path) }
    #expect(error == .unreadable(path: path, reason: "No such file or directory"))
    #expect(error?.isInputOutput == true)
  }

  @Test func whatIsNoKeyIsRefused() throws {
    try JournalKey.make(at: path)
    let good = try workshop.text("journal.key")
    for bad in [
      "", "rubbish", String(good.dropLast()), good + "\n", good + good, "\n" + good, good.uppercased(),
      good.replacingOccurrences(of: "key 1", with: "key 2"), String(good.dropLast(2)) + "g\n",
      String(repeating: "0", count: 256),
    ] {
      try workshop.write("bad.key", bad)
      #expect(throws: CardCryptographyFailure.notAJournalKey(path: workshop.path("bad.key"))) {
        _ = try JournalKey(contentsOf: workshop.path("bad.key"))
      }
    }
    try workshop.write("bad.key", String(repeating: "0", count: 257))
    #expect(throws: CardCryptographyFailure.tooLarge(path: workshop.path("bad.key"), limit: 256)) {
      _ = try JournalKey(contentsOf: workshop.path("bad.key"))
    }
  }

  @Test func theSameFileGivesTheSameKeys() throws {
    try workshop.write("journal.key", "uketsuke journal key 1\n" + String(repeating: "0b", count: 32) + "\n")
    let key = try JournalKey(contentsOf: path)
    // Computed with openssl kdf and openssl mac, so that a change of the derivation cannot pass unseen.
    let chain = try workshop.openssl(
      "kdf", "-keylen", "32", "-kdfopt", "digest:SHA256", "-kdfopt",
      "hexkey:" + String(repeating: "0b", count: 32), "-kdfopt", "info:uketsuke journal 1: HMAC-SHA-256 chain", "HKDF"
    ).filter { $0.isHexDigit }
    try workshop.write("message", "message")
    let mac = try workshop.openssl(
      "mac", "-digest", "SHA256", "-macopt", "hexkey:\(chain)", "-in", "message", "HMAC")
    #expect(key.hmac(Array("message".utf8)) == bytes(mac.lowercased()))
  }

  @Test func sealedOpensOnlyAsItWasSealed() throws {
    try JournalKey.make(at: path)
    let key = try JournalKey(contentsOf: path)
    let plain = Array("見本 一郎".utf8)
    let context = Array("record 7".utf8)
    let sealed = key.seal(plain, context: context)
    #expect(sealed.count == 1 + 12 + plain.count + 16)
    #expect(key.open(sealed, context: context) == plain)
    #expect(key.seal(plain, context: context) != sealed)
    #expect(key.open(key.seal([], context: []), context: []) == [])

    #expect(key.open(sealed, context: Array("record 8".utf8)) == nil)
    #expect(key.open(sealed, context: []) == nil)
    for index in sealed.indices {
      for bit in [UInt8(1), 0x80] {
        var changed = sealed
        changed[index] ^= bit
        #expect(key.open(changed, context: context) == nil)
      }
      #expect(key.open(Array(sealed.prefix(index)), context: context) == nil)
    }
    #expect(key.open(sealed + [0], context: context) == nil)

    try JournalKey.make(at: workshop.path("other.key"))
    let other = try JournalKey(contentsOf: workshop.path("other.key"))
    #expect(other.open(sealed, context: context) == nil)
    #expect(other.hmac(plain) != key.hmac(plain))
    #expect(try JournalKey(contentsOf: path).cipher.open(sealed, context) == plain)
  }
}
