extension Identity {
  var screen: Screen {
    switch state {
    case .choosing: .identity
    case .pin(let check): check.screen
    case .face: .face
    case .visual(let check): check.screen
    case .phone: .checkingPhone
    case .stopped(let stop): .trouble(stop.trouble)
    }
  }

  func choices(_ rules: Rules, mayRetry: Bool) -> [Choice] {
    switch state {
    case .choosing: return ways(rules)
    case .pin, .phone: return []
    case .face: return [.otherWay]
    case .visual(let check): return check.choices
    case .stopped(let stop):
      var offers: Offers = []
      if let again = stop.again, mayRetry || again.isFree { offers.insert(.retry) }
      for way in ways(rules) {
        offers.insert(.otherWay)
        if way == .face { offers.insert(.face) }
        if way == .pin { offers.insert(.pin) }
        if way == .visual { offers.insert(.visual) }
      }
      return stop.trouble.choices(offering: offers)
    }
  }

  /// Of back, Enter and erase those that do something now.
  var keys: [Key] {
    switch state {
    case .choosing, .face, .stopped: [.back]
    case .pin(let check): check.keys
    case .visual(let check): check.keys
    case .phone: []
    }
  }

  var entry: Scene.Entry? {
    switch state {
    case .pin(let check): check.entry
    case .visual(let check): check.entry
    case .choosing, .face, .phone, .stopped: nil
    }
  }

  var waitsForStaff: Bool {
    switch state {
    case .visual(let check): check.waitsForStaff
    case .choosing, .pin, .face, .phone, .stopped: false
    }
  }

  var stop: Stop? {
    switch state {
    case .stopped(let stop): stop
    case .choosing, .pin, .face, .visual, .phone: nil
    }
  }

  func add(to values: inout Scene.Values) {
    switch state {
    case .pin(let check):
      values.triesLeft = check.triesLeft
      values.tooFewDigits = check.tooFewDigits
    case .visual(let check):
      values.staffNumber = check.staffNumber
      check.add(to: &values)
    case .face(let check): values.faceHint = check.hint
    case .stopped(let stop): values.triesLeft = stop.triesLeft
    case .choosing, .phone: break
    }
  }
}

extension Identity.Again {
  /// Another PIN costs a try of the card's own, so the visit's count of retries leaves it alone.
  var isFree: Bool {
    switch self {
    case .pinEntry: true
    case .pin, .face, .visual, .proof, .phone: false
    }
  }
}

extension PINCheck {
  var screen: Screen {
    switch state {
    case .typing: .pin
    case .typingOnReader: .pinOnReader
    case .askingTries, .fetchingNonce, .fetchingNonceForReader, .verifying, .askingTriesAfterLoss: .checkingPIN
    }
  }

  var keys: [Key] {
    switch state {
    case .typing(let entry):
      [.back] + (ConfirmedPIN(entry) == nil ? [] : [.enter]) + (entry.typed == 0 ? [] : [.erase])
    case .typingOnReader: [.back]
    case .askingTries, .fetchingNonce, .fetchingNonceForReader, .verifying, .askingTriesAfterLoss: []
    }
  }

  var entry: Scene.Entry? {
    switch state {
    case .typing(let entry): .pin(typed: entry.typed)
    case .typingOnReader(let entry, _): .pinOnReader(typed: entry.typed)
    case .askingTries, .fetchingNonce, .fetchingNonceForReader, .verifying, .askingTriesAfterLoss: nil
    }
  }

  var tooFewDigits: Int? {
    switch state {
    case .typing(let entry): entry.wasTooShort ? entry.typed : nil
    case .askingTries, .fetchingNonce, .fetchingNonceForReader, .typingOnReader, .verifying, .askingTriesAfterLoss: nil
    }
  }

  var triesLeft: Int? {
    switch state {
    case .typing(let entry), .typingOnReader(let entry, _): entry.triesLeft
    case .askingTries, .fetchingNonce, .fetchingNonceForReader, .verifying, .askingTriesAfterLoss: nil
    }
  }
}

extension VisualCheck {
  var screen: Screen {
    switch state {
    case .gate(let gate): gate.screen
    case .checkNumber: .checkNumber
    case .askingTries, .readingFace, .askingTriesAfterLoss: .readingFace
    case .comparing: .compare
    // Staff have said what they have to say: from here on it is the patient's wait.
    case .recording, .fetchingNonce, .signing: .askingEligibility
    }
  }

  var choices: [Choice] {
    switch state {
    case .comparing: [.isPerson, .isNotPerson]
    case .gate, .askingTries, .checkNumber, .readingFace, .askingTriesAfterLoss, .recording, .fetchingNonce, .signing:
      []
    }
  }

  var keys: [Key] {
    switch state {
    case .gate(let gate): gate.keys
    case .checkNumber(let entry): [.back, .enter] + (entry.typed == 0 ? [] : [.erase])
    case .comparing: [.back]
    case .askingTries, .readingFace, .askingTriesAfterLoss, .recording, .fetchingNonce, .signing: []
    }
  }

  var entry: Scene.Entry? {
    switch state {
    case .gate(let gate): gate.entry
    case .checkNumber(let entry): .checkNumber(typed: entry.typed)
    case .askingTries, .readingFace, .askingTriesAfterLoss, .comparing, .recording, .fetchingNonce, .signing: nil
    }
  }

  var staffNumber: String? {
    switch state {
    case .gate(let gate): gate.staffNumber
    case .askingTries(let staff), .askingTriesAfterLoss(let staff), .comparing(let staff, _): staff.number.digits
    case .checkNumber(let entry), .readingFace(let entry): entry.staff.number.digits
    case .recording(let attestation): attestation.number.digits
    case .fetchingNonce(let attestation), .signing(let attestation, _): attestation.number.digits
    }
  }

  var waitsForStaff: Bool {
    switch state {
    case .gate(let gate): gate.waitsForStaff
    case .askingTries, .checkNumber, .readingFace, .askingTriesAfterLoss, .comparing, .recording, .fetchingNonce,
      .signing:
      false
    }
  }

  func add(to values: inout Scene.Values) {
    switch state {
    case .checkNumber(let entry):
      values.checkNumberTries = entry.triesLeft
      values.checkNumberNote = entry.note
    case .comparing(_, let chip): values.chip = chip
    case .gate, .askingTries, .readingFace, .askingTriesAfterLoss, .recording, .fetchingNonce, .signing: break
    }
  }
}
