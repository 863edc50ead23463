import Cards

/// The applications that a My Number card holds.
enum Application: CaseIterable, Sendable {
  case jpki
  case cardFaceCheck
  case cardFaceInputAid
  case common
  case residentRegister

  var identifier: [UInt8] {
    switch self {
    case .jpki: CardApplication.jpki.identifier
    case .cardFaceCheck: CardApplication.cardFaceCheck.identifier
    case .cardFaceInputAid: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08]
    case .common: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00]
    case .residentRegister: [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x01]
    }
  }

  /// The file that holds the My Number, as text or as picture; the resident register is no business of ours as a whole.
  var myNumberFile: UInt16? {
    switch self {
    case .cardFaceCheck: 0x0005
    case .cardFaceInputAid: 0x0001
    case .jpki, .common, .residentRegister: nil
    }
  }

  /// Whether the application has a key that signs without any secret, by `80 2A 00 00`.
  var hasOwnKey: Bool {
    switch self {
    case .cardFaceCheck, .cardFaceInputAid: true
    case .jpki, .common, .residentRegister: false
    }
  }
}

/// An elementary file.
struct File: Sendable {
  enum Kind: Sendable {
    /// Readable after one of these has been verified; with none named, by everybody.
    case readable([UInt8], after: Set<VirtualCardSecret>)
    case secret(VirtualCardSecret)
    case userAuthenticationKey
    case signatureKey
  }

  let application: Application
  let id: UInt16
  let kind: Kind

  init(_ application: Application, _ id: UInt16, _ kind: Kind) {
    self.application = application
    self.id = id
    self.kind = kind
  }

  static func all(of contents: VirtualCardContents) -> [File] {
    jpki(contents) + (contents.face.map { cardFaceCheck($0) + inputAid($0) } ?? [])
  }

  /// Length of CK_TOKEN_INFO's label (PKCS #11), padded with spaces.
  private static let tokenInformationLength = 0x20

  private static func jpki(_ contents: VirtualCardContents) -> [File] {
    func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + [UInt8](repeating: 0xFF, count: contents.filler) }
    let label = Array(contents.token.label.utf8)
    let token = label + [UInt8](repeating: 0x20, count: tokenInformationLength - label.count)
    var files = [File(.jpki, 0x0006, .readable(token, after: []))]
    switch contents.token {
    // The card of before 2016 signs documents and cannot say who its holder is.
    case .residentRegisterCard: break
    case .myNumberCard, .androidPhone, .iPhone:
      files += [
        File(.jpki, 0x000A, .readable(padded(contents.userAuthenticationCertificate), after: [])),
        File(.jpki, 0x000B, .readable(padded(contents.authorityCertificate), after: [])),
        File(.jpki, 0x0018, .secret(.userAuthenticationPIN)), File(.jpki, 0x0017, .userAuthenticationKey),
      ]
    }
    files += [File(.jpki, 0x001A, .signatureKey), File(.jpki, 0x001B, .secret(.signaturePassword))]
    if let certificate = contents.signatureCertificate {
      files.append(File(.jpki, 0x0001, .readable(padded(certificate), after: [.signaturePassword])))
      files.append(File(.jpki, 0x0002, .readable(padded(contents.authorityCertificate), after: [])))
    }
    return files
  }

  /// What opens what was measured by one program (soltia48/myna-card, src/ap/surface.rs): the birth date the age record
  /// alone, check number B all but that and the My Number.
  private static func cardFaceCheck(_ face: VirtualCardFace) -> [File] {
    [
      File(.cardFaceCheck, 0x0001, .readable(face.ageRecord, after: [.birthDate])),
      File(.cardFaceCheck, 0x0002, .readable(face.record, after: [.checkNumberB, .checkNumberA])),
      File(.cardFaceCheck, 0x0003, .readable(face.basicInformation, after: [])),
      File(.cardFaceCheck, 0x0004, .readable(face.certificate, after: [])),
      File(.cardFaceCheck, 0x0005, .readable([], after: [.checkNumberA])),
      File(.cardFaceCheck, 0x0011, .secret(.birthDate)), File(.cardFaceCheck, 0x0012, .secret(.checkNumberB)),
      File(.cardFaceCheck, 0x0013, .secret(.checkNumberA)),
    ]
  }

  /// src/ap/text.rs of the same program; jpki/myna reads the same files.
  private static func inputAid(_ face: VirtualCardFace) -> [File] {
    let anySecret: Set<VirtualCardSecret> = [.inputAidPIN, .inputAidCheckNumberA, .inputAidCheckNumberB]
    return [
      File(.cardFaceInputAid, 0x0001, .readable([], after: [.inputAidPIN, .inputAidCheckNumberA])),
      File(.cardFaceInputAid, 0x0002, .readable(face.textRecord, after: [.inputAidPIN, .inputAidCheckNumberB])),
      File(.cardFaceInputAid, 0x0004, .readable(face.certificate, after: [])),
      File(.cardFaceInputAid, 0x0007, .readable(face.keyRecord, after: anySecret)),
      File(.cardFaceInputAid, 0x0011, .secret(.inputAidPIN)),
      File(.cardFaceInputAid, 0x0014, .secret(.inputAidCheckNumberA)),
      File(.cardFaceInputAid, 0x0015, .secret(.inputAidCheckNumberB)),
    ]
  }
}
