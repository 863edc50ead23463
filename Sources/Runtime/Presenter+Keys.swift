import CivilTime
import Display
import Reception

extension Presenter {
  /// What a key means on the scene that is painted; nil when it counts as part of the press before it, or when the
  /// terminal is too small for the scene to be painted: what nobody saw nobody answers (A1, R2).
  ///
  /// A key that is held down keeps repeating: each repeat starts the pause anew, so that no later screen is answered
  /// by it.
  public mutating func event(for key: KeyPress, on scene: Scene, at now: Instant) -> Event? {
    guard hasRoom else { return nil }
    let target = touched(key)
    let key = target.flatMap { self.key(for: $0, on: scene) } ?? key
    let isRepeat = pressed.map { $0.key == key && $0.at.duration(to: now) < sameKeyPause } ?? false
    pressed = Pressed(key: key, at: now)
    if case .secret(let count) = key { return .secretTyped(count: count) }
    if isRepeat, scene.entry == nil { return nil }
    if let target, let choice = scene.choices.first(where: { $0.id == target }) { return .chosen(choice) }
    switch key {
    case .character(let character): return event(for: character, on: scene)
    case .enter: return enter(on: scene)
    case .erase: return .pressed(.erase)
    case .up, .left: return moveFocus(by: -1, on: scene)
    case .down, .right, .tab: return moveFocus(by: 1, on: scene)
    case .pageUp, .pageDown, .home, .end, .touch, .secret, .other: return .pressed(.other)
    }
  }

  private func event(for character: Character, on scene: Scene) -> Event {
    switch character {
    case "*": return fixed(.back, on: scene)
    case "+": return fixed(offersLarger ? .larger : .other, on: scene)
    case "-": return .pressed(offersVoice(on: scene) ? .voice : .other)
    case "/": return fixed(.language, on: scene)
    case ".": return fixed(.staff, on: scene)
    default:
      guard character.isASCII, let digit = character.wholeNumberValue else { return .pressed(.other) }
      switch scene.entry {
      case .staffNumber: return .pressed(.digit(digit))
      // Digits of a secret go to locked memory and never come here.
      case .pin, .pinOnReader, .password, .checkNumber: return .pressed(.other)
      case nil: return choice(digit, on: scene).map(Event.chosen) ?? .pressed(.other)
      }
    }
  }

  private func fixed(_ key: Key, on scene: Scene) -> Event { .pressed(scene.keys.contains(key) ? key : .other) }

  private func choice(_ digit: Int, on scene: Scene) -> Choice? {
    digits(on: scene).first { $0.digit == digit }?.choice
  }

  private func digits(on scene: Scene) -> [(digit: Int, choice: Choice)] {
    guard let plan = book.screens[scene.screen.id] else { return [] }
    return plan.digits(for: scene.choices.map(\.id)).compactMap { place in
      scene.choices.first { $0.id == place.choice }.map { (place.digit, $0) }
    }
  }

  // MARK: - Touch

  /// The target under a touch.
  private func touched(_ key: KeyPress) -> String? {
    guard case .touch(let row, let column) = key else { return nil }
    return targets.first { $0.rows.contains(row) && $0.columns.contains(column) }?.choice
  }

  /// The key that a target stands for, so that a double touch is the same key twice wherever it lands.
  private func key(for target: String, on scene: Scene) -> KeyPress? {
    if let key = FooterKey.allCases.first(where: { $0.target == target }) { return .character(Character(key.sign)) }
    if target == ScreenContent.PadPlace.enter.target { return .enter }
    return digits(on: scene).first { $0.choice.id == target }.flatMap { "\($0.digit)".first.map(KeyPress.character) }
  }

  // MARK: - Arrow keys

  private func enter(on scene: Scene) -> Event {
    guard let focus, focus.screen == scene.screen, let choice = scene.choices.first(where: { $0.id == focus.choice })
    else { return .pressed(.enter) }
    return .chosen(choice)
  }

  /// Moves the sign from choice to choice; from none to the first or last.
  private mutating func moveFocus(by step: Int, on scene: Scene) -> Event {
    // In reading order; the review's "send" has digit 0 and stands last.
    let order = digits(on: scene).map(\.choice.id)
    guard scene.entry == nil, !order.isEmpty else { return .pressed(.other) }
    let current = focus?.screen == scene.screen ? order.firstIndex(of: focus?.choice ?? "") : nil
    let next = current.map { ($0 + step + order.count) % order.count } ?? (step > 0 ? 0 : order.count - 1)
    focus = Focus(screen: scene.screen, choice: order[next])
    return .pressed(.other)
  }
}
