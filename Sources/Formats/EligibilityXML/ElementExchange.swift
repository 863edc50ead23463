import Eligibility

/// A structure of the interface whose elements are named once, in their order, for reading and writing alike.
protocol ExchangedStructure {
  init()
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure)
}

/// The children of one element on their way between a tree and a structure. Reading, each call takes the child of its
/// name, wherever it stands; writing, each call writes one where the field has a value. Every structure ends with
/// `rest`, which refuses a named element that stands there twice.
struct ElementExchange {
  /// How one structure's elements are exchanged.
  typealias Steps<Structure> = (inout Structure, inout ElementExchange) throws(EligibilityXMLFailure) -> Void

  /// `nil`: reading.
  private(set) var writer: MessageWriter?
  private let children: [XMLTree]
  private var isTaken: [Bool]
  /// Children mostly come in their order, so the next name is looked for here first.
  private var next = 0
  /// What lists held beside their items.
  private var strays: [XMLTree] = []

  init(writing encoding: MessageEncoding) {
    writer = MessageWriter(encoding)
    children = []
    isTaken = []
  }

  private init(reading tree: XMLTree) throws(EligibilityXMLFailure) {
    guard tree.text.isEmpty else { throw .malformed(element: tree.name) }
    children = tree.children
    isTaken = [Bool](repeating: false, count: children.count)
  }

  static func read<Structure>(
    _ tree: XMLTree, _ empty: Structure, _ steps: Steps<Structure>
  ) throws(EligibilityXMLFailure) -> Structure {
    var elements = try ElementExchange(reading: tree)
    var structure = empty
    try steps(&structure, &elements)
    return structure
  }

  static func read<Structure: ExchangedStructure>(
    _ tree: XMLTree, as type: Structure.Type
  ) throws(EligibilityXMLFailure) -> Structure {
    try read(tree, Structure()) { (structure, elements) throws(EligibilityXMLFailure) in
      try structure.exchange(&elements)
    }
  }

  // MARK: - Fields

  /// - Parameters:
  ///   - also: another name under which some program writes the element; read, never written; both at once are refused.
  ///   - instead: the name of an element of its own that some replies carry in its place; read where the first is not
  ///     there, never written.
  mutating func text(
    _ name: String, also: String? = nil, instead: String? = nil, _ field: inout String?
  ) throws(EligibilityXMLFailure) {
    if writer == nil { field = try takeText(name, also, instead) } else { write(name, field) }
  }

  mutating func code<Table>(
    _ name: String, also: String? = nil, _ field: inout Coded<Table>?
  ) throws(EligibilityXMLFailure) {
    if writer == nil { field = try takeText(name, also).map(Coded.init) } else { write(name, field?.text) }
  }

  mutating func date(_ name: String, _ field: inout MessageDate?) throws(EligibilityXMLFailure) {
    if writer == nil { field = try takeText(name).map { MessageDate($0) } } else { write(name, field?.text) }
  }

  mutating func month(_ name: String, _ field: inout MessageMonth?) throws(EligibilityXMLFailure) {
    if writer == nil { field = try takeText(name).map { MessageMonth($0) } } else { write(name, field?.text) }
  }

  mutating func moment(
    _ name: String, also: String? = nil, _ field: inout MessageMoment?
  ) throws(EligibilityXMLFailure) {
    if writer == nil { field = try takeText(name, also).map { MessageMoment($0) } } else { write(name, field?.text) }
  }

  /// Any number of texts under one name; empty ones are passed over.
  mutating func texts(_ name: String, _ field: inout [String]) throws(EligibilityXMLFailure) {
    guard writer == nil else { return field.forEach { write(name, $0) } }
    field = []
    for child in trees(name) {
      guard child.children.isEmpty else { throw .malformed(element: name) }
      if !child.text.isEmpty { field.append(child.text) }
    }
  }

  // MARK: - Structures

  mutating func part<Structure>(
    _ name: String, _ field: inout Structure?, _ empty: Structure, _ steps: Steps<Structure>
  ) throws(EligibilityXMLFailure) {
    if writer == nil {
      field = nil
      if let tree = take(name) { field = try ElementExchange.read(tree, empty, steps) }
    } else if var structure = field {
      try write(name, &structure, steps)
    }
  }

  /// More of one structure in another than this nobody has: an empty result takes 33 bytes in a message, and a hundred
  /// times as many in memory. Of people there may be one more than allowed, whom who counts them then sees.
  private static let mostRepeated = BatchRequest.mostPeople + 1

  /// Any number of `item` among the other children.
  mutating func repeated<Structure>(
    _ item: String, _ field: inout [Structure], _ empty: Structure, _ steps: Steps<Structure>
  ) throws(EligibilityXMLFailure) {
    if writer == nil {
      field = []
      for tree in trees(item) { try Self.append(tree, item, to: &field, empty, steps) }
    } else {
      for index in field.indices { try write(item, &field[index], steps) }
    }
  }

