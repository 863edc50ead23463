import CardCryptography
import CivilTime
import CursesTerminal
import Eligibility
import EligibilityXML
import Foundation
import Glibc

/// Something about a person that lies in `counter.folder` for a while.
protocol ShelvedRecord: Codable {
  /// What its file's name ends in.
  static var suffix: String { get }
  /// So many lie there at most: a full shelf refuses visibly.
  static var most: Int { get }
  /// What lists and forgets them, for the sentence.
  static var command: String { get }

  /// Its name, 32 hexadecimal digits: in the journal, and in the request that it becomes.
  var id: String { get }
  /// Milliseconds since 1970.
  var created: Int64 { get }
  /// Whether its life has ended.
  func isOver(at now: Timestamp) -> Bool
}

/// The beginning of a name that lists show and commands take: a UUIDv7's millisecond, its first 48 bits. Fewer digits are
/// those of everybody within a minute.
enum ShortName {
  static let digits = 12

  static func of(_ id: String) -> String { String(id.prefix(digits)) }
}

extension ShelvedRecord {
  var shortName: String { ShortName.of(id) }
}

/// `counter.folder` for records of one kind, each in an encrypted file of its own, with the service's reply beside it
/// where one came.
struct RecordShelf<Record: ShelvedRecord> {
  /// What lies there.
  struct Contents {
    /// Oldest first; those whose life has ended are not among them.
    var records: [Record]
    /// How many files cannot be read: each may be somebody's.
    var damaged: Int
  }

  private let folder: SealedFolder

  /// Sweeps what a crash left over.
  init(_ site: CounterConfiguration, _ key: JournalKey) throws(ProgramFailure) {
    guard let path = site.folder else {
      throw ProgramFailure(.configuration, "the configuration needs \"counter.folder\": a folder of mode 0700")
    }
    do throws(CardCryptographyFailure) {
      folder = try SealedFolder(path: path, key: key)
    } catch {
      throw ProgramFailure(error).about("counter.folder")
    }
    try locked { () throws(ProgramFailure) in try sweep() }
  }

  private static var replySuffix: String { "\(Record.suffix)-reply" }

  private func sweep() throws(ProgramFailure) {
    try guarded { () throws(CardCryptographyFailure) in
      let names = try folder.names()
      let known = Set(names)
      for name in names where name.hasSuffix(".\(Self.replySuffix)") {
        let stem = String(name.dropLast(Self.replySuffix.utf8.count + 1))
        if !known.contains(Self.file(stem)) { try folder.remove(name) }
      }
      for name in names where Self.isStaged(name) && isLeftOver(name) { try folder.remove(name) }
    }
  }

  /// What a file is called further while it is written.
  private static var stagedSuffix: String { ".new" }
  /// Seconds. Writing takes milliseconds: what is older was left by a program that was killed.
  private static var longestWriting: Int { 3_600 }
  private static var idDigits: Int { 32 }

  /// Whether a write of this shelf gives a file this name.
  private static func isStaged(_ name: String) -> Bool {
    guard name.hasSuffix(stagedSuffix) else { return false }
    let parts = name.dropLast(stagedSuffix.utf8.count).split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let id = parts.first, let suffix = parts.last else { return false }
    return id.utf8.count == idDigits && id.allSatisfy { $0.isASCII && $0.isHexDigit }
      && [Record.suffix, replySuffix].contains(String(suffix))
  }

