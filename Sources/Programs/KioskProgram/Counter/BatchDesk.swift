import ArgumentParser
import CivilTime
import CursesTerminal
import Eligibility
import EligibilityXML
import Foundation
import Glibc
import Journal

/// Submits a batch, waits for it, shows it: what is known stands on the shelf before the next step.
struct BatchDesk {
  /// Where a result goes, and how long is waited for it.
  struct Wishes {
    /// Seconds.
    var within: Int
    /// Paths; `-` is standard output.
    var csv: String?
    var json: String?
    var xml: String?
    /// Of CSV and XML.
    var encoding = MessageEncoding.utf8
  }

  private let site: CounterSite
  private let shelf: BatchShelf

  /// Between two looks whether the service is done: so long at first, then each time half as long again, up to the last.
  private static let firstPause: TimeInterval = 1
  private static let longestPause: TimeInterval = 15
  /// The bar is drawn anew at this pace.
  private static let tick: TimeInterval = 0.25

  init(_ site: CounterSite, _ shelf: BatchShelf) {
    self.site = site
    self.shelf = shelf
  }

  private var language: CounterLanguage { site.configuration.language }

  /// - Returns: the job with its reception number.
  ///
  /// - Parameter skipped: whoever stands in the file and cannot be asked for.
  func submit(_ query: BatchRequest.Query, for day: CivilDate, skipped: [String] = []) throws -> BatchJob {
    let name = site.newName()
    let request = BatchRequest(
      confirmationDate: query.kind == .eligibility ? day : nil, medicalInstitutionCode: site.configuration.institution,
      arbitraryFileIdentifier: name.text, query: query)
    let job = BatchJob(
      id: name.text, created: WallClock.now().milliseconds, kind: query.kind.rawValue, people: query.people?.count,
      confirmationDate: request.confirmationDate?.compact, state: .submitting, skipped: skipped)
    return try begin(job, .submitBatch(request))
  }

  /// Reference numbers for several people.
  ///
  /// - Returns: the job with its reception number.
  func register(_ registrations: [ReferenceNumberRegistrationInfo]) throws -> BatchJob {
    let name = site.newName()
    let request = ReferenceNumberRequest(
      medicalInstitutionCode: site.configuration.institution, arbitraryFileIdentifier: name.text,
      registrations: registrations, isBatch: true)
    let job = BatchJob(
      id: name.text, created: WallClock.now().milliseconds, kind: BatchKind.referenceNumbers.rawValue,
      people: registrations.count, state: .submitting)
    return try begin(job, .registerReferenceNumbers(request))
  }

  private func begin(_ job: BatchJob, _ request: InterfaceRequest) throws -> BatchJob {
    try shelf.add(job, request)
    return try send(job, request)
  }

  private func send(_ job: BatchJob, _ request: InterfaceRequest) throws -> BatchJob {
    var job = job
    let details = [
      JournalEntry.Detail("step", "submit"), .init("kind", job.kind),
      .init("people", job.people.map(String.init) ?? "-"),
    ]
    switch try ask(request, job, details) {
    case .success(let reply):
      guard let number = reply.receptionNumber else { try fail(job, reply.verdict) }
      job.receptionNumber = number
      job.state = .accepted
      try shelf.update(job)
      return job
    case .failure(let failure):
      // It stays on the shelf as it is: collect sends it again under the same name.
      throw ProgramFailure(failure)
    }
  }

  /// Waits for the result, keeps it, shows it.
  func collect(_ job: BatchJob, _ wishes: Wishes) throws {
    var job = job
    switch job.state {
    case .failed: try fail(job, nil)
    case .submitting: job = try send(job, try unsent(job))
    case .accepted, .collected: break
    }
    guard let number = job.receptionNumber else {
      throw ProgramFailure(.inputOutput, "counter.folder: batch \(job.id) has no reception number")
    }
    let request = InterfaceRequest.collectBatch(
      BatchCollection(
        kind: job.batchKind, medicalInstitutionCode: site.configuration.institution, arbitraryFileIdentifier: job.id,
        receptionNumber: number))
    let reply: EligibilityReply
    if job.state == .collected {
      reply = try shelf.result(of: job, to: request)
    } else {
      reply = try awaitResult(job, request, within: TimeInterval(wishes.within))
      try shelf.keep(reply, of: job, to: request)
      job.state = .collected
      try shelf.update(job)
    }
    try show(reply, of: job, request, wishes)
  }

  /// What was to be submitted. Nothing was asked before it was written down whole.
  private func unsent(_ job: BatchJob) throws -> InterfaceRequest {
    guard try shelf.hasRequest(job) else {
      try shelf.remove(job)
      throw ProgramFailure(
        .dataMalformed,
        "batch \(ShortName.of(job.id)) was cut off before it was written down: nothing was asked; submit it anew"
      )
    }
    return try shelf.request(of: job)
  }

