import Eligibility

/// All questions of one visit are answered and the patient has seen the answers: the only thing that can be sent.
struct FilledForm: Equatable, Sendable {
  let session: SessionID
  let answers: ConsentAnswers
  /// The one of several eligibilities that staff chose.
  let chosen: EligibilityKey?

  fileprivate init(_ session: EligibleSession, _ answers: ConsentAnswers) {
    self.session = session.session
    self.answers = answers
    chosen = session.chosen
  }
}

/// One line for the consent journal.
struct ConsentRecord: Equatable, Sendable {
  let question: String
  let kinds: [ConsentKind]
  let basis: ConsentBasis

  var effect: Effect { .recordConsent(question: question, kinds: kinds, basis: basis) }
}

/// The consent screens of one visit: the profile's questions that have a kind in the service's list, in the profile's
/// order, then the answers to look at. A kind that the service did not name is in no answer and no record (R2).
struct ConsentForm: Sendable {
  enum State: Equatable, Sendable {
    /// All at once, or one by one?
    case all
    /// Index of the question.
    case question(Int)
    /// The same, on the way back to the review.
    case changing(Int)
    case review
  }

  /// How the record of what the law provides is named.
  static let byLawQuestion = "by-law"

  private let session: EligibleSession
  /// The questions that are asked, each with those of its kinds that apply.
  let asked: [ConsentQuestion]
  private let byLaw: [ConsentKind]
  private let allAtOnce: Bool
  private(set) var state: State
  /// By index; nil is "not answered", which is not "no".
  private(set) var answers: [Bool?]

  enum Action: Equatable {
    case none
    case awaitPatient
    /// There is no question before this one.
    case askLeaving
    case record([ConsentRecord])
    case filled(FilledForm, [ConsentRecord])
  }

  init(_ session: EligibleSession, _ profile: ConsentProfile) {
    self.session = session
    var asked: [ConsentQuestion] = []
    for question in profile.questions {
      let kinds = question.kinds.filter { session.consents.contains($0) }
      if !kinds.isEmpty { asked.append(ConsentQuestion(name: question.name, kinds: kinds)) }
    }
    self.asked = asked
    byLaw = profile.byLaw.filter { kind in
      session.consents.contains(kind) && !asked.contains { $0.kinds.contains(kind) }
    }
    // "All or one by one" is no question where there is only one.
    allAtOnce = profile.allAtOnce && asked.count > 1
    answers = Array(repeating: nil, count: asked.count)
    state = allAtOnce ? .all : .question(0)
  }

  func begin() -> Action { asked.isEmpty ? fill() : .awaitPatient }

  mutating func chosen(_ choice: Choice) -> Action {
    switch (state, choice) {
    case (.all, .agreeAll):
      for index in asked.indices { answers[index] = true }
      state = .review
      return .record(asked.map { ConsentRecord(question: $0.name, kinds: $0.kinds, basis: .agreed) })
    case (.all, .oneByOne):
      state = .question(0)
      return .awaitPatient
    case (.question(let index), .agree), (.changing(let index), .agree): return answer(index, true)
    case (.question(let index), .decline), (.changing(let index), .decline): return answer(index, false)
    case (.review, .change(let row)):
      guard asked.indices.contains(row - 1) else { return .none }
      state = .changing(row - 1)
      return .awaitPatient
    case (.review, .send): return fill()
    case (.all, _), (.question, _), (.changing, _), (.review, _): return .none
    }
  }

  private mutating func answer(_ index: Int, _ agreed: Bool) -> Action {
    guard asked.indices.contains(index) else { return .none }
    answers[index] = agreed
    switch state {
    case .question: state = index + 1 < asked.count ? .question(index + 1) : .review
    case .all, .changing, .review: state = .review
    }
    let question = asked[index]
    return .record([ConsentRecord(question: question.name, kinds: question.kinds, basis: agreed ? .agreed : .declined)])
  }

  mutating func pressed(_ key: Key) -> Action {
    guard key == .back else { return .none }
    switch state {
    case .all: return .askLeaving
    case .question(let index):
      guard index > 0 || allAtOnce else { return .askLeaving }
      state = index > 0 ? .question(index - 1) : .all
    case .changing: state = .review
    case .review: state = .question(asked.count - 1)
    }
    return .awaitPatient
  }

  /// Nothing is sent while an answer is missing.
  private func fill() -> Action {
    var sent = ConsentAnswers()
    for (question, answer) in zip(asked, answers) {
      guard let answer else { return .none }
      for kind in question.kinds { sent[kind] = answer }
    }
    for kind in byLaw { sent[kind] = true }
    let records = byLaw.isEmpty ? [] : [ConsentRecord(question: Self.byLawQuestion, kinds: byLaw, basis: .byLaw)]
    return .filled(FilledForm(session, sent), records)
  }
}

extension ConsentForm {
  var screen: Screen {
    switch state {
    case .all: .consentAll
    case .question(let index), .changing(let index): .consent(asked[index].name)
    case .review: .review
    }
  }

  var choices: [Choice] {
    switch state {
    case .all: [.agreeAll, .oneByOne]
    case .question, .changing: [.agree, .decline]
    case .review: asked.indices.map { .change($0 + 1) } + [.send]
    }
  }

  var keys: [Key] { [.back] }

  func add(to values: inout Scene.Values) {
    switch state {
    case .question(let index), .changing(let index):
      values.question = .init(number: index + 1, of: asked.count)
      values.presentAnswer = answers[index]
    case .review:
      values.answers = zip(asked, answers).compactMap { question, answer in
        answer.map { Scene.AnswerRow(question: question.name, agreed: $0) }
      }
    case .all: break
    }
  }
}