  private func isLeftOver(_ name: String) -> Bool {
    var status = stat()
    guard lstat("\(folder.path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    return time(nil) - status.st_mtim.tv_sec > Self.longestWriting
  }

  private static func file(_ id: String) -> String { "\(id).\(Record.suffix)" }

  /// Oldest first; those whose life has ended are not among them.
  func records() throws(ProgramFailure) -> [Record] { try contents().records }

  /// Names each file that cannot be read on standard error.
  func contents() throws(ProgramFailure) -> Contents { try contents(named: "") }

  private func contents(named beginning: String) throws(ProgramFailure) -> Contents {
    let now = WallClock.now()
    let (records, damaged) = try everything(named: beginning)
    for name in damaged {
      printError(
        "uketsuke: counter.folder: \(name) cannot be read (changed, or sealed with another key): "
          + "somebody may stand in it, so keep it and ask your administrator")
    }
    return Contents(records: records.filter { !$0.isOver(at: now) }, damaged: damaged.count)
  }

  /// Takes away those whose life has ended.
  ///
  /// - Returns: them.
  func takeOld() throws(ProgramFailure) -> [Record] {
    let now = WallClock.now()
    var old: [Record] = []
    for record in try everything(named: "").records where record.isOver(at: now) {
      try remove(record.id)
      old.append(record)
    }
    return old
  }

  /// - Returns: all records, and the names of the files that cannot be read.
  private func everything(
    named beginning: String
  ) throws(ProgramFailure) -> (records: [Record], damaged: [String]) {
    try guarded { () throws(CardCryptographyFailure) -> (records: [Record], damaged: [String]) in
      var records: [Record] = []
      var damaged: [String] = []
      for name in try folder.names() where name.hasPrefix(beginning) && name.hasSuffix(".\(Record.suffix)") {
        // One that cannot be opened does not hinder the others.
        if let bytes = try? folder.read(name), let record = Self.record(bytes) {
          records.append(record)
        } else if access("\(folder.path)/\(name)", F_OK) == 0 {
          // Another command may have taken one away meanwhile: that is nobody's loss.
          damaged.append(name)
        }
      }
      return (records.sorted { ($0.created, $0.id) < ($1.created, $1.id) }, damaged)
    }
  }

  private static func record(_ bytes: [UInt8]) -> Record? { try? JSONDecoder().decode(Record.self, from: Data(bytes)) }

  /// Nil where it is not there (any more).
  private func lying(_ id: String) throws(ProgramFailure) -> Record? {
    let name = Self.file(id)
    guard access("\(folder.path)/\(name)", F_OK) == 0 else { return nil }
    let bytes = try guarded { () throws(CardCryptographyFailure) in try folder.read(name) }
    guard let record = Self.record(bytes) else {
      throw ProgramFailure(.inputOutput, "counter.folder: \(name) cannot be read")
    }
    return record
  }

  /// The record of this name; it may be shortened as long as it is one record's.
  func record(_ name: String) throws(ProgramFailure) -> Record {
    let contents = try self.contents(named: name)
    let found = contents.records
    guard !name.isEmpty, let record = found.first, found.count == 1 else {
      // What cannot be read is not reported as what is not there.
      if found.isEmpty, contents.damaged > 0 {
        throw ProgramFailure(.inputOutput, "what is named \(name) cannot be read")
      }
      let words = found.isEmpty ? "there is none named" : "several are named"
      throw ProgramFailure(.dataMalformed, "\(words) \(name); \(Record.command) list shows them")
    }
    return record
  }

  /// The record to be taken away: a few digits are those of everybody within a minute, and could be a slip of the hand.
  func recordToForget(_ name: String) throws(ProgramFailure) -> Record {
    guard name.utf8.count >= ShortName.digits else {
      throw ProgramFailure(
        .dataMalformed,
        "forget takes the \(ShortName.digits) digits that \(Record.command) list shows, or the whole name")
    }
    return try record(name)
  }

  /// - Throws: `.dataMalformed` where as many lie there as may.
  func add(_ record: Record) throws(ProgramFailure) {
    try locked { () throws(ProgramFailure) in
      let count = try guarded { () throws(CardCryptographyFailure) in
        try folder.names().count { $0.hasSuffix(".\(Record.suffix)") }
      }
      guard count < Record.most else {
        throw ProgramFailure(
          .dataMalformed, "\(Record.most) lie in \(folder.path) already; \(Record.command) forget ID takes one away")
      }
      try write(record)
    }
  }

  /// Changes a record as it lies there now.
  ///
  /// - Returns: it, changed; nil where somebody took it away meanwhile.
  @discardableResult
  func update(_ id: String, _ change: (inout Record) -> Void) throws(ProgramFailure) -> Record? {
    try locked { () throws(ProgramFailure) in
      guard var record = try lying(id) else { return nil }
      change(&record)
      try write(record)
      return record
    }
  }

  /// Keeps a reply beside a record, and changes the record, in this order: a record never speaks of a reply that is not
  /// there.
  ///
  /// - Returns: whether the record was still there.
  func keep(
    _ reply: EligibilityReply, of id: String, _ change: (inout Record) -> Void
  ) throws(ProgramFailure) -> Bool {
    try locked { () throws(ProgramFailure) in
      guard var record = try lying(id) else { return false }
      let bytes = EligibilityXML.encode(reply, encoding: .utf8).bytes
      try guarded { () throws(CardCryptographyFailure) in try folder.write(bytes, as: "\(id).\(Self.replySuffix)") }
      change(&record)
      try write(record)
      return true
    }
  }

  func reply(of id: String) throws(ProgramFailure) -> EligibilityReply {
    let bytes = try guarded { () throws(CardCryptographyFailure) in try folder.read("\(id).\(Self.replySuffix)") }
    guard let reply = try? EligibilityXML.decodeReply(bytes) else {
      throw ProgramFailure(.inputOutput, "counter.folder: what came for \(id) cannot be read")
    }
    return reply
  }

  /// The record goes last: what is left after a crash is taken away with it.
  func remove(_ id: String) throws(ProgramFailure) {
    try locked { () throws(ProgramFailure) in
      try guarded { () throws(CardCryptographyFailure) in
        for suffix in [Self.replySuffix, Record.suffix] { try folder.remove("\(id).\(suffix)") }
      }
    }
  }

  private func write(_ record: Record) throws(ProgramFailure) {
    let data: Data
    do { data = try JSONEncoder().encode(record) } catch {
      throw ProgramFailure(.inputOutput, "a record cannot be written down")
    }
    try guarded { () throws(CardCryptographyFailure) in
      try folder.write(Array(data), as: "\(record.id).\(Record.suffix)")
    }
  }

  /// Another command holds the folder for a few milliseconds.
  private var patience: TimeInterval { 5 }
  private var pause: TimeInterval { 0.02 }

  /// One command after the other: what was read is what is changed.
  private func locked<Value>(_ body: () throws(ProgramFailure) -> Value) throws(ProgramFailure) -> Value {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ProgramFailure(.inputOutput, "counter.folder: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    let begin = Date()
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR, Date().timeIntervalSince(begin) < patience else {
        throw ProgramFailure(.inputOutput, "counter.folder: another command holds it; try again")
      }
      Thread.sleep(forTimeInterval: pause)
    }
    return try body()
  }

  private func guarded<Value>(
    _ body: () throws(CardCryptographyFailure) -> Value
  ) throws(ProgramFailure) -> Value {
    do throws(CardCryptographyFailure) {
      return try body()
    } catch {
      throw ProgramFailure(error).about("counter.folder")
    }
  }
}
