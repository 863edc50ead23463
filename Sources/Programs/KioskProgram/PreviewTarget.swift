import ArgumentParser
import Foundation

/// Where a preview goes, by what `--out` and `--format` say together. A name's ending and the format never differ: what
/// is called a picture is one.
enum PreviewTarget: Equatable {
  case standardOutput
  case textFile(String)
  case pictureFile(String)
  case pictureFolder(String)

  static let pictureEnding = ".png"
  static let textEnding = ".txt"

  /// - Throws: a `ValidationError` that names the endings.
  init(out: String?, format: PreviewCommand.Format?) throws {
    guard let out else {
      if format == .png { throw ValidationError("--format png needs --out, a file or a folder") }
      self = .standardOutput
      return
    }
    let isText = out.hasSuffix(Self.textEnding)
    let isPicture = out.hasSuffix(Self.pictureEnding)
    switch format {
    case nil:
      guard isText || isPicture else {
        throw ValidationError(
          "--out takes a name that ends in .png or .txt; for a folder of pictures say --format png as well")
      }
      self = isText ? .textFile(out) : .pictureFile(out)
    case .text:
      guard isText else { throw ValidationError("--out takes a name that ends in .txt where --format is text") }
      self = .textFile(out)
    case .png:
      if isPicture {
        self = .pictureFile(out)
      } else if Self.endsLikeFile(out), !Self.isFolder(out) {
        throw ValidationError("--out takes a name that ends in .png, or a folder, where --format is png")
      } else {
        self = .pictureFolder(out)
      }
    }
  }

  private static func endsLikeFile(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return name.dropFirst().contains(".")
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
