import Cards

// Rows with a person before the camera, and the card's removal.

extension ConformanceKit {
  private func needFaces(_ hello: BridgeHello) throws(Finding) {
    guard hello.abilities.comparesFaces else { throw .notApplicable("the reader compares no faces") }
  }

  /// A comparison up to its first word.
  private func beginComparison(_ line: KitLine) throws(Finding) -> Int {
    let job = line.ask(.compareFace(digest: Self.digest))
    let first = try line.first("face", within: limits.answer) { message in
      switch message {
      case .face, .answer, .error: true
      case .hello, .foreignHello, .refused, .alive, .readerReady, .readerUnavailable, .cardInserted, .cardRemoved,
        .pinTyped, .pinCancelled:
        false
      }
    }
    guard case .face(job, _) = first else { throw .failed("a comparison begins with \(first.name), not with face") }
    return job
  }

  func tryFaceMatch(_ hello: BridgeHello) throws(Finding) {
    try needFaces(hello)
    let line = try greetedWithCard()
    try ask(.look)
    let job = try beginComparison(line)
    let answer = try line.answer(to: job, within: patience)
    guard case .signature = answer else { throw .failed("a match ends as \(answer.name)") }
    line.say(.release)
  }

  func tryFaceNoMatch(_ hello: BridgeHello) throws(Finding) {
    try needFaces(hello)
    let line = try greetedWithCard()
    try ask(.lookAway)
    let job = try beginComparison(line)
    // A bridge may wait for a person as long as the kiosk does.
    let answer = try line.answer(to: job, within: limits.face + tolerance)
    try Self.expect(answer == .failed(.faceNotMatched), "no match ends as \(answer.name)")
    line.say(.release)
  }

  func tryFaceCancel(_ hello: BridgeHello) throws(Finding) {
    try needFaces(hello)
    let line = try greetedWithCard()
    // With nobody before the camera it is still under way.
    try ask(.lookAway)
    let job = try beginComparison(line)
    line.say(.cancel(job: job))
    let answer = try line.answer(to: job, within: limits.cancel)
    switch answer {
    // It may have been finished just then.
    case .cancelled, .failed(.faceNotMatched), .signature: break
    case .failed, .cardOpened, .response, .certificate, .tries:
      throw .failed("a cancelled comparison ends as \(answer.name)")
    }
    line.say(.release)
  }

  func tryCardRemoved(_ hello: BridgeHello) throws(Finding) {
    let line = try greetedWithCard()
    guard hello.abilities.comparesFaces else {
      try ask(.takeCard)
      _ = try line.first("the card's removal", within: patience) { $0 == .cardRemoved }
      return
    }
    try ask(.lookAway)
    let job = try beginComparison(line)
    try ask(.takeCard)
    var isTold = false
    var end: BridgeMessage.Answer?
    let deadline = ContinuousClock.now + patience
    while !isTold || end == nil {
      switch try line.next(within: deadline - .now) {
      case .message(.cardRemoved): isTold = true
      case .message(.answer(job, let answer)):
        if !isTold, answer == .failed(.faceNotMatched) {
          throw .failed("the comparison has failed before the card was seen to be taken")
        }
        end = answer
      case .message: continue
      case .closed: throw .failed("it hangs up when the card is taken")
      case .silence:
        throw .failed(isTold ? "the comparison does not end when the card is taken" : "the card's removal is not told")
      }
    }
    try Self.expect(end == .failed(.removed), "a comparison whose card was taken ends as \(end?.name ?? "nothing")")
  }
}
