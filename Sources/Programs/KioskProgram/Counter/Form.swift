import Eligibility
import Foundation

/// Where a form asks and hears.
struct FormConversation {
  /// Prints without a line's end.
  var tell: (String) -> Void
  /// One line, nil at the end.
  var hear: () -> String?

  /// Questions go to standard error, so that what a command prints stays what was asked for.
  static var terminal: FormConversation {
    FormConversation(tell: { FileHandle.standardError.write(Data($0.utf8)) }, hear: { readLine() })
  }
}

/// Questions in a terminal, one after the other; each answer is looked at when it is given, and all are shown before
/// anything is done. `*` goes back to the question before, `**` gives up; a Japanese keyboard's full-width signs count as
/// the others.
struct Form<Draft> {
  struct Question {
    /// Without a line's end.
    var prompt: (Draft) -> String
    /// Takes an answer; empty where nothing was typed.
    ///
    /// - Returns: why it cannot be taken.
    var take: (String, inout Draft) -> String?
    /// What was understood, said below the answer.
    var note: (Draft) -> String? = { _ in nil }
    /// Whether it is asked: on the way back it is passed over, too.
    var applies: (Draft) -> Bool = { _ in true }
  }

  /// At least one.
  var questions: [Question]
  /// All that was answered, in lines with their ends.
  var summary: (Draft) -> String
  /// What 1 does in the end: 照会する, look up.
  var deed: String
  /// Why the answers do not do together: then the first question comes again.
  var check: (Draft) -> String? = { _ in nil }

  /// So many times one question is asked before the form gives up: somebody else's input, not a person.
  private var mostTries: Int { 20 }

  /// - Returns: nil where staff gave up.
  func ask(_ begun: Draft, _ language: CounterLanguage, _ conversation: FormConversation) -> Draft? {
    conversation.tell(
      language("前の問いに もどるときは * を、やめるときは ** を押します。\n", "* goes back to the question before, ** gives up.\n"))
    var draft = begun
    var place = 0
    var tries = 0
    while tries < mostTries {
      conversation.tell(place < questions.count ? questions[place].prompt(draft) : ending(draft, language))
      guard let line = conversation.hear() else { return nil }
      let narrow = TypedText.narrow(line)
      if narrow == "**" { return nil }
      if narrow == "*" {
        let before = questions.indices.last { $0 < place && questions[$0].applies(draft) }
        // Nothing lies before the first question: pressed for ever, it is no person's.
        tries = before == nil ? tries + 1 : 0
        place = before ?? place
        continue
      }
      let complaint: String?
      if place < questions.count {
        complaint = questions[place].take(line, &draft)
      } else {
        complaint = narrow == "1" ? nil : language("1 か * か ** を押してください。", "Press 1, * or **.")
      }
      if let complaint {
        tries += 1
        conversation.tell("  ! \(complaint)\n")
        continue
      }
      tries = 0
      guard place < questions.count else { return draft }
      if let note = questions[place].note(draft) { conversation.tell("    \(note)\n") }
      place = questions.indices.first { $0 > place && questions[$0].applies(draft) } ?? questions.count
      if place == questions.count, let complaint = check(draft) {
        conversation.tell("  ! \(complaint)\n")
        tries += 1
        place = 0
      }
    }
    return nil
  }

  private func ending(_ draft: Draft, _ language: CounterLanguage) -> String {
    summary(draft) + language("1 \(deed)  * もどる  ** やめる: ", "1 \(deed)  * back  ** give up: ")
  }
}

extension Form.Question {
  /// More answers than these stand below each other.
  private static var mostInALine: Int { 3 }

  /// One of several answers by its digit.
  ///
  /// - Parameter options: at most nine, in their order from 1.
  static func choice(
    _ prompt: String, _ language: CounterLanguage, _ options: [(words: String, take: (inout Draft) -> Void)]
  ) -> Form.Question {
    let listed = options.enumerated().map { "\($0.offset + 1) \($0.element.words)" }
    let asked =
      options.count <= mostInALine
      ? "\(prompt) \(listed.joined(separator: "  ")): "
      : "\(prompt):\n" + listed.map { "    \($0)\n" }.joined() + "  \(language("番号", "number")): "
    let digits = (1...options.count).map(String.init)
    let complaint =
      options.count == 2
      ? language("1 か 2 を押してください。", "Press 1 or 2.")
      : language("1 から \(options.count) までの どれかを押してください。", "Press one of 1 to \(options.count).")
    return Form.Question(
      prompt: { _ in asked },
      take: { line, draft in
        guard let index = digits.firstIndex(of: TypedText.narrow(line)) else { return complaint }
        options[index].take(&draft)
        return nil
      })
  }
}
