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
    /// Why the round was broken off: asking for the next would have ended alike.
    var brokenOff: ServiceFailure?
  }

  private let site: CounterSite
  let shelf: RecordShelf<OutageNote>

  /// Takes away what is too old; whom nobody was answered for is named.
  init(_ site: CounterSite) throws(ProgramFailure) {
    self.site = site
    shelf = try RecordShelf(site.configuration, site.key)
    for old in try shelf.takeOld() {
      try site.note(.outageForgotten, old.id, [.init("reason", "too-old"), .init("state", old.state.rawValue)])
      if old.state == .waiting {
        let language = site.configuration.language
        printError(
          language(
            "\(old.shortName): 14 日たっても 確認できず、記録を消しました。本人に もう一度 確かめてください。",
            "\(old.shortName): not confirmed within 14 days, and taken away; ask the person again"))
      }
    }
  }

  private var language: CounterLanguage { site.configuration.language }

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
    for note in try shelf.records() where note.state == .waiting {
      if isByHand(note.entry) {
        round.byHand += 1
        continue
      }
      guard round.brokenOff == nil, goesOn() else {
        round.waiting += 1
        continue
      }
      let result = try ask(note)
      let isAnswer: Bool
      switch result {
      case .success(let reply):
        isAnswer = reply.verdict.isAnAnswer
        if isAnswer {
          _ = try shelf.keep(reply, of: note.id) { kept in
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

  private func failed(_ note: OutageNote, _ word: String) throws(ProgramFailure) {
    try shelf.update(note.id) { kept in
      kept.tries += 1
      kept.failure = word
    }
  }

  private func ask(_ note: OutageNote) throws(ProgramFailure) -> Result<EligibilityReply, ServiceFailure> {
    guard let name = VisitID(note.id) else {
      throw ProgramFailure(.inputOutput, "counter.folder: note \(note.id) has no name")
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
      throw ProgramFailure(.inputOutput, "counter.folder: note \(note.id) cannot be read")
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
