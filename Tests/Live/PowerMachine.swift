import Foundation
import Testing

/// A machine in qemu with a disk of its own, whose power can fail: qemu is killed, and its disk forgets of what it had not
/// been asked to keep as much as chance has it (Tests/Support/power/lossy_disk.py). What is lost with it is the machine's
/// memory and the disk's cache: all that a power failure takes from a kiosk. What programs said on the serial line before
/// has left the machine and counts as told.
final class PowerMachine {
  private let folder: String
  private let disk: Server
  private var qemu: Server?
  private var shell: SocketLine?

  /// The disk's size; the journal and a thousand visits' files take a tenth of it.
  private static let diskMegabytes = 48

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("vm-\(UUID().uuidString.prefix(8))").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    do {
      let image = "\(folder)/disk"
      try Command.output(
        "/usr/sbin/mke2fs", ["-q", "-t", "ext4", "-b", "4096", "-L", "kiosk", image, "\(Self.diskMegabytes)M"])
      try Data(Self.files(scratch: folder).finished()).write(to: URL(fileURLWithPath: "\(folder)/initrd"))
      let script = Site.checkout.appendingPathComponent("Tests/Support/power/lossy_disk.py").path
      disk = try Server("python3", [script, image, "\(folder)/nbd"])
      try disk.wait(for: "serving")
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw error
    }
  }

  func close() {
    qemu?.stop()
    disk.stop()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Switches the machine on; returns when its disk is mounted, which mends what the failure left of the file system.
  func start() throws {
    let shell = try SocketLine(path: "\(folder)/shell")
    self.shell = shell
    qemu = try Server(
      "qemu-system-x86_64",
      [
        "-accel", "tcg", "-m", "768", "-nodefaults", "-no-reboot", "-display", "none", "-vga", "none",
        "-kernel", ConsoleMachine.kernel(), "-initrd", "\(folder)/initrd",
        "-append", "quiet loglevel=0 console=ttyS0",
        "-blockdev", "driver=nbd,node-name=disk,server.type=unix,server.path=\(folder)/nbd",
        "-device", "virtio-blk-pci,drive=disk,write-cache=on",
        "-chardev", "socket,id=shell,path=\(folder)/shell", "-serial", "chardev:shell",
      ])
    try shell.answer(within: ConsoleMachine.patience)
    let deadline = ContinuousClock.now + ConsoleMachine.patience
    while try shell.line(until: deadline) != "ready" {}
  }

  /// The power fails.
  ///
  /// - Returns: how many sectors the disk has forgotten.
  func cutPower(seed: Int) throws -> Int {
    guard let qemu else { throw Site.Missing(what: "a machine that runs") }
    kill(qemu.process.processIdentifier, SIGKILL)
    qemu.stop()
    self.qemu = nil
    shell = nil
    disk.say("cut \(seed)")
    let told = try disk.wait(for: "lost").split(separator: " ")
    return try #require(told.dropFirst().first.flatMap { Int($0) })
  }

  /// Runs a command in the machine to its end.
  ///
  /// - Returns: the lines that it wrote.
  func run(_ command: String) throws -> [String] {
    let deadline = ContinuousClock.now + ConsoleMachine.patience
    try say(command)
    var lines: [String] = []
    while true {
      let line = try self.line(until: deadline)
      if line == "ended 0" { return lines }
      if line.hasPrefix("ended ") {
        throw Command.Failed(command: command, status: 1, output: lines.joined(separator: "\n"))
      }
      lines.append(line)
    }
  }

  func say(_ command: String) throws {
    guard let shell else { throw Site.Missing(what: "a machine that runs") }
    shell.say(command)
  }

  func line(until deadline: ContinuousClock.Instant = .now + ConsoleMachine.patience) throws -> String {
    guard let shell else { throw Site.Missing(what: "a machine that runs") }
    return try shell.line(until: deadline)
  }

  // MARK: - What is in it

  /// The disk, its bus and its file system, in the order of their loading.
  private static let modules = [
    "virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci", "virtio_blk",
    "crc32c_generic", "crc16", "mbcache", "jbd2", "ext4",
  ]

  private static func files(scratch: String) throws -> InitialRAM {
    var files = InitialRAM()
    for folder in ["proc", "sys", "dev", "tmp", "disk"] { files.addFolder(folder) }
    files.add(Array(start.utf8), at: "init")
    try files.add(file: "/bin/busybox", at: "bin/busybox")
    try files.add(program: Site.program("journal-torture"), at: "bin/journal-torture", scratch: scratch)
    for module in modules {
      try files.add(file: "\(ConsoleMachine.kernelFolder())/\(module).ko", at: "lib/modules/\(module).ko")
    }
    return files
  }

  private static let start = """
    #!/bin/busybox sh
    /bin/busybox --install -s /bin
    mount -t proc proc /proc
    mount -t sysfs sys /sys
    mount -t devtmpfs dev /dev
    export PATH=/bin
    exec </dev/ttyS0 >/dev/ttyS0 2>&1
    stty raw -echo
    for module in \(modules.joined(separator: " ")); do insmod /lib/modules/$module.ko; done
    mount -t ext4 /dev/vda /disk && echo ready
    while read -r line; do eval "$line"; echo "ended $?"; done

    """
}
