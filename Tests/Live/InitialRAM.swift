import Foundation

/// The files that a kernel begins with, as an archive of the form "newc" (Documentation/driver-api/early-userspace).
struct InitialRAM {
  private var archive: [UInt8] = []
  private var folders: Set<String> = []
  private var number = 0

  private enum Kind: Int {
    case folder = 0o040755
    case program = 0o100755
    case link = 0o120777
  }

  /// A program or a file; the folders above it come by themselves.
  mutating func add(_ contents: [UInt8], at path: String) {
    addFolders(above: path)
    append(path, .program, contents)
  }

  mutating func add(file: String, at path: String) throws {
    add([UInt8](try Data(contentsOf: URL(fileURLWithPath: file))), at: path)
  }

  mutating func add(folder: String, at path: String) throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
      if attributes[.type] as? FileAttributeType != .typeDirectory {
        try add(file: "\(folder)/\(name)", at: "\(path)/\(name)")
      }
    }
  }

  /// A program without its symbols, and the libraries that it needs, each where it lies here.
  mutating func add(program: String, at path: String, scratch: String) throws {
    let stripped = "\(scratch)/stripped-\(number)"
    try Command.output("strip", ["-o", stripped, program])
    try add(file: stripped, at: path)
    for line in try Command.output("ldd", [program]).split(separator: "\n") {
      guard
        let library = line.split(whereSeparator: \.isWhitespace).first(where: { $0.hasPrefix("/") }).map(String.init)
      else {
        continue
      }
      if !folders.contains(library) {
        folders.insert(library)
        try add(file: library, at: String(library.dropFirst()))
      }
    }
  }

  mutating func addFolder(_ path: String) {
    addFolders(above: path)
    if folders.insert(path).inserted { append(path, .folder, []) }
  }

  mutating func addLink(_ path: String, to target: String) { append(path, .link, Array(target.utf8)) }

  private mutating func addFolders(above path: String) {
    let parts = path.split(separator: "/").dropLast()
    for count in parts.indices.map({ $0 + 1 }) {
      let folder = parts.prefix(count).joined(separator: "/")
      if folders.insert(folder).inserted { append(folder, .folder, []) }
    }
  }

  /// The finished archive.
  func finished() -> [UInt8] {
    var copy = self
    copy.append("TRAILER!!!", .program, [])
    return copy.archive
  }

  private mutating func append(_ name: String, _ kind: Kind, _ contents: [UInt8]) {
    number += 1
    // Number, mode, owner, group, links, time, size, device and special device of two numbers each, name, checksum.
    let fields = [number, kind.rawValue, 0, 0, 1, 0, contents.count, 0, 0, 0, 0, name.utf8.count + 1, 0]
    let digits = fields.map { field in
      let text = String(field, radix: 16)
      return String(repeating: "0", count: 8 - text.count) + text
    }
    archive += Array("070701\(digits.joined())\(name)".utf8) + [0]
    pad()
    archive += contents
    pad()
  }

  private mutating func pad() { while archive.count % 4 != 0 { archive.append(0) } }
}
