import Cards

extension VirtualCard {
  mutating func perform(_ command: ReceivedCommand) throws(Refusal) -> [UInt8] {
    try checkClass(command.cla)
    switch (command.cla, command.ins) {
    case (0x00, 0xA4): try select(command)
    case (0x00, 0xB0): return try readBinary(command)
    case (0x00, 0x20): try verify(command)
    case (0x80, 0x2A): return try computeSignature(command)
    case (_, 0xA4), (_, 0xB0), (_, 0x20), (_, 0x2A): throw Refusal(.unknownClass)
    default: throw Refusal(.unknownInstruction)
    }
    return []
  }

  /// ISO 7816-4, 5.1.1: bits 1–2 the logical channel, 3–4 secure messaging, 5 chaining; 40–7F more channels.
  private func checkClass(_ cla: UInt8) throws(Refusal) {
    if cla & 0xC0 == 0x40 { throw Refusal(.channelNotSupported) }
    guard cla & 0x60 == 0 else { throw Refusal(.unknownClass) }
    if cla & 0x03 != 0 { throw Refusal(.channelNotSupported) }
    if cla & 0x0C != 0 { throw Refusal(.secureMessagingNotSupported) }
    if cla & 0x10 != 0 { throw Refusal(.chainingNotSupported) }
  }

  private mutating func select(_ command: ReceivedCommand) throws(Refusal) {
    guard command.p2 == 0x0C else { throw Refusal(.wrongParameters) }
    guard command.expected == nil else { throw Refusal(.wrongLength) }
    switch command.p1 {
    case 0x04:
      guard (5...16).contains(command.data.count) else { throw Refusal(.wrongLength) }
      guard let found = applications.first(where: { command.data.elementsEqual($0.identifier) }) else {
        current = nil
        throw Refusal(.fileNotFound)
      }
      powerOff()
      application = found
    case 0x02:
      guard command.data.count == 2, let high = command.data.first, let low = command.data.last else {
        throw Refusal(.wrongLength)
      }
      let id = UInt16(high) << 8 | UInt16(low)
      current = nil
      try choose { $0 == id }
    default: throw Refusal(.wrongParameters)
    }
  }

  /// Makes a file of the selected application the current one.
  private mutating func choose(_ isNamed: (UInt16) -> Bool) throws(Refusal) {
    if let id = application?.myNumberFile, isNamed(id) { myNumberWasTouched = true }
    guard let found = files.first(where: { $0.application == application && isNamed($0.id) }) else {
      throw Refusal(.fileNotFound)
    }
    current = found
  }

  private mutating func readBinary(_ command: ReceivedCommand) throws(Refusal) -> [UInt8] {
    guard command.data.isEmpty, let expected = command.expected else { throw Refusal(.wrongLength) }
    var offset = Int(command.p1) << 8 | Int(command.p2)
    if command.p1 & 0x80 != 0 {
      guard command.p1 & 0x60 == 0 else { throw Refusal(.wrongParameters) }
      offset = Int(command.p2)
      let short = UInt16(command.p1 & 0x1F)
      // Short identifier 0 is the current file; it is the low five bits of the file's identifier otherwise.
      if short != 0 { try choose { $0 & 0x1F == short } }
    }
    guard let current else { throw Refusal(.noCurrentFile) }
    guard case .readable(let bytes, let keys) = current.kind else { throw Refusal(.incompatibleFile) }
    guard keys.isEmpty || keys.contains(where: { secrets[$0]?.isVerified == true }) else {
      throw Refusal(.securityNotSatisfied)
    }
    guard offset < bytes.count else { throw Refusal(.beyondEnd) }
    return Array(bytes[offset..<min(offset + expected, bytes.count)])
  }

  private mutating func verify(_ command: ReceivedCommand) throws(Refusal) {
    guard command.p1 == 0x00, command.p2 == 0x80 else { throw Refusal(.wrongParameters) }
    guard command.expected == nil else { throw Refusal(.wrongLength) }
    guard let current else { throw Refusal(.noCurrentFile) }
    guard case .secret(let secret) = current.kind, var state = secrets[secret] else {
      throw Refusal(.referenceNotFound)
    }
    // The counter, also when the PIN has been verified: it says nothing about that.
    if command.data.isEmpty { throw Refusal(.counter(state.triesLeft)) }
    if secret.isMyNumber { myNumberWasTouched = true }
    let outcome = state.verify(command.data)
    secrets[secret] = state
    switch outcome {
    case .right: return
    case .wrong(let left): throw Refusal(.counter(left))
    case .locked: throw Refusal(.dataNotUsable)
    }
  }

  private func computeSignature(_ command: ReceivedCommand) throws(Refusal) -> [UInt8] {
    // P2 00 is the application's own key, 80 the current key file's.
    guard command.p1 == 0x00, command.p2 == 0x80 || (command.p2 == 0x00 && application?.hasOwnKey == true) else {
      throw Refusal(.wrongParameters)
    }
    if command.p2 == 0x00 { return try proveChip(command) }
    guard let current else { throw Refusal(.noCurrentFile) }
    switch current.kind {
    case .userAuthenticationKey: break
    // The signature key is never used at a reception.
    case .signatureKey: throw Refusal(.conditionsNotSatisfied)
    case .readable, .secret: throw Refusal(.referenceNotFound)
    }
    guard isHolderProven else { throw Refusal(.securityNotSatisfied) }
    guard let expected = command.expected else { throw Refusal(.wrongLength) }
    let input = Array(command.data)
    guard isSignable(input) else { throw Refusal(.wrongData) }
    return try fitting(sign(input), expected)
  }

  private var isHolderProven: Bool {
    token.isPhone ? holderIsProven : secrets[.userAuthenticationPIN]?.isVerified == true
  }

  /// `80 2A 00 00`, without any secret and without a key file (soltia48/myna-card, src/ap/surface.rs, and
  /// AokiApp/jsapdu, examples/mynacard-e2e/randr.e2e.test.ts): PKCS#1 v1.5 over what is given. The first gives a
  /// DigestInfo for SHA-256, the second saw a card take the bare digest too.
  private func proveChip(_ command: ReceivedCommand) throws(Refusal) -> [UInt8] {
    guard let expected = command.expected else { throw Refusal(.wrongLength) }
    let input = Array(command.data)
    guard DigestInfo.sha256Digest(in: input) != nil || input.count == DigestInfo.digestLength else {
      throw Refusal(.wrongData)
    }
    return try fitting(signByFace(input), expected)
  }

  private func fitting(_ signature: [UInt8]?, _ expected: Int) throws(Refusal) -> [UInt8] {
    guard let signature else { throw Refusal(.noDiagnosis) }
    guard signature.count <= expected else { throw Refusal(.wrongLength) }
    return signature
  }
}

extension StatusWord {
  fileprivate static func counter(_ triesLeft: Int) -> StatusWord { StatusWord(0x63C0 | UInt16(triesLeft & 0xF)) }
}
