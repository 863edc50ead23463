extension Screenbook {
  /// Finds the word that was meant: given the unknown word and the known ones.
  public typealias Nearest = (_ word: String, _ known: [String]) -> String?

  /// All that is wrong with the files beyond each file's own form: screens that are missing, choices without a place
  /// or a digit, texts missing or unknown in any language that is loaded, values that are not known where they are
  /// named, questions without a screen, languages without a digit.
  ///
  /// - Parameter unread: files that could not be read. What is missing may stand there.
  public func findings(
    _ requirements: [ScreenRequirement], unread: Set<String> = [], nearest: Nearest
  ) -> [Finding] {
    var findings: [Finding] = []
    for requirement in requirements {
      guard let plan = screens[requirement.id] else {
        let file = "screens/\(requirement.id).yaml"
        if !unread.contains(file) {
          findings.append(Finding(file: file, line: 1, message: "the screen \"\(requirement.id)\" is missing"))
        }
        continue
      }
      findings += Self.placeFindings(plan, requirement, nearest: nearest)
    }
    let ids = requirements.map(\.id)
    for id in screens.keys.sorted() where !ids.contains(id) {
      let hint = nearest(id, ids).map { "did you mean \"\($0)\"?" }
      findings.append(
        Finding(file: "screens/\(id).yaml", line: 1, message: "no screen is called \"\(id)\"", hint: hint))
    }
    findings += questionFindings(unread)
    findings += languageFindings()
    for language in texts.keys.sorted() { findings += textFindings(language, requirements, unread, nearest: nearest) }
    return findings
  }

  // MARK: - Choices and digits

  private static func placeFindings(
    _ plan: ScreenPlan, _ requirement: ScreenRequirement, nearest: Nearest
  ) -> [Finding] {
    var findings: [Finding] = []
    func find(_ line: Int, _ message: String, _ hint: String? = nil) {
      findings.append(Finding(file: plan.file, line: line, message: message, hint: hint))
    }
    var digits: [Int: String] = [:]
    var seen: Set<String> = []
    for place in plan.places {
      if !seen.insert(place.choice).inserted { find(place.line, "\"\(place.choice)\" has a second place here") }
      if !requirement.choices.contains(place.choice) {
        let near = nearest(place.choice, requirement.choices).map { "did you mean \"\($0)\"?" }
        find(
          place.line, "this screen has no choice \"\(place.choice)\"",
          near ?? "it has \(requirement.choices.joined(separator: ", "))")
      }
      guard let digit = place.digit else { continue }
      if let other = digits.updateValue(place.choice, forKey: digit) {
        find(place.line, "the digit \(digit) stands for \"\(other)\" and for \"\(place.choice)\"")
      }
      if digit != 0, plan.hasNumberedRows {
        find(place.line, "the digits from 1 belong to the numbered rows here", "use 0")
      }
    }
    for choice in requirement.choices where !seen.contains(choice) && !plan.numbers(choice) {
      find(1, "the choice \"\(choice)\" has no place", "add it under choices")
    }
    if plan.places.count > mostDigits { find(1, "more than \(mostDigits) choices have no digits") }
    return findings
  }

  private static let mostDigits = 9

  /// The list offers each language by its digit.
  private func languageFindings() -> [Finding] {
    guard hasTooManyLanguages else { return [] }
    let nameless = languages[Self.mostDigits...]
    return [
      Finding(
        file: "texts/\(nameless[Self.mostDigits]).yaml", line: 1,
        message: "\(languages.count) languages are more than the list has digits for: \(Self.mostDigits)",
        hint: "take \(nameless.count) away")
    ]
  }

  /// Some of them could not be chosen by their digit.
  public var hasTooManyLanguages: Bool { languages.count > Self.mostDigits }

  // MARK: - Profiles

  private func questionFindings(_ unread: Set<String>) -> [Finding] {
    var findings: [Finding] = []
    for name in profiles.keys.sorted() {
      guard let profile = profiles[name] else { continue }
      for question in profile.questions where screens["consent-\(question.name)"] == nil {
        if unread.contains("screens/consent-\(question.name).yaml") { continue }
        findings.append(
          Finding(
            file: profile.file, line: 1, message: "the question \"\(question.name)\" has no screen",
            hint: "add screens/consent-\(question.name).yaml"))
      }
    }
    return findings
  }

  // MARK: - Texts

  private func textFindings(
    _ language: String, _ requirements: [ScreenRequirement], _ unread: Set<String>, nearest: Nearest
  ) -> [Finding] {
    guard let table = texts[language] else { return [] }
    var findings: [Finding] = []
    let wanted = textKeys()
    let known = Set(wanted.required + wanted.optional)
    // What no screen uses is told once, in the default language.
    let elsewhere =
      language == defaultLanguage
      ? [] : (texts[defaultLanguage]?.keys ?? []).filter { known.contains($0) && !Self.isShortForm($0) }
    // What nobody seems to use may be used on a screen that could not be read.
    let knowsUse = !unread.contains { $0.hasPrefix("screens/") }
    var missing: Set<String> = []
    for key in wanted.required + elsewhere where table[key] == nil && missing.insert(key).inserted {
      findings.append(
        Finding(file: table.file, line: 1, message: "the text \"\(key)\" is missing", hint: "add it under texts"))
    }
    for (own, common) in wanted.labels where table[own] == nil && table[common] == nil {
      findings.append(
        Finding(
          file: table.file, line: 1, message: "the choice's text \"\(own)\" is missing",
          hint: "add it, or \"\(common)\" for all screens"))
    }
    let values = Dictionary(requirements.map { ($0.id, $0.values) }) { first, _ in first }
    for key in table.keys {
      guard let text = table[key] else { continue }
      if knowsUse, !known.contains(key) {
        let near = nearest(key, known.sorted()).map { "did you mean \"\($0)\"?" }
        findings.append(
          Finding(file: table.file, line: text.line, message: "no screen uses the text \"\(key)\"", hint: near))
      }
      if text.isBlank {
        findings.append(
          Finding(
            file: table.file, line: text.line, message: "the text \"\(key)\" is empty",
            hint: "say something, or take the line away where it may be missing"))
      }
      let placeholders = text.placeholders
      let lost =
        Self.isShortForm(key) ? [] : Set(texts[defaultLanguage]?[key]?.placeholders ?? []).subtracting(placeholders)
      for placeholder in lost.sorted(by: { $0.rawValue < $1.rawValue }) {
        findings.append(
          Finding(
            file: table.file, line: text.line,
            message: "\"\(key)\" does not say {\(placeholder.rawValue)}, which it says in \(defaultLanguage)",
            hint: "write {\(placeholder.rawValue)} where the value belongs"))
      }
      if !placeholders.isEmpty, let allowed = values[String(key.prefix { $0 != "." })] {
        for placeholder in placeholders where !allowed.contains(placeholder) {
          findings.append(
            Finding(
              file: table.file, line: text.line,
              message: "\"\(key)\" names {\(placeholder.rawValue)}, which is not known on that screen"))
        }
      }
    }
    return findings
  }

  /// The texts that the screens need, may have, and the labels that may come from either of two keys.
  private func textKeys() -> (required: [String], optional: [String], labels: [(own: String, common: String)]) {
    var required = Self.everywhere
    var optional = ["common.tries", "common.nothing-sent", "common.perhaps-sent", "common.sent", "choice.change"]
    optional += Notice.allCases.map(\.textKey)
    optional += Maker.Placement.allCases.map(\.textKey)
    optional += Self.shortFooters
    optional += ["common.english-only"] + Self.pad
    optional += ["common.agreed.large", "common.declined.large", "choice.change.large", "language.name.large"]
    optional += Notice.allCases.map { "\($0.textKey).large" }
    var labels: [(own: String, common: String)] = []
    for id in screens.keys.sorted() {
      guard let plan = screens[id] else { continue }
      for widget in plan.widgets {
        let keys = Self.keys(of: widget, on: id)
        required += keys
        optional += keys.map { "\($0).large" }
      }
      for place in plan.places {
        labels.append((own: "\(id).\(place.choice)", common: "choice.\(place.choice)"))
        optional += Self.keys(of: place, on: id)
      }
      if id.hasPrefix("consent-") {
        let question = "question.\(id.dropFirst("consent-".count))"
        optional += [question, "\(question).large", "\(question).short"]
      }
    }
    for name in profiles.keys.sorted() {
      required += profiles[name]?.questions.map { "question.\($0.name)" } ?? []
    }
    return (required, optional, labels)
  }

  /// What the grid itself shows.
  private static let everywhere = [
    "language.name", "step.card", "step.identity", "step.consent", "step.done", "footer.back", "footer.larger",
    "footer.smaller", "footer.voice", "footer.language", "footer.staff", "common.too-small",
  ]

  /// Where digits can be touched.
  private static let pad = ["pin-pad.erase", "pin-pad.enter"]

  /// On 64 columns.
  private static let shortFooters = ["back", "larger", "smaller", "voice", "language", "staff"]
    .map { "footer.\($0).short" }

  /// All texts that may stand on a screen.
  public func textKeys(on plan: ScreenPlan) -> [String] {
    var keys = Self.everywhere + Self.shortFooters
    for widget in plan.widgets { keys += Self.keys(of: widget, on: plan.id) }
    keys += plan.places.flatMap { Self.keys(of: $0, on: plan.id) }
    if plan.widgets.contains(.pinBoxes) { keys += Self.pad }
    if plan.hasAnswers {
      keys += profiles.keys.sorted().flatMap { profiles[$0]?.questions ?? [] }
        .flatMap { ["question.\($0.name)", "question.\($0.name).short"] }
    }
    return keys
  }

  private static func keys(of place: ChoicePlace, on id: String) -> [String] {
    ["\(id).\(place.choice)", "choice.\(place.choice)"].flatMap { [$0, "\($0).hint", "\($0).large"] }
  }

  private static func keys(of widget: Widget, on id: String) -> [String] {
    switch widget {
    case .heading: ["\(id).heading"]
    case .lead: ["\(id).lead"]
    case .body: ["\(id).body"]
    case .hint: ["\(id).guide"] + PositionHint.allCases.map(\.textKey)
    case .line(let key, _), .small(let key, _): [key]
    case .notice(let notice, _): [notice.textKey]
    case .waiting: ["\(id).wait"]
    case .tries: ["common.tries", Notice.lastTry.textKey]
    case .sent: ["common.sent", "common.nothing-sent", "common.perhaps-sent"]
    case .answers: ["choice.change", "common.agreed", "common.declined"]
    case .pictures(let pictures):
      pictures.map(\.text) + (pictures.contains(where: \.isPlacement) ? Maker.Placement.allCases.map(\.textKey) : [])
    case .placement: Maker.Placement.allCases.map(\.textKey)
    case .photo:
      ["\(id).photo", "\(id).no-photo", "\(id).photo-absent", "\(id).lead", "\(id).body"]
        + PhotoFact.allCases.map(\.textKey)
        + PhotoFact.sexKeys
    case .eligibilities: ["common.insured", "common.family"]
    case .choices, .languages, .pinBoxes, .numberBoxes, .checkNumberBoxes, .passwordBox, .picture, .gap: []
    }
  }
}
