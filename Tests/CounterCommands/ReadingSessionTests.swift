import CivilTime
import Display
import Eligibility
import Testing

@testable import KioskProgram

@Suite struct ReadingSessionTests {
  private static let visit = "0197a1b2c3d47e5f8011223344556677"
  private static let size = Size(columns: 80, rows: 24)
  private let start = Instant(nanoseconds: 5_000_000_000)

  private func wall(_ text: String) throws -> Timestamp { try #require(MessageMoment(text).moment).timestamp }

  /// A session from 09:30:00 to 10:00:00.
  private func session(
    _ language: CounterLanguage = .japanese, views: [ConsentedViews.View] = [.medication, .treatment]
  ) throws -> ReadingSession {
    ReadingSession(
      (1...40).map { Pager.Line("見本錠 \($0)") }, .consent(language), of: "見本　花子", name: Self.visit,
      views: views,
      until: try #require(MessageMoment("20261123100000").moment), language, wall: try wall("20261123093000"), at: start
    )
  }

  private func lines(_ session: inout ReadingSession, after seconds: Int) throws -> [String] {
    let frame = session.frame(
      size: Self.size, wall: try wall("20261123093000").advanced(by: .seconds(seconds)), at: at(seconds))
    return frame.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private func at(_ seconds: Int) -> Instant { start.advanced(by: .seconds(seconds)) }

  private func ending(_ session: ReadingSession, after seconds: Int) throws -> ReadingSession.Ending? {
    session.ending(wall: try wall("20261123093000").advanced(by: .seconds(seconds)), at: at(seconds))
  }

  @Test func whatIsMarkedIsMarkedFirstAndLast() {
    let lines = [Pager.Line("見本錠")]
    #expect(ReadingSession.Title.consent(.japanese).round(lines) == lines)
    let marked = ReadingSession.Title(words: "【災害時】", mark: "【災害時】見本").round(lines).map(\.text)
    #expect(marked == ["【災害時】見本", "見本錠", "【災害時】見本"])
  }

  @Test func theFirstLineSaysWhoseConsentToWhatAndUntilWhen() throws {
    var session = try session()
    let line = try lines(&session, after: 0)[0]
    #expect(line.hasPrefix("見本  花子  同意 0197a1b2c3d4  薬剤・診療 "))
    #expect(line.hasSuffix("11月23日 10:00 まで"))
    _ = session.take(.end, at: at(60))
    #expect(try lines(&session, after: 60)[0] == line)
    #expect(try lines(&session, after: 60)[22] == "見本錠 40")
    // The last ten minutes are counted down.
    _ = session.take(.up, at: at(1_199))
    #expect(try lines(&session, after: 1_199)[0] == line)
    #expect(try lines(&session, after: 1_200)[0].hasSuffix("残り 10:00"))
    #expect(try lines(&session, after: 1_261)[0].hasSuffix("残り 08:59"))
  }

  @Test func fiveKindsFitInBothLanguages() throws {
    for language in [CounterLanguage.japanese, .english] {
      var session = try session(language, views: ConsentedViews.View.allCases)
      let rows = try lines(&session, after: 0)
      let head = rows.prefix { !$0.hasPrefix("─") }.joined(separator: " ")
      for view in ConsentedViews.View.allCases { #expect(head.contains(language.shortWords(view)), "\(head)") }
      #expect(head.contains("10:00") && head.contains("0197a1b2c3d4"))
    }
  }

  @Test func itEndsWithTheConsentByWhicheverClockIsFurther() throws {
    let session = try session()
    #expect(session.ending(wall: try wall("20261123095959"), at: at(5)) == nil)
    #expect(session.ending(wall: try wall("20261123100000"), at: at(5)) == .consentOver)
    // Who sets the clock back makes no consent longer.
    #expect(session.ending(wall: try wall("20261123080000"), at: at(1_800)) == .consentOver)
  }

  @Test func itWarnsAndClosesWhereNobodyPressesAKey() throws {
    var session = try session()
    #expect(try lines(&session, after: 149).allSatisfy { !$0.contains("閉じます") })
    #expect(try lines(&session, after: 150)[22].contains("あと 30 秒で 閉じます"))
    #expect(try ending(session, after: 179) == nil)
    #expect(try ending(session, after: 180) == .idle)
    // Any key goes on reading, and does nothing else.
    #expect(session.take(.end, at: at(175)) == nil)
    #expect(try ending(session, after: 180) == nil)
    #expect(try lines(&session, after: 180)[2] == "見本錠 1")
    #expect(try lines(&session, after: 180).allSatisfy { !$0.contains("閉じます") })
    #expect(ReadingSession.warning >= .seconds(20))
  }

  @Test(arguments: [KeyPress.character("*"), .character("q"), .character("Q")])
  func theReaderClosesIt(key: KeyPress) throws {
    var session = try session()
    #expect(session.take(.down, at: at(1)) == nil)
    #expect(session.take(key, at: at(2)) == .left)
    // Also in the face of the warning.
    #expect(session.take(key, at: at(170)) == .left)
  }

  @Test func itWakesNoMoreThanOnceASecondAndOnlyWhereSecondsAreShown() throws {
    var session = try session()
    func pause(_ seconds: Int) throws -> Duration {
      let wall = try wall("20261123093000").advanced(by: .seconds(seconds))
      return at(seconds).duration(to: session.deadline(wall: wall, at: at(seconds)))
    }
    #expect(try pause(0) == .seconds(60))
    #expect(try pause(120) == .seconds(30))
    #expect(try pause(150) == .seconds(1))
    _ = session.take(.down, at: at(1_170))
    #expect(try pause(1_170) == .seconds(30))
    #expect(try pause(1_200) == .seconds(1))
    _ = session.take(.down, at: at(1_799))
    #expect(try pause(1_799) == .seconds(1))
  }

  @Test func whyItClosedIsSaid() {
    for language in [CounterLanguage.japanese, .english] {
      #expect(ReadingSession.Ending.left.words(language) == nil)
      #expect(ReadingSession.Ending.idle.words(language)?.contains("3") == true)
      #expect(ReadingSession.Ending.consentOver.words(language)?.isEmpty == false)
      #expect(ReadingSession.Ending.modeOver.words(language)?.contains(language("災害時", "disaster")) == true)
    }
  }
}
