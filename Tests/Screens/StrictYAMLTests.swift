import StrictYAML
import Testing

/// Runs `body`, which must fail, and gives the sentence of its failure.
func sentence(_ body: () throws(StrictYAMLFailure) -> Void) -> String {
  do {
    try body()
    return "no failure"
  } catch {
    return error.sentence
  }
}

@Suite("Strict YAML")
struct StrictYAMLTests {
  @Test("A file is read into typed values by their keys")
  func typedValues() throws {
    let node = try StrictYAML.read(
      """
      name: さくら診療所（見本）
      code: "1312345678"
      width: 80
      open: true
      days: [月, 火]
      inner:
        kind: half
      """, file: "a.yaml")
    let top = try node.mapping(["name", "code", "width", "open", "days", "inner", "absent"])
    #expect(try top.string("name") == "さくら診療所（見本）")
    #expect(try top.string("code") == "1312345678")
    #expect(try top.int("width") == 80)
    #expect(try top.bool("open"))
    #expect(try top.strings("days") == ["月", "火"])
    #expect(try top.mapping("inner", ["kind"]).one("kind", of: Half.self) == .half)
    #expect(try top.stringIfAny("absent") == nil)
    #expect(top.line(of: "inner") == 6)
  }

  enum Half: String, CaseIterable { case half, full }

  @Test("An unknown key is named with its place, its whole path and the nearest known key")
  func unknownKey() throws {
    let node = try StrictYAML.read("institution:\n  name: 見本\n  cod: 1\n", file: "kiosk.yaml")
    let top = try node.mapping(["institution", "display"])
    #expect(
      sentence { () throws(StrictYAMLFailure) in _ = try top.mapping("institution", ["code", "name"]) }
        == #"kiosk.yaml:3: unknown key "institution.cod"; did you mean "institution.code"?"#)
    #expect(
      sentence { () throws(StrictYAMLFailure) in _ = try node.mapping(["colours"]) }
        == #"kiosk.yaml:1: unknown key "institution""#)
  }

  @Test(
    "Each kind of bad file has its own sentence",
    arguments: [
      ("", "f:1: the file is empty"),
      ("a: 1\nb: 2\na: 3\n", #"f:3: the key "a" stands here a second time"#),
      ("a: &x 1\n", "f:1: anchors and aliases (& and *) are not used in these files"),
      ("a: 1\nb: *x\n", "f:2: anchors and aliases (& and *) are not used in these files"),
      ("a: !!str 1\n", "f:1: tags (!) are not used in these files"),
      ("a: 1\n---\nb: 2\n", "f:2: a second document begins here; one file holds one"),
      ("a: [1, 2\n", "f:2: not valid YAML: did not find expected ',' or ']'"),
      ("[1]: 2\n", "f:1: not valid YAML: a key must be a word"),
    ])
  func refusals(text: String, expected: String) {
    #expect(sentence { () throws(StrictYAMLFailure) in _ = try StrictYAML.read(text, file: "f") } == expected)
  }

  @Test("Size, depth and encoding are bounded")
  func bounds() {
    func read(_ bytes: [UInt8]) -> String {
      sentence { () throws(StrictYAMLFailure) in _ = try StrictYAML.read(bytes, file: "f") }
    }
    #expect(read(Array(repeating: 0x23, count: StrictYAML.largestFileBytes + 1)).contains("larger than"))
    #expect(read(Array(repeating: 0x5B, count: StrictYAML.deepestNesting + 1)).contains("levels deep"))
    // The scanner reads ahead and has a bound of its own.
    #expect(read(Array(repeating: 0x5B, count: 100_000)).contains("nesting level"))
    #expect(read([0x61, 0x3A, 0x20, 0xFF]).contains("not UTF-8"))
  }

  @Test("A value of the wrong type, a missing one and one that is not in the list say what is expected")
  func wrongValues() throws {
    let top = try StrictYAML.read("w: wide\nn:\ns: 7\nq: \"7\"\nd: [1]\nk: hlaf\n", file: "f")
      .mapping(["w", "n", "s", "q", "d", "k"])
    #expect(sentence { () throws(StrictYAMLFailure) in _ = try top.int("w") } == #"f:1: "w" must be a whole number"#)
    #expect(sentence { () throws(StrictYAMLFailure) in _ = try top.string("n") } == #"f:2: "n" must be a text"#)
    #expect(
      sentence { () throws(StrictYAMLFailure) in _ = try top.int("s", in: 8...9) }
        == #"f:3: "s" must lie between 8 and 9"#)
    #expect(sentence { () throws(StrictYAMLFailure) in _ = try top.int("q") } == #"f:4: "q" must be a whole number"#)
    #expect(sentence { () throws(StrictYAMLFailure) in _ = try top.bool("d") } == #"f:5: "d" must be true or false"#)
    #expect(
      sentence { () throws(StrictYAMLFailure) in _ = try top.mapping("d", []) }
        == #"f:5: "d" must be keys with values"#)
    #expect(
      sentence { () throws(StrictYAMLFailure) in _ = try top.one("k", of: Half.self) }
        == #"f:6: "k" cannot be "hlaf"; did you mean "half"?"#)
    #expect(
      sentence { () throws(StrictYAMLFailure) in _ = try top.one("w", of: Half.self) }
        == #"f:1: "w" cannot be "wide"; it is one of half, full"#)
    #expect(sentence { () throws(StrictYAMLFailure) in _ = try top.int("x") } == #"f:1: the key "x" is missing"#)
  }

  @Test("The nearest word allows swapped and missing letters, and stays silent about strangers")
  func nearest() {
    let known = ["heading", "choices", "picture"]
    #expect(NearestWord.to("haeding", among: known) == "heading")
    #expect(NearestWord.to("choice", among: known) == "choices")
    #expect(NearestWord.to("footer", among: known) == nil)
  }
}
