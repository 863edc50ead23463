import CPCSC

/// The one funnel for pcsc-lite: every SCard* call of the program stands here, and every code becomes a `PCSCFailure`.
/// A context must not be used by two threads at once, but for `cancel`.
enum SmartCardService {
  /// The pseudo reader whose "state" changes when readers come and go.
  private static let plugAndPlay = "\\\\?PnP?\\Notification"
  /// 16 readers of 128 bytes are the service's own bound.
  private static let mostReaderNames = Int(PCSCLITE_MAX_READERS_CONTEXTS) * Int(MAX_READERNAME)

  struct Context: Equatable, Sendable {
    fileprivate var handle: SCARDCONTEXT
  }

  struct Card: Equatable, Sendable {
    fileprivate var handle: SCARDHANDLE
    fileprivate var protocolNumber: DWORD
  }

  /// What the service knows of a reader; its upper half counts insertions and removals.
  struct ReaderState: Equatable, Sendable {
    fileprivate var bits: DWORD
    /// Empty without a card, and of a mute one.
    fileprivate(set) var answerToReset: [UInt8] = []

    static let unaware = ReaderState(bits: DWORD(SCARD_STATE_UNAWARE))

    var isCardPresent: Bool { has(SCARD_STATE_PRESENT) && !isReaderGone && !isReaderFailing }
    var isCardMute: Bool { has(SCARD_STATE_MUTE) }
    /// No longer listed.
    var isReaderGone: Bool { has(SCARD_STATE_UNKNOWN) }
    /// Listed, and its driver cannot reach it.
    var isReaderFailing: Bool { has(SCARD_STATE_UNAVAILABLE) && !isReaderGone }
    /// As long as it is the same, the same card has lain on the reader.
    var cardCounter: Int { Int(bits >> 16 & 0xFFFF) }

    private func has(_ flag: Int32) -> Bool { bits & DWORD(flag) != 0 }
  }

  /// What becomes of the card when a connection ends.
  enum Disposition {
    case leave
    case reset

    fileprivate var number: DWORD {
      switch self {
      case .leave: DWORD(SCARD_LEAVE_CARD)
      case .reset: DWORD(SCARD_RESET_CARD)
      }
    }
  }

  // MARK: - Service and readers

  static func establish() throws(PCSCFailure) -> Context {
    var handle = SCARDCONTEXT()
    try check(.establishContext, SCardEstablishContext(DWORD(SCARD_SCOPE_SYSTEM), nil, nil, &handle))
    return Context(handle: handle)
  }

  static func release(_ context: Context) { SCardReleaseContext(context.handle) }

  /// Ends a `wait` of another thread on this context; one that has not begun yet is not reached.
  static func cancel(_ context: Context) { SCardCancel(context.handle) }

