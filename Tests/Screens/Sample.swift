import Display
import Glibc
import Reception
import Runtime
import ScreenFiles
import Screenbook
import StrictYAML
import Testing

/// What the tests of this target share: the checkout's own screen files.
enum Sample {
  static let root = String(#filePath.dropLast("/Tests/Screens/Sample.swift".count))
  static let screens = root + "/Screens"
  static let institution = "さくら診療所（見本）"
  static let clock = "10:24"

  /// All of Screens/texts.
  static let languages = ["en", "ja", "ja-easy", "ko", "pt", "vi", "zh-Hans"]

  static func book() throws -> Screenbook { try ScreenFiles.load(folder: screens, language: "ja") }
}

/// Whole files as text.
enum TextFileOnDisk {
  static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(validating: bytes, as: UTF8.self)
  }

  static func write(_ text: String, to path: String) throws {
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    #expect(fputs(text, file) >= 0)
  }
}
