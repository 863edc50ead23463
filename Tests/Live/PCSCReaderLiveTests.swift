import Cards
import Foundation
import LockedMemory
import PCSCReader
import Testing

/// The PC/SC adapter against the real pcscd and the virtual card.
@Suite("PC/SC reader", .serialized)
struct PCSCReaderLiveTests {
  private let digest = (0..<32).map { UInt8($0) }

  @Test("Certificate, tries left, a wrong PIN, the right one: and openssl verifies the signature")
  func wholeVisit() throws {
    let table = try CardTable()
    defer { table.close() }
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    #expect(reader.next() == .ready)
    try table.lay("adult")
    #expect(reader.next() == .cardInserted)
    #expect(reader.run(.readCertificate) == .success(.certificate(try table.certificate("card-adult.pem"))))
    #expect(reader.run(.readTriesLeft) == .success(.triesLeft(3)))
    reader.type("9999")
    #expect(reader.run(.verifyAndSign(digest: digest)) == .failure(.wrongPIN(triesLeft: 2)))
    #expect(reader.pad.count == 0)
    reader.type("1234")
    let signed = reader.run(.verifyAndSign(digest: digest))
    guard case .success(.signature(let signature)) = signed else {
      Issue.record("\(signed)")
      return
    }
    try Data(signature).write(to: URL(fileURLWithPath: "\(table.folder)/signature"))
    try Data(digest).write(to: URL(fileURLWithPath: "\(table.folder)/digest"))
    try table.openssl("x509", "-in", "card-adult.pem", "-pubkey", "-noout", "-out", "key.pem")
    let words = try table.openssl(
      "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-sigfile", "signature", "-in", "digest", "-pkeyopt",
      "digest:sha256")
    #expect(words.contains("Signature Verified Successfully"))
    #expect(reader.run(.readTriesLeft) == .success(.triesLeft(3)))
    #expect(reader.run(.matchFace(digest: digest)) == .failure(.notSupported))
    reader.reader.release()
    // After the release the card is nobody's.
    reader.type("1234")
    #expect(reader.run(.verifyAndSign(digest: digest)) == .failure(.removed))
    #expect(reader.pad.count == 0)
  }

