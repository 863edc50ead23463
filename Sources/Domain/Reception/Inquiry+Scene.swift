import Eligibility

extension Inquiry {
  var screen: Screen {
    switch state {
    case .opening: .askingEligibility
    case .offeringRegistration: .registration
    case .registering: .registering
    case .declined: .trouble(.registrationDeclined)
    case .stopped(let trouble, _): .trouble(trouble)
    case .gate(let gate, _): gate.screen
    case .choosing: .chooseEligibility
    // Staff have said what they have to say: from here on it is the patient's wait.
    case .recording: .askingEligibility
    }
  }

  /// - Parameter knowsStaff: whether anybody can prove to be staff here.
  func choices(mayRetry: Bool, knowsStaff: Bool) -> [Choice] {
    switch state {
    case .opening, .registering, .gate, .recording: return []
    case .offeringRegistration: return [.register, .doNotRegister]
    case .declined: return Trouble.registrationDeclined.choices(offering: [])
    case .stopped(let trouble, let again):
      var offers: Offers = again != nil && mayRetry ? .retry : []
      if case .choose = again, knowsStaff { offers.insert(.choose) }
      return trouble.choices(offering: offers)
    case .choosing(_, let several): return several.listed.indices.map { .eligibility($0 + 1) }
    }
  }

  var keys: [Key] {
    switch state {
    case .opening, .offeringRegistration, .registering, .recording: []
    case .declined, .stopped, .choosing: [.back]
    case .gate(let gate, _): gate.keys
    }
  }

  var stop: Trouble? {
    switch state {
    case .opening, .offeringRegistration, .registering, .gate, .choosing, .recording: nil
    case .declined: .registrationDeclined
    case .stopped(let trouble, _): trouble
    }
  }

  var entry: Scene.Entry? {
    switch state {
    case .gate(let gate, _): gate.entry
    case .opening, .offeringRegistration, .registering, .declined, .stopped, .choosing, .recording: nil
    }
  }

  var waitsForStaff: Bool {
    switch state {
    case .gate(let gate, _): gate.waitsForStaff
    case .opening, .offeringRegistration, .registering, .declined, .stopped, .choosing, .recording: false
    }
  }

  func add(to values: inout Scene.Values) {
    switch state {
    case .gate(let gate, _): values.staffNumber = gate.staffNumber
    case .choosing(let staff, let several):
      values.staffNumber = staff.number.digits
      values.eligibilities = several.listed.map { Scene.EligibilityRow($0) }
    case .opening, .offeringRegistration, .registering, .declined, .stopped, .recording: break
    }
  }
}

extension Scene.EligibilityRow {
  fileprivate init(_ result: ResultOfQualificationConfirmation) {
    self.init(
      insurerNumber: result.insurerNumber ?? "", insurerName: result.insurerName,
      standing: result.personalFamilyClassification?.value,
      validFrom: (result.insuredCardValidDate ?? result.qualificationDate)?.date,
      validUntil: (result.insuredCardExpirationDate ?? result.disqualificationDate)?.date)
  }
}
