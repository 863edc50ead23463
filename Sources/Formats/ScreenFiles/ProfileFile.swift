import Screenbook
import StrictYAML

/// `profiles/NAME.yaml`: which consents are asked for, and in which order.
public enum ProfileFile {
  /// There are five kinds; a question needs one of its own.
  static let mostQuestions = Profile.Kind.allCases.count

  public static func profile(_ node: StrictNode, name: String) throws(StrictYAMLFailure) -> Profile {
    let top = try node.mapping(["version", "allAtOnce", "questions", "byLaw"])
    try top.checkVersion()
    var profile = Profile(
      name: name, file: node.file, questions: [], allAtOnce: try top.bool("allAtOnce"), byLaw: [])
    var seen: [Profile.Kind] = []
    func kinds(_ list: StrictNode) throws(StrictYAMLFailure) -> [Profile.Kind] {
      var kinds: [Profile.Kind] = []
      for item in try list.list() {
        let kind = try item.one(of: Profile.Kind.self)
        guard !seen.contains(kind) else { throw item.failure("names \(kind.rawValue) a second time") }
        seen.append(kind)
        kinds.append(kind)
      }
      return kinds
    }
    let questions = try top.required("questions")
    for item in try questions.list() {
      let details = try item.mapping(["name", "kinds"])
      let kinds = try kinds(details.required("kinds"))
      guard !kinds.isEmpty else { throw try details.required("kinds").failure("must name what is asked for") }
      let question = Profile.Question(name: try details.string("name"), kinds: kinds)
      guard !profile.questions.contains(where: { $0.name == question.name }) else {
        throw try details.required("name").failure("is the name of an earlier question")
      }
      profile.questions.append(question)
    }
    profile.byLaw = try kinds(top.required("byLaw"))
    guard !profile.allAtOnce || profile.questions.count > 1 else {
      throw try top.required("allAtOnce").failure("needs more than one question")
    }
    return profile
  }
}
