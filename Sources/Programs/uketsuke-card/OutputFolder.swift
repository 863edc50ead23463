import Glibc

enum OutputFolder {
  /// Makes the folder unless it is there.
  static func make(_ path: String) throws(CardProgramFailure) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw CardProgramFailure(.inputOutput, "\(path) cannot be made: \(systemWords())")
    }
  }

  /// Certificates are public: an ordinary file, replaced when it is there.
  static func write(_ bytes: [UInt8], to path: String) throws(CardProgramFailure) {
    guard let file = fopen(path, "we") else {
      throw CardProgramFailure(.inputOutput, "\(path) cannot be written: \(systemWords())")
    }
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else {
      throw CardProgramFailure(.inputOutput, "\(path) cannot be written: \(systemWords())")
    }
  }
}

enum PEM {
  /// RFC 7468: 64 characters a line.
  private static let lineLength = 64
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func certificate(_ der: [UInt8]) -> [UInt8] {
    var text = Array("-----BEGIN CERTIFICATE-----\n".utf8)
    let letters = base64(der)
    for begin in stride(from: 0, to: letters.count, by: lineLength) {
      text += letters[begin..<min(begin + lineLength, letters.count)]
      text.append(0x0A)
    }
    return text + Array("-----END CERTIFICATE-----\n".utf8)
  }

  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    var letters: [UInt8] = []
    for begin in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[begin..<min(begin + 3, bytes.count)]
      let bits = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
      for position in 0..<4 {
        letters.append(position > part.count ? 0x3D : alphabet[bits >> (18 - 6 * position) & 0x3F])
      }
    }
    return letters
  }
}
