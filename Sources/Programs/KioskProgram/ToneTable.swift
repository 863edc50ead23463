import Reception

extension Tone {
  /// How the console's loudspeaker sounds it. One note each, told apart by pitch and length, also by ears that hear high
  /// notes badly: none lies above 1,100 Hz.
  var note: (hertz: Int, milliseconds: Int) {
    switch self {
    // Short: it says "taken", and the same for every digit (A12).
    case .key: (880, 40)
    case .error: (220, 500)
    case .done: (1_047, 350)
    case .cardLeft: (660, 700)
    case .staffCall: (440, 1_000)
    }
  }

  /// A terminal's bell has one sound. At every key it would be a nuisance.
  var ringsBell: Bool {
    switch self {
    case .key: false
    case .error, .done, .cardLeft, .staffCall: true
    }
  }
}
