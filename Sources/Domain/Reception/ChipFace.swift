import Cards
import CivilTime

/// What staff see of the chip beside its photo. Nothing of it is kept beyond the comparison.
public struct ChipFace: Equatable, Sendable {
  /// `nil` where the card names no full date.
  public var birthDate: CivilDate?
  public var sex: CardFace.Sex
  public var expiry: CivilDate?
  /// A small child's card has none.
  public var hasPhoto: Bool
  /// The chip has signed a fresh challenge with the key that its own record names.
  public var isProven: Bool

  public init(birthDate: CivilDate?, sex: CardFace.Sex, expiry: CivilDate?, hasPhoto: Bool, isProven: Bool) {
    self.birthDate = birthDate
    self.sex = sex
    self.expiry = expiry
    self.hasPhoto = hasPhoto
    self.isProven = isProven
  }
}

/// What came of asking the chip for its face. None of these ends the visual check but a forged proof: the printed photo
/// is left.
public enum ChipAnswer: Equatable, Sendable {
  case tries(Int)
  case face(ChipFace)
  /// Check number B was wrong; the number is the card's own.
  case wrong(triesLeft: Int)
  case locked
  /// Nothing was sent.
  case implausible
  /// VERIFY was sent and its answer never came.
  case answerLost
  /// The card, or the reader, gives none.
  case unreadable
  /// The chip's signature does not verify with the key of its own record.
  case forged
}

/// On what a staff member's comparison rested, for the record.
public enum ComparedWith: String, Equatable, Sendable {
  case print
  case unprovenChip = "unproven-chip"
  /// It holds the key that its record names; nobody but the record's issuer could say that the record is genuine.
  case provenChip = "proven-chip"

  public init(_ chip: ChipFace?) {
    self = chip.map { $0.isProven ? .provenChip : .unprovenChip } ?? .print
  }
}

/// Check number B being typed by staff. It cannot be made with no try left, so no VERIFY can follow from a locked one.
struct CheckNumberEntry: Equatable, Sendable {
  let staff: AcceptedStaff
  /// By the card's own counter.
  let triesLeft: Int
  /// How many digits lie in locked memory.
  var typed = 0
  /// Why it is asked again; said until the next digit.
  var note: CheckNumberNote?

  static let digits = CardSecret.checkNumberB.length

  init?(_ staff: AcceptedStaff, triesLeft: Int, note: CheckNumberNote? = nil) {
    guard triesLeft > 0 else { return nil }
    self.staff = staff
    self.triesLeft = triesLeft
    self.note = note
  }
}

public enum CheckNumberNote: Equatable, Sendable {
  case wrong
  case implausible
  case answerLost
  /// So many digits.
  case tooFew(Int)
}
