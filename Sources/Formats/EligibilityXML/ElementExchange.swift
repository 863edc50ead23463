import Eligibility

/// A structure of the interface whose elements are named once, in their order, for reading and writing alike.
protocol ExchangedStructure {
  init()
  mutating func exchange(_ elements: inout ElementExchange) throws(EligibilityXMLFailure)
}

/// The children of one element on their way between a tree and a structure. Reading, each call takes the child of its
/// name (twice the same is refused); writing, each call adds one where the field has a value.
struct ElementExchange {
  private enum Direction {
    case reading
    case writing
  }

  private let direction: Direction
  /// Reading: not yet taken. Writing: so far.
  private(set) var children: [XMLTree]

  private init(_ direction: Direction, _ children: [XMLTree]) {
    self.direction = direction
    self.children = children
  }

  static func read<Structure: ExchangedStructure>(
    _ tree: XMLTree, as type: Structure.Type
  ) throws(EligibilityXMLFailure) -> Structure {
    guard tree.text.isEmpty else { throw .malformed(element: tree.name) }
    var elements = ElementExchange(.reading, tree.children)
    var structure = Structure()
    try structure.exchange(&elements)
    return structure
  }

  static func tree<Structure: ExchangedStructure>(
    _ name: String, _ structure: Structure
  ) throws(EligibilityXMLFailure) -> XMLTree {
    var elements = ElementExchange(.writing, [])
    var structure = structure
    try structure.exchange(&elements)
    return XMLTree(name: name, children: elements.children)
  }

  // MARK: - Fields

  /// - Parameter also: another name under which some program writes the element; read, never written.
  mutating func text(_ name: String, also: String? = nil, _ field: inout String?) throws(EligibilityXMLFailure) {
    switch direction {
    case .reading: field = try takeText(name, also)
    case .writing: if let field { children.append(XMLTree(name: name, text: field)) }
    }
  }

  mutating func code<Table>(
    _ name: String, also: String? = nil, _ field: inout Coded<Table>?
  ) throws(EligibilityXMLFailure) {
    var text = field?.text
    try self.text(name, also: also, &text)
    field = text.map(Coded.init)
  }

  mutating func date(_ name: String, _ field: inout MessageDate?) throws(EligibilityXMLFailure) {
    var text = field?.text
    try self.text(name, &text)
    field = text.map { MessageDate($0) }
  }

  mutating func moment(
    _ name: String, also: String? = nil, _ field: inout MessageMoment?
  ) throws(EligibilityXMLFailure) {
    var text = field?.text
    try self.text(name, also: also, &text)
    field = text.map { MessageMoment($0) }
  }

  mutating func part<Structure: ExchangedStructure>(
    _ name: String, _ field: inout Structure?
  ) throws(EligibilityXMLFailure) {
    switch direction {
    case .reading:
      guard let tree = try take(name, nil) else { return field = nil }
      field = try ElementExchange.read(tree, as: Structure.self)
    case .writing: if let field { children.append(try ElementExchange.tree(name, field)) }
    }
  }

  /// `list` holds any number of `item`; what else it holds goes with its owner's unknown elements.
  mutating func parts<Structure: ExchangedStructure>(
    _ list: String, of item: String, _ field: inout [Structure]
  ) throws(EligibilityXMLFailure) {
    switch direction {
    case .reading:
      field = []
      guard let tree = try take(list, nil) else { return }
      guard tree.text.isEmpty else { throw .malformed(element: list) }
      for child in tree.children {
        if child.name == item {
          field.append(try ElementExchange.read(child, as: Structure.self))
        } else {
          children.append(child)
        }
      }
    case .writing:
      guard !field.isEmpty else { return }
      var items: [XMLTree] = []
      for structure in field { items.append(try ElementExchange.tree(item, structure)) }
      children.append(XMLTree(name: list, children: items))
    }
  }

  /// Any number of `item` among the other children.
  mutating func repeated<Structure: ExchangedStructure>(
    _ item: String, _ field: inout [Structure]
  ) throws(EligibilityXMLFailure) {
    switch direction {
    case .reading:
      field = []
      for child in children where child.name == item {
        field.append(try ElementExchange.read(child, as: Structure.self))
      }
      children.removeAll { $0.name == item }
    case .writing: for structure in field { children.append(try ElementExchange.tree(item, structure)) }
    }
  }

  /// Any number of texts under one name; empty ones are passed over.
  mutating func texts(_ name: String, _ field: inout [String]) throws(EligibilityXMLFailure) {
    switch direction {
    case .reading:
      field = []
      for child in children where child.name == name {
        guard child.children.isEmpty else { throw .malformed(element: name) }
        if !child.text.isEmpty { field.append(child.text) }
      }
      children.removeAll { $0.name == name }
    case .writing: children += field.map { XMLTree(name: name, text: $0) }
    }
  }

  /// What no other call has named. It must come behind all of them where it reads.
  mutating func rest(_ field: inout [UnknownElement]) {
    switch direction {
    case .reading:
      field = children.map(Self.unknown)
      children = []
    case .writing: children += field.map(Self.tree)
    }
  }

  // MARK: - Taking

  private mutating func take(_ name: String, _ also: String?) throws(EligibilityXMLFailure) -> XMLTree? {
    let found = children.indices.filter { children[$0].name == name || children[$0].name == also }
    guard found.count <= 1 else { throw .duplicate(element: name) }
    return found.first.map { children.remove(at: $0) }
  }

  /// An empty element says no more than an absent one.
  private mutating func takeText(_ name: String, _ also: String?) throws(EligibilityXMLFailure) -> String? {
    guard let tree = try take(name, also) else { return nil }
    guard tree.children.isEmpty else { throw .malformed(element: name) }
    return tree.text.isEmpty ? nil : tree.text
  }

  private static func unknown(_ tree: XMLTree) -> UnknownElement {
    UnknownElement(name: tree.name, text: tree.text, children: tree.children.map(unknown))
  }

  private static func tree(_ element: UnknownElement) -> XMLTree {
    XMLTree(
      name: element.name, text: element.children.isEmpty ? element.text : "", children: element.children.map(tree))
  }
}
