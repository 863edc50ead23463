// Files, a part at a time.

extension ResponseAPDU {
  /// Some of a file: all that was asked for, or what there was of it.
  var isReadable: Bool { (status == .success || status == .endOfFile) && !data.isEmpty }
}

extension CardFile {
  /// How much of the file is believed, and what stands there.
  fileprivate enum Extent {
    /// So many bytes from the beginning; a shorter file is told by what comes.
    case beginning(Int)
    /// One object, whose head says how long it is.
    case object(tag: UInt16, most: Int, form: LeadingTLV.Form)
  }

  fileprivate var extent: Extent {
    switch self {
    case .tokenInformation: .beginning(TokenKind.labelLength)
    // SEQUENCE: every certificate is one (RFC 5280, 4.1).
    case .userAuthenticationCertificate, .authorityCertificate:
      .object(tag: 0x30, most: CardSession.mostCertificateBytes, form: .der)
    case .cardFace: .object(tag: CardFace.tag, most: CardSession.mostCardFaceBytes, form: .card)
    // Nothing is ever read of these.
    case .userAuthenticationKey, .userAuthenticationPIN, .checkNumberB: .beginning(0)
    }
  }

  fileprivate var kindName: String {
    switch self {
    case .tokenInformation: "token information"
    case .userAuthenticationCertificate: "certificate"
    case .authorityCertificate: "CA certificate"
    case .cardFace: "card face"
    case .userAuthenticationKey, .userAuthenticationPIN, .checkNumberB: "key"
    }
  }
}

extension CardSession {
  /// The next part, from where `content` ends.
  mutating func read(_ file: CardFile) -> CardStep {
    let length = nextLength(of: file)
    if selected == file {
      return transmit(
        .readBinary(offset: content.count, length: length),
        .part(file, offset: content.count, length: length, selects: false))
    }
    selected = nil
    if takesShortIdentifiers {
      return transmit(.readBinary(file, length: length), .part(file, offset: 0, length: length, selects: true))
    }
    return transmit(.select(file), .fileSelected(file))
  }

  private func nextLength(of file: CardFile) -> Int {
    switch file.extent {
    case .beginning(let count): return count
    case .object(_, let bound, let form):
      let most = extendedLength ? Self.extendedRead : Self.shortRead
      // A few bytes tell the length of all the rest; before they are here a whole part is asked for.
      let total = (try? LeadingTLV(content, form: form))?.totalLength ?? bound
      return min(most, total - content.count)
    }
  }

  mutating func refused(_ file: CardFile, _ response: ResponseAPDU, _ job: CardJob) -> CardStep {
    switch file {
    // Without token information it is a card like any other.
    case .tokenInformation:
      token = TokenKind([])
      return proceed(with: job)
    // A card-face check without these files: the print is left.
    case .checkNumberB where response.status == .fileNotFound, .cardFace where response.status == .fileNotFound:
      return end(.failed(.notSupported))
    case .userAuthenticationCertificate, .authorityCertificate, .userAuthenticationKey, .userAuthenticationPIN,
      .checkNumberB, .cardFace:
      return unexpected(response, .fileSelected(file))
    }
  }

  mutating func part(
    of file: CardFile, _ response: ResponseAPDU, offset: Int, length: Int, selects: Bool, _ job: CardJob
  ) -> CardStep {
    let awaited = Awaited.part(file, offset: offset, length: length, selects: selects)
    if !response.isReadable {
      if length > Self.shortRead, response.status == .wrongLength {
        fallBackToShort()
        return proceed(with: job)
      }
      if selects {
        takesShortIdentifiers = false
        return proceed(with: job)
      }
    }
    guard response.isReadable || file == .tokenInformation, response.data.count <= length else {
      return unexpected(response, awaited)
    }
    content += response.data
    switch file.extent {
    case .beginning: return finish(file, content, job)
    case .object(let tag, let most, let form):
      do throws(LeadingTLV.Failure) {
        let head = try LeadingTLV(content, form: form)
        guard head.tag == tag else {
          let bytes = head.tag > 0xFF ? [UInt8(head.tag >> 8), UInt8(head.tag & 0xFF)] : [UInt8(head.tag)]
          return rubbish("\(file.kindName): tag \(hexadecimal(bytes))")
        }
        guard head.totalLength <= most else { return rubbish("\(file.kindName): \(head.totalLength) bytes") }
        guard content.count < head.totalLength else {
          return finish(file, Array(content.prefix(head.totalLength)), job)
        }
        // A short part is the end of the file.
        guard response.data.count == length else {
          return rubbish("\(file.kindName): ends at \(content.count) of \(head.totalLength) bytes")
        }
      } catch {
        return rubbish("\(file.kindName): begins with no length")
      }
      return proceed(with: job)
    }
  }

  private mutating func finish(_ file: CardFile, _ bytes: [UInt8], _ job: CardJob) -> CardStep {
    content = []
    switch file {
    case .tokenInformation:
      token = TokenKind(bytes)
      return proceed(with: job)
    case .userAuthenticationCertificate, .authorityCertificate: return end(.finished(.certificate(bytes)))
    case .cardFace:
      do throws(CardFace.Failure) {
        face = try CardFace(bytes)
      } catch {
        switch error {
        case .malformed(let place): return rubbish("card face: \(place)")
        }
      }
      return proceed(with: job)
    case .userAuthenticationKey, .userAuthenticationPIN, .checkNumberB: return end(.failed(.notSupported))
    }
  }
}
