import VirtualCard

extension ReaderTable {
  /// - Parameter isMovingSaid: whether what the card does is heard there anyway.
  /// - Returns: one line, and whether it is over.
  mutating func obey(_ line: String, isMovingSaid: Bool = false) -> (answer: String, quits: Bool) {
    let word: Word
    do throws(Word.Mistake) {
      word = try Word(line)
    } catch {
      return ("error: \(error.sentence)", false)
    }
    switch word {
    case .quit:
      remove()
      return (isMovingSaid ? "" : "ended", true)
    case .insert, .remove:
      let wasThere = isThere
      let answer = move(word)
      return (isMovingSaid && wasThere != isThere ? "" : answer, false)
    case .tries:
      return ("tries left \(card.triesLeft), VERIFY \(card.verifications), wrong \(card.misses)", false)
    case .counters: return (counters, false)
    case .stats: return (log.summary, false)
    case .help: return (Word.usages.joined(separator: "; "), false)
    case .goOn: return (goOn() ? "goes on" : "error: nothing hangs", false)
    case .answerAt, .leaveAt, .loseAt, .hangAt, .garbageAt, .slow, .wrongSignature, .clear:
      return (change(word), false)
    case .set(let option, let tries):
      card.setTries(tries, of: option.secret)
      return ("\(option.rawValue): \(card.triesLeft(of: option.secret)) tries left", false)
    case .holder(let isProven):
      card.holderIsProven = isProven
      return ("holder \(isProven ? "proven" : "away")", false)
    }
  }

  private mutating func move(_ word: Word) -> String {
    guard word == .insert else { return remove() }
    do {
      return try insert()
    } catch {
      return "error: \(error.sentence)"
    }
  }

  /// One line for each secret would be several: all stand in one.
  private var counters: String {
    let parts = SecretOption.allCases.map { option in
      let secret = option.secret
      return "\(option.rawValue) \(card.triesLeft(of: secret)) left, \(card.verifications(of: secret)) sent, "
        + "\(card.misses(of: secret)) wrong"
    }
    return parts.joined(separator: "; ") + "; My Number \(card.myNumberWasTouched ? "TOUCHED" : "untouched")"
  }

  private mutating func change(_ word: Word) -> String {
    let passed = log.commands
    switch word {
    case .answerAt(let place, let status):
      let number = place.number(after: passed)
      faults.answers[number] = status
      return "answers \(status) at \(number)"
    case .leaveAt(let place): return Self.note(place.number(after: passed), in: &faults.leaves, "leaves")
    case .loseAt(let place): return Self.note(place.number(after: passed), in: &faults.losses, "loses its answer")
    case .hangAt(let place): return Self.note(place.number(after: passed), in: &faults.hangs, "hangs")
    case .garbageAt(let place): return Self.note(place.number(after: passed), in: &faults.garbage, "answers noise")
    case .slow(let milliseconds):
      faults.slow = .milliseconds(milliseconds)
      return "answers after \(milliseconds) ms"
    case .wrongSignature(let isWrong):
      faults.spoilsSignatures = isWrong
      return isWrong ? "signs wrong" : "signs right"
    case .clear:
      faults = Faults()
      return "nothing goes wrong from now on"
    case .insert, .remove, .tries, .counters, .stats, .goOn, .set, .holder, .help, .quit: return ""
    }
  }

  private static func note(_ number: Int, in set: inout Set<Int>, _ words: String) -> String {
    set.insert(number)
    return "\(words) at \(number)"
  }
}
