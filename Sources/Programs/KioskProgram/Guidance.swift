import CivilTime
import CursesTerminal
import Reception
import Runtime
import Speech
import Synchronization

/// Everything that the kiosk says and sounds. Belongs to the terminal's thread; nothing here ever waits.
final class Guidance {
  /// What a site decides.
  struct Wishes {
    var speaks = false
    var sounds = true
  }

  private let wishes: Wishes
  private let terminal: CursesTerminal
  private var speech: Speech?
  private var announcer = Announcer()
  private var announced: Scene?
  private var focus: Presenter.Focus?
  private var calledForCard = false
  /// A hint that has not been said: something else is being said, or the last one was just now.
  private var hint: [SpokenPiece] = []
  private var hintSaidAt: Instant?

  /// A hint takes two seconds to be said, and then the person has to move.
  private static let hintPause: Duration = .seconds(4)
  /// While one waits for a voice that speaks.
  private static let hintPatience: Duration = .seconds(1)

  init(_ wishes: Wishes, _ terminal: CursesTerminal) {
    self.wishes = wishes
    self.terminal = terminal
  }

  /// Looks for a voice. To be called once the first screen is painted, which does not wait for it.
  ///
  /// - Parameter voiceChanged: called on any thread when one has been found or lost.
  func open(voiceChanged: @escaping @Sendable () -> Void) {
    guard wishes.speaks else { return }
    speech = Speech(SpeechPlaces.found()) { notice in
      switch notice {
      case .voiceFound, .voiceLost: voiceChanged()
      case .fellSilent: break
      }
    }
  }

  func close() { speech?.close() }

  var hasVoice: Bool { speech?.isPresent == true }

  // MARK: - Tones

  func sound(_ tone: Tone) {
    if tone == .cardLeft { calledForCard = true }
    guard wishes.sounds else { return }
    let note = tone.note
    if !terminal.sound(hertz: note.hertz, milliseconds: note.milliseconds), tone.ringsBell { terminal.bell() }
  }

  // MARK: - Voice

  /// Says what is new on the screen that has been painted, else the choice that arrow keys have gone to. While a card is
  /// left lying, that is said again with each tone, but nothing is cut short for it.
  func announce(_ scene: Scene, by presenter: Presenter) {
    let movedTo = presenter.focus == focus ? nil : presenter.focus
    focus = presenter.focus
    defer { calledForCard = false }
    guard let speech else { return }
    if scene != announced {
      announced = scene
      hint = []
      if let news = announcer.news(of: presenter.spoken(on: scene), on: scene) {
        guard news.allSatisfy({ $0.manner == .passing }) else { return say(news, by: speech) }
        hint = news
      }
    }
    if !hint.isEmpty, !speech.isSpeaking, isTimeForHint {
      hintSaidAt = Monotonic.now()
      defer { hint = [] }
      return say(hint, by: speech)
    }
    if movedTo != nil { return say(presenter.spokenFocus(on: scene), by: speech) }
    if calledForCard, !scene.screen.asksPresence, !speech.isSpeaking {
      say(presenter.spokenForCardLeft(on: scene), by: speech)
    }
  }

  private var isTimeForHint: Bool {
    hintSaidAt.map { $0.advanced(by: Self.hintPause) <= Monotonic.now() } ?? true
  }

  /// When a hint that waits can be looked at again.
  var deadline: Instant? {
    guard !hint.isEmpty else { return nil }
    let soon = Monotonic.now().advanced(by: Self.hintPatience)
    return hintSaidAt.map { max($0.advanced(by: Self.hintPause), soon) } ?? soon
  }

  /// The key for it: silence while something is being said, else all of the screen once more.
  func sayAgainOrStop(_ scene: Scene, by presenter: Presenter) {
    guard let speech else { return }
    if speech.isSpeaking { speech.stop() } else { say(presenter.spoken(on: scene), by: speech) }
  }

  private func say(_ pieces: [SpokenPiece], by speech: Speech) {
    speech.say(SpokenText.joined(pieces).map { SpeechPart(language: $0.language, text: $0.text) })
  }
}
