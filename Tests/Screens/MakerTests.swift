import ScreenFiles
import Screenbook
import StrictYAML
import Testing

/// The makers' readers: what is published, what is our default, and what their messages mean.
@Suite("Makers' readers") struct MakerTests {
  private static let whole = """
    version: 1
    title: 見本電機
    placement: insert
    picture: "▼"
    ways: [face, pin]
    messages:
      - shown: E-17
        advice: put the plug in anew
    cancelRatePercent: "0.2"
    published:
      placement: https://mihon.example/faq
    """

  private func maker(_ text: String = whole) throws -> Maker {
    try MakerFile.maker(StrictYAML.read(text, file: "makers/mihon.yaml"), name: "mihon")
  }

  @Test("Every key has its value")
  func read() throws {
    #expect(
      try maker()
        == Maker(
          name: "mihon", file: "makers/mihon.yaml", title: "見本電機", placement: .insert, picture: ["▼"],
          ways: [.face, .pin], messages: [.init(shown: "E-17", advice: "put the plug in anew")],
          cancelRatePercent: 0.2, published: [.placement: "https://mihon.example/faq"]))
  }

  @Test(
    "What cannot be is named",
    arguments: [
      ("ways: [face, pin]", "ways: [face, visual]", 5, "must name pin"),
      ("ways: [face, pin]", "ways: [pin, pin]", 5, "stands here twice"),
      ("ways: [face, pin]", "ways: [pin, iris]", 5, "cannot be \"iris\""),
      ("shown: E-17", "shown: \"\"", 7, "must say something"),
      ("  - shown", "  - { shown: E-17, advice: no }\n  - shown", 8, "is an earlier message's"),
      ("placement: https", "picture: https", 11, "unknown key \"published.picture\""),
      (
        "cancelRatePercent: \"0.2\"\npublished:\n  placement", "published:\n  cancelRatePercent", 10,
        "names the source of a key that is not here"
      ),
      ("placement: https://mihon.example/faq", "cancelRatePercent: \"\"", 11, "must say something"),
    ])
  func damaged(from: String, to: String, line: Int, words: String) throws {
    let text = Self.whole.replacing(from, with: to)
    try #require(text != Self.whole)
    let failure = try #require(throws: StrictYAMLFailure.self) { try maker(text) }
    #expect(failure.line == line)
    #expect(failure.sentence.contains(words), "\(failure.sentence)")
  }

  @Test("A maker that publishes no rate")
  func noRate() throws {
    #expect(try maker(Self.whole.replacing("cancelRatePercent: \"0.2\"\n", with: "")).cancelRatePercent == nil)
  }

  @Test("The five ship with their published rates; of what nobody published nothing is claimed")
  func shipped() throws {
    let makers = try Sample.book().makers
    #expect(
      makers.mapValues(\.cancelRatePercent) == [
        "almex": 0.09, "atlas-information-service": 0.32, "canon-marketing-japan": 0.24, "fujitsu-japan": 0.22,
        "panasonic-connect": 0.14,
      ])
    for (name, maker) in makers {
      #expect(maker.ways == Set(Maker.Way.allCases), "\(name)")
      #expect(maker.published[.ways] != nil && maker.published[.cancelRatePercent] != nil, "\(name)")
      #expect((maker.published[.messages] != nil) == !maker.messages.isEmpty, "\(name)")
    }
    let almex = try #require(makers["almex"])
    #expect(almex.placement == .flat && almex.published[.placement]?.hasPrefix("https://") == true)
  }

  @Test("A message known of the maker is explained to staff; others stand as they are")
  func explained() throws {
    #expect(
      try maker().explaining("reader unavailable: the bridge says: E-17")
        == "reader unavailable: the bridge says: E-17 (見本電機: put the plug in anew)")
    #expect(try maker().explaining("reader unavailable: no bridge") == "reader unavailable: no bridge")
  }
}
