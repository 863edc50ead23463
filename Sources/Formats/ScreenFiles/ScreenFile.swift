import Screenbook
import StrictYAML

/// `screens/ID.yaml`: a list of widgets, each a word or one word with its details.
///
///     version: 1
///     widgets:
///       - heading
///       - choices:
///           - { 1: face, 2: pin }
///           - { 3: visual }
///       - lead: centre
public enum ScreenFile {
  static let mostGapRows = 10
  /// Rows of cell art; the content has 17.
  static let mostPictureRows = 12
  static let mostRowsOfChoices = 9
  /// Side by side on 64 columns.
  static let mostPictures = 3

  public static func plan(_ node: StrictNode, id: String) throws(StrictYAMLFailure) -> ScreenPlan {
    let top = try node.mapping(["version", "idleSeconds", "widgets"])
    try top.checkVersion()
    var widgets: [Widget] = []
    for item in try top.list("widgets") { widgets.append(try widget(item)) }
    let idleSeconds = try top.intIfAny("idleSeconds", in: ScreenPlan.idleSecondsRange)
    return ScreenPlan(id: id, file: node.file, widgets: widgets, idleSeconds: idleSeconds)
  }

  private static func widget(_ node: StrictNode) throws(StrictYAMLFailure) -> Widget {
    switch node.content {
    case .scalar(let name, _): return try plain(name, node)
    case .list: throw node.failure(.wrongType(node.path, expected: "a widget"))
    case .mapping:
      let entries = try node.mapping(Widget.names).node.openMapping()
      guard entries.count == 1, let entry = entries.first else {
        throw node.failure("must be one widget; each begins with its own \"- \"")
      }
      return try detailed(entry.key, entry.value)
    }
  }

  private static func plain(_ name: String, _ node: StrictNode) throws(StrictYAMLFailure) -> Widget {
    switch name {
    case "heading": return .heading(.heading)
    case "lead": return .lead(.left)
    case "body": return .body(.left)
    case "hint": return .hint(.left)
    case "answers": return .answers
    case "languages": return .languages
    case "eligibilities": return .eligibilities
    case "pin-boxes": return .pinBoxes
    case "number-boxes": return .numberBoxes
    case "check-number-boxes": return .checkNumberBoxes
    case "password-box": return .passwordBox
    case "placement": return .placement
    case "photo": return .photo
    case "waiting": return .waiting
    case "tries": return .tries
    case "sent": return .sent(.left)
    default:
      guard !Widget.names.contains(name) else { throw node.failure("\"\(name)\" needs a value: \(name): …") }
      throw node.failure(
        .unknownKey("\(node.path).\(name)", nearest: NearestWord.to(name, among: Widget.names)))
    }
  }

  private static func detailed(_ name: String, _ value: StrictNode) throws(StrictYAMLFailure) -> Widget {
    switch name {
    case "heading":
      let word = try value.one(of: Widget.headingRoles.map(\.rawValue))
      return .heading(Role(rawValue: word) ?? .heading)
    case "lead": return .lead(try value.one(of: Alignment.self))
    case "body": return .body(try value.one(of: Alignment.self))
    case "hint": return .hint(try value.one(of: Alignment.self))
    case "sent": return .sent(try value.one(of: Alignment.self))
    case "line":
      let (key, alignment) = try keyed(value)
      return .line(key: key, alignment)
    case "small":
      let (key, alignment) = try keyed(value)
      return .small(key: key, alignment)
    case "notice": return try notice(value)
    case "gap": return .gap(try value.int(in: 0...mostGapRows))
    case "picture": return .picture(try art(value))
    case "pictures": return .pictures(try pictures(value))
    case "choices": return .choices(try rows(value))
    default: throw value.failure("takes no value: write only \"- \(name)\"")
    }
  }

  /// Rows of cells as they stand in the file.
  static func art(_ node: StrictNode) throws(StrictYAMLFailure) -> [String] {
    let lines = try node.string().split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    let drawn = lines.last == "" ? Array(lines.dropLast()) : lines
    guard (1...mostPictureRows).contains(drawn.count) else {
      throw node.failure("must be 1 to \(mostPictureRows) rows of cells")
    }
    return drawn
  }

  /// Pictures side by side, each `{ text: KEY, picture: … }`; `placement: true` where the reader's maker has its own.
  private static func pictures(_ node: StrictNode) throws(StrictYAMLFailure) -> [CaptionedPicture] {
    let items = try node.list()
    guard (1...mostPictures).contains(items.count) else { throw node.failure("must be 1 to \(mostPictures) pictures") }
    var pictures: [CaptionedPicture] = []
    for item in items {
      let details = try item.mapping(["text", "picture", "placement"])
      pictures.append(
        CaptionedPicture(
          art: try art(details.required("picture")), text: try details.string("text"),
          isPlacement: try details.boolIfAny("placement") ?? false))
    }
    return pictures
  }

  /// A text key, alone or as `{ text: KEY, align: centre }`.
  private static func keyed(_ node: StrictNode) throws(StrictYAMLFailure) -> (String, Alignment) {
    switch node.content {
    case .scalar, .list: return (try node.string(), .left)
    case .mapping:
      let details = try node.mapping(["text", "align"])
      return (try details.string("text"), try details.one("align", of: Alignment.self))
    }
  }

  /// A notice, alone or as `{ when: NOTICE, align: centre }`.
  private static func notice(_ node: StrictNode) throws(StrictYAMLFailure) -> Widget {
    switch node.content {
    case .scalar, .list: return .notice(try node.one(of: Notice.self), .left)
    case .mapping:
      let details = try node.mapping(["when", "align"])
      return .notice(try details.one("when", of: Notice.self), try details.one("align", of: Alignment.self))
    }
  }

  /// Each row is a choice, or one or two digits with their choices.
  private static func rows(_ node: StrictNode) throws(StrictYAMLFailure) -> [ChoiceRow] {
    let items = try node.list()
    guard (1...mostRowsOfChoices).contains(items.count) else {
      throw node.failure("must have 1 to \(mostRowsOfChoices) rows")
    }
    var rows: [ChoiceRow] = []
    for item in items { rows.append(try row(item)) }
    return rows
  }

  private static func row(_ item: StrictNode) throws(StrictYAMLFailure) -> ChoiceRow {
    switch item.content {
    case .scalar:
      return ChoiceRow(places: [ChoicePlace(digit: nil, choice: try item.string(), line: item.line)])
    case .list:
      var places: [ChoicePlace] = []
      for node in try item.list() {
        places.append(ChoicePlace(digit: nil, choice: try node.string(), line: node.line))
      }
      return try row(places, item)
    case .mapping:
      var places: [ChoicePlace] = []
      for entry in try item.openMapping() {
        guard let digit = Int(entry.key), (0...9).contains(digit), entry.key.count == 1 else {
          throw StrictYAMLFailure(
            file: item.file, line: entry.line, column: entry.column,
            reason: .value(entry.value.path, "must be a digit with its choice: 1: face"))
        }
        places.append(ChoicePlace(digit: digit, choice: try entry.value.string(), line: entry.line))
      }
      return try row(places, item)
    }
  }

  private static func row(_ places: [ChoicePlace], _ node: StrictNode) throws(StrictYAMLFailure) -> ChoiceRow {
    guard (1...2).contains(places.count) else { throw node.failure("must have one or two choices in a row") }
    return ChoiceRow(places: places)
  }
}
