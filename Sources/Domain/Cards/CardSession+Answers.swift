// What SELECT of an application, VERIFY and the signatures answer.

extension CardSession {
  mutating func refused(_ application: CardApplication, _ response: ResponseAPDU, _ job: CardJob) -> CardStep {
    forget()
    switch response.status {
    // "Not found", and how cards without files or without SELECT put it.
    case .fileNotFound, .functionNotSupported, .wrongParameters, .unknownInstruction, .unknownClass:
      switch application {
      case .jpki: return end(.failed(.notMyNumberCard))
      // A My Number card whose face cannot be read: the printed one is left.
      case .cardFaceCheck: return end(.failed(.notSupported))
      }
    default: return unexpected(response, .applicationSelected(application))
    }
  }

  mutating func counter(of file: CardFile, _ response: ResponseAPDU, _ job: CardJob) -> CardStep {
    guard case .verify(let secret) = file.use else { return unexpected(response, .counter(file)) }
    // A card that says it by 6983 or 6984 is locked too, though it names no number.
    if response.status == .blocked || response.status == .dataNotUsable { return end(.failed(secret.locked)) }
    guard let count = response.status.triesLeft, count <= secret.mostTries, response.data.isEmpty else {
      return unexpected(response, .counter(file))
    }
    triesLeft[file] = count
    switch job {
    case .readTriesLeft, .readCheckNumberTries: return end(.finished(.triesLeft(count)))
    case .readCertificate, .readPhoneCertificate, .readAuthorityCertificate, .verifyAndSign, .signByPhone, .matchFace,
      .signVisualCheck, .readCardFace:
      return proceed(with: job)
    }
  }

  mutating func verified(
    _ file: CardFile, _ secret: CardSecret, _ response: ResponseAPDU, _ job: CardJob
  ) -> CardStep {
    if response.status == .success, response.data.isEmpty {
      isVerified = true
      return proceed(with: job)
    }
    if response.status == .blocked || response.status == .dataNotUsable { return end(.failed(secret.locked)) }
    guard let count = response.status.triesLeft, count < secret.mostTries, response.data.isEmpty else {
      return unexpected(response, .verified(file, secret))
    }
    triesLeft[file] = count
    return end(.failed(count == 0 ? secret.locked : secret.wrong(triesLeft: count)))
  }

  mutating func signature(
    _ response: ResponseAPDU, _ algorithm: SignatureAlgorithm, _ job: CardJob
  ) -> CardStep {
    if case .signByPhone = job, response.status == .securityNotSatisfied { return end(.failed(.phoneNotUnlocked)) }
    guard response.status == .success, algorithm.signatureLengths.contains(response.data.count) else {
      return unexpected(response, .signature(algorithm))
    }
    return end(.finished(.signature(response.data)))
  }

  /// Whatever is no signature is no proof: the record stands without it.
  mutating func proof(_ response: ResponseAPDU) -> CardStep {
    guard let face else { return unexpected(response, .proof) }
    let isProof = response.status == .success && response.data.count == Self.signatureLength
    return end(.finished(.cardFace(CardFaceReading(face: face, proof: isProof ? response.data : nil))))
  }
}
