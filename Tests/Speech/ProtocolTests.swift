import Testing

@testable import Speech

@Suite("Speech: the protocol's own forms")
struct ProtocolTests {
  @Test(
    "A text is one line that nothing in it can end",
    arguments: [
      ("あと 3 回", "あと 3 回\r\n.\r\n"), (".", "..\r\n.\r\n"), (".a", "..a\r\n.\r\n"), ("a.b", "a.b\r\n.\r\n"),
    ])
  func text(line: String, bytes: String) {
    #expect(SSIP.text(line) == Array(bytes.utf8))
  }

  @Test(
    "Controls are blanks: no text ends its message and begins a command",
    arguments: [
      ("a\r\n.\r\nSTOP all", "a . STOP all"), ("a\u{0}b\u{9B}c\u{7F}", "a b c "), ("お\nちゃ", "お ちゃ"),
    ])
  func controls(text: String, line: String) {
    #expect(SpeechPart(language: "ja", text: text).line == line)
  }

  @Test("A text is cut between two characters, at no more bytes than a pipe takes at once")
  func longTexts() {
    let line = SpeechPart(language: "ja", text: "a" + String(repeating: "長", count: 5_000)).line
    #expect(line.utf8.count == 4_000)
    #expect(SpeechPart(language: "ja", text: "bc" + line).line == "bc" + line.dropLast())
  }

  @Test(
    "Each language has the voice that says it; a name that is no code never becomes a word of a command",
    arguments: [
      ("ja", "ja"), ("ja-easy", "ja"), ("en", "en"), ("zh-Hans", "cmn"), ("ko", "ko"), ("vi", "vi"), ("pt", "pt-br"),
      ("fr", "fr"), ("x y", "en"), ("-w", "en"), ("", "en"), ("日本", "en"), (String(repeating: "a", count: 17), "en"),
    ])
  func voices(language: String, voice: String) {
    #expect(SpeechPart(language: language, text: "").voice == voice)
  }

  @Test("Replies are put together from whatever pieces they come in")
  func replies() throws {
    var reader = SSIP.Reader()
    let all = Array("225-7\r\n225 OK MESSAGE QUEUED\r\n702-7\r\n702-2\r\n702 END\r\n500 ERR\r\n".utf8)
    var replies: [SSIP.Reply] = []
    for byte in all {
      let whole = reader.take([byte])
      replies += try #require(whole)
    }
    #expect(
      replies == [
        SSIP.Reply(code: 225, details: ["7"]), SSIP.Reply(code: 702, details: ["7", "2"]),
        SSIP.Reply(code: 500, details: []),
      ])
    #expect(replies.map(\.isGood) == [true, false, false])
    #expect(replies.map(\.endsMessage) == [false, true, false])
  }

  @Test(
    "What is not the protocol is known as such",
    arguments: [
      "HTTP/1.1 400\r\n", "2250\r\n", "22\r\n", "\r\n", "+25 a\r\n", String(repeating: "1", count: 1_025),
      String(repeating: "225-1\r\n", count: 17),
    ])
  func strangers(bytes: String) {
    var reader = SSIP.Reader()
    #expect(reader.take(Array(bytes.utf8)) == nil)
  }

  @Test("The server is where its own clients look for it, and nowhere across a network")
  func places() {
    func socket(_ variables: [String: String]) -> String? { SpeechPlaces { variables[$0] }.socket }
    #expect(socket(["XDG_RUNTIME_DIR": "/run/user/7"]) == "/run/user/7/speech-dispatcher/speechd.sock")
    #expect(socket(["XDG_RUNTIME_DIR": "/run/user/7", "SPEECHD_ADDRESS": "unix_socket:/run/s"]) == "/run/s")
    #expect(socket(["SPEECHD_ADDRESS": "inet_socket:127.0.0.1:6560", "XDG_RUNTIME_DIR": "/run/user/7"]) == nil)
    #expect(socket(["SPEECHD_ADDRESS": "unix_socket:s"]) == nil)
    #expect(socket(["XDG_RUNTIME_DIR": "here"]) == nil)
    #expect(socket([:]) == nil)
    #expect(SpeechPlaces { $0 == "PATH" ? "relative:/nowhere" : nil }.program == nil)
    #expect(SpeechPlaces { $0 == "PATH" ? "/nowhere:/usr/bin" : nil }.program == "/usr/bin/espeak-ng")
  }
}
