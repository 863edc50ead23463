import Screenbook
import StrictYAML

/// `makers/NAME.yaml`: one maker's reader.
///
///     version: 1
///     title: 見本電機
///     placement: flat               # flat, stand, insert
///     picture: |
///       …
///     ways: [face, pin, visual]     # what the reader offers; pin always
///     messages:
///       - shown: E-17               # in the reader's own words
///         advice: put the plug in anew
///     cancelRatePercent: "0.2"      # or left out
///     published:                    # what a public source says, and which; the rest is this project's default
///       placement: https://maker.example/faq
public enum MakerFile {
  /// What staff can be told of one reader on a page.
  static let mostMessages = 40

  public static func maker(_ node: StrictNode, name: String) throws(StrictYAMLFailure) -> Maker {
    let top = try node.mapping([
      "version", "title", "placement", "picture", "ways", "messages", "cancelRatePercent", "published",
    ])
    try top.checkVersion()
    return Maker(
      name: name, file: node.file, title: try top.string("title"),
      placement: try top.one("placement", of: Maker.Placement.self),
      picture: try ScreenFile.art(top.required("picture")), ways: try ways(top.required("ways")),
      messages: try messages(top.required("messages")), cancelRatePercent: try percent(top["cancelRatePercent"]),
      published: try published(top.required("published"), in: top))
  }

  private static func ways(_ node: StrictNode) throws(StrictYAMLFailure) -> Set<Maker.Way> {
    var ways: Set<Maker.Way> = []
    for item in try node.list() {
      guard ways.insert(try item.one(of: Maker.Way.self)).inserted else { throw item.failure("stands here twice") }
    }
    guard ways.contains(.pin) else { throw node.failure("must name pin: it needs neither camera nor staff") }
    return ways
  }

  private static func messages(_ node: StrictNode) throws(StrictYAMLFailure) -> [Maker.Message] {
    var messages: [Maker.Message] = []
    let list = try node.list()
    guard list.count <= mostMessages else { throw node.failure("must be at most \(mostMessages) messages") }
    for item in list {
      let details = try item.mapping(["shown", "advice"])
      let message = Maker.Message(shown: try words(details, "shown"), advice: try words(details, "advice"))
      guard !messages.contains(where: { $0.shown == message.shown }) else {
        throw try details.required("shown").failure("is an earlier message's")
      }
      messages.append(message)
    }
    return messages
  }

  private static func published(
    _ node: StrictNode, in top: StrictMapping
  ) throws(StrictYAMLFailure) -> [Maker.Fact: String] {
    let sources = try node.mapping(Maker.Fact.allCases.map(\.rawValue))
    var published: [Maker.Fact: String] = [:]
    for fact in Maker.Fact.allCases {
      guard let source = sources[fact.rawValue] else { continue }
      guard top[fact.rawValue] != nil else { throw source.failure("names the source of a key that is not here") }
      published[fact] = try words(sources, fact.rawValue)
    }
    return published
  }

  private static func words(_ mapping: StrictMapping, _ key: String) throws(StrictYAMLFailure) -> String {
    let words = try mapping.string(key)
    guard !words.isEmpty else { throw try mapping.required(key).failure("must say something") }
    return words
  }

  private static func percent(_ node: StrictNode?) throws(StrictYAMLFailure) -> Double? {
    guard let node else { return nil }
    guard let percent = Double(try node.string()), (0...100).contains(percent) else {
      throw node.failure("must be a share of 100 in quotes, as \"0.14\"")
    }
    return percent
  }
}
