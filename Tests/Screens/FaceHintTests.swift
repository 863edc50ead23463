import Cards
import CivilTime
import Display
import Reception
import Runtime
import Screenbook
import Testing

/// The face screen with what the reader asks for, and the PIN typed at the reader.
@Suite("Hints of a face-auth reader, and its pad")
struct FaceHintTests {
  private func presenter() throws -> Presenter {
    var presenter = Presenter(book: try Sample.book(), institution: Sample.institution)
    presenter.hasVoice = true
    return presenter
  }

  private func face(_ hint: FaceHint?, _ language: String) -> Scene {
    var scene = Scene(
      .face, language: language, step: .identity, choices: [.otherWay], keys: [.back, .language, .staff])
    scene.values.faceHint = hint
    return scene
  }

  // MARK: - Seen

  @Test("One hint at a time, in words, in the guide's place, and nothing else moves")
  func frames() throws {
    var presenter = try presenter()
    for language in presenter.book.languages {
      func rows(_ hint: FaceHint?) -> [String] {
        presenter.frame(face(hint, language), clock: "10:24", size: .smallest, strip: nil).text
          .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      }
      let plain = rows(nil)
      var words: Set<String> = []
      for hint in FaceHint.allCases {
        let hinted = rows(hint)
        let changed = plain.indices.filter { plain[$0] != hinted[$0] }
        #expect(changed.count == 1, "\(hint) in \(language)")
        words.formUnion(changed.map { hinted[$0] })
        #expect(hinted.contains { $0.contains("╭───────────╮") })
      }
      #expect(words.count == FaceHint.allCases.count, "each hint has words of its own in \(language)")
    }
  }

  @Test("Digits on the reader's pad are shown as they are counted; none is taken here")
  func padOnReader() throws {
    var presenter = try presenter()
    var scene = Scene(
      .pinOnReader, language: "ja", step: .identity, entry: .pinOnReader(typed: 3), keys: [.back, .language])
    scene.values.triesLeft = 3
    presenter.pad = Array(0...9)
    let frame = presenter.frame(scene, clock: "10:24", size: .smallest, strip: nil)
    #expect(frame.text.count(of: "＊") == 3)
    #expect(frame.text.contains("カードリーダーで 暗証番号を 押してください") && frame.text.contains("あと 3 回"))
    #expect(presenter.secretEntry(for: scene) == nil && presenter.secretKeys(for: scene).isEmpty)
    let now = Instant(nanoseconds: 0)
    for (index, key) in "0123456789".enumerated() {
      let event = presenter.event(for: .character(key), on: scene, at: now.advanced(by: .seconds(index)))
      #expect(event == .pressed(.other))
    }
    #expect(presenter.event(for: .character("*"), on: scene, at: now.advanced(by: .seconds(60))) == .pressed(.back))
  }

  // MARK: - Heard

  @Test("A hint is news each time it comes, the guide only once; both say how they are to be said")
  func news() throws {
    let presenter = try presenter()
    var announcer = Announcer()
    func news(_ hint: FaceHint?) -> [SpokenPiece]? {
      let scene = face(hint, "en")
      return announcer.news(of: presenter.spoken(on: scene), on: scene)
    }
    #expect(
      news(nil)?.contains { $0.text == "Stand so that your face is inside the frame." && $0.manner == .once } == true)
    #expect(news(.closer)?.map(\.text) == ["Please come a little closer"])
    #expect(news(.closer) == nil)
    #expect(news(nil) == nil, "who stands right needs no guide")
    #expect(news(.closer)?.map(\.manner) == [.passing])
    #expect(news(.holdStill)?.map(\.text) == ["Please hold still"])
    var other = announcer
    let next = Scene(.identity, language: "en", choices: [.face])
    _ = other.news(of: presenter.spoken(on: next), on: next)
    let again = face(nil, "en")
    #expect(other.news(of: presenter.spoken(on: again), on: again)?.contains { $0.manner == .once } == true)
  }
}

extension String {
  fileprivate func count(of character: Character) -> Int { count { $0 == character } }
}
