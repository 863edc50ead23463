/// Looks at a document's markup before the parser does, piece by piece, and finds what the parser must not be given:
/// - `<!` that begins anything but a comment or a CDATA section: a document type (S6);
/// - a tag that is longer than any of the interface's: libxml2 compares each attribute with all before it, so a tag of
///   a megabyte keeps a processor busy for minutes.
///
/// It takes the document's end of a tag, comment or section where XML has it; where a document is not well-formed the two
/// may differ, and the parser refuses it.
struct MarkupScan {
  enum Finding: Equatable {
    case markupDeclaration
    case longTag
  }

  /// Between `<` and `>`: the longest name has 60 bytes, and a root may declare a namespace or two. (ours)
  static let mostTagBytes = 4_096

  private enum Place {
    case text
    /// Behind `<`.
    case opening
    /// Behind `<!`, and so much of a comment's or a section's beginning.
    case declaration([UInt8])
    case comment(dashes: Int)
    case section(brackets: Int)
    case instruction(afterMark: Bool)
    /// `quote`: of the attribute's value that is open.
    case tag(bytes: Int, quote: UInt8?)
  }

  private var place = Place.text

  private static let comment = Array("--".utf8)
  private static let section = Array("[CDATA[".utf8)

  /// - Parameter piece: UTF-8, the next of the document's bytes.
  mutating func finding(in piece: ArraySlice<UInt8>) -> Finding? {
    piece.withUnsafeBufferPointer { bytes in
      var index = 0
      while index < bytes.count {
        if case .text = place {
          // Most of a message is text between its tags.
          while index < bytes.count, bytes[index] != UInt8(ascii: "<") { index += 1 }
          if index < bytes.count { place = .opening }
        } else if let found = step(bytes[index]) {
          return found
        }
        index += 1
      }
      return nil
    }
  }

  private mutating func step(_ byte: UInt8) -> Finding? {
    switch place {
    case .text: break
    case .opening:
      switch byte {
      case UInt8(ascii: "!"): place = .declaration([])
      case UInt8(ascii: "?"): place = .instruction(afterMark: false)
      case UInt8(ascii: ">"): place = .text
      default: place = .tag(bytes: 1, quote: nil)
      }
    case .declaration(let begun):
      let now = begun + [byte]
      if now == Self.comment {
        place = .comment(dashes: 0)
      } else if now == Self.section {
        place = .section(brackets: 0)
      } else if Self.comment.starts(with: now) || Self.section.starts(with: now) {
        place = .declaration(now)
      } else {
        return .markupDeclaration
      }
    case .comment(let dashes):
      if byte == UInt8(ascii: ">"), dashes >= 2 {
        place = .text
      } else {
        place = .comment(dashes: byte == UInt8(ascii: "-") ? dashes + 1 : 0)
      }
    case .section(let brackets):
      if byte == UInt8(ascii: ">"), brackets >= 2 {
        place = .text
      } else {
        place = .section(brackets: byte == UInt8(ascii: "]") ? brackets + 1 : 0)
      }
    case .instruction(let afterMark):
      if byte == UInt8(ascii: ">"), afterMark {
        place = .text
      } else {
        place = .instruction(afterMark: byte == UInt8(ascii: "?"))
      }
    case .tag(let count, let quote):
      guard count < Self.mostTagBytes else { return .longTag }
      if let quote {
        place = .tag(bytes: count + 1, quote: byte == quote ? nil : quote)
      } else if byte == UInt8(ascii: ">") {
        place = .text
      } else {
        let opens = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
        place = .tag(bytes: count + 1, quote: opens ? byte : nil)
      }
    }
    return nil
  }
}
