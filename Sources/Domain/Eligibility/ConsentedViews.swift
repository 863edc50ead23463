import CivilTime

/// What a person agreed to show to this institution, and until when, as the service's reply says it: nothing else may be
/// asked for or shown.
public struct ConsentedViews: Equatable, Sendable {
  /// What a viewer gates apart.
  public enum View: String, CaseIterable, Sendable {
    case medication = "YZK"
    case treatment = "SRJ"
    case operation = "SHJ"
    case checkup = "TKK"
    /// Specific diseases: artificial dialysis is one of them.
    case dialysis = "TSR"
  }

  /// Those that were given and live, each with its end.
  public let ends: [View: CivilMoment]
  /// Given once, and over.
  public let ended: [View: CivilMoment]
  /// What the service says of those that were not given, or are over (flags 2 and 3, and codes outside the table).
  public let otherFlags: [View: Coded<ConsentFlag>]

  /// Clocks of two machines may differ so much; a consent of later than that is none yet.
  public static let clockTolerance: Duration = .seconds(300)

  /// - Parameter now: a consent that has ended shows nothing, whatever its flag says.
  public init(_ result: ResultOfQualificationConfirmation, at now: CivilMoment) {
    var ends: [View: CivilMoment] = [:]
    var ended: [View: CivilMoment] = [:]
    var otherFlags: [View: Coded<ConsentFlag>] = [:]
    for view in View.allCases {
      let consent = result.viewConsent(view)
      switch consent.consFlg {
      case .known(.given):
        guard let end = consent.end(at: now) else { continue }
        if now.timestamp < end.timestamp { ends[view] = end } else { ended[view] = end }
      case .known(.none), nil: break
      case .known(.expired), .known(.couldNotBeObtained), .unknown: otherFlags[view] = consent.consFlg
      }
    }
    self.ends = ends
    self.ended = ended
    self.otherFlags = otherFlags
  }

  public func allow(_ view: View) -> Bool { ends[view] != nil }

  /// When the first of them ends: until then what was read may stand on a screen.
  public var firstEnd: CivilMoment? { ends.values.min { $0.timestamp < $1.timestamp } }

  /// What to ask the service for: treatment is asked for only where it may be shown. `nil` where neither medication nor
  /// any act may be.
  public var medicationForm: MedicalInformationForm? {
    if allow(.treatment) || allow(.operation) || allow(.dialysis) { return .medicationAndTreatment }
    return allow(.medication) ? .medication : nil
  }

  /// A reply with all that was not consented to taken out, in case a service sends more than it may.
  public func shown(_ reply: MedicalInformationReply) -> MedicalInformationReply {
    var shown = reply
    shown.unknown = []
    shown.person.unknown = []
    shown.document = nil
    shown.checkups = allow(.checkup) ? reply.checkups : []
    shown.months = reply.months.compactMap(month)
    return shown
  }

  /// Nil where nothing of it may be shown.
  private func month(_ month: MedicationMonth) -> MedicationMonth? {
    var shown = month
    // What nobody has named cannot be judged.
    shown.unknown = []
    if !allow(.treatment) {
      // Where somebody was treated tells of the treatment.
      shown.institutionCode = nil
      shown.institutionName = nil
      shown.prescriberCode = nil
      shown.prescriberName = nil
      shown.organisation = nil
    }
    shown.days = month.days.compactMap { day in
      var shown = day
      shown.unknown = []
      if !allow(.medication) { shown.drugs = [] }
      shown.acts = day.acts.filter { allow($0.kind.view) }
      return shown.drugs.isEmpty && shown.acts.isEmpty ? nil : shown
    }
    return shown.days.isEmpty ? nil : shown
  }
}

extension TreatmentAct.Kind {
  fileprivate var view: ConsentedViews.View {
    switch self {
    case .treatment: .treatment
    case .operation: .operation
    case .dialysis: .dialysis
    }
  }
}

extension ResultOfQualificationConfirmation {
  func viewConsent(_ view: ConsentedViews.View) -> ViewConsent {
    switch view {
    case .medication: pharmacistsInfo
    case .treatment: diagnosisInfo
    case .operation: operationInfo
    case .checkup: specificHealthCheckupsInfo
    case .dialysis:
      ViewConsent(
        consFlg: specificDiseasesCertificateRelatedConsFlg, consTime: specificDiseasesCertificateRelatedConsTime)
    }
  }
}

extension ViewConsent {
  /// When a consent that was given ends: a day after it was given, or earlier where the message says so. `nil` where
  /// nobody can tell when it was given.
  fileprivate func end(at now: CivilMoment) -> CivilMoment? {
    guard let given = consTime?.moment,
      given.timestamp <= now.timestamp.advanced(by: ConsentedViews.clockTolerance)
    else { return nil }
    let day = CivilMoment(given.timestamp.advanced(by: ConsentLife.duration))
    guard let told = availableTime?.moment else { return day }
    return told.timestamp < day.timestamp ? told : day
  }
}