  @Test("No VERIFY without a whole PIN, and none to a locked card")
  func noVerify() throws {
    let table = try CardTable()
    defer { table.close() }
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    let card = try table.lay("locked")
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate).isSuccess)
    #expect(reader.run(.readTriesLeft) == .success(.triesLeft(0)))
    reader.type("5678")
    #expect(reader.run(.verifyAndSign(digest: digest)) == .failure(.pinLocked))
    #expect(reader.pad.count == 0)
    reader.reader.release()
    card.stop()
    try reader.wait(for: .cardRemoved)

    try table.lay("adult")
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate).isSuccess)
    reader.type("12")
    #expect(reader.run(.verifyAndSign(digest: digest)) == .failure(.reset))
    #expect(reader.run(.readTriesLeft) == .success(.triesLeft(3)))
  }

  @Test("Pulled at every command N: removed, and the same card again is a new card")
  func pulledAtEveryCommand() throws {
    let table = try CardTable()
    defer { table.close() }
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    var number = 1
    while true {
      let card = try table.lay("adult", ["--leave-at", "\(number)"])
      try reader.wait(for: .cardInserted)
      var results = [reader.run(.readCertificate), reader.run(.readTriesLeft)]
      reader.type("1234")
      results.append(reader.run(.verifyAndSign(digest: digest)))
      let failures = results.filter { !$0.isSuccess }
      if failures.isEmpty { break }
      // From the pulled command on nothing but "removed": neither a wrong PIN nor a lost answer.
      #expect(failures.allSatisfy { $0 == .failure(.removed) }, "at \(number): \(results)")
      #expect(results.suffix(failures.count) == failures[...])
      try reader.wait(for: .cardRemoved)
      // The card comes back: only a new certificate makes it this visit's.
      card.say("insert")
      try reader.wait(for: .cardInserted)
      #expect(reader.run(.readTriesLeft) == .failure(.removed))
      #expect(reader.run(.readCertificate).isSuccess, "at \(number)")
      #expect(reader.run(.readTriesLeft) == .success(.triesLeft(3)))
      card.stop()
      try reader.wait(for: .cardRemoved)
      number += 1
    }
    // SELECT, READ of the kind, READ of the certificate; then SELECT PIN, counter, VERIFY, SELECT key, sign.
    #expect(number == 3 + 5 + 1)
  }

  @Test("An answer lost while the card stays: lost, and the counter tells what became of it")
  func answerLost() throws {
    let table = try CardTable()
    defer { table.close() }
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    // SELECT, READ of the kind, READ of the certificate, SELECT PIN, counter.
    let verify = 5 + 1
    try table.lay("adult", ["--lose-at", "\(verify)"])
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate).isSuccess)
    #expect(reader.run(.readTriesLeft) == .success(.triesLeft(3)))
    reader.type("9999")
    #expect(reader.run(.verifyAndSign(digest: digest)) == .failure(.answerLost))
    #expect(reader.run(.readTriesLeft) == .success(.triesLeft(2)))
    reader.type("1234")
    #expect(reader.run(.verifyAndSign(digest: digest)).isSuccess)
  }

  @Test("Another card never resumes a visit")
  func anotherCard() throws {
    let table = try CardTable()
    defer { table.close() }
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    let first = try table.lay("adult")
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate).isSuccess)
    first.say("remove")
    try reader.wait(for: .cardRemoved)
    try table.lay("child")
    try reader.wait(for: .cardInserted)
    reader.type("1234")
    #expect(reader.run(.verifyAndSign(digest: digest)) == .failure(.removed))
    #expect(reader.run(.readCertificate) == .success(.certificate(try table.certificate("card-child.pem"))))
    #expect(reader.run(.readTriesLeft) == .success(.triesLeft(3)))
  }

  @Test("A card of another kind, and a mute one")
  func wrongCards() throws {
    let table = try CardTable()
    defer { table.close() }
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    let foreign = try table.lay(nil, ["--foreign"])
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate) == .failure(.notMyNumberCard))
    reader.reader.release()
    foreign.stop()
    try reader.wait(for: .cardRemoved)
    try table.lay(nil, ["--mute"])
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate) == .failure(.mute))
  }

  @Test("pcscd restarted: said so, and recovered from by itself")
  func serviceRestarted() throws {
    let table = try CardTable()
    defer { table.close() }
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    #expect(reader.next() == .ready)
    let card = try table.lay("adult")
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate).isSuccess)
    table.stopService()
    guard case .unavailable(let words) = reader.next() else {
      Issue.record("nobody said that the service has gone")
      return
    }
    #expect(words.contains("pcscd"))
    guard case .failure(.readerGone) = reader.run(.readTriesLeft) else {
      Issue.record("a job went on without the service")
      return
    }
    try table.startService()
    #expect(reader.next() == .ready)
    card.say("insert")
    #expect(reader.next() == .cardInserted)
    #expect(reader.run(.readTriesLeft) == .failure(.removed))
    #expect(reader.run(.readCertificate).isSuccess)
    #expect(reader.run(.readTriesLeft) == .success(.triesLeft(3)))
  }

  @Test("Without the service, and without the named reader: a reason for staff")
  func nothingThere() throws {
    let alone = try ReaderUnderTest()
    guard case .unavailable(let words) = alone.next() else {
      Issue.record("a reader without a service")
      return
    }
    #expect(words.contains("0x8010001D"), "\(words)")
    guard case .failure(.readerGone) = alone.run(.readCertificate) else {
      Issue.record("a certificate without a service")
      return
    }
    alone.stop()
    let table = try CardTable()
    defer { table.close() }
    let misnamed = try ReaderUnderTest(name: "Mihon Reader")
    defer { misnamed.stop() }
    let expected =
      "the card reader \"Mihon Reader\" is not attached; attached: \"Virtual PCD 00 00\", \"Virtual PCD 00 01\""
    #expect(misnamed.next() == .unavailable(expected))
    #expect(misnamed.run(.readCertificate) == .failure(.readerGone(expected)))
    let second = try ReaderUnderTest(name: "Virtual PCD 00 01")
    defer { second.stop() }
    #expect(second.next() == .ready)
    #expect(second.run(.readCertificate) == .failure(.removed))
  }

  @Test("A card that another program holds is not a wrong PIN, and comes free again")
  func heldByAnother() throws {
    let table = try CardTable()
    defer { table.close() }
    let other = try ReaderUnderTest()
    defer { other.stop() }
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    try table.lay("adult")
    try other.wait(for: .cardInserted)
    #expect(other.run(.readCertificate).isSuccess)
    #expect(reader.run(.readCertificate) == .failure(.heldByAnother))
    #expect(reader.run(.readCertificate) == .failure(.heldByAnother))
    // Its transaction has stood all the time.
    #expect(other.run(.readTriesLeft) == .success(.triesLeft(3)))
    other.stop()
    #expect(reader.run(.readCertificate).isSuccess)
  }

  @Test("A job that was given up answers so, and burns no try")
  func cancelled() throws {
    let table = try CardTable()
    defer { table.close() }
    let reader = try ReaderUnderTest()
    defer { reader.stop() }
    try table.lay("adult")
    try reader.wait(for: .cardInserted)
    #expect(reader.run(.readCertificate).isSuccess)
    reader.type("9999")
    let pending = reader.begin(.readTriesLeft)
    let second = reader.begin(.verifyAndSign(digest: digest))
    reader.reader.cancel()
    // The first may have been finished before; the second was not, or it was and then it says so.
    _ = pending.wait()
    let result = second.wait()
    let tries = reader.run(.readTriesLeft)
    switch result {
    case .failure(.reset): #expect(tries == .success(.triesLeft(3)))
    case .failure(.wrongPIN(let left)): #expect(tries == .success(.triesLeft(left)))
    case .success, .failure: Issue.record("\(result)")
    }
  }
}

extension Result {
  fileprivate var isSuccess: Bool {
    switch self {
    case .success: true
    case .failure: false
    }
  }
}
