import Foundation

/// The project's files as text, found from where this file stands.
struct SourceTree {
  struct File: Sendable, CustomStringConvertible {
    /// From the project's folder: `Sources/Domain/…`.
    let path: String
    let lines: [String]
    /// Its modules, in order of import.
    let imports: [String]
    /// Lines with their numbers from 1, without comments and what stands in plain string literals.
    let code: [(number: Int, text: String)]

    init(path: String, text: String) {
      self.path = path
      lines = text.components(separatedBy: "\n")
      imports = lines.compactMap(SourceTree.importedModule)
      code =
        path.hasSuffix(".swift")
        ? lines.enumerated().map { (number: $0.offset + 1, text: SourceTree.withoutCommentsAndStrings($0.element)) }
        : []
    }

    var description: String { path }
  }

  static let root: URL = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Of the folders whose contents are ours, all files that are text.
  static let files: [File] = ["Sources", "Tests", "Screens", "Assets"].flatMap { files(in: $0) }

  static let swiftFiles = files.filter { $0.path.hasSuffix(".swift") }

  private static func files(in folder: String) -> [File] {
    let paths = FileManager.default.enumerator(atPath: root.appending(path: folder).path)?.compactMap { $0 as? String }
    return (paths ?? []).sorted().compactMap { path in
      guard let text = try? String(contentsOf: root.appending(path: folder).appending(path: path), encoding: .utf8)
      else { return nil }
      return File(path: "\(folder)/\(path)", text: text)
    }
  }

  /// The module that a line imports, as in `@testable import Cards` or `import struct Foundation.Data`.
  private static func importedModule(_ line: String) -> String? {
    // Matching every line of the tree would take the tests half a minute.
    guard line.contains("import ") else { return nil }
    guard let match = line.firstMatch(of: /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)?import\s+(.+?)\s*(?:\/\/.*)?$/)
    else { return nil }
    let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let"]
    let words = match.1.split(separator: " ")
    let name = words.count > 1 && kinds.contains(words[0]) ? words[1] : words[0]
    return String(name.prefix { $0 != "." })
  }

  private static func withoutCommentsAndStrings(_ line: String) -> String {
    var bare: [UInt8] = []
    var isString = false
    var isEscaped = false
    for byte in line.utf8 {
      if isString {
        if !isEscaped && byte == UInt8(ascii: "\"") { isString = false }
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      if byte == UInt8(ascii: "/"), bare.last == byte { return String(decoding: bare.dropLast(), as: UTF8.self) }
      isString = byte == UInt8(ascii: "\"")
      bare.append(byte)
    }
    return String(decoding: bare, as: UTF8.self)
  }

  /// `module: folder` of every module under Sources, as the tree has it.
  static let layers: [String: String] = {
    var layers: [String: String] = [:]
    for file in files where file.path.hasPrefix("Sources/") {
      let parts = file.path.split(separator: "/").map(String.init)
      // Runtime is a module itself, the other folders hold modules.
      if parts[1] == "Runtime" { layers["Runtime"] = "Runtime" } else if parts.count > 3 { layers[parts[2]] = parts[1] }
    }
    return layers
  }()
}
