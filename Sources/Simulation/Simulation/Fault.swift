import CivilTime
import Runtime

/// What can go wrong in an episode; each is chosen for the episode or not, then fires by chance.
enum Fault: String, CaseIterable {
  /// At any APDU, or on any screen.
  case cardPulled
  /// An answer of the card is lost, before or after the card acted.
  case cardAnswerLost
  case cardRubbish
  /// The card does not answer to its reset.
  case cardMute
  /// Another program holds the card.
  case cardHeldByAnother
  /// The reader hangs in a job, longer than the kiosk waits.
  case cardLate
  /// Requests or answers get lost on the way.
  case serviceLoses
  case serviceRefuses
  /// The service acted, and what comes is no answer.
  case serviceRubbish
  /// Answers come, but long after.
  case serviceSlow
  /// Answers come after the kiosk has stopped waiting.
  case serviceLate
  case serviceGone
  case killedBeforeWrite
  case killedAfterWrite
  /// In the middle of a card job: the card has acted, or not.
  case killedAtAPDU
  case diskSlow
  case diskFull
  case folderMissing
  /// Missing from one of the last visits on, for longer than a consent lives.
  case folderMissingForADay
  /// The receiver of messages.
  case receiverGone
  /// Messages or the receiver's answers get lost on the way.
  case receiverLoses
  /// No to this one, for this time.
  case receiverRefuses
  case readerGone
  case clockJumps

  /// A day's wait takes as many events as a hundred visits.
  var percentOfEpisodes: Int {
    switch self {
    case .folderMissingForADay: 2
    case .cardPulled, .cardAnswerLost, .cardRubbish, .cardMute, .cardHeldByAnother, .cardLate, .serviceLoses,
      .serviceRefuses, .serviceRubbish, .serviceSlow, .serviceLate, .serviceGone, .killedBeforeWrite, .killedAfterWrite,
      .killedAtAPDU, .diskSlow, .diskFull,
      .folderMissing, .receiverGone, .receiverLoses, .receiverRefuses, .readerGone, .clockJumps:
      35
    }
  }

  /// Whether the fault begins and ends, rather than strikes.
  var lasts: Bool {
    switch self {
    case .serviceGone, .diskFull, .folderMissing, .receiverGone, .readerGone, .clockJumps: true
    case .cardPulled, .cardAnswerLost, .cardRubbish, .cardMute, .cardHeldByAnother, .cardLate, .serviceLoses,
      .serviceRefuses, .serviceRubbish, .serviceSlow, .serviceLate, .killedBeforeWrite, .killedAfterWrite,
      .killedAtAPDU, .diskSlow, .folderMissingForADay, .receiverLoses, .receiverRefuses:
      false
    }
  }
}

extension World {
  /// Whether the fault strikes now.
  func chance(_ fault: Fault, _ percent: Int) -> Bool {
    guard !healing, faults.contains(fault), random.chance(percent) else { return false }
    fired(fault)
    return true
  }

  /// The kiosk meets the fault.
  ///
  /// - Parameter time: how long it can keep what is under way.
  func fired(_ fault: Fault, for time: Duration = .zero) {
    firings[fault, default: 0] += 1
    strike(for: time)
  }

  /// The folder is asked for something.
  func meetFolder() {
    if disk.folderIsMissing { fired(folderIsAwayForADay ? .folderMissingForADay : .folderMissing) }
  }

  func scheduleFault(_ fault: Fault) {
    guard !healing else { return }
    at(random.milliseconds(60_000...1_200_000), .faultBegins(fault))
  }

  func begin(_ fault: Fault) {
    guard !healing else { return }
    active.insert(fault)
    switch fault {
    case .diskFull: disk.isFull = true
    case .folderMissing: disk.folderIsMissing = true
    case .readerGone: deliver(.notice(.unavailable("unplugged")))
    case .clockJumps:
      wallOffset += Int64(random.next() % 7_200_000) - 3_600_000
      fired(.clockJumps)
    case .serviceGone, .receiverGone, .receiverLoses, .receiverRefuses,
      .cardPulled, .cardAnswerLost, .cardRubbish, .cardMute, .cardHeldByAnother, .cardLate,
      .serviceLoses, .serviceRefuses, .serviceRubbish, .serviceSlow, .serviceLate, .killedBeforeWrite,
      .killedAfterWrite, .killedAtAPDU, .diskSlow,
      .folderMissingForADay:
      break
    }
    trace.add("fault \(fault)")
    at(random.milliseconds(2_000...120_000), .faultEnds(fault))
  }

  func end(_ fault: Fault) {
    guard active.remove(fault) != nil else { return }
    switch fault {
    case .diskFull: disk.isFull = false
    case .folderMissing: disk.folderIsMissing = folderIsAwayForADay
    case .readerGone where kiosk == nil: break
    case .readerGone:
      deliver(.notice(.ready))
      if cardIn != nil { at(.milliseconds(5), .cardSeen(layings)) }
    case .serviceGone, .receiverGone, .receiverLoses, .receiverRefuses, .clockJumps,
      .cardPulled, .cardAnswerLost, .cardRubbish, .cardMute, .cardHeldByAnother,
      .cardLate, .serviceLoses, .serviceRefuses, .serviceRubbish, .serviceSlow, .serviceLate, .killedBeforeWrite,
      .killedAfterWrite, .killedAtAPDU, .diskSlow,
      .folderMissingForADay:
      break
    }
    scheduleFault(fault)
  }
}
