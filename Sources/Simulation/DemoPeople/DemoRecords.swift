import Eligibility

/// The medical records of an invented person: invented drugs and acts at invented institutions. Days are counted back
/// from today, so that the file does not age.
public struct DemoRecords: Equatable, Sendable {
  public var months: [Month] = []
  public var checkups: [Checkup] = []

  public init() {}

  public var isEmpty: Bool { months.isEmpty && checkups.isEmpty }

  /// One institution's month.
  public struct Month: Equatable, Sendable {
    public var origin: MedicationOrigin
    public var monthsAgo: Int
    public var institution: DemoInstitution
    /// Where somebody else prescribed.
    public var prescriber: DemoInstitution?
    public var days: [Day]
  }

  public struct Day: Equatable, Sendable {
    /// Of the month, 1…28.
    public var day: Int
    public var drugs: [Drug]
    public var acts: [Act]
  }

  public struct Drug: Equatable, Sendable {
    public var code: String
    public var name: String
    public var ingredient: String?
    /// A decimal number.
    public var quantity: String
    public var unit: String
    /// Days, or how often.
    public var times: Int
    public var usage: String?
    public var instruction: String?
  }

  public struct Act: Equatable, Sendable {
    public var name: String
    public var code: String
    /// A claim's class of care (診療識別), 2 digits; 50 is an operation.
    public var careClass: String
    public var times: Int
  }

  public struct Checkup: Equatable, Sendable {
    public var monthsAgo: Int
    public var day: Int
    public var items: [Item]
  }

  public struct Item: Equatable, Sendable {
    /// 17 characters (JLAC10).
    public var code: String
    public var name: String
    public var value: String
    public var unit: String?
    /// What a coded value means.
    public var meaning: String?
  }
}
