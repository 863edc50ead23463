import Journal

/// A reception system that takes visits by message: it knows each by its id, and one that comes again changes nothing.
struct SimulatedReceiver {
  /// In the order of their first arrival.
  private(set) var taken: [String] = []
  private var known: Set<String> = []

  /// - Returns: whether it is the first of this name.
  mutating func take(_ name: String) -> Bool {
    guard known.insert(name).inserted else { return false }
    taken.append(name)
    return true
  }
}

/// Where a site's visits go.
enum HandoverForm: CaseIterable {
  case file
  /// Nothing is staged: the journal's word is the intent.
  case message
}