  /// `list` holds any number of `item`; what else it holds goes with its owner's unknown elements.
  ///
  /// - Parameter isOften: whether the list itself may stand there several times.
  mutating func parts<Structure>(
    _ list: String, of item: String, isOften: Bool = false, _ field: inout [Structure], _ empty: Structure,
    _ steps: Steps<Structure>
  ) throws(EligibilityXMLFailure) {
    guard writer == nil else {
      guard !field.isEmpty, let start = writer?.open(list) else { return }
      try repeated(item, &field, empty, steps)
      writer?.close(list, from: start)
      return
    }
    field = []
    for tree in isOften ? trees(list) : [take(list)].compactMap(\.self) {
      guard tree.text.isEmpty else { throw .malformed(element: list) }
      for child in tree.children {
        if child.name == item {
          try Self.append(child, item, to: &field, empty, steps)
        } else {
          strays.append(child)
        }
      }
    }
  }

  private static func append<Structure>(
    _ tree: XMLTree, _ item: String, to field: inout [Structure], _ empty: Structure, _ steps: Steps<Structure>
  ) throws(EligibilityXMLFailure) {
    guard field.count < mostRepeated else { throw .tooMany(element: item, limit: mostRepeated) }
    field.append(try ElementExchange.read(tree, empty, steps))
  }

  mutating func part<Structure: ExchangedStructure>(
    _ name: String, _ field: inout Structure?
  ) throws(EligibilityXMLFailure) { try part(name, &field, Structure(), Self.steps()) }

  mutating func repeated<Structure: ExchangedStructure>(
    _ item: String, _ field: inout [Structure]
  ) throws(EligibilityXMLFailure) { try repeated(item, &field, Structure(), Self.steps()) }

  mutating func parts<Structure: ExchangedStructure>(
    _ list: String, of item: String, _ field: inout [Structure]
  ) throws(EligibilityXMLFailure) { try parts(list, of: item, &field, Structure(), Self.steps()) }

  var message: EncodedMessage { writer?.message ?? EncodedMessage(bytes: [], replacedCharacters: 0) }

  private static func steps<Structure: ExchangedStructure>() -> Steps<Structure> {
    { (structure, elements) throws(EligibilityXMLFailure) in try structure.exchange(&elements) }
  }

  /// The trees of all children of that name in their order, for what has more than one form. Writing: none.
  mutating func trees(_ name: String) -> [XMLTree] {
    var found: [XMLTree] = []
    next = 0
    while let tree = take(name) { found.append(tree) }
    return found
  }

  /// Keeps what a list holds beside its items with its owner's unknown elements.
  mutating func keep(_ stray: XMLTree) { strays.append(stray) }

  /// What no other call has named; it stands behind all of them.
  mutating func rest(_ field: inout [UnknownElement]) throws(EligibilityXMLFailure) {
    guard writer == nil else { return field.forEach { writer?.element($0) } }
    field = []
    // Once: a hostile message has hundreds of thousands of siblings.
    let taken = Set(zip(children, isTaken).compactMap { $1 ? $0.name : nil })
    for index in children.indices where !isTaken[index] {
      let child = children[index]
      guard !taken.contains(child.name) else { throw .duplicate(element: child.name) }
      field.append(UnknownElement(child))
    }
    for stray in strays {
      // Written here again it would be a second element of the owner's.
      guard !taken.contains(stray.name) else { throw .malformed(element: stray.name) }
      field.append(UnknownElement(stray))
    }
  }

  // MARK: - Writing

  private mutating func write(_ name: String, _ text: String?) {
    if let text, !text.isEmpty { writer?.element(name, text) }
  }

  mutating func write<Structure>(
    _ name: String, _ structure: inout Structure, _ steps: Steps<Structure>
  ) throws(EligibilityXMLFailure) {
    guard let start = writer?.open(name) else { return }
    try steps(&structure, &self)
    writer?.close(name, from: start)
  }

  // MARK: - Taking

  private mutating func take(_ name: String) -> XMLTree? {
    let length = name.utf8.count
    for step in children.indices {
      let index = next + step < children.count ? next + step : next + step - children.count
      if !isTaken[index], children[index].name.utf8.count == length, children[index].name == name {
        isTaken[index] = true
        next = index + 1 < children.count ? index + 1 : 0
        return children[index]
      }
    }
    return nil
  }

  /// An empty element says no more than an absent one.
  private mutating func takeText(
    _ name: String, _ also: String? = nil, _ instead: String? = nil
  ) throws(EligibilityXMLFailure) -> String? {
    var found = take(name)
    if let also, let other = take(also) {
      guard found == nil else { throw .duplicate(element: name) }
      found = other
    }
    if found?.text.isEmpty ?? true, found?.children.isEmpty ?? true, let instead { found = take(instead) ?? found }
    guard let found else { return nil }
    guard found.children.isEmpty else { throw .malformed(element: found.name) }
    return found.text.isEmpty ? nil : found.text
  }
}

extension UnknownElement {
  init(_ tree: XMLTree) {
    self.init(name: tree.name, text: tree.text, children: tree.children.map(UnknownElement.init))
  }
}
