import Eligibility
import Foundation
import Glibc
import Testing

@testable import CardCryptography

@Suite struct StaffFileTests {
  private let workshop: Workshop
  private let path: String
  private let number: StaffNumber
  private let other: StaffNumber

  init() throws {
    workshop = try Workshop()
    path = workshop.path("staff")
    number = try #require(StaffNumber("0123"))
    other = try #require(StaffNumber("4567"))
  }

  private func set(_ number: StaffNumber, _ password: String) throws {
    try lending(password) { try StaffFile.set(number: number, password: $0, file: path) }
  }

  private func check(_ number: StaffNumber, _ password: String) throws -> Bool {
    try lending(password) { try StaffFile(path: path).check(number: number, password: $0) }
  }

  @Test func theRightPasswordAlonePasses() throws {
    try set(number, "correct horse")
    try set(other, "12345678")
    #expect(try StaffFile(path: path).checkForm() == 2)
    #expect(try check(number, "correct horse"))
    #expect(try check(other, "12345678"))
    #expect(try !check(number, "12345678"))
    #expect(try !check(number, "correct horse "))
    #expect(try !check(number, "correct hors"))
    #expect(try !check(number, ""))
    #expect(try !check(try #require(StaffNumber("9999")), "12345678"))
  }

  @Test func aChangedPasswordReplacesTheOld() throws {
    try set(number, "first one")
    try set(other, "12345678")
    try set(number, "second one")
    #expect(try !check(number, "first one"))
    #expect(try check(number, "second one"))
    #expect(try check(other, "12345678"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: workshop.folder) == ["staff"])
  }

  @Test func whatADeadProgramLeftIsNoHindrance() throws {
    try set(number, "first one")
    try workshop.write("staff.new", "half a li")
    #expect(try check(number, "first one"))
    try set(number, "second one")
    #expect(try check(number, "second one"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: workshop.folder) == ["staff"])
  }

  @Test func theFileHoldsSaltedHashesForItsOwnerAlone() throws {
    try set(number, "12345678")
    try set(other, "12345678")
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    let lines = try workshop.text("staff").split(separator: "\n")
    #expect(lines.map { $0.prefix(20) } == ["0123:scrypt:32768:8:", "4567:scrypt:32768:8:"])
    #expect(lines[0].dropFirst(4) != lines[1].dropFirst(4))
    #expect(try !workshop.text("staff").contains("12345678"))
  }

  /// The same hash by another program.
  @Test func theHashIsScrypt() throws {
    try set(number, "12345678")
    let parts = try workshop.text("staff").split(separator: "\n")[0].split(separator: ":")
    let hash = try workshop.openssl(
      "kdf", "-keylen", "32", "-kdfopt", "pass:12345678", "-kdfopt", "hexsalt:\(parts[5])", "-kdfopt", "n:32768",
      "-kdfopt", "r:8", "-kdfopt", "p:1", "-kdfopt", "maxmem_bytes:67108864", "SCRYPT")
    #expect(hash.filter { $0.isHexDigit }.lowercased() == parts[6])
  }

  @Test(arguments: [
    ("1234567", PasswordRefusal.tooShort), ("", .tooShort), (String(repeating: "a", count: 65), .tooLong),
    ("1234*5678", .kioskKey), ("1234/5678", .kioskKey), ("1234+5678", .kioskKey), ("1234-5678", .kioskKey),
    ("1234.5678", .kioskKey), ("パスワード", .notPrintableASCII), ("1234567\t8", .notPrintableASCII),
    ("12345678\u{7F}", .notPrintableASCII),
  ])
  func passwordsThatTheKioskCannotTakeAreRefused(password: String, refusal: PasswordRefusal) {
    #expect(throws: CardCryptographyFailure.passwordRefused(refusal)) { try set(number, password) }
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(password.count < 7 || !refusal.sentence.contains(password))
  }

  @Test func theLongestPasswordPasses() throws {
    try set(number, String(repeating: "a", count: 64))
    #expect(try check(number, String(repeating: "a", count: 64)))
  }

  @Test func aFileThatOthersReachIsRefused() throws {
    try set(number, "12345678")
    chmod(path, 0o644)
    #expect(throws: CardCryptographyFailure.openToOthers(path: path, mode: 0o644)) { _ = try check(number, "12345678") }
    #expect(throws: CardCryptographyFailure.openToOthers(path: path, mode: 0o644)) { try set(other, "12345678") }
  }

  @Test func aMissingFileIsNotAWrongPassword() {
    #expect(throws: CardCryptographyFailure.unreadable(path: path, reason: "No such file or directory")) {
      _ = try check(number, "12345678")
    }
  }

  @Test func damagedLinesAreNamed() throws {
    try set(number, "12345678")
    let good = try workshop.text("staff")
    for bad in [
      "rubbish\n", "\n", good.replacingOccurrences(of: "0123", with: "123"),
      good.replacingOccurrences(of: "scrypt", with: "plain"), String(good.dropLast(2)) + "\n",
      good.replacingOccurrences(of: "0123:", with: "0123:x:"),
    ] {
      try workshop.write("staff", good.replacingOccurrences(of: "0123", with: "0001") + bad)
      let error = #expect(throws: CardCryptographyFailure.self) { _ = try check(number, "12345678") }
      guard case .staffLine(_, 2, _) = error else {
        Issue.record("\(bad.debugDescription) gave \(String(describing: error))")
        continue
      }
    }
  }

  /// A slip in the cost must make neither the hashes cheap nor the kiosk stop for want of memory.
  @Test(arguments: ["1024:8:1", "1048576:8:1", "32767:8:1", "32768:8:0", "32768:1:1", "32768:8:99", "32768:800:1"])
  func costsOutsideTheLimitsAreRefused(cost: String) throws {
    try set(number, "12345678")
    try workshop.write("staff", try workshop.text("staff").replacingOccurrences(of: "32768:8:1", with: cost))
    #expect(throws: CardCryptographyFailure.self) { _ = try check(number, "12345678") }
  }

  @Test func aNumberTwiceIsRefused() throws {
    try set(number, "12345678")
    let line = try workshop.text("staff")
    try workshop.write("staff", line + line)
    #expect(
      throws: CardCryptographyFailure.staffLine(path: path, line: 2, reason: "staff number 0123 stands here twice")
    ) { _ = try check(number, "12345678") }
  }

  @Test func twoProgramsDoNotChangeItAtOnce() throws {
    let folder = open(workshop.folder, O_RDONLY | O_DIRECTORY)
    defer { close(folder) }
    #expect(flock(folder, LOCK_EX | LOCK_NB) == 0)
    #expect(throws: CardCryptographyFailure.beingChanged(path: path)) { try set(number, "12345678") }
    flock(folder, LOCK_UN)
    try set(number, "12345678")
  }

  /// Known and unknown numbers cost the same work. What this thread alone computes is compared, and generously:
  /// without the dummy hash an unknown number would take a thousandth.
  @Test func anUnknownNumberTakesAsLong() throws {
    try set(number, "12345678")
    let unknownNumber = try #require(StaffNumber("9999"))
    let began = threadTime()
    #expect(try !check(number, "87654321"))
    let between = threadTime()
    #expect(try !check(unknownNumber, "87654321"))
    #expect((threadTime() - between) * 5 > between - began)
  }

  /// Nanoseconds of processor that this thread has had.
  private func threadTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
