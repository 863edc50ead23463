import Glibc

/// Where a folder of the program's data lies: where a flag says, else in the installed share folder beside the program,
/// else in the checkout that the program was built in. Never the current folder: whoever starts a kiosk from somewhere
/// else must not change what patients see.
public enum DataFolder {
  /// How far above the program the checkout may lie (`.build/x86_64-unknown-linux-gnu/release/uketsuke` is 4 deep).
  private static let levelsAbove = 6

  /// - Parameters:
  ///   - name: `Screens` or `Assets`.
  ///   - part: a folder that must be in it.
  ///   - flag: what `option` said; nil when it was not given.
  /// - Returns: its path, without symbolic links where nobody named it.
  public static func find(
    _ name: String, holding part: String, flag: String?, option: String
  ) throws(SampleAssetsFailure) -> String {
    if let flag {
      guard isFolder("\(flag)/\(part)") else {
        throw SampleAssetsFailure("\(option) \(flag): there is no folder \(part) in it", isInputOutput: false)
      }
      return flag
    }
    guard let program = programFolder() else {
      throw SampleAssetsFailure(
        "cannot tell where this program lies; name the folder with \(option)", isInputOutput: true)
    }
    var candidates = ["\(program)/../share/uketsuke/\(name)"]
    var above = program
    for _ in 0..<levelsAbove {
      above += "/.."
      candidates.append("\(above)/\(name)")
    }
    guard let found = candidates.first(where: { isFolder("\($0)/\(part)") }) else {
      throw SampleAssetsFailure(
        "no folder \(name) in \(realPath("\(program)/..") ?? program)/share/uketsuke or in a checkout above the program; "
          + "name one with \(option)", isInputOutput: false)
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
