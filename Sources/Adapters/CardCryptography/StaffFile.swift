import COpenSSL
import Eligibility
import Glibc

/// The staff numbers of a site with scrypt hashes of their passwords, one `NUMBER:scrypt:N:r:p:SALT:HASH` a line (salt
/// and hash in hexadecimal), with `:doctor`, `:dentist`, `:pharmacist` or `:administrator` behind it for who is one;
/// readable by its owner alone. It is read anew for every check, so that a change holds at once. A value: any thread may use it; one check takes about 80 ms, so not the thread that paints.
public struct StaffFile: Sendable {
  public static let mostStaff = 500
  static let mostFileBytes = 128 << 10
  static let saltBytes = 16
  static let hashBytes = 32

  public let path: String

  public init(path: String) { self.path = path }

  /// Whether this is the staff member's password. Takes the same time whether the number is known or not.
  ///
  /// - Parameter password: lent; nothing of it is kept.
  public func check(
    number: StaffNumber, password: UnsafeRawBufferPointer
  ) throws(CardCryptographyFailure) -> Bool {
    let entries = try Self.entries(of: path)
    let known = entries.first { $0.number == number }
    // For an unknown number the same work is done against a hash that no password gives.
    let entry = known ?? StaffEntry.nobody(number, like: entries.first)
    guard let hash = Scrypt.hash(password, salt: entry.salt, cost: entry.cost, bytes: entry.hash.count) else {
      throw .libraryFailed("hash a password")
    }
    let isEqual = CRYPTO_memcmp(hash, entry.hash, hash.count) == 0
    return isEqual && known != nil
  }

  /// Whether this is the staff member's password, and what that member is qualified as. `nil` for a wrong password.
  ///
  /// - Parameter password: lent; nothing of it is kept.
  public func identify(
    number: StaffNumber, password: UnsafeRawBufferPointer
  ) throws(CardCryptographyFailure) -> Identified? {
    guard try check(number: number, password: password) else { return nil }
    return Identified(qualification: try Self.entries(of: path).first { $0.number == number }?.qualification)
  }

  public struct Identified: Equatable, Sendable {
    public var qualification: Qualification?
  }

  /// Reads the whole file: at start, so that a damaged one is found before a patient waits. Answers the number of
  /// staff.
  @discardableResult
  public func checkForm() throws(CardCryptographyFailure) -> Int { try Self.entries(of: path).count }

  public enum QualificationChange: Equatable, Sendable {
    case stays
    case to(Qualification?)
  }

  /// Sets or changes one staff member's password; makes the file when it is not there.
  ///
  /// - Parameter password: lent; nothing of it is kept.
  public static func set(
    number: StaffNumber, password: UnsafeRawBufferPointer, _ change: QualificationChange = .stays, file path: String
  ) throws(CardCryptographyFailure) {
    if let refusal = Password.refusal(of: password) { throw .passwordRefused(refusal) }
    // Two programs that change the file at once would lose one's change: the folder's lock lets one through.
    let folder = try OpenFile(PrivateFile.folder(of: path), flags: O_RDONLY | O_DIRECTORY)
    guard flock(folder.descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .beingChanged(path: path) }

    var entries = PrivateFile.exists(path) ? try Self.entries(of: path) : []
    var entry = try StaffEntry.make(number, password)
    if case .to(let qualification) = change { entry.qualification = qualification }
    if let index = entries.firstIndex(where: { $0.number == number }) {
      if change == .stays { entry.qualification = entries[index].qualification }
      entries[index] = entry
    } else {
      guard entries.count < mostStaff else { throw .tooManyStaff(path: path, limit: mostStaff) }
      entries.append(entry)
    }
    let text = Array(entries.map { $0.line + "\n" }.joined().utf8)
    try text.withUnsafeBufferPointer { bytes throws(CardCryptographyFailure) in
      try PrivateFile.replace(path, UnsafeRawBufferPointer(bytes))
    }
  }

  private static func entries(of path: String) throws(CardCryptographyFailure) -> [StaffEntry] {
    let text = try PrivateFile.withContents(of: path, limit: mostFileBytes) { String(decoding: $0, as: UTF8.self) }
    var entries: [StaffEntry] = []
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    for (index, line) in lines.enumerated() {
      let place = index + 1
      guard let entry = StaffEntry(line: line) else {
        throw .staffLine(
          path: path, line: place,
          reason: "not a staff entry; \"uketsuke staff-password\" writes this file")
      }
      guard entry.cost.isAllowed else {
        throw .staffLine(path: path, line: place, reason: "the scrypt cost is outside what is allowed")
      }
      guard !entries.contains(where: { $0.number == entry.number }) else {
        throw .staffLine(path: path, line: place, reason: "staff number \(entry.number.digits) stands here twice")
      }
      guard entries.count < mostStaff else { throw .tooManyStaff(path: path, limit: mostStaff) }
      entries.append(entry)
    }
    return entries
  }
}

/// One line of the staff file.
struct StaffEntry {
  var number: StaffNumber
  var cost: Scrypt.Cost
  var salt: [UInt8]
  var hash: [UInt8]
  var qualification: Qualification?

  private static let method = "scrypt"

  /// `nil` for anything but a whole line.
  init?(line: Substring) {
    let parts = line.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 7 || parts.count == 8, let number = StaffNumber(String(parts[0])), parts[1] == Self.method,
      let n = UInt64(parts[2]), let r = UInt64(parts[3]), let p = UInt64(parts[4]),
      let salt = Hexadecimal.bytes(parts[5]), salt.count == StaffFile.saltBytes,
      let hash = Hexadecimal.bytes(parts[6]), hash.count == StaffFile.hashBytes
    else { return nil }
    self.init(number: number, cost: Scrypt.Cost(n: n, r: r, p: p), salt: salt, hash: hash)
    if parts.count == 8 {
      guard let qualification = Qualification(rawValue: String(parts[7])) else { return nil }
      self.qualification = qualification
    }
  }

  private init(number: StaffNumber, cost: Scrypt.Cost, salt: [UInt8], hash: [UInt8]) {
    self.number = number
    self.cost = cost
    self.salt = salt
    self.hash = hash
  }

  static func make(
    _ number: StaffNumber, _ password: UnsafeRawBufferPointer
  ) throws(CardCryptographyFailure) -> StaffEntry {
    let salt = Randomness.bytes(StaffFile.saltBytes)
    guard let hash = Scrypt.hash(password, salt: salt, cost: .standard, bytes: StaffFile.hashBytes) else {
      throw .libraryFailed("hash a password")
    }
    return StaffEntry(number: number, cost: .standard, salt: salt, hash: hash)
  }

  /// For a number that is not in the file: as much work as for the others, and a hash that is random.
  static func nobody(_ number: StaffNumber, like other: StaffEntry?) -> StaffEntry {
    StaffEntry(
      number: number, cost: other?.cost ?? .standard, salt: Randomness.bytes(StaffFile.saltBytes),
      hash: Randomness.bytes(StaffFile.hashBytes))
  }

  var line: String {
    "\(number.digits):\(Self.method):\(cost.n):\(cost.r):\(cost.p):\(Hexadecimal.text(salt)):\(Hexadecimal.text(hash))"
      + (qualification.map { ":\($0.rawValue)" } ?? "")
  }
}
