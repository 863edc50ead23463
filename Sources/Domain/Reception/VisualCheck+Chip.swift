// The chip's own photo in a visual check: tries → 14 digits → record. Whatever does not succeed leaves the print.

extension VisualCheck {
  mutating func pressed(_ key: Key, _ entry: CheckNumberEntry) -> Action {
    switch key {
    case .enter:
      switch entry.typed {
      case 0: return compare(by: entry.staff, nil)
      case CheckNumberEntry.digits:
        state = .readingFace(entry)
        return .readCardFace(entry.staff.number)
      default:
        var entry = entry
        entry.note = .tooFew(entry.typed)
        state = .checkNumber(entry)
        return .tooFewDigits
      }
    case .back: return .goBack
    case .digit, .erase, .larger, .voice, .language, .staff, .other: return .none
    }
  }

  mutating func typed(_ count: Int, _ entry: CheckNumberEntry) -> Action {
    var entry = entry
    let isMore = count > entry.typed
    entry.typed = min(max(count, 0), CheckNumberEntry.digits)
    entry.note = nil
    state = .checkNumber(entry)
    return isMore ? .typed : .awaitPatient
  }

  /// - Parameter isAgain: a VERIFY was sent before, and its answer never came.
  mutating func triesCame(_ answer: ChipAnswer, _ staff: AcceptedStaff, isAgain: Bool) -> Action {
    switch answer {
    case .tries(let count): return ask(staff, triesLeft: count, isAgain ? .answerLost : nil)
    case .locked, .answerLost, .unreadable: return compare(by: staff, nil)
    case .face, .wrong, .implausible, .forged: return .none
    }
  }

  mutating func faceCame(_ answer: ChipAnswer, _ entry: CheckNumberEntry) -> Action {
    switch answer {
    case .face(let face): return compare(by: entry.staff, face)
    case .wrong(let triesLeft): return ask(entry.staff, triesLeft: triesLeft, .wrong)
    case .implausible: return ask(entry.staff, triesLeft: entry.triesLeft, .implausible)
    case .answerLost: return askTriesAgain(entry.staff)
    case .locked, .unreadable: return compare(by: entry.staff, nil)
    case .forged: return .stop(.init(.chipForged))
    case .tries: return .none
    }
  }

  mutating func askTriesAgain(_ staff: AcceptedStaff) -> Action {
    state = .askingTriesAfterLoss(staff)
    return .readCheckNumberTries
  }

  mutating func compare(by staff: AcceptedStaff, _ chip: ChipFace?) -> Action {
    state = .comparing(staff, chip)
    return .awaitPatient
  }

  private mutating func ask(_ staff: AcceptedStaff, triesLeft: Int, _ note: CheckNumberNote?) -> Action {
    guard let entry = CheckNumberEntry(staff, triesLeft: triesLeft, note: note) else { return compare(by: staff, nil) }
    state = .checkNumber(entry)
    return note == nil ? .awaitPatient : .refusedEntry
  }
}
