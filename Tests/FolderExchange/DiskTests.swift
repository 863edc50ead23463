import Foundation
import JournalTestSupport
import Testing

/// Real disks that refuse, each in a mount namespace of its own.
@Suite struct DiskTests {
  private func run(_ script: String) throws -> (status: Int32, lines: [String]) {
    let scratch = ScratchFolder()
    let disk = try scratch.make("disk")
    let asUser = geteuid() == 0 ? "-m" : "-rm"
    let arguments = [asUser, "sh", "-ec", script, try TortureProcess.program(), disk]
    let process = try TortureProcess(arguments, of: "/usr/bin/unshare")
    let lines = process.drain()
    return (process.waitUntilExit(), lines)
  }

  @Test func aFullDiskIsToldAndSurvived() throws {
    let (status, lines) = try run(
      """
      mount -t tmpfs -o size=1m tmpfs "$1"
      head -c 300000 /dev/zero > "$1/ballast"
      exec "$0" fill-folder "$1" "$1/ballast"
      """)
    #expect(status == 0, "\(lines)")
    #expect(lines.count == 2 && lines[0].hasPrefix("full after ") && lines[1] == "delivered", "\(lines)")
  }

  @Test func aRequestThatDoesNotFitWasNotAsked() throws {
    let (status, lines) = try run(
      """
      mount -t tmpfs -o size=256k tmpfs "$1"
      mkdir "$1/req" "$1/res"
      head -c 1000000 /dev/zero > "$1/ballast" 2> /dev/null || true
      "$0" ask-terminal "$1"
      ls -A "$1/req"
      """)
    #expect(status == 0)
    #expect(lines.count == 1 && lines[0].contains("unreachable(\"No space is left"), "\(lines)")
  }

  @Test func aTerminalsReadOnlyFolderIsRefusedAtStart() throws {
    let (status, lines) = try run(
      """
      mount -t tmpfs -o size=1m tmpfs "$1"
      mkdir "$1/req" "$1/res"
      mount -o remount,ro "$1"
      exec "$0" ask-terminal "$1"
      """)
    #expect(status == 1)
    #expect(lines.count == 1 && lines[0].contains("cannotWrite") && lines[0].contains("Read-only"), "\(lines)")
  }

  /// Root may write anywhere by its access bits, so only trying tells.
  @Test func aReadOnlyFolderIsRefusedAtStart() throws {
    let (status, lines) = try run(
      """
      mount -t tmpfs -o size=1m,ro tmpfs "$1"
      exec "$0" fill-folder "$1" "$1/ballast"
      """)
    #expect(status == 1)
    #expect(lines.count == 1 && lines[0].contains("cannotWrite") && lines[0].contains("Read-only"), "\(lines)")
  }
}
