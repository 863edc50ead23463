import Foundation
import Glibc
import Pseudoterminal
import Testing

@testable import Speech

@Suite("Speech: espeak-ng as a child")
struct EspeakTests {
  @Test(
    "The text goes through standard input, never into the arguments; nothing of the kiosk's is open or blocked there")
  func whatItGets() throws {
    let scratch = try Scratch()
    let report = try ReportPipe()
    let program = try scratch.program(
      """
      {
        tr '\\0' ' ' </proc/$$/cmdline; echo
        for file in /proc/$$/fd/*; do echo "file $(basename "$file") $(readlink "$file")"; done
        grep -E '^Sig(Blk|Ign)' /proc/self/status
        echo "text $(cat)"
        echo over
      } >'\(report.path)'
      """)
    // A file of this process that a started program would get.
    let mine = open("\(scratch.path)/mine", O_RDWR | O_CREAT, 0o600)
    defer { close(mine) }
    let listener = Listener(program: program)
    defer { listener.speech.close() }
    listener.wait(for: .voiceFound)
    listener.say("ひみつでは ない\nことば", "ja-easy")
    let lines = try report.lines(until: "over")
    #expect(lines.first == "/bin/sh \(program) --stdin -v ja ")
    #expect(!lines.contains { $0.hasSuffix("/mine") }, "\(lines)")
    // Signals 32 and 33 belong to the C library.
    for name in ["SigBlk", "SigIgn"] {
      let mask = lines.first { $0.hasPrefix("\(name):\t") }.flatMap { UInt64($0.dropFirst(8), radix: 16) }
      #expect(mask.map { $0 & ~0x1_8000_0000 } == 0, "\(lines)")
    }
    #expect(lines.last == "text ひみつでは ない ことば")
    listener.wait(for: .fellSilent)
  }

  @Test("Stopped in the middle: the child is gone at once")
  func stopped() throws {
    let scratch = try Scratch()
    let report = try ReportPipe()
    let listener = Listener(program: try scratch.program("echo $$ >'\(report.path)'; exec sleep 600"))
    defer { listener.speech.close() }
    listener.wait(for: .voiceFound)
    listener.say("ながい")
    let pid = try #require(report.line().flatMap { pid_t($0) })
    #expect(listener.speech.isSpeaking)
    listener.speech.stop()
    #expect(!listener.speech.isSpeaking)
    #expect(Hearing.isGone(pid))
  }

  @Test("One part after the other, each with its voice; a program that fails or is not there is silence")
  func parts() throws {
    let scratch = try Scratch()
    let report = try ReportPipe()
    let listener = Listener(program: try scratch.program("echo \"$3: $(cat)\" >'\(report.path)'; exit 1"))
    defer { listener.speech.close() }
    listener.wait(for: .voiceFound)
    listener.speech.say(["ja", "en", "pt"].map { SpeechPart(language: $0, text: "\($0)!") })
    #expect([report.line(), report.line(), report.line()] == ["ja: ja!", "en: en!", "pt-br: pt!"])
    listener.wait(for: .fellSilent)
    let none = Listener(program: "\(scratch.path)/not-there")
    defer { none.speech.close() }
    none.wait(for: .voiceFound)
    none.say("a")
    none.wait(for: .fellSilent)
  }

  @Test("A child that never ends is ended after the longest utterance, and with the program")
  func hanging() throws {
    let scratch = try Scratch()
    let report = try ReportPipe()
    var limits = Hearing.limits
    limits.utterance = .seconds(3)
    let program = try scratch.program("echo $$ >'\(report.path)'; exec sleep 600")
    let listener = Listener(program: program, limits: limits)
    listener.wait(for: .voiceFound)
    listener.say("a")
    let first = try #require(report.line().flatMap { pid_t($0) })
    listener.wait(for: .fellSilent)
    #expect(Hearing.isGone(first))
    listener.speech.close()
    let second = Listener(program: program)
    second.wait(for: .voiceFound)
    second.say("b")
    let last = try #require(report.line().flatMap { pid_t($0) })
    second.speech.close()
    #expect(Hearing.isGone(last))
  }

  @Test(
    "The real espeak-ng says every language of the screens: sound in a file",
    arguments: [
      ("ja", "かーどを おいてください。"), ("en", "Put your card here."), ("zh-Hans", "请把卡放在这里。"),
      ("ko", "카드를 여기에 놓으세요."), ("vi", "Đặt thẻ vào đây."), ("pt", "Coloque o cartão aqui."),
    ])
  func realProgram(language: String, text: String) throws {
    let scratch = try Scratch()
    let report = try ReportPipe()
    let real = try #require(SpeechPlaces.found().program)
    // No machine that tests has a loudspeaker.
    let wave = "\(scratch.path)/wave"
    let program = try scratch.program("echo \"$('\(real)' -w '\(wave)' \"$@\" 2>&1) ended $?\" >'\(report.path)'")
    let listener = Listener(program: program)
    defer { listener.speech.close() }
    listener.wait(for: .voiceFound)
    listener.say(text, language)
    #expect(report.line() == " ended 0")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: wave))
    #expect(bytes.prefix(4) == Data("RIFF".utf8))
    // 22,050 samples of two bytes a second: more than half a second, and not all of it silence.
    #expect(bytes.count > 22_050)
    #expect(Set(bytes.dropFirst(44)).count > 100)
  }
}
