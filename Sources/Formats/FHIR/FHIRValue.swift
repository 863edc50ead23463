import FoundationEssentials

/// The JSON that FHIR wants of us: no other numbers than whole ones.
enum FHIRValue: Equatable, Encodable {
  case integer(Int)
  case text(String)
  case list([FHIRValue])
  case object([String: FHIRValue])

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// With its keys in order, so that the same visit is the same bytes.
  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(self))
    } catch {
      preconditionFailure("texts and whole numbers always encode: \(error)")
    }
  }

  /// An object without what is not there: FHIR knows neither `null` nor empty texts, lists and objects.
  static func fields(_ fields: KeyValuePairs<String, FHIRValue?>) -> FHIRValue {
    var kept: [String: FHIRValue] = [:]
    for (name, value) in fields {
      switch value {
      case nil, .text(""), .list([]), .object([:]): break
      case .integer, .text, .list, .object: kept[name] = value
      }
    }
    return .object(kept)
  }

  /// A list of what is there.
  static func some(_ values: FHIRValue?...) -> FHIRValue { .list(values.compactMap(\.self)) }

  static func optional(_ text: String?) -> FHIRValue? { text.map(FHIRValue.text) }
}

extension FHIRValue: ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self = .text(value) }
}

extension FHIRValue: ExpressibleByArrayLiteral {
  init(arrayLiteral elements: FHIRValue...) { self = .list(elements) }
}
