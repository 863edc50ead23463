import CardCryptography
import CivilTime
import CursesTerminal
import Eligibility
import EligibilityXML
import Foundation

/// A batch between its submission and the day after: which one it is, how far it came.
struct BatchJob: Codable, Equatable {
  enum State: String, Codable {
    /// Written down before it was sent: whether the service has it is not known. Sending it again changes nothing.
    case submitting
    /// The service gave a reception number.
    case accepted
    /// The result lies here.
    case collected
    /// The service refused it or its result; `failure` says how.
    case failed
  }

  /// Its name, `ArbitraryFileIdentifier`: 32 hexadecimal digits.
  var id: String
  /// Milliseconds since 1970.
  var created: Int64
  var kind: String
  /// Nil where the service finds the people itself.
  var people: Int?
  /// `yyyyMMdd`.
  var confirmationDate: String?
  var receptionNumber: String?
  var state: State
  var failure: String?
  /// Those of the file who could not be asked for, by the hospital's own name or their row.
  var skipped: [String]?

  var batchKind: BatchKind { BatchKind(rawValue: kind) ?? .eligibility }
  var time: Timestamp { Timestamp(milliseconds: created) }
}

/// `counter.folder`: what was submitted, and what came, encrypted; at most a day old, and limited in number (S10).
struct BatchShelf {
  /// A site with a batch an hour, twice over.
  static let mostJobs = 50
  /// As long as a consent lives: eligibility looked up yesterday is not today's.
  static let life: Duration = .seconds(24 * 3_600)

  static let jobSuffix = ".job"

  private let folder: SealedFolder

  /// Takes away what is too old.
  init(_ site: CounterConfiguration, _ key: JournalKey) throws(ProgramFailure) {
    guard let path = site.folder else {
      throw ProgramFailure(
        .configuration, "the configuration needs \"counter.folder\": a folder of mode 0700")
    }
    do throws(CardCryptographyFailure) {
      folder = try SealedFolder(path: path, key: key)
    } catch {
      throw ProgramFailure(error).about("counter.folder")
    }
    for job in try jobs() where Self.isTooOld(job) { try remove(job) }
    try sweep()
  }

  /// Takes away what a crash left over.
  private func sweep() throws(ProgramFailure) {
    try guarded { () throws(CardCryptographyFailure) in
      let names = try folder.names()
      let jobs = Set(names.filter { $0.hasSuffix(Self.jobSuffix) }.map { String($0.dropLast(Self.jobSuffix.count)) })
      for name in names where name.hasSuffix(".request") || name.hasSuffix(".result") {
        if let stem = name.split(separator: ".").first, !jobs.contains(String(stem)) { try folder.remove(name) }
      }
    }
  }

  private static func isTooOld(_ job: BatchJob) -> Bool {
    WallClock.now() >= job.time.advanced(by: life)
  }

  /// Oldest first.
  func jobs() throws(ProgramFailure) -> [BatchJob] {
    try guarded { () throws(CardCryptographyFailure) in
      var jobs: [BatchJob] = []
      for name in try folder.names() where name.hasSuffix(Self.jobSuffix) {
        // One that cannot be opened does not hinder the others.
        if let bytes = try? folder.read(name), let job = try? JSONDecoder().decode(BatchJob.self, from: Data(bytes)) {
          jobs.append(job)
        } else {
          printError("uketsuke: counter.folder: \(name) was changed or sealed with another key: remove it by hand")
        }
      }
      return jobs.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }
  }

  /// The job of this name, or the newest; a name may be shortened as long as it is one job's.
  func job(_ name: String?) throws(ProgramFailure) -> BatchJob {
    let jobs = try jobs()
    guard let name else {
      guard let newest = jobs.last else {
        throw ProgramFailure(
          .dataMalformed, "there is no batch of the last 24 hours; uketsuke batch submit FILE sends one")
      }
      return newest
    }
    let found = jobs.filter { $0.id.hasPrefix(name) || $0.receptionNumber == name }
    guard let job = found.first, found.count == 1 else {
      let words = found.isEmpty ? "there is no batch" : "several batches are"
      throw ProgramFailure(.dataMalformed, "\(words) \(name); uketsuke batch status lists them")
    }
    return job
  }

  func add(_ job: BatchJob, _ request: InterfaceRequest) throws(ProgramFailure) {
    guard try jobs().count < Self.mostJobs else {
      throw ProgramFailure(
        .dataMalformed,
        "\(Self.mostJobs) batches of the last 24 hours lie in \(folder.path); uketsuke batch forget ID takes one away")
    }
    let bytes = EligibilityXML.encode(request, encoding: .utf8).bytes
    // The job comes first: what has none is left over from a crash, and is swept.
    try update(job)
    try guarded { () throws(CardCryptographyFailure) in try folder.write(bytes, as: "\(job.id).request") }
  }

  func update(_ job: BatchJob) throws(ProgramFailure) {
    let data: Data
    do { data = try JSONEncoder().encode(job) } catch {
      throw ProgramFailure(.inputOutput, "a batch cannot be written down")
    }
    try guarded { () throws(CardCryptographyFailure) in try folder.write(Array(data), as: job.id + Self.jobSuffix) }
  }

  /// Whether it was written down whole: the job comes first.
  func hasRequest(_ job: BatchJob) throws(ProgramFailure) -> Bool {
    try guarded { () throws(CardCryptographyFailure) in try folder.names().contains("\(job.id).request") }
  }

  /// What was submitted, or is to be.
  func request(of job: BatchJob) throws(ProgramFailure) -> InterfaceRequest {
    let bytes = try guarded { () throws(CardCryptographyFailure) in try folder.read("\(job.id).request") }
    guard let request = try? EligibilityXML.decodeInterfaceRequest(bytes, kind: job.batchKind.submission) else {
      throw ProgramFailure(
        .inputOutput,
        "counter.folder: batch \(job.id) cannot be read; uketsuke batch forget \(job.id), and submit it anew")
    }
    return request
  }

  func keep(_ reply: EligibilityReply, of job: BatchJob, to request: InterfaceRequest) throws(ProgramFailure) {
    let bytes = EligibilityXML.encode(.eligibility(reply), to: request, encoding: .utf8).bytes
    try guarded { () throws(CardCryptographyFailure) in try folder.write(bytes, as: "\(job.id).result") }
  }

  func result(of job: BatchJob, to request: InterfaceRequest) throws(ProgramFailure) -> EligibilityReply {
    let bytes = try guarded { () throws(CardCryptographyFailure) in try folder.read("\(job.id).result") }
    guard case .eligibility(let reply)? = try? EligibilityXML.decodeInterfaceReply(bytes, to: request) else {
      throw ProgramFailure(.inputOutput, "counter.folder: the result of batch \(job.id) cannot be read")
    }
    return reply
  }

  /// The job goes last: what is left after a crash is taken away with it.
  func remove(_ job: BatchJob) throws(ProgramFailure) {
    try guarded { () throws(CardCryptographyFailure) in
      for suffix in ["result", "request", "job"] { try folder.remove("\(job.id).\(suffix)") }
    }
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
