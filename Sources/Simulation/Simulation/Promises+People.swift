import CivilTime
import Journal
import Reception

/// What people do at the kiosk, and what it shows them.
extension Promises {
  /// The kiosk is told of a card and names the visit that this shall be.
  mutating func cardTold(_ visit: VisitID, card: Int, holder: [UInt8], lastDay: CivilDate, waits: Bool) {
    facts[visit] = Facts(id: visit, card: card, holder: holder, lastDay: lastDay, waits: waits)
    told = visit
  }

  mutating func cardTaken() { told = nil }

  // Consents are asked only while the card of their visit lies there.

  mutating func patientPressed(question: String, agreed: Bool) {
    withTold { $0.presses.append(Press(question: question, agreed: agreed)) }
  }

  mutating func patientPressedAll() { withTold { $0.presses.append(Press(question: nil, agreed: true)) } }

  mutating func patientPressedRegister() { withTold { $0.registrationPressed = true } }

  private mutating func withTold(_ change: (inout Facts) -> Void) {
    guard let told, var known = facts[told] else { return }
    change(&known)
    facts[told] = known
  }

  /// What is personal on the screen of a visit belongs to the card that lies there.
  mutating func shown(_ scene: Scene) {
    guard Moment(scene) == .visiting, let told, let visit = facts[told] else { return }
    if let day = scene.values.certificateLastDay, day != visit.lastDay {
      breaks("R5", "\(scene.screen.id) shows another certificate's last day", visit: told)
    }
    for row in scene.values.answers {
      let press = visit.presses.last { $0.answers(row.question) }
      if press?.agreed != row.agreed {
        breaks("R2", "the review shows \(row.question) otherwise than pressed", visit: told)
      }
    }
  }
}
