import CivilTime

/// Values that live for a while, a bounded number of them; what is too old goes first, in the order it came.
struct Expiring<Key: Hashable, Value> {
  private var values: [Key: (value: Value, until: Timestamp)] = [:]
  private var order: [(key: Key, until: Timestamp)] = []
  private var head = 0

  let life: Duration
  let most: Int

  init(life: Duration, most: Int) {
    self.life = life
    self.most = most
  }

  func value(_ key: Key, at now: Timestamp) -> Value? {
    guard let entry = values[key], now <= entry.until else { return nil }
    return entry.value
  }

  /// `false` when there is no room.
  mutating func insert(_ value: Value, for key: Key, at now: Timestamp) -> Bool {
    forget(at: now)
    guard values.count < most else { return false }
    let until = now.advanced(by: life)
    values[key] = (value, until)
    order.append((key, until))
    return true
  }

  /// Keeps the value's time.
  mutating func update(_ value: Value, for key: Key) { values[key]?.value = value }

  mutating func remove(_ key: Key) -> (value: Value, until: Timestamp)? { values.removeValue(forKey: key) }

  private mutating func forget(at now: Timestamp) {
    while head < order.count, order[head].until < now || values[order[head].key] == nil {
      // A key that was removed and came again has a later time of its own.
      if let entry = values[order[head].key], entry.until == order[head].until {
        values.removeValue(forKey: order[head].key)
      }
      head += 1
    }
    if head > 256, head * 2 > order.count {
      order.removeFirst(head)
      head = 0
    }
  }
}
