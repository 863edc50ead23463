import CivilTime

extension ConsentedViews {
  /// What may be looked at after a search in a disaster: what the service marks as given by word of mouth (flag 1), or as
  /// not obtainable (flag 3), whichever was claimed; for a consent's life from the search on, or shorter where the service
  /// says so. A card's consent has no flag 3, and is judged by `init(_:at:)`.
  public init(
    inDisaster result: ResultOfQualificationConfirmation, _ consent: DisasterConsent, searched: Timestamp,
    at now: CivilMoment
  ) {
    let flag: ConsentFlag =
      switch consent {
      case .oral: .given
      case .notObtained: .couldNotBeObtained
      }
    let day = CivilMoment(searched.advanced(by: ConsentLife.duration))
    var ends: [View: CivilMoment] = [:]
    var ended: [View: CivilMoment] = [:]
    for view in View.allCases {
      let told = result.viewConsent(view)
      // A search of the future is a clock that was set back.
      guard told.consFlg == .known(flag), searched <= now.timestamp.advanced(by: Self.clockTolerance) else { continue }
      let end = told.availableTime?.moment.map { $0.timestamp < day.timestamp ? $0 : day } ?? day
      if now.timestamp < end.timestamp { ends[view] = end } else { ended[view] = end }
    }
    self.ends = ends
    self.ended = ended
    otherFlags = [:]
  }
}
