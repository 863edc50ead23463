/// One thing that the conformance kit tries at a bridge.
public enum ConformanceCheck: String, CaseIterable, Sendable {
  // The socket and the first words
  case socket
  case hello
  case unknownVersion = "unknown-version"
  case silenceBeforeHello = "silence-before-hello"
  case requestBeforeHello = "request-before-hello"
  case readerState = "reader-state"
  case oneKiosk = "one-kiosk"
  // Lines
  case unknownField = "unknown-field"
  case unknownType = "unknown-type"
  case wrongTypes = "wrong-types"
  case notJSON = "not-json"
  case notUTF8 = "not-utf-8"
  case lineTooLong = "line-too-long"
  case byteByByte = "byte-by-byte"
  case severalLines = "several-lines"
  case halfLine = "half-line"
  // Order
  case unknownCancel = "unknown-cancel"
  case twoRequests = "two-requests"
  case otherCommands = "other-commands"
  case noFaces = "no-faces"
  case noCard = "no-card"
  // The card
  case cardInserted = "card-inserted"
  case certificate
  case tries
  case visualCheck = "visual-check"
  case verifyPIN = "verify-pin"
  case faceMatch = "face-match"
  case faceNoMatch = "face-no-match"
  case faceCancel = "face-cancel"
  case pinPad = "pin-pad"
  case pinPadCancel = "pin-pad-cancel"
  case cardRemoved = "card-removed"
  // Endurance
  case heartbeat
  case silence
  case flood
  case reconnect

  /// What holds when the row has passed.
  public var promise: String {
    switch self {
    case .socket: "the socket is this user's or root's, and nobody else may write to it"
    case .hello: "hello is answered by a whole hello"
    case .unknownVersion: "a version that it does not know is refused with a reason, and the line ends"
    case .silenceBeforeHello: "who says no hello is hung up on"
    case .requestBeforeHello: "a request before hello is not carried out"
    case .readerState: "after hello it says whether the reader is ready"
    case .oneKiosk: "a second kiosk is refused with the cause another-kiosk, and the first one keeps its line"
    case .unknownField: "fields that it does not know change nothing"
    case .unknownType: "an unknown message is answered by error, and the line goes on"
    case .wrongTypes: "wrong types are answered by error, and the line goes on"
    case .notJSON: "a line that is not JSON is answered by error, and the line goes on"
    case .notUTF8: "a line that is not UTF-8 is answered by error, and the line goes on"
    case .lineTooLong: "a line of more than 64 KiB ends the line, and the next kiosk is served"
    case .byteByByte: "a message that comes byte by byte is understood"
    case .severalLines: "several messages that come at once are all understood"
    case .halfLine: "half a line that a kiosk left behind harms nobody after it"
    case .unknownCancel: "a cancel of nothing changes nothing"
    case .twoRequests: "each request is ended once, under its own number"
    case .otherCommands: "requests of the other kind of reader fail as not-supported"
    case .noFaces: "without a camera compare-face fails as not-supported"
    case .noCard: "without a card requests fail as removed"
    case .cardInserted: "a card that is laid down is told of"
    case .certificate: "the user-authentication certificate comes"
    case .tries: "the tries left of the PIN come"
    case .visualCheck: "a visual check is signed"
    case .verifyPIN: "a PIN from the kiosk's pad is verified once, and signed"
    case .faceMatch: "a comparison begins with face, and ends with a signature on a match"
    case .faceNoMatch: "with nobody before the camera a comparison ends within a minute, as face-not-matched"
    case .faceCancel: "a comparison that is cancelled is ended"
    case .pinPad: "digits on the reader's pad are counted, and signed in the end"
    case .pinPadCancel: "\"cancel\" on the reader's pad is told of, and is no wrong PIN"
    case .cardRemoved: "a card that is taken while something is asked of it is told of, and fails as removed"
    case .heartbeat: "it says something every few seconds"
    case .silence: "a kiosk that falls silent is hung up on"
    case .flood: "after a flood the next kiosk is served"
    case .reconnect: "a kiosk that comes back after it hung up gets no answer to what it asked before"
    }
  }

  public enum Verdict: Equatable, Sendable {
    case passed
    /// In a sentence, what was seen instead.
    case failed(String)
    /// Why it was not tried.
    case notApplicable(String)
  }
}

public struct ConformanceRow: Equatable, Sendable {
  public var check: ConformanceCheck
  public var verdict: ConformanceCheck.Verdict
}

/// What somebody at the reader is asked to do.
public enum AttendantDeed: CaseIterable, Sendable {
  case layCard
  case takeCard
  case look
  case lookAway
  case typePIN
  case pressCancel

  /// For whoever stands there.
  public var sentence: String {
    switch self {
    case .layCard: "Lay the test card on the reader."
    case .takeCard: "Take the card away."
    case .look: "Let the card's holder look into the camera."
    case .lookAway: "Let nobody look into the camera."
    case .typePIN: "Type the test card's PIN on the reader's pad, and confirm it."
    case .pressCancel: "Press cancel on the reader's pad."
    }
  }
}
