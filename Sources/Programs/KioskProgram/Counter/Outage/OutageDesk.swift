import CivilTime
import CursesTerminal
import Eligibility
import Journal
import Reception
import Runtime

/// Asks for those who were noted down. What is known stands on the shelf before the next step; a note's name is its
/// request's name, so that a program that is killed anywhere asks again for the same and for nobody twice.
struct OutageDesk {
  /// How one round ended.
  struct Round: Equatable {
    var answered = 0
    var waiting = 0
    /// Noted without a certificate where nobody can be searched for by name: staff look them up themselves.
    var byHand = 0
    /// Answered for as valid in this round, and not said to be this person.
    var maybeAnother = 0
    /// The short names of those who have waited for too long: nobody asks for them any more.
    var tooOld: [String] = []
    /// Notes that cannot be read: somebody may wait in each of them.
    var damaged = 0
    /// Why the round was broken off: asking for the next would have ended alike.
    var brokenOff: ServiceFailure?
  }

  private let site: CounterSite
  let shelf: RecordShelf<OutageNote>

  /// Takes away answers that are too old.
  init(_ site: CounterSite) throws(ProgramFailure) {
    self.site = site
    shelf = try RecordShelf(site.configuration, site.key)
    for old in try shelf.takeOld() {
      try site.note(.outageForgotten, old.id, [.init("reason", "too-old"), .init("state", old.state.rawValue)])
    }
  }

  /// - Parameter staff: who gave the right password.
  func note(_ entry: PersonEntry, by account: String, _ staff: StaffNumber?) throws(ProgramFailure) -> OutageNote {
    let note = OutageNote(
      id: site.newName().text, created: WallClock.now().milliseconds, account: account, staff: staff?.digits,
      texts: entry.texts)
    // What lies there was written down; what could not be laid there is written down as well.
    try site.note(.outageNoted, note.id, [.init("by", entry.certificate == nil ? "person" : "certificate")])
    do throws(ProgramFailure) {
      try shelf.add(note)
    } catch {
      try site.note(.outageForgotten, note.id, [.init("reason", "not-kept")])
      throw error
    }
    return note
  }

  /// Through an eligibility terminal's folders nobody is found by name.
  func isByHand(_ entry: PersonEntry) -> Bool {
    guard entry.certificate == nil, case .folders = site.configuration.eligibility else { return false }
    return true
  }

  /// Asks once for everybody who waits, oldest first.
  ///
  /// - Parameter goesOn: asked before each of them.
  func round(goesOn: () -> Bool = { true }) throws(ProgramFailure) -> Round {
    var round = Round()
    let contents = try shelf.contents()
    round.damaged = contents.damaged
    for note in contents.records where note.state == .waiting {
      if note.isTooOld(at: WallClock.now()) {
        round.tooOld.append(note.shortName)
        continue
      }
      if isByHand(note.entry) {
        round.byHand += 1
        continue
      }
      guard round.brokenOff == nil, goesOn() else {
        round.waiting += 1
        continue
      }
      let result: Result<EligibilityReply, ServiceFailure>
      do throws(ProgramFailure) {
        result = try ask(note)
      } catch {
        // What is wrong with one note hinders nobody else; what journal or folder refuse would hinder all.
        guard error.kind == .dataMalformed else { throw error }
        printError("\(note.shortName): \(error.sentence)")
        try failed(note, Self.notWritable)
        round.waiting += 1
        continue
      }
      let isAnswer: Bool
      switch result {
      case .success(let reply):
        isAnswer = reply.verdict.isAnAnswer
        if isAnswer {
          let isConfirmed = OutageComparison(note.entry, reply).isConfirmed
          if reply.verdict.isValid, !isConfirmed { round.maybeAnother += 1 }
          _ = try shelf.keep(reply, of: note.id) { kept in
            kept.confirmed = isConfirmed
            kept.state = .answered
            kept.verdict = reply.verdict.word
            kept.answered = WallClock.now().milliseconds
            kept.tries += 1
          }
        } else {
          try failed(note, reply.verdict.word)
        }
      case .failure(let failure):
        isAnswer = false
        try failed(note, Failure.service(failure).word)
        if failure.isOfEverybody { round.brokenOff = failure }
      }
      if isAnswer { round.answered += 1 } else { round.waiting += 1 }
    }
    return round
  }

  /// The note's own data cannot be sent as they are.
  private static let notWritable = "not-writable"

  private func failed(_ note: OutageNote, _ word: String) throws(ProgramFailure) {
    try shelf.update(note.id) { kept in
      kept.tries += 1
      kept.failure = word
    }
  }

  private func ask(_ note: OutageNote) throws(ProgramFailure) -> Result<EligibilityReply, ServiceFailure> {
    guard let name = VisitID(note.id) else {
      throw ProgramFailure(.dataMalformed, "counter.folder: note \(note.id) has no name")
    }
    let entry = note.entry
    let day = CivilMoment(note.time).date
    let institution = site.configuration.institution
    if let certificate = entry.certificate {
      let request = QualificationConfirmationRequest(
        confirmationDate: day, medicalInstitutionCode: institution,
        query: try InsuranceCardQuery(certificate, named: note.id))
      let result = try site.ask(.confirm(request), named: name, .outage, [.init("by", "certificate")])
      return result.flatMap { reply in
        switch reply {
        case .eligibility(let reply):
          reply.body.resultList.allSatisfy { $0.isOfPerson(born: certificate.birthdate) }
            ? .success(reply) : .failure(.rubbish("the answer is about another person"))
        case .medicalInformation: .failure(.rubbish("the answer is to another question"))
        }
      }
    }
    guard let person = entry.particulars else {
      throw ProgramFailure(.dataMalformed, "counter.folder: note \(note.id) names nobody to ask for")
    }
    let search = PersonSearch(
      medicalInstitutionCode: institution, arbitraryFileIdentifier: note.id, confirmationDate: day,
      subject: .particulars(person), mode: .recovery)
    return try site.search(search, named: name, .outage, [.init("by", "person")])
  }
}

extension EligibilityVerdict {
  /// Whether the service has looked and said what it found, good or bad.
  var isAnAnswer: Bool {
    switch self {
    case .valid, .validUnregistered, .invalid, .changed, .none, .several: true
    case .inProgress, .notProcessed, .unknown: false
    }
  }
}

extension ServiceFailure {
  /// Whether whoever is asked for next would fare alike.
  fileprivate var isOfEverybody: Bool {
    switch self {
    case .unreachable, .notTrusted, .answerLost: true
    case .refused(let refusal): refusal == .busy
    case .rubbish: false
    }
  }
}
