import CivilTime

/// What a hand-over can tell of a visit beside the service's reply.
public struct VisitFacts: Equatable, Sendable {
  /// The visit's own name, 32 hexadecimal digits.
  public var visit: String
  /// When the hand-over was prepared.
  public var at: Timestamp
  /// How the service says that it knows the person; nil where no session was opened.
  public var identity: IdentityStatement?
  /// What the patient answered on screen, in the order of `ConsentKind.allCases`; the last answer where one was changed.
  /// What the law provides is no answer.
  public var answers: [AnsweredConsent]

  public init(visit: String, at: Timestamp, identity: IdentityStatement?, answers: [AnsweredConsent]) {
    self.visit = visit
    self.at = at
    self.identity = identity
    self.answers = answers
  }
}

/// One answer of a patient (R2): a kind that was not asked, or not answered, has none.
public struct AnsweredConsent: Equatable, Sendable {
  public var kind: ConsentKind
  public var agreed: Bool
  /// When the key was pressed.
  public var at: Timestamp

  public init(kind: ConsentKind, agreed: Bool, at: Timestamp) {
    self.kind = kind
    self.agreed = agreed
    self.at = at
  }
}
