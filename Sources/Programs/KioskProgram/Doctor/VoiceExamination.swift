import Glibc
import Runtime
import Speech

/// Whether screens can be said aloud.
struct VoiceExamination {
  private let wish: OnOff

  init(_ wish: OnOff) { self.wish = wish }

  var diagnosis: Diagnosis {
    switch wish {
    case .off: return .good("sound.voice", "off by configuration")
    case .on: break
    }
    let places = SpeechPlaces.found()
    if let socket = places.socket, access(socket, F_OK) == 0 { return .good("sound.voice", "speech-dispatcher") }
    if places.program != nil { return .good("sound.voice", "espeak-ng") }
    return .warning(
      "sound.voice", "there is no voice: who cannot read the screen hears nothing",
      hint: "apt-get install espeak-ng, or let speech-dispatcher run; sound.voice: off if none is wanted")
  }
}