  /// - Returns: the readers' names; none when there is no reader.
  static func readers(_ context: Context) throws(PCSCFailure) -> [String] {
    var length = DWORD(mostReaderNames)
    var names = [CChar](repeating: 0, count: mostReaderNames)
    do {
      try check(.listReaders, SCardListReaders(context.handle, nil, &names, &length))
    } catch {
      // SCARD_E_NO_READERS_AVAILABLE
      guard error.code == 0x8010_002E else { throw error }
      return []
    }
    return names.prefix(Int(length)).split(separator: 0).map { name in
      String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// Waits until the reader's state differs from `state`, or a reader comes or goes.
  ///
  /// - Parameter reader: `nil` waits for readers alone.
  /// - Returns: the reader's new state; `nil` when `reader` is nil, or the limit has passed with nothing new.
  static func wait(
    _ context: Context, reader: String?, from state: ReaderState = .unaware, limit: Duration
  ) throws(PCSCFailure) -> ReaderState? {
    var event: ReaderState?
    let milliseconds = DWORD(max(limit / .milliseconds(1), 0))
    let code = plugAndPlay.withCString { pseudo in
      var states = [SCARD_READERSTATE()]
      states[0].szReader = pseudo
      guard let reader else { return SCardGetStatusChange(context.handle, milliseconds, &states, 1) }
      return reader.withCString { name in
        states.append(SCARD_READERSTATE())
        states[1].szReader = name
        states[1].dwCurrentState = state.bits
        let code = SCardGetStatusChange(context.handle, milliseconds, &states, 2)
        event = ReaderState(
          bits: states[1].dwEventState & ~DWORD(SCARD_STATE_CHANGED), answerToReset: answerToReset(in: states[1]))
        return code
      }
    }
    do {
      try check(.getStatusChange, code)
    } catch {
      guard error.kind == .timedOut else { throw error }
      return nil
    }
    return event
  }

  private static func answerToReset(in state: SCARD_READERSTATE) -> [UInt8] {
    withUnsafeBytes(of: state.rgbAtr) { Array($0.prefix(Int(state.cbAtr))) }
  }

  // MARK: - The reader itself

  /// What a driver may tell of its reader.
  enum Attribute {
    case vendor
    case model

    fileprivate var number: DWORD {
      switch self {
      case .vendor: 0x0001_0100
      case .model: 0x0001_0101
      }
    }
  }

  /// A connection to the reader alone: a card in it is neither powered nor reset. Waits as long as another program holds
  /// a transaction.
  static func connectToReader(_ context: Context, reader: String) throws(PCSCFailure) -> Card {
    var handle = SCARDHANDLE()
    var number = DWORD()
    try check(.connect, SCardConnect(context.handle, reader, DWORD(SCARD_SHARE_DIRECT), 0, &handle, &number))
    return Card(handle: handle, protocolNumber: number)
  }

  static func disconnectReader(_ card: Card) { SCardDisconnect(card.handle, DWORD(SCARD_LEAVE_CARD)) }

  /// `nil` where the driver does not tell.
  static func attribute(_ card: Card, _ attribute: Attribute) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: Int(MAX_BUFFER_SIZE))
    var length = DWORD(bytes.count)
    guard SCardGetAttrib(card.handle, attribute.number, &bytes, &length) == 0 else { return nil }
    return Array(bytes.prefix(Int(length)))
  }

  /// `nil` where the driver refuses.
  static func control(_ card: Card, code: UInt32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: Int(MAX_BUFFER_SIZE))
    var length = DWORD()
    guard SCardControl(card.handle, DWORD(code), nil, 0, &bytes, DWORD(bytes.count), &length) == 0 else { return nil }
    return Array(bytes.prefix(Int(length)))
  }

  // MARK: - Card

  /// Waits as long as another program holds a transaction.
  static func connect(_ context: Context, reader: String) throws(PCSCFailure) -> Card {
    var handle = SCARDHANDLE()
    var number = DWORD()
    try check(
      .connect,
      SCardConnect(
        context.handle, reader, DWORD(SCARD_SHARE_SHARED), DWORD(SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1), &handle,
        &number))
    return Card(handle: handle, protocolNumber: number)
  }

  /// Waits as long as another program holds a transaction.
  static func beginTransaction(_ card: Card) throws(PCSCFailure) {
    try check(.beginTransaction, SCardBeginTransaction(card.handle))
  }

  /// Ends the transaction and the connection. Whatever it answers, the handle is not used again.
  static func disconnect(_ card: Card, _ disposition: Disposition) {
    SCardEndTransaction(card.handle, DWORD(SCARD_LEAVE_CARD))
    SCardDisconnect(card.handle, disposition.number)
  }

  /// - Parameters:
  ///   - command: is sent from where it lies.
  ///   - buffer: takes the answer.
  /// - Returns: how many bytes of `buffer` the answer has; none is what some drivers call success when the card has gone.
  static func transmit(
    _ card: Card, _ command: UnsafeRawBufferPointer, answer buffer: inout [UInt8]
  ) throws(PCSCFailure) -> Int {
    var length = DWORD(buffer.count)
    let code = command.withMemoryRebound(to: UInt8.self) { bytes in
      SCardTransmit(
        card.handle, uk_protocol_header(card.protocolNumber), bytes.baseAddress, DWORD(bytes.count), nil, &buffer,
        &length)
    }
    try check(.transmit, code)
    return min(Int(length), buffer.count)
  }

  private static func check(_ call: PCSCFailure.Call, _ code: LONG) throws(PCSCFailure) {
    // LONG has 64 bits here, the codes 32.
    let code = UInt32(truncatingIfNeeded: code)
    guard code == 0 else { throw PCSCFailure(call: call, code: code) }
  }
}
