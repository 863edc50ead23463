import VirtualCard

/// S3 and R3: one VERIFY for each confirmation, and the card's misses are the wrong PINs that patients confirmed.
extension Promises {
  /// Four digits and Enter, and what the card had counted until then.
  struct ConfirmedEntry {
    var card: Int
    var isRight: Bool
    var verifications: Int
    var misses: Int
    /// A fault struck, or somebody did something else, since Enter: VERIFY may have been lost on its way.
    var mayBeLost: Bool
  }

  mutating func patientConfirmedPIN(_ card: Int, isRight: Bool, _ state: VirtualCard, mayBeLost: Bool) {
    confirmed = ConfirmedEntry(
      card: card, isRight: isRight, verifications: state.verifications, misses: state.misses, mayBeLost: mayBeLost)
  }

  /// A VERIFY with data reached the card. The confirmation is used up, whatever the kiosk hears of it.
  mutating func verified(_ card: Int, triesBefore: Int, _ state: VirtualCard) {
    if triesBefore == 0 { breaks("S3", "VERIFY was sent with no try left", visit: current) }
    if confirmed == nil { breaks("R3", "VERIFY without a confirmation by the patient", visit: current) }
    if let confirmed, confirmed.card != card {
      breaks("R3", "VERIFY on a card that is not the patient's", visit: current)
    }
    needCard(card, "VERIFY")
    needIntent(.pinIntent, for: current, "VERIFY")
    confirmationEnds(state)
  }

  /// The secret was wiped, the PIN's screens were left or the process died: the confirmation is worth nothing any more.
  ///
  /// - Parameter state: of the card for which it was given.
  mutating func confirmationEnds(_ state: VirtualCard) {
    guard let entry = confirmed else { return }
    confirmed = nil
    let (verifications, misses) = (state.verifications - entry.verifications, state.misses - entry.misses)
    let wrong = entry.isRight ? 0 : 1
    // Equality holds where VERIFY reached the card, whether or not its answer came, and wherever nothing was lost. When
    // the nonce did not come, the card was pulled, the process killed or the command lost before the card, a wrong PIN
    // leaves no miss: there the bound holds, never more misses than wrong PINs.
    if verifications == 0 && !entry.mayBeLost {
      breaks("R3", "a confirmed PIN never reached the card, and nothing was lost", visit: current)
    }
    if misses > wrong || (misses < wrong && verifications > 0) {
      breaks("R3", "\(misses) misses on the card for \(wrong) wrong PIN confirmed", visit: current)
    }
    if verifications > 1 { breaks("S3", "\(verifications) VERIFYs for one confirmation", visit: current) }
  }
}
