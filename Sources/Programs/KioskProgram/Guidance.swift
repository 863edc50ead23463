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
      if let news = announcer.news(of: presenter.spoken(on: scene), on: scene) { return say(news, by: speech) }
    }
    if movedTo != nil { return say(presenter.spokenFocus(on: scene), by: speech) }
    if calledForCard, !scene.screen.asksPresence, !speech.isSpeaking {
      say(presenter.spokenForCardLeft(on: scene), by: speech)
    }
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
