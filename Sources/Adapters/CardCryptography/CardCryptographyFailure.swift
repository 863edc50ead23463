/// Why a file of keys, certificates or passwords cannot be used, or OpenSSL did not do what it was asked.
public enum CardCryptographyFailure: Error, Equatable, Sendable {
  // Files
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case alreadyThere(path: String)
  case symbolicLink(path: String)
  case notAFile(path: String)
  case tooLarge(path: String, limit: Int)
  case ownedByAnother(path: String, owner: UInt32)
  /// `mode`: the permission bits found.
  case openToOthers(path: String, mode: UInt32)
  case folderOpenToOthers(path: String, mode: UInt32)
  case beingChanged(path: String)
  /// Not what this program wrote under this key and name.
  case changed(path: String)

  // Contents
  case notAJournalKey(path: String)
  case staffLine(path: String, line: Int, reason: String)
  case tooManyStaff(path: String, limit: Int)
  case passwordRefused(PasswordRefusal)
  case trustEmpty
  case noCertificateInTrust
  /// `number`: the how-manieth block of the file, from 1.
  case trustDamaged(number: Int)
  case notAnIssuer(number: Int)
  case certificateUnreadable
  case keyUnreadable
  case keyHasPassphrase
  case keyOfAnotherCertificate
  case noSuchTestKey(String)
  /// A key for TLS that no signature of ours is made with: another curve, too short, another kind.
  case keyCannotSign(path: String)

  /// OpenSSL refused a step that can only fail for want of memory or randomness, or because its library is broken.
  case libraryFailed(String)
  /// The system lets this program lock no more memory for keys (RLIMIT_MEMLOCK).
  case noLockedMemory
}

/// Why a staff password is not accepted.
public enum PasswordRefusal: Equatable, Sendable {
  case tooShort
  case tooLong
  /// One of `* / + - .`, which are the kiosk's own keys.
  case kioskKey
  /// Not a character that the kiosk's keyboard types as one ASCII byte.
  case notPrintableASCII
}

extension CardCryptographyFailure {
  /// Whether the cause is a file that could not be read or written, rather than what a file holds or how it is kept.
  public var isInputOutput: Bool {
    switch self {
    case .unreadable, .unwritable, .alreadyThere, .libraryFailed, .noLockedMemory: true
    case .symbolicLink, .notAFile, .tooLarge, .ownedByAnother, .openToOthers, .folderOpenToOthers, .beingChanged,
      .changed,
      .notAJournalKey, .staffLine, .tooManyStaff, .passwordRefused, .trustEmpty, .noCertificateInTrust, .trustDamaged,
      .notAnIssuer, .certificateUnreadable, .keyUnreadable, .keyHasPassphrase, .keyOfAnotherCertificate,
      .noSuchTestKey, .keyCannotSign:
      false
    }
  }

  /// One sentence for who set the kiosk up. It never holds a secret.
  public var sentence: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
    case .alreadyThere(let path): "\(path) exists already and is not overwritten"
    case .symbolicLink(let path): "\(path) is a symbolic link; name the file itself"
    case .notAFile(let path): "\(path) is not an ordinary file"
    case .tooLarge(let path, let limit): "\(path) is larger than \(limit) bytes, so it is not the file meant here"
    case .ownedByAnother(let path, let owner):
      "\(path) belongs to user \(owner), not to the user that runs this program"
    case .openToOthers(let path, let mode):
      "\(path) has mode \(Self.octal(mode)), so that others can reach it; run: chmod 600 \(path)"
    case .folderOpenToOthers(let path, let mode):
      "\(path) has mode \(Self.octal(mode)), so that others can reach it; run: chmod 700 \(path)"
    case .changed(let path): "\(path) was changed, or sealed with another key"
    case .beingChanged(let path): "\(path) is being changed by another program; try again"
    case .notAJournalKey(let path): "\(path) is not a journal key; \"uketsuke key --out FILE\" makes one"
    case .staffLine(let path, let line, let reason): "\(path):\(line): \(reason)"
    case .tooManyStaff(let path, let limit): "\(path) holds \(limit) staff members already"
    case .passwordRefused(let refusal): refusal.sentence
    case .trustEmpty: "the file of accepted card issuers is empty"
    case .noCertificateInTrust: "the file of accepted card issuers holds no certificate in PEM"
    case .trustDamaged(let number): "certificate \(number) in the file of accepted card issuers is damaged"
    case .notAnIssuer(let number):
      "certificate \(number) in the file of accepted card issuers is not an issuer's (no CA certificate)"
    case .certificateUnreadable: "the certificate is not one in PEM"
    case .keyUnreadable: "the key is not a private key in PEM"
    case .keyHasPassphrase: "the key is encrypted with a passphrase; a kiosk that starts by itself cannot type it"
    case .keyOfAnotherCertificate: "the key does not belong to the certificate"
    case .keyCannotSign(let path):
      "\(path) is neither an ECDSA key on P-256 or P-384 nor an RSA key of 2048 bits or more; nothing is signed by it"
    case .noSuchTestKey(let name): "there is no test key named \(name)"
    case .libraryFailed(let step): "OpenSSL failed to \(step)"
    case .noLockedMemory: "the system gives no locked memory for keys; allow more with LimitMEMLOCK or ulimit -l"
    }
  }

  private static func octal(_ mode: UInt32) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension PasswordRefusal {
  public var sentence: String {
    switch self {
    case .tooShort: "the password needs at least \(Password.fewestCharacters) characters"
    case .tooLong: "the password may have at most \(Password.mostCharacters) characters"
    case .kioskKey: "the password must not hold * / + - or . because they are the kiosk's own keys"
    case .notPrintableASCII: "the password may hold only letters, digits and signs of the ASCII keyboard"
    }
  }
}
