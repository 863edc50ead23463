/// JSON (RFC 8259) as the bridge's protocol uses it: one object a line, whole numbers, nothing twice.
enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  case whole(Int)
  /// A number that is no whole one, or too large for one: nothing here is measured.
  case otherNumber
  case text(String)
  case list([JSON])
  case object(JSONObject)
}

struct JSONObject: Equatable, Sendable {
  private(set) var members: [(name: String, value: JSON)] = []

  subscript(_ name: String) -> JSON? { members.first { $0.name == name }?.value }

  /// - Returns: false when the name is there already.
  fileprivate mutating func add(_ name: String, _ value: JSON) -> Bool {
    guard self[name] == nil else { return false }
    members.append((name, value))
    return true
  }

  static func == (one: JSONObject, other: JSONObject) -> Bool {
    one.members.elementsEqual(other.members) { $0.name == $1.name && $0.value == $1.value }
  }
}

/// Why a line is no JSON object: for whoever wrote it.
struct JSONFault: Error, Equatable {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}

/// Reads one line. Its cost is bounded by the line's length, its depth by `deepest`.
struct JSONReader {
  /// The protocol's own messages are two deep; unknown fields may be a little more.
  static let deepest = 8
  /// A message has a handful; each is compared with those before it.
  static let mostMembers = 64

  private let bytes: [UInt8]
  private var place = 0

  static func object(_ line: [UInt8]) throws(JSONFault) -> JSONObject {
    guard String(validating: line, as: UTF8.self) != nil else { throw JSONFault("the line is not UTF-8") }
    var reader = JSONReader(bytes: line)
    let value = try reader.value(depth: 0)
    reader.skipBlanks()
    guard reader.place == line.count else { throw reader.fault("something stands behind the object") }
    guard case .object(let object) = value else { throw JSONFault("the line is not a JSON object") }
    return object
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func fault(_ what: String) -> JSONFault { JSONFault("not JSON at byte \(place + 1): \(what)") }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A { place += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    place += 1
    return true
  }

  private mutating func take(word: StaticString, as value: JSON) throws(JSONFault) -> JSON {
    let matches = word.withUTF8Buffer { bytes[place...].starts(with: $0) }
    guard matches else { throw fault("an unknown word") }
    place += word.utf8CodeUnitCount
    return value
  }

  private mutating func value(depth: Int) throws(JSONFault) -> JSON {
    guard depth <= Self.deepest else { throw fault("deeper than \(Self.deepest)") }
    skipBlanks()
    guard let first = next else { throw fault("a value is missing") }
    switch first {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .list(try list(depth: depth))
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try take(word: "true", as: .bool(true))
    case UInt8(ascii: "f"): return try take(word: "false", as: .bool(false))
    case UInt8(ascii: "n"): return try take(word: "null", as: .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    // Bytes are no enum of ours.
    default: throw fault("a value is missing")
    }
  }

  private mutating func object(depth: Int) throws(JSONFault) -> JSONObject {
    place += 1
    var object = JSONObject()
    skipBlanks()
    if take(UInt8(ascii: "}")) { return object }
    repeat {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw fault("a name is missing") }
      let name = try string()
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw fault("a colon is missing") }
      guard object.members.count < Self.mostMembers else { throw fault("more than \(Self.mostMembers) fields") }
      guard object.add(name, try value(depth: depth + 1)) else { throw fault("a name stands there twice") }
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw fault("the object has no end") }
    return object
  }

  private mutating func list(depth: Int) throws(JSONFault) -> [JSON] {
    place += 1
    var items: [JSON] = []
    skipBlanks()
    if take(UInt8(ascii: "]")) { return items }
    repeat {
      items.append(try value(depth: depth + 1))
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw fault("the list has no end") }
    return items
  }

  private mutating func digits() throws(JSONFault) -> Range<Int> {
    let begin = place
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
    guard place > begin else { throw fault("a digit is missing") }
    return begin..<place
  }

  private mutating func number() throws(JSONFault) -> JSON {
    let begin = place
    _ = take(UInt8(ascii: "-"))
    let whole = try digits()
    guard whole.count == 1 || bytes[whole.lowerBound] != UInt8(ascii: "0") else {
      throw fault("a number begins with 0")
    }
    var isWhole = true
    if take(UInt8(ascii: ".")) {
      isWhole = false
      _ = try digits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isWhole = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      _ = try digits()
    }
    guard isWhole, let value = Int(String(decoding: bytes[begin..<place], as: UTF8.self)) else { return .otherNumber }
    return .whole(value)
  }

  private mutating func string() throws(JSONFault) -> String {
    place += 1
    var text: [UInt8] = []
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += String(Character(try escaped())).utf8
      case 0..<0x20: throw fault("a control character in a text")
      // Everything else of UTF-8 stands for itself.
      default: text.append(byte)
      }
    }
    throw fault("a text has no end")
  }

  private mutating func escaped() throws(JSONFault) -> Unicode.Scalar {
    guard let byte = next else { throw fault("a text has no end") }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var unit = try codeUnit()
      if (0xD800..<0xDC00).contains(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
        let low = try codeUnit()
        guard (0xDC00..<0xE000).contains(low) else { throw fault("half a pair of surrogates") }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(unit) else { throw fault("half a pair of surrogates") }
      return scalar
    // Bytes are no enum of ours.
    default: throw fault("an unknown escape")
    }
  }

  private mutating func codeUnit() throws(JSONFault) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = next.flatMap(Hexadecimal.value) else { throw fault("four hexadecimal digits are missing") }
      place += 1
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}

/// Writes one message.
struct JSONWriter {
  private(set) var bytes: [UInt8] = Array("{".utf8)

  init(type: String, job: Int? = nil) {
    add("type", type)
    if let job { add("job", job) }
  }

  /// The whole line.
  var line: [UInt8] { bytes + Array("}\n".utf8) }

  mutating func add(_ name: String, _ text: String) {
    begin(name)
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": bytes += [UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: scalar.value)]
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        bytes += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
      // Scalars are no enum of ours.
      default: bytes += Array(String(Character(scalar)).utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func add(_ name: String, _ number: Int) {
    begin(name)
    bytes += Array(String(number).utf8)
  }

  mutating func add(_ name: String, _ flag: Bool) {
    begin(name)
    bytes += Array((flag ? "true" : "false").utf8)
  }

  mutating func add(_ name: String, hex data: [UInt8]) {
    begin(name)
    bytes.append(UInt8(ascii: "\""))
    bytes += Hexadecimal.digits(of: data)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func add(_ name: String, _ object: JSONWriter) {
    begin(name)
    bytes += object.bytes + Array("}".utf8)
  }

  /// An object within another.
  static var nested: JSONWriter {
    var writer = JSONWriter(type: "")
    writer.bytes = Array("{".utf8)
    return writer
  }

  private mutating func begin(_ name: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    bytes += Array("\"\(name)\":".utf8)
  }
}

enum Hexadecimal {
  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    // Bytes are no enum of ours.
    default: nil
    }
  }

  /// The two digits of one byte, without a table or text in between: a PIN's bytes pass here.
  @inline(__always)
  static func digits(of byte: UInt8) -> (UInt8, UInt8) {
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10 }
    return (digit(byte >> 4), digit(byte & 0xF))
  }

  static func digits(of bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte in
      let (high, low) = digits(of: byte)
      return [high, low]
    }
  }

  /// `nil` for anything but pairs of digits.
  static func bytes(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }
}
