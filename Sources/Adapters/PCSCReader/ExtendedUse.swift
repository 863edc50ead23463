import Cards

/// What one connection does about extended length (ISO 7816-3, 12.1.3): tried where nothing speaks against it, because a
/// whole certificate then comes in one answer, and given up for short commands at the first sign that it does not pass.
enum ExtendedUse: Equatable {
  /// Reader or card are known not to take it.
  case off
  /// Used, and not yet seen to work on this connection.
  case onTrial
  case on
  /// Tried in vain. Whether that was the reader, the card or a card that was moved is not told.
  case fellBack

  /// What an answer to a short READ can hold (ISO 7816-3, 12.1.3).
  static let mostShortData = 256

  /// - Parameters:
  ///   - reader: what is known of it.
  ///   - card: what its answer to reset says, if it says anything.
  ///   - mayTry: whether the job can begin again without harm.
  init(reader: ExtendedLength, card: Bool?, mayTry: Bool) {
    switch reader {
    case _ where card == false: self = .off
    case .no: self = .off
    case .yes: self = mayTry ? .onTrial : .on
    case .notTold: self = mayTry ? .onTrial : .off
    }
  }

  enum Outcome: Equatable {
    case works
    case doesNot
    /// The failure is of another kind: the card was taken, say.
    case isUntold
  }

  /// What the answer to the first extended command shows.
  static func outcome(of sent: Result<[UInt8], PCSCFailure>) -> Outcome {
    switch sent {
    case .success(let bytes):
      guard bytes.count >= 2 else { return .doesNot }
      switch (bytes[bytes.count - 2], bytes[bytes.count - 1]) {
      // Some readers cut the answer to what a short one can hold; a certificate is longer than that. 6282: end of file.
      case (0x90, 0x00), (0x62, 0x82): return bytes.count > mostShortData + 2 ? .works : .doesNot
      // "Wrong length", and how readers and cards put it that know extended length not at all.
      case (0x67, 0x00), (0x6C, _), (0x6D, 0x00), (0x6E, 0x00), (0x6F, 0x00): return .doesNot
      // What the card says of the file is the session's.
      default: return .isUntold
      }
    case .failure(let failure):
      switch failure.kind {
      case .answerMissing, .other, .timedOut: return .doesNot
      case .cardRemoved, .cardReset, .cardMute, .heldByAnother, .readerGone, .serviceGone, .cancelled: return .isUntold
      }
    }
  }
}

extension CardJob {
  /// Whether it does nothing to the card: no secret goes out.
  var canBeginAgain: Bool {
    switch self {
    case .readCertificate, .readPhoneCertificate, .readAuthorityCertificate, .readTriesLeft, .readCheckNumberTries: true
    case .verifyAndSign, .signByPhone, .readCardFace, .matchFace, .signVisualCheck: false
    }
  }
}

extension CommandAPDU {
  /// A fifth byte of zero with more behind it (ISO 7816-3, 12.1.3, cases 2E to 4E).
  var hasExtendedLength: Bool { bytes.count >= 7 && bytes[4] == 0 }
}
