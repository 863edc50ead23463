import FoundationEssentials

/// The JSON that this wire uses: no numbers anywhere.
enum JSONValue: Equatable, Codable {
  case null
  case bool(Bool)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// `nil` when the bytes are not one JSON text of these kinds.
  init?(_ bytes: [UInt8]) {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else { return nil }
    self = value
  }

  /// With its keys in order, so that the same answer is the same bytes.
  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(self))
    } catch {
      preconditionFailure("texts and truth values always encode: \(error)")
    }
  }

  static func base64(_ bytes: [UInt8]) -> JSONValue { .string(Data(bytes).base64EncodedString()) }
}

/// An object whose keys were all expected.
struct JSONFields {
  private let fields: [String: JSONValue]

  /// - Parameter keys: every key that may be there; any other is refused.
  init(_ value: JSONValue?, keys: Set<String>) throws(JSONComplaint) {
    guard case .object(let fields) = value else { throw JSONComplaint("an object was expected") }
    guard fields.keys.allSatisfy(keys.contains) else { throw JSONComplaint("an unknown key") }
    self.fields = fields
  }

  func string(_ key: String) throws(JSONComplaint) -> String {
    guard case .string(let text) = fields[key] else { throw JSONComplaint("no text under \(key)") }
    return text
  }

  /// Absent and `null` are the same.
  func stringIfAny(_ key: String) throws(JSONComplaint) -> String? {
    switch fields[key] {
    case nil, .null: return nil
    case .string(let text): return text
    case .bool, .array, .object: throw JSONComplaint("no text under \(key)")
    }
  }

  func bool(_ key: String) throws(JSONComplaint) -> Bool {
    guard case .bool(let value) = fields[key] else { throw JSONComplaint("no truth value under \(key)") }
    return value
  }

  func array(_ key: String) throws(JSONComplaint) -> [JSONValue] {
    guard case .array(let values) = fields[key] else { throw JSONComplaint("no list under \(key)") }
    return values
  }

  func object(_ key: String) throws(JSONComplaint) -> [String: JSONValue] {
    guard case .object(let values) = fields[key] else { throw JSONComplaint("no object under \(key)") }
    return values
  }

  func value(_ key: String) -> JSONValue? { fields[key] }

  func bytes(_ key: String, in counts: ClosedRange<Int>) throws(JSONComplaint) -> [UInt8] {
    guard let bytes = try bytesIfAny(key, in: counts) else { throw JSONComplaint("no bytes under \(key)") }
    return bytes
  }

  /// Base64 of so many bytes.
  func bytesIfAny(_ key: String, in counts: ClosedRange<Int>) throws(JSONComplaint) -> [UInt8]? {
    guard let text = try stringIfAny(key) else { return nil }
    guard let data = Data(base64Encoded: text), counts.contains(data.count) else {
      throw JSONComplaint("no base64 of the right length under \(key)")
    }
    return Array(data)
  }
}

/// What is wrong with a JSON text: key names only, never values.
struct JSONComplaint: Error, Equatable {
  var words: String

  init(_ words: String) { self.words = words }
}