  private func awaitResult(
    _ job: BatchJob, _ request: InterfaceRequest, within seconds: TimeInterval
  ) throws -> EligibilityReply {
    let bar = ProgressLine(BatchProgress(people: job.people), language)
    defer { bar.clear() }
    let name = try name(of: job)
    try site.intend(.batch, named: name, [.init("step", "collect")])
    var last: Result<InterfaceReply, ServiceFailure> = .failure(.unreachable("not asked"))
    // Looked for many times, written down once.
    defer { try? site.conclude(.batch, named: name, last) }
    let begin = Date()
    var pause = Self.firstPause
    while true {
      last = site.exchange(request)
      switch Self.eligibility(last) {
      case .failure(let failure): throw ProgramFailure(failure)
      case .success(let reply):
        switch reply.header.segmentOfResult {
        case .known(.normal): return reply
        case .known(.inProgress): bar.progress.take(reply.header.numberOfProcessingResult)
        case .known(.abnormal), .unknown, nil: try refuse(reply.verdict)
        }
      }
      let next = min(pause, seconds - Date().timeIntervalSince(begin))
      guard next > 0 else {
        bar.clear()
        printError(
          language("まだ処理中です。あとで uketsuke batch collect を実行してください。", "not ready yet: run uketsuke batch collect later"))
        throw ExitCode(EX_TEMPFAIL)
      }
      bar.wait(next, Self.tick)
      pause = min(pause * 1.5, Self.longestPause)
    }
  }

  private func ask(
    _ request: InterfaceRequest, _ job: BatchJob, _ details: [JournalEntry.Detail]
  ) throws(ProgramFailure) -> Result<EligibilityReply, ServiceFailure> {
    Self.eligibility(try site.ask(request, named: try name(of: job), .batch, details))
  }

  private func name(of job: BatchJob) throws(ProgramFailure) -> VisitID {
    guard let name = VisitID(job.id) else {
      throw ProgramFailure(.inputOutput, "counter.folder: batch \(job.id) has no name")
    }
    return name
  }

  private static func eligibility(
    _ result: Result<InterfaceReply, ServiceFailure>
  ) -> Result<EligibilityReply, ServiceFailure> {
    result.flatMap { reply in
      switch reply {
      case .eligibility(let reply): .success(reply)
      case .medicalInformation: .failure(.rubbish("the answer is to another question"))
      }
    }
  }

  /// The service did not give the result now; it may have it still.
  private func refuse(_ verdict: EligibilityVerdict) throws -> Never {
    var reason = ""
    if case .notProcessed(let code, let message) = verdict {
      reason = [code, message].compactMap(\.self).joined(separator: " ")
    }
    printError(
      language(
        "サービスが 結果を 返しませんでした: \(reason)。uketsuke batch collect で もう一度 たずねます。",
        "the service did not give the result: \(reason); uketsuke batch collect asks again"))
    throw ExitCode(1)
  }

  /// - Parameter verdict: nil where the job failed before.
  private func fail(_ job: BatchJob, _ verdict: EligibilityVerdict?) throws -> Never {
    var job = job
    if let verdict {
      job.state = .failed
      if case .notProcessed(let code, let message) = verdict {
        job.failure = [code, message].compactMap(\.self).joined(separator: " ")
      }
      try shelf.update(job)
    }
    printError(
      language(
        "サービスが 一括照会を 断りました: \(job.failure ?? "")。直して もう一度 submit してください。",
        "the service refused the batch: \(job.failure ?? "no reason given"); mend it and submit it anew")
    )
    throw ExitCode(1)
  }

  private func show(
    _ reply: EligibilityReply, of job: BatchJob, _ request: InterfaceRequest, _ wishes: Wishes
  ) throws {
    try site.intend(.batch, named: try name(of: job), [.init("step", "show")])
    switch try shelf.request(of: job) {
    case .submitBatch(let batch):
      let table = BatchTable(reply, submitted: batch.query.people ?? [], skipped: job.skipped ?? [])
      try write(table, reply, request, wishes)
    case .registerReferenceNumbers(let asked):
      let table = RegistrationTable(reply, submitted: asked.registrations)
      try write(table, reply, request, wishes)
      if table.refused > 0 { throw ExitCode(1) }
    case .confirm, .collectBatch, .medicalInformation:
      throw ProgramFailure(.inputOutput, "counter.folder: batch \(job.id) is no batch")
    }
  }

  private func write(
    _ table: some CounterTable, _ reply: EligibilityReply, _ request: InterfaceRequest,
    _ wishes: Wishes
  ) throws(ProgramFailure) {
    if let path = wishes.csv { try OutputFile.write(wishes.encoding.encode(table: table.csv), to: path, "--csv") }
    if let path = wishes.json { try OutputFile.write(Array(try JSONText.of(table).utf8), to: path, "--json") }
    if let path = wishes.xml {
      try OutputFile.write(
        EligibilityXML.encode(.eligibility(reply), to: request, encoding: wishes.encoding).bytes, to: path, "--xml")
    }
    if ![wishes.csv, wishes.json, wishes.xml].contains("-") { try printAll(table.text(language)) }
  }
}

/// What came of a batch, for people, for spreadsheets and for scripts.
protocol CounterTable: Encodable {
  func text(_ language: CounterLanguage) -> String
  /// RFC 4180.
  var csv: String { get }
}

extension BatchRequest.Query {
  /// Nil where the service finds them.
  var people: [QualificationConfirmSearchInfo]? {
    switch self {
    case .people(let people): people
    case .medicalAid, .homeVisit, .onlineCare, .onlineCareExamined: nil
    }
  }
}
