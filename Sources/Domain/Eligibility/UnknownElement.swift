/// An element that the interface's public facts do not name. It is kept, in its place behind the known elements of its
/// parent, so that the reception system gets what the service sent.
public struct UnknownElement: Hashable, Sendable {
  public var name: String
  /// Its own text; empty when it has children.
  public var text: String
  public var children: [UnknownElement]

  public init(name: String, text: String = "", children: [UnknownElement] = []) {
    self.name = name
    self.text = text
    self.children = children
  }
}
