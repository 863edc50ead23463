import CivilTime
import Display
import Reception
import Runtime
import Screenbook
import Testing

@Suite("Digits to be touched")
struct PadTests {
  private static let order = [7, 0, 3, 9, 1, 4, 8, 2, 6, 5]

  private func presenter(_ order: [Int]? = order) throws -> Presenter {
    var presenter = Presenter(book: try Sample.book(), institution: Sample.institution)
    presenter.pad = order
    return presenter
  }

  private func scene(_ language: String = "ja", typed: Int = 2) -> Scene {
    var scene = Scene(
      .pin, language: language, step: .identity, entry: .pin(typed: typed), keys: [.back, .larger, .language, .staff])
    scene.values.triesLeft = 3
    return scene
  }

  @Test("At 80×24 the pad stands whole under the PIN's boxes, with what erases and what ends behind it")
  func frame() throws {
    var presenter = try presenter()
    let frame = presenter.frame(scene(), clock: "10:24", size: .smallest, strip: nil)
    let expected = """
                    ┌─────┐ ┌─────┐ ┌─────┐ ┌─────┐ ┌─────┐  ┌──────────┐
                    │  7  │ │  0  │ │  3  │ │  9  │ │  1  │  │   消す   │
                    └─────┘ └─────┘ └─────┘ └─────┘ └─────┘  └──────────┘
                    ┌─────┐ ┌─────┐ ┌─────┐ ┌─────┐ ┌─────┐  ┌──────────┐
                    │  4  │ │  8  │ │  2  │ │  6  │ │  5  │  │   決定   │
                    └─────┘ └─────┘ └─────┘ └─────┘ └─────┘  └──────────┘
      """
    let trimmed = frame.text.split(separator: "\n").map { $0.drop { $0 == " " } }
    for line in expected.split(separator: "\n") {
      #expect(trimmed.contains(line.drop { $0 == " " }), "\(line)\n\(frame.text)")
    }
    #expect(frame.text.contains("│  ＊ │ │  ＊ │ │     │ │     │"))
    #expect(frame.text.contains("番号は だれにも 教えないでください。"))
  }

  @Test(
    "Every key of the pad is three rows high and five columns wide, and none covers another, whatever the size",
    arguments: [Size.smallest, .narrow, Size(columns: 100, rows: 30), Size(columns: 200, rows: 60)])
  func targets(size: Size) throws {
    for language in try Sample.book().languages {
      var presenter = try presenter()
      presenter.least = .narrow
      let frame = presenter.frame(scene(language), clock: "10:24", size: size, strip: "demo")
      let pad = frame.targets.filter { $0.choice.hasPrefix("pad:") }
      #expect(pad.count == 12)
      for target in pad {
        #expect(target.rows.count >= 3 && target.columns.count >= 5, "\(target)")
        #expect(target.rows.upperBound <= size.rows && target.columns.upperBound <= size.columns)
        for other in frame.targets where other != target {
          #expect(
            !other.rows.overlaps(target.rows) || !other.columns.overlaps(target.columns), "\(target) and \(other)")
        }
      }
    }
  }

  @Test("Each digit is typed where it is drawn")
  func keys() throws {
    var presenter = try presenter()
    let frame = presenter.frame(scene(), clock: "10:24", size: .smallest, strip: nil)
    let keys = presenter.secretKeys(for: scene())
    #expect(keys.compactMap(\.digit).sorted() == Array(48...57))
    #expect(keys.filter { $0.digit == nil }.count == 1)
    for key in keys {
      guard let digit = key.digit else { continue }
      let cells = key.rows.flatMap { row in key.columns.map { frame[row, $0].text } }
      #expect(cells.contains(String(digit - 48)), "\(key)")
    }
    // The rest is an ordinary touch: the end of the entry is not a secret.
    let enter = try #require(frame.targets.first { $0.choice == "pad:enter" })
    let touch = KeyPress.touch(row: enter.rows.lowerBound, column: enter.columns.lowerBound)
    #expect(presenter.event(for: touch, on: scene(), at: Instant(nanoseconds: 0)) == .pressed(.enter))
  }

  @Test("A touch on a digit that reaches the presenter all the same says only that somebody is there")
  func strayTouch() throws {
    var presenter = try presenter()
    let frame = presenter.frame(scene(), clock: "10:24", size: .smallest, strip: nil)
    for target in frame.targets where target.choice.hasPrefix("pad:") && target.choice != "pad:enter" {
      let touch = KeyPress.touch(row: target.rows.lowerBound, column: target.columns.lowerBound)
      #expect(presenter.event(for: touch, on: scene(), at: Instant(nanoseconds: 0)) == .pressed(.other))
    }
  }

  @Test("Without the option there is no pad; with it there is none on any screen but the PIN's")
  func elsewhere() throws {
    var without = try presenter(nil)
    let frame = without.frame(scene(), clock: "10:24", size: .smallest, strip: nil)
    #expect(!frame.targets.contains { $0.choice.hasPrefix("pad:") })
    #expect(without.secretKeys(for: scene()).isEmpty)
    var with = try presenter()
    for sample in Presenter.samples(of: with.book) where sample.screen != .pin {
      for scene in sample.scenes {
        let frame = with.frame(scene, clock: "10:24", size: .smallest, strip: nil)
        #expect(!frame.targets.contains { $0.choice.hasPrefix("pad:") }, "\(sample.screen.id)")
        #expect(with.secretKeys(for: scene).isEmpty)
      }
    }
  }

  @Test("Where the screen could not be painted no touch types anything")
  func tooSmall() throws {
    var presenter = try presenter()
    _ = presenter.frame(scene(), clock: "10:24", size: Size(columns: 40, rows: 10), strip: nil)
    #expect(presenter.secretKeys(for: scene()).isEmpty)
  }

  // MARK: - The order

  @Test("Ten digits, each once, and each place as likely for each of them")
  func order() {
    var state: UInt64 = 0x5EED
    func random(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
      }
    }
    let rounds = 20_000
    var counts = Array(repeating: Array(repeating: 0, count: 10), count: 10)
    for _ in 0..<rounds {
      let order = ShuffledPad.order(random: random)
      #expect(order.sorted() == Array(0...9))
      for (place, digit) in order.enumerated() { counts[place][digit] += 1 }
    }
    // 2,000 each, give or take six standard deviations of 42.
    for place in counts { for count in place { #expect((1_745...2_255).contains(count)) } }
  }

  @Test("A source that gives nothing, or the same for ever, ends in an order all the same", arguments: [nil, 0, 255])
  func poorSources(byte: UInt8?) {
    let order = ShuffledPad.order { count in byte.map { Array(repeating: $0, count: count) } ?? [] }
    #expect(order.sorted() == Array(0...9))
  }
}
