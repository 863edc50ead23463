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

  @Test("One part after the other, each with its voice; one that fails does not silence the others")
  func parts() throws {
    let scratch = try Scratch()
    let report = try ReportPipe()
    let program = try scratch.program("echo \"$3: $(cat)\" >'\(report.path)'; [ $3 = pt-br ]")
    let listener = Listener(program: program)
    defer { listener.speech.close() }
    listener.wait(for: .voiceFound)
    listener.speech.say(["ja", "en", "pt"].map { SpeechPart(language: $0, text: "\($0)!") })
    #expect([report.line(), report.line(), report.line()] == ["ja: ja!", "en: en!", "pt-br: pt!"])
    listener.wait(for: .fellSilent)
    #expect(listener.notices.value == [.voiceFound, .fellSilent])
  }

  @Test(
    "A program that is not there, cannot be run or fails is no voice any more, once it was tried",
    arguments: ["not there", "not executable", "no program", "fails", "dies"])
  func noVoice(kind: String) throws {
    let scratch = try Scratch()
    var program = try scratch.program(kind == "fails" ? "exit 3" : "kill -9 $$")
    switch kind {
    case "not there": program += "-not"
    case "not executable": #expect(chmod(program, 0o644) == 0)
    case "no program": try Data([0, 1, 2]).write(to: URL(fileURLWithPath: program))
    default: break
    }
    let listener = Listener(program: program)
    defer { listener.speech.close() }
    listener.wait(for: .voiceFound)
    listener.speech.say(["ja", "en"].map { SpeechPart(language: $0, text: "\($0)!") })
    listener.wait(for: .voiceLost)
    #expect(!listener.speech.isPresent)
  }

  @Test("It is tried again after a pause, not sooner, and is a voice again when it has said something")
  func triedAgain() throws {
    let scratch = try Scratch()
    let report = try ReportPipe()
    let program = try scratch.program("echo \"$(cat)\" >'\(report.path)'; [ -e '\(scratch.path)/well' ]")
    var limits = Hearing.limits
    limits.reconnect = .seconds(3_600)
    let patient = Listener(program: program, limits: limits)
    defer { patient.speech.close() }
    patient.say("1")
    patient.wait(for: .voiceLost)
    try scratch.write("", to: "well")
    for number in 2...20 { patient.say("\(number)") }
    patient.speech.close()
    #expect(report.line() == "1")
    #expect(report.line(milliseconds: 0) == nil)
    limits.reconnect = .zero
    unlink("\(scratch.path)/well")
    let listener = Listener(program: program, limits: limits)
    defer { listener.speech.close() }
    listener.say("a")
    listener.wait(for: .voiceLost)
    try scratch.write("", to: "well")
    listener.say("b")
    listener.wait(for: .voiceFound, times: 2)
    #expect([report.line(), report.line()] == ["a", "b"])
    #expect(listener.speech.isPresent)
  }

  @Test("A folder of that name is no program")
  func folder() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: "\(scratch.path)/espeak-ng", withIntermediateDirectories: false)
    #expect(SpeechPlaces { $0 == "PATH" ? scratch.path : nil }.program == nil)
    let other = try Scratch()
    let program = try other.program("exit 0")
    #expect(SpeechPlaces { $0 == "PATH" ? "\(scratch.path):\(other.path)" : nil }.program == program)
  }

  @Test("A child that writes for ever waits for its end, and is no voice after it", arguments: [1, 2])
  func endless(output: Int) throws {
    let scratch = try Scratch()
    let report = try ReportPipe()
    var limits = Hearing.limits
    limits.utterance = .seconds(1)
    // More than a pipe holds.
    let program = try scratch.program(
      "cat >/dev/null; head -c 1000000 /dev/zero >&\(output); echo over >'\(report.path)'")
    let listener = Listener(program: program, limits: limits)
    defer { listener.speech.close() }
    listener.wait(for: .voiceFound)
    listener.say("a")
    listener.wait(for: .voiceLost)
    #expect(report.line(milliseconds: 0) == nil)
  }

  @Test("A child that closes its outputs says its words to the end")
  func quiet() throws {
    let scratch = try Scratch()
    let report = try ReportPipe()
    let program = try scratch.program("exec >/dev/null 2>&1; echo \"$(cat)\" >'\(report.path)'; exit 0")
    let listener = Listener(program: program)
    defer { listener.speech.close() }
    listener.wait(for: .voiceFound)
    for number in 1...20 {
      listener.say("\(number)")
      #expect(report.line() == "\(number)")
      listener.wait(for: .fellSilent, times: number)
    }
    #expect(listener.speech.isPresent)
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
