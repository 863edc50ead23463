import CivilTime

/// What shall happen when, earliest first; of two at one moment the one scheduled first. A binary heap.
struct Schedule<Happening> {
  private struct Item {
    var at: Int64
    var order: UInt64
    var happening: Happening

    func isBefore(_ other: Item) -> Bool { (at, order) < (other.at, other.order) }
  }

  private var items: [Item] = []
  private var lastOrder: UInt64 = 0

  var isEmpty: Bool { items.isEmpty }
  var next: Instant? { items.first.map { Instant(nanoseconds: $0.at) } }

  mutating func add(_ happening: Happening, at instant: Instant) {
    lastOrder += 1
    items.append(Item(at: instant.nanoseconds, order: lastOrder, happening: happening))
    var child = items.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard items[child].isBefore(items[parent]) else { break }
      items.swapAt(child, parent)
      child = parent
    }
  }

  /// Drops everything else.
  mutating func keep(_ isKept: (Happening) -> Bool) {
    // What is in order is a heap as well.
    items = items.filter { isKept($0.happening) }.sorted { $0.isBefore($1) }
  }

  mutating func removeFirst() -> (at: Instant, happening: Happening)? {
    guard let first = items.first else { return nil }
    let last = items.removeLast()
    if !items.isEmpty {
      items[0] = last
      var parent = 0
      while true {
        let left = 2 * parent + 1
        guard left < items.count else { break }
        let right = left + 1
        let child = right < items.count && items[right].isBefore(items[left]) ? right : left
        guard items[child].isBefore(items[parent]) else { break }
        items.swapAt(child, parent)
        parent = child
      }
    }
    return (Instant(nanoseconds: first.at), first.happening)
  }
}
