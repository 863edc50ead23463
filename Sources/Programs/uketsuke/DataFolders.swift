import Glibc

/// Where the program's data lies: where a flag says, else in the installed share folder beside the program, else in the
/// checkout that the program was built in. Never the current folder: whoever starts a kiosk from somewhere else must
/// not change what patients see.
struct DataFolders {
  /// Screens/: screens, texts, themes, profiles.
  var screens: String
  /// Assets/: demo people and cards.
  var assets: String

  /// How far above the program the checkout may lie (`.build/x86_64-unknown-linux-gnu/release/uketsuke` is 4 deep).
  private static let levelsAbove = 6

  /// - Parameters:
  ///   - screens: what `--screens` said.
  ///   - assets: what `--assets` said.
  init(screens: String?, assets: String?) throws(ProgramFailure) {
    self.screens = try Self.find("Screens", holding: "texts", flag: screens, option: "--screens")
    self.assets = try Self.find("Assets", holding: "people", flag: assets, option: "--assets")
  }

  private static func find(
    _ name: String, holding part: String, flag: String?, option: String
  ) throws(ProgramFailure) -> String {
    if let flag {
      guard isFolder("\(flag)/\(part)") else {
        throw ProgramFailure(.configuration, "\(option) \(flag): no folder \(part) in it")
      }
      return flag
    }
    guard let program = programFolder() else {
      throw ProgramFailure(.inputOutput, "cannot tell where this program lies; name the folder with \(option)")
    }
    var candidates = ["\(program)/../share/uketsuke/\(name)"]
    var above = program
    for _ in 0..<levelsAbove {
      above += "/.."
      candidates.append("\(above)/\(name)")
    }
    guard let found = candidates.first(where: { isFolder("\($0)/\(part)") }) else {
      throw ProgramFailure(
        .configuration, "no folder \(name) beside the program or its checkout; name one with \(option)")
    }
    return realPath(found) ?? found
  }

  private static func programFolder() -> String? {
    guard let program = realPath("/proc/self/exe"), let slash = program.lastIndex(of: "/") else { return nil }
    return String(program[..<slash])
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
