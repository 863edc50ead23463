import Foundation

/// A reader of Tests/Support/PretendReader: pcscd takes it for a real one, and it is what its folder says.
struct PretendReader {
  let folder: String

  init(table: String, place: Int) { folder = "\(table)/reader-\(place)" }

  /// What pcscd is started with, so that it has these readers alone; nothing for none.
  ///
  /// - Parameter table: a folder for the readers' own.
  static func options(_ names: [String], folder table: String) throws -> [String] {
    guard !names.isEmpty else { return [] }
    let entries = try names.enumerated().map { place, name in
      let reader = PretendReader(table: table, place: place)
      try FileManager.default.createDirectory(atPath: reader.folder, withIntermediateDirectories: true)
      return """
        FRIENDLYNAME "\(name)"
        DEVICENAME   pretend:\(reader.folder)
        LIBPATH      \(try Site.programs)/libPretendReader.so

        """
    }
    let file = "\(table)/reader.conf"
    try entries.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
    return ["--config", file]
  }

  /// `error`, `refused`, `cut`, `unplugged` …: see the driver's own header. It holds from the next command on.
  func set(_ setting: String, _ value: String = "") throws {
    try value.write(toFile: "\(folder)/\(setting)", atomically: true, encoding: .utf8)
  }

  func unset(_ setting: String) throws { try FileManager.default.removeItem(atPath: "\(folder)/\(setting)") }

  /// Arguments of `uketsuke-card` that lay the card on this reader.
  var place: [String] {
    get throws { ["--port", try contents("port").trimmingCharacters(in: .whitespacesAndNewlines)] }
  }

  /// One command as it went to the card and came back.
  struct Exchange: Equatable {
    var microseconds: Int
    var sent: Int
    var received: Int
  }

  /// What has gone to the card since `forget`.
  func exchanges() throws -> [Exchange] {
    try contents("commands").split(separator: "\n").compactMap { line in
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      return numbers.count == 3 ? Exchange(microseconds: numbers[0], sent: numbers[1], received: numbers[2]) : nil
    }
  }

  func forget() throws { try "".write(toFile: "\(folder)/commands", atomically: false, encoding: .utf8) }

  private func contents(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }
}
