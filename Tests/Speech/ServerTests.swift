import Foundation
import Pseudoterminal
import Testing

@testable import Speech

@Suite("Speech: a server, and servers that are none")
struct ServerTests {
  @Test("Each part in its language; a new utterance cancels what is being said")
  func speaking() throws {
    let server = try FakeSpeechServer(holds: true)
    defer { server.close() }
    let listener = Listener(socket: server.path)
    listener.wait(for: .voiceFound)
    #expect(listener.speech.isPresent)
    listener.say("カードを おいてください")
    server.wait(until: { $0[0].said.count == 1 })
    #expect(listener.speech.isSpeaking)
    listener.speech.say(
      [("ja", "日本語"), ("en", "English"), ("zh-Hans", ".hidden")].map { SpeechPart(language: $0.0, text: $0.1) })
    server.wait(until: { $0[0].said.count == 4 })
    #expect(server.said == ["ja: カードを おいてください", "ja: 日本語", "en: English", "cmn: .hidden"])
    listener.speech.close()
    server.wait(until: { $0[0].commands.last == "QUIT" })
    #expect(
      server.commands == [
        "SET self CLIENT_NAME uketsuke:kiosk:screens", "SET self NOTIFICATION END ON",
        "SET self NOTIFICATION CANCEL ON", "SET self PUNCTUATION none", "CANCEL self", "SET self LANGUAGE ja", "SPEAK",
        "CANCEL self", "SPEAK", "SET self LANGUAGE en", "SPEAK", "SET self LANGUAGE cmn", "SPEAK", "CANCEL self",
        "QUIT",
      ])
    #expect(listener.notices.value == [.voiceFound])
  }

  @Test("What was said to its end is not being said any more; what is stopped is not either")
  func endings() throws {
    let server = try FakeSpeechServer(holds: true)
    defer { server.close() }
    let listener = Listener(socket: server.path)
    defer { listener.speech.close() }
    listener.wait(for: .voiceFound)
    listener.say("いち")
    server.wait(until: { $0[0].said.count == 1 })
    #expect(listener.speech.isSpeaking)
    server.finish()
    listener.wait(for: .fellSilent)
    #expect(!listener.speech.isSpeaking)
    listener.say("に")
    #expect(listener.speech.isSpeaking)
    listener.speech.stop()
    #expect(!listener.speech.isSpeaking)
    server.wait(until: { $0[0].commands.filter { $0 == "CANCEL self" }.count >= 2 })
  }

  @Test(
    "A message that takes no time is over, whether its end is told after its number or before",
    arguments: [.sound, .endsBefore] as [FakeSpeechServer.Behaviour])
  func shortMessages(behaviour: FakeSpeechServer.Behaviour) throws {
    let server = try FakeSpeechServer(behaviour)
    defer { server.close() }
    let listener = Listener(socket: server.path)
    defer { listener.speech.close() }
    listener.wait(for: .voiceFound)
    for number in 1...20 {
      listener.say("\(number)")
      listener.wait(for: .fellSilent, times: number)
    }
    #expect(server.callCount == 1)
  }

  @Test("Of utterances that come faster than they can be said the newest is said")
  func newestWins() throws {
    let server = try FakeSpeechServer(holds: true)
    defer { server.close() }
    let listener = Listener(socket: server.path)
    defer { listener.speech.close() }
    listener.wait(for: .voiceFound)
    let started = ContinuousClock.now
    for number in 0..<2_000 { listener.say("\(number)") }
    #expect(ContinuousClock.now - started < .seconds(2))
    server.wait(until: { $0[0].said.last == "ja: 1999" })
    #expect(server.commands.filter { $0 == "CANCEL self" }.count == server.said.count)
  }

  @Test(
    "A server that is absent, mute, hanging, dying, a stranger or endless makes silence, and no caller waits",
    arguments: [nil, .mute, .hangsAtText, .dies, .stranger, .babbles] as [FakeSpeechServer.Behaviour?])
  func badServers(behaviour: FakeSpeechServer.Behaviour?) throws {
    let server = try behaviour.map { try FakeSpeechServer($0) }
    defer { server?.close() }
    let listener = Listener(socket: server?.path ?? "/nowhere/speechd.sock")
    for number in 0..<20 {
      let started = ContinuousClock.now
      listener.say("\(number)")
      _ = listener.speech.isSpeaking
      listener.speech.stop()
      listener.say("\(number)")
      #expect(ContinuousClock.now - started < Hearing.atOnce)
    }
    let started = ContinuousClock.now
    listener.speech.close()
    #expect(ContinuousClock.now - started < Hearing.limits.farewell + Hearing.limits.reply)
    #expect(server?.said ?? [] == [])
  }

  @Test(
    "A server that hangs does not silence the kiosk where espeak-ng is",
    arguments: [.mute, .hangsAtText, .dies, .stranger] as [FakeSpeechServer.Behaviour])
  func otherVoice(behaviour: FakeSpeechServer.Behaviour) throws {
    let server = try FakeSpeechServer(behaviour)
    defer { server.close() }
    let scratch = try Scratch()
    let heard = try ReportPipe()
    let program = try scratch.program("echo \"$(cat)\" >'\(heard.path)'")
    let listener = Listener(socket: server.path, program: program)
    defer { listener.speech.close() }
    listener.say("ことば")
    #expect(heard.line() == "ことば")
  }

  @Test("A server that went and came back is found again; while it is gone it is not called more often than its bound")
  func restarted() throws {
    let scratch = try Scratch()
    let first = try FakeSpeechServer(at: "\(scratch.path)/socket")
    var limits = Hearing.limits
    limits.reconnect = .milliseconds(400)
    let listener = Listener(socket: first.path, limits: limits)
    defer { listener.speech.close() }
    listener.wait(for: .voiceFound)
    first.close()
    listener.wait(for: .voiceLost)
    let second = try FakeSpeechServer(.mute, at: first.path)
    // It does not answer: called once in each pause, however often something is to be said.
    let silent = ContinuousClock.now
    while ContinuousClock.now - silent < .milliseconds(1_500) { listener.say("もういちど") }
    // Two tenths of a second for the answer that does not come, four of pause.
    #expect((1...3).contains(second.callCount), "\(second.callCount)")
    second.close()
    let third = try FakeSpeechServer(at: first.path)
    defer { third.close() }
    let again = ContinuousClock.now
    while !listener.speech.isPresent, ContinuousClock.now - again < .seconds(20) { listener.say("もどった") }
    third.wait(until: { $0.contains { $0.said.contains("ja: もどった") } })
    #expect(third.callCount == 1)
    #expect(listener.notices.value.filter { $0 != .fellSilent } == [.voiceFound, .voiceLost, .voiceFound])
  }
}
