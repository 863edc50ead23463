import Foundation
import JournalTestSupport
import Testing

/// ENOSPC for real: a file system of 1 MiB in a mount namespace of its own.
@Suite struct FullDiskTests {
  @Test func aFullDiskIsToldAndSurvived() throws {
    let scratch = ScratchFolder()
    let disk = try scratch.make("disk")
    // Ballast is what the program removes to make room again.
    let script = """
      set -e
      mount -t tmpfs -o size=1m tmpfs "$1"
      head -c 300000 /dev/zero > "$1/ballast"
      exec "$0" fill-journal "$1/journal.db" "$1/ballast"
      """
    let asUser = geteuid() == 0 ? "-m" : "-rm"
    let arguments = [asUser, "sh", "-c", script, try TortureProcess.program(), disk]
    let process = try TortureProcess(arguments, of: "/usr/bin/unshare")
    let lines = process.drain()
    #expect(process.waitUntilExit() == 0, "\(lines)")
    #expect(lines.count == 3 && lines[0].hasPrefix("full after ") && lines[2].hasPrefix("holds "), "\(lines)")
  }
}
