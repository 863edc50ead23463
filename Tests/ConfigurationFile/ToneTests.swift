import Reception
import Testing

@testable import KioskProgram

@Suite("Tones")
struct ToneTests {
  @Test("Each tone is told from every other by pitch and by length, and an old ear hears them all")
  func distinct() {
    let notes = Tone.allCases.map(\.note)
    #expect(Set(notes.map(\.hertz)).count == Tone.allCases.count)
    #expect(Set(notes.map(\.milliseconds)).count == Tone.allCases.count)
    for note in notes { #expect((200...2_000).contains(note.hertz) && (20...1_000).contains(note.milliseconds)) }
  }

  @Test("The key's is the shortest, and the only one that no bell stands for")
  func keys() {
    for tone in Tone.allCases {
      #expect(tone.ringsBell == (tone != .key))
      if tone != .key { #expect(tone.note.milliseconds > 2 * Tone.key.note.milliseconds) }
    }
  }
}
