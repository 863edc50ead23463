import Cards

/// Why a line is no message of this protocol: a sentence for whoever wrote the other end, and the job that it names.
struct MessageFault: Error, Equatable {
  let sentence: String
  let job: Int?

  init(_ sentence: String, job: Int? = nil) {
    self.sentence = sentence
    self.job = job
  }
}

/// One message's fields, each asked for by name and type. Fields that nobody asks for are of no matter.
struct MessageFields {
  let type: String
  private let object: JSONObject

  init(line: [UInt8]) throws(MessageFault) {
    do throws(JSONFault) {
      object = try JSONReader.object(line)
    } catch {
      throw MessageFault(error.sentence)
    }
    guard case .text(let type) = object["type"] else {
      throw MessageFault("a message needs a \"type\", which is a text")
    }
    self.type = type
  }

  /// Fields of the object in a field.
  private init(_ type: String, _ object: JSONObject) {
    self.type = type
    self.object = object
  }

  func nested(_ name: String) throws(MessageFault) -> MessageFields {
    guard case .object(let inner) = object[name] else { throw fault(name, "an object") }
    return MessageFields("\(type).\(name)", inner)
  }

  func fault(_ name: String, _ expected: String) -> MessageFault {
    MessageFault("\(InertWords.cut(type)) needs \"\(name)\", which is \(expected)", job: jobIfAny)
  }

  var unknownType: MessageFault { MessageFault("no message is called \"\(InertWords.cut(type))\"", job: jobIfAny) }

  private var jobIfAny: Int? {
    guard case .whole(let job) = object["job"], (1...BridgeProtocol.largestJob).contains(job) else { return nil }
    return job
  }

  var job: Int {
    get throws(MessageFault) { try whole("job", in: 1...BridgeProtocol.largestJob) }
  }

  /// Of an `error`, which may be about no job.
  var optionalJob: Int? { jobIfAny }

  func whole(_ name: String, in range: ClosedRange<Int>) throws(MessageFault) -> Int {
    guard case .whole(let value) = object[name], range.contains(value) else {
      throw fault(name, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func flag(_ name: String) throws(MessageFault) -> Bool {
    guard case .bool(let value) = object[name] else { throw fault(name, "true or false") }
    return value
  }

  /// A name or reason for staff: cut and made inert.
  func words(_ name: String) throws(MessageFault) -> String {
    guard case .text(let value) = object[name] else { throw fault(name, "a text") }
    return InertWords.cut(value)
  }

  func optionalWords(_ name: String) throws(MessageFault) -> String? {
    switch object[name] {
    case nil, .null: nil
    case .bool, .whole, .otherNumber, .text, .list, .object: try words(name)
    }
  }

  func bytes(_ name: String, _ counts: ClosedRange<Int>) throws(MessageFault) -> [UInt8] {
    guard case .text(let value) = object[name], let bytes = Hexadecimal.bytes(value), counts.contains(bytes.count)
    else {
      let expected =
        counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) to \(counts.upperBound)"
      throw fault(name, "\(expected) bytes in hexadecimal digits")
    }
    return bytes
  }

  func optionalBytes(_ name: String, _ counts: ClosedRange<Int>) throws(MessageFault) -> [UInt8]? {
    switch object[name] {
    case nil, .null: nil
    case .bool, .whole, .otherNumber, .text, .list, .object: try bytes(name, counts)
    }
  }

  func word<Word: RawRepresentable & CaseIterable>(
    _ name: String, _ words: Word.Type
  ) throws(MessageFault) -> Word where Word.RawValue == String {
    guard case .text(let value) = object[name], let word = Word(rawValue: value) else {
      throw fault(name, "one of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return word
  }

  /// `null` and a missing field are the same.
  func optionalWord<Word: RawRepresentable & CaseIterable>(
    _ name: String, _ words: Word.Type
  ) throws(MessageFault) -> Word? where Word.RawValue == String {
    switch object[name] {
    case nil, .null: nil
    case .bool, .whole, .otherNumber, .text, .list, .object: try word(name, words)
    }
  }
}

/// Texts from the other end, for a log: short, on one line, without control characters (S2).
enum InertWords {
  static func cut(_ text: String) -> String {
    var words = ""
    for scalar in text.unicodeScalars.prefix(BridgeProtocol.mostWords) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: words += " "
      // The standard library's enum; everything that can be seen stays.
      default: words.unicodeScalars.append(scalar)
      }
    }
    return words
  }
}
