import ArgumentParser
import CardCryptography

struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Make the key of a journal.",
    discussion: """
      The file gets mode 0600 and is never overwritten: without it the journal can be neither read nor continued, so \
      keep a copy where the kiosk is not.

      EXAMPLE
        uketsuke key --out journal.key
      """)

  @Option(help: "The file to make.") var out: String

  func run() throws {
    try reportingFailures {
      do throws(CardCryptographyFailure) { try JournalKey.make(at: out) } catch { throw ProgramFailure(error) }
    }
  }
}

extension ProgramFailure {
  init(_ failure: CardCryptographyFailure) {
    self.init(failure.isInputOutput ? .inputOutput : .configuration, failure.sentence)
  }
}
