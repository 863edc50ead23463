import Cards

/// What an SCard* call answered instead of success: which call, which code, and what that means for a card job.
struct PCSCFailure: Error, Equatable {
  enum Call: String {
    case establishContext = "SCardEstablishContext"
    case listReaders = "SCardListReaders"
    case getStatusChange = "SCardGetStatusChange"
    case connect = "SCardConnect"
    case beginTransaction = "SCardBeginTransaction"
    case transmit = "SCardTransmit"
  }

  enum Kind: Equatable {
    /// By `SCardCancel`.
    case cancelled
    case timedOut
    case cardRemoved
    case cardReset
    /// The card gives no answer to reset, or none that can be understood.
    case cardMute
    case heldByAnother
    case readerGone
    /// pcscd is away, or was, so that context and handle are worth nothing.
    case serviceGone
    /// The command may have reached the card; its answer did not come.
    case answerMissing
    case other
  }

  var call: Call
  /// As pcsclite.h writes it.
  var code: UInt32

  var kind: Kind {
    switch code {
    case 0x8010_0002: .cancelled
    case 0x8010_000A: .timedOut
    // SCARD_E_NO_SMARTCARD, SCARD_W_REMOVED_CARD
    case 0x8010_000C, 0x8010_0069: .cardRemoved
    case 0x8010_0068: .cardReset
    // PROTO_MISMATCH, INVALID_ATR, CARD_UNSUPPORTED, W_UNSUPPORTED, W_UNRESPONSIVE, W_UNPOWERED
    case 0x8010_000F, 0x8010_0015, 0x8010_001C, 0x8010_0065, 0x8010_0066, 0x8010_0067: .cardMute
    case 0x8010_000B: .heldByAnother
    // UNKNOWN_READER, READER_UNAVAILABLE, NO_READERS_AVAILABLE
    case 0x8010_0009, 0x8010_0017, 0x8010_002E: .readerGone
    // INVALID_HANDLE, SYSTEM_CANCELLED, P_SHUTDOWN, NO_SERVICE, SERVICE_STOPPED, SERVER_TOO_BUSY. An invalid handle is
    // what a restarted pcscd makes of one that was good.
    case 0x8010_0003, 0x8010_0012, 0x8010_0018, 0x8010_001D, 0x8010_001E, 0x8010_0031: .serviceGone
    // F_INTERNAL_ERROR and F_COMM_ERROR come from a broken socket as well as from a reader; in a transmit whether the
    // card acted is open either way, and what is left of service and card is looked at.
    case 0x8010_0001, 0x8010_0013: call == .transmit ? .answerMissing : .serviceGone
    // NOT_TRANSACTED, COMM_DATA_LOST, F_UNKNOWN_ERROR
    case 0x8010_0016, 0x8010_002F, 0x8010_0014: .answerMissing
    default: .other
    }
  }

  /// For staff: `SCardConnect: 0x8010000B`.
  var words: String { "\(call.rawValue): 0x\(String(code, radix: 16, uppercase: true))" }

  /// Outside a transmit, where nothing can have been lost.
  var cardFailure: CardFailure {
    switch kind {
    case .cardRemoved: .removed
    case .cardReset: .reset
    case .cardMute: .mute
    case .heldByAnother: .heldByAnother
    case .cancelled, .timedOut, .readerGone, .serviceGone, .answerMissing, .other: .readerGone(words)
    }
  }
}
