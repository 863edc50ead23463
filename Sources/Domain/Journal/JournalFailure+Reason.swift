extension JournalFailure {
  /// The text for staff.
  public var reason: String {
    switch self {
    case .cannotOpen(let reason), .cannotWrite(let reason), .full(let reason), .backlog(let reason),
      .damaged(let reason):
      reason
    }
  }
}
