import Eligibility

/// A medical aid ticket (医療券, 調剤券) of an invented person, for one month.
public struct DemoTicket: Equatable, Sendable {
  /// `TicketType`: 01 medical, 02 dispensing.
  public var type: String
  /// `MedicalTreatmentType`: 01 inpatient … 05 home nursing.
  public var care: String
  /// The month, counted back from this one.
  public var monthsAgo = 0
  public var issueNumber: String
  /// Whom it names; `nil`: whichever institution asks.
  public var institution: DemoInstitution?
  public var injuries: [String] = []
  /// Yen.
  public var selfPay = 0
  /// Used together with an insurance.
  public var isCombined = false
  public var remarks: [String] = []

  public init(type: String, care: String, issueNumber: String) {
    self.type = type
    self.care = care
    self.issueNumber = issueNumber
  }

  /// Elements that the interface numbers from 1 to 3.
  public static let mostInjuries = 3
  public static let mostRemarks = 3
}

/// An invented medical institution.
public struct DemoInstitution: Equatable, Sendable {
  /// 10 digits.
  public var code: String
  public var name: String

  public init(code: String, name: String) {
    self.code = code
    self.name = name
  }
}

/// What an invented person agreed to at home (by the portal, or on the clinician's tablet), on a day from midnight on.
public struct DemoHomeConsent: Equatable, Sendable {
  public enum Care: String, CaseIterable, Sendable {
    case visit
    case online
  }

  public var care: Care
  /// 0: today.
  public var daysAgo: Int
  /// In their interface order.
  public var kinds: [ConsentKind]

  public init(care: Care, daysAgo: Int, kinds: [ConsentKind]) {
    self.care = care
    self.daysAgo = daysAgo
    self.kinds = kinds
  }
}
