import Display

/// One thing that was looked at, and how it was found.
struct Diagnosis: Equatable {
  enum Verdict: Equatable {
    case good
    /// The kiosk runs, and somebody should look at it.
    case warning
    /// The kiosk cannot receive patients, for this kind of reason.
    case fault(ProgramFailure.Kind)
    /// Could not be looked at here.
    case skipped
  }

  /// `reader`, or the key of the configuration.
  var part: String
  var verdict: Verdict
  /// How it was found; nothing personal.
  var words: String
  /// What to do about it; nil where nothing is to be done.
  var hint: String?

  static func good(_ part: String, _ words: String) -> Diagnosis {
    Diagnosis(part: part, verdict: .good, words: words, hint: nil)
  }

  static func warning(_ part: String, _ words: String, hint: String) -> Diagnosis {
    Diagnosis(part: part, verdict: .warning, words: words, hint: hint)
  }

  static func fault(_ part: String, _ kind: ProgramFailure.Kind, _ words: String, hint: String) -> Diagnosis {
    Diagnosis(part: part, verdict: .fault(kind), words: words, hint: hint)
  }

  static func skipped(_ part: String, _ words: String) -> Diagnosis {
    Diagnosis(part: part, verdict: .skipped, words: words, hint: nil)
  }

  /// The sign, the same in a word, the part and the words; the hint on a line of its own. Inert: files are quoted (S2).
  var text: String {
    let line = "\(verdict.sign) \(verdict.word.padded(7)) \(part.padded(Self.partWidth)) \(words)"
    let lines = [line] + (hint.map { [String(repeating: " ", count: 10) + "→ \($0)"] } ?? [])
    return lines.map { InertText($0.replacing("\n", with: " ")).text }.joined(separator: "\n")
  }

  /// The longest name of a part.
  private static let partWidth = 24
}

extension Diagnosis.Verdict {
  fileprivate var sign: String {
    switch self {
    case .good: "✓"
    case .warning: "!"
    case .fault: "✗"
    case .skipped: "–"
    }
  }

  /// Never the sign or a colour alone.
  var word: String {
    switch self {
    case .good: "good"
    case .warning: "look at"
    case .fault: "mend"
    case .skipped: "skipped"
    }
  }
}

extension [Diagnosis] {
  private var faults: [ProgramFailure.Kind] {
    compactMap { diagnosis in
      switch diagnosis.verdict {
      case .fault(let kind): kind
      case .good, .warning, .skipped: nil
      }
    }
  }

  func count(_ word: String) -> Int { filter { $0.verdict.word == word }.count }

  /// What the kiosk itself would end with: 0 for none; 1 for warnings alone; of several kinds of faults it is the
  /// configuration that does not hold.
  var exitCode: Int32 {
    let faults = faults
    guard let first = faults.first else { return contains { $0.verdict == .warning } ? 1 : 0 }
    return faults.allSatisfy { $0 == first } ? first.rawValue : ProgramFailure.Kind.configuration.rawValue
  }

  var summary: String {
    "\(count) checks: \(count("good")) good, \(count("look at")) to look at, \(count("mend")) to mend, "
      + "\(count("skipped")) skipped"
  }
}

/// What scripts read.
struct DoctorReport: Encodable {
  struct Check: Encodable {
    var part: String
    /// `good`, `look at`, `mend` or `skipped`.
    var verdict: String
    var words: String
    var hint: String?
  }

  var checks: [Check]
  var summary: String
  /// The program's own.
  var exitCode: Int32

  init(_ diagnoses: [Diagnosis]) {
    checks = diagnoses.map { Check(part: $0.part, verdict: $0.verdict.word, words: $0.words, hint: $0.hint) }
    summary = diagnoses.summary
    exitCode = diagnoses.exitCode
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}
