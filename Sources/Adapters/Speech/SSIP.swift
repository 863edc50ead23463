/// The Speech Synthesis Interface Protocol, as speech-dispatcher 0.11 speaks it: lines that end in CR LF, a reply code
/// of three digits, and events (7xx) that come between replies.
enum SSIP {
  enum Command: Equatable {
    case clientName
    case punctuationNone
    case notifyEnd
    case notifyCancel
    case language(String)
    /// Opens the text, which `text` sends and closes.
    case speak
    /// What is being said and what waits, of this client alone.
    case cancel
    case quit

    var bytes: [UInt8] {
      let words =
        switch self {
        // user:client:component, as the server's log and its own settings know it.
        case .clientName: "SET self CLIENT_NAME uketsuke:kiosk:screens"
        case .punctuationNone: "SET self PUNCTUATION none"
        case .notifyEnd: "SET self NOTIFICATION END ON"
        case .notifyCancel: "SET self NOTIFICATION CANCEL ON"
        case .language(let code): "SET self LANGUAGE \(code)"
        case .speak: "SPEAK"
        case .cancel: "CANCEL self"
        case .quit: "QUIT"
        }
      return Array("\(words)\r\n".utf8)
    }
  }

  /// A line of text with the full stop that ends it all. A text's own full stop at the line's beginning is doubled.
  static func text(_ line: String) -> [UInt8] {
    Array((line.hasPrefix(".") ? ".\(line)" : line).utf8) + Array("\r\n.\r\n".utf8)
  }

  /// One line of the server's.
  struct Line: Equatable {
    var code: Int
    /// Whether further lines belong to the same reply.
    var hasMore: Bool
    var words: String

    /// Nil for what no server says.
    init?(_ bytes: some Collection<UInt8>) {
      let text = String(decoding: bytes, as: UTF8.self)
      let digits = text.utf8.prefix(3)
      guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }), let code = Int(text.prefix(3)) else {
        return nil
      }
      switch text.utf8.dropFirst(3).first {
      case UInt8(ascii: "-"): hasMore = true
      case UInt8(ascii: " "): hasMore = false
      default: return nil
      }
      self.code = code
      words = String(text.dropFirst(4))
    }
  }

  /// A whole reply or event: its code, and the words of the lines before the last.
  struct Reply: Equatable {
    var code: Int
    var details: [String]

    var isGood: Bool { (200..<300).contains(code) }
    var isEvent: Bool { (700..<800).contains(code) }
    /// The message has been said to its end, or was cancelled: 702, 703.
    var endsMessage: Bool { code == 702 || code == 703 }
    /// `SPEAK` is answered by this, then by 225 with the message's number.
    static let receiving = 230
    static let queued = 225
  }

  /// Puts the server's bytes together to replies.
  struct Reader {
    private var bytes: [UInt8] = []
    private var details: [String] = []

    /// Longer than any line of the protocol; whoever writes more is no such server.
    static let longestLine = 1_024
    /// Nothing that is asked here is answered in more lines.
    static let mostLines = 16

    /// - Returns: the replies that are whole now; nil when this is not the protocol.
    mutating func take(_ more: [UInt8]) -> [Reply]? {
      bytes += more
      var replies: [Reply] = []
      while let end = bytes.firstIndex(of: 0x0A) {
        var line = bytes[..<end]
        if line.last == 0x0D { line.removeLast() }
        guard let parsed = Line(line), details.count < Self.mostLines else { return nil }
        bytes.removeSubrange(...end)
        if parsed.hasMore {
          details.append(parsed.words)
        } else {
          replies.append(Reply(code: parsed.code, details: details))
          details = []
        }
      }
      return bytes.count <= Self.longestLine ? replies : nil
    }
  }
}
