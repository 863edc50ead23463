import ArgumentParser
import Eligibility
import Glibc

/// Where what a command is told about a person comes from: a form in the terminal, or a file of JSON.
struct PersonOption: ParsableArguments {
  @Option(help: "All of it from a file of JSON; - is standard input.") var from: String?

  func validate() throws {
    guard from != nil || isatty(STDIN_FILENO) == 1 else {
      throw ValidationError("no terminal to ask in: give --from")
    }
  }

  /// - Returns: nil where staff gave up.
  func entry(_ form: PersonForm) throws(ProgramFailure) -> PersonEntry? {
    guard let from else { return form.ask() }
    let entry = try PersonFile.read(from, fields: form.fields, form.language, on: form.today)
    let mistakes = form.check(entry)
    guard mistakes.isEmpty else { throw ProgramFailure(PersonEntry.Mistakes(list: mistakes), form.language) }
    return entry
  }
}
