import Display
import Foundation
import Testing

/// A machine in qemu that runs a Debian kernel and our program as a patient would see it: what is seen are pixels, what
/// is pressed are keys. In software, so that it runs anywhere.
final class ConsoleMachine {
  /// A slow machine that emulates another one needs a minute to start it.
  static let patience: Duration = .seconds(180)

  private let qemu: Server
  private let monitor: SocketLine
  /// A shell on the machine's serial line, to look behind the screen.
  private let shell: SocketLine
  private let folder: String

  /// - Parameters:
  ///   - screen: the kernel's words for it: `vga=791` is a frame buffer of 1024×768, nothing is VGA's text mode.
  init(screen: String) throws {
    let kernel = try Self.kernel()
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("vm-\(UUID().uuidString.prefix(8))").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    do {
      try Data(Self.files(scratch: folder).finished()).write(to: URL(fileURLWithPath: "\(folder)/initrd"))
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw error
    }
    monitor = try SocketLine(path: "\(folder)/monitor")
    shell = try SocketLine(path: "\(folder)/shell")
    qemu = try Server(
      "qemu-system-x86_64",
      [
        "-accel", "tcg", "-m", "768", "-nodefaults", "-no-reboot", "-display", "none", "-vga", "std",
        "-kernel", kernel, "-initrd", "\(folder)/initrd",
        "-append", "\(screen) quiet loglevel=0 console=ttyS0 console=tty0",
        "-qmp", "unix:\(folder)/monitor", "-chardev", "socket,id=shell,path=\(folder)/shell",
        "-serial", "chardev:shell",
      ])
    do {
      try monitor.answer(within: Self.patience)
      try shell.answer(within: Self.patience)
      _ = try monitor.line(until: .now + Self.patience)
      _ = try ask("qmp_capabilities", [:])
      let deadline = ContinuousClock.now + Self.patience
      while try shell.line(until: deadline) != "ready" {}
    } catch {
      close()
      throw error
    }
  }

  func close() {
    qemu.stop()
    try? FileManager.default.removeItem(atPath: folder)
  }

  // MARK: - What is in it

  /// Where Tests/run unpacked Debian's kernel, and its modules for qemu's graphics card and disk.
  static func kernelFolder() throws -> String {
    guard let folder = ProcessInfo.processInfo.environment["UKETSUKE_KERNEL"] else {
      throw Site.Missing(what: "UKETSUKE_KERNEL, the folder of a kernel, which Tests/run sets")
    }
    return folder
  }

  static func kernel() throws -> String {
    let folder = try kernelFolder()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let kernels = names.filter { $0.hasPrefix("vmlinuz") }.sorted {
      $0.compare($1, options: .numeric) == .orderedAscending
    }
    guard let newest = kernels.last else { throw Site.Missing(what: "a kernel in \(folder)") }
    return "\(folder)/\(newest)"
  }

  private static func files(scratch: String) throws -> InitialRAM {
    let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    var files = InitialRAM()
    for folder in ["proc", "sys", "dev", "tmp"] { files.addFolder(folder) }
    files.add(Array(start.utf8), at: "init")
    files.add(Array("root:x:0:0::/:/bin/sh\nguest:x:1000:1000::/:/bin/sh\n".utf8), at: "etc/passwd")
    try files.add(file: "/bin/busybox", at: "bin/busybox")
    for name in ["uketsuke", "console-probe"] {
      try files.add(program: Site.program(name), at: "opt/bin/\(name)", scratch: scratch)
    }
    for data in ["Screens", "Assets"] { try files.add(folder: "\(checkout)/\(data)", at: "opt/share/uketsuke/\(data)") }
    for module in modules { try files.add(file: "\(kernelFolder())/\(module).ko", at: "lib/modules/\(module).ko") }
    try files.add(file: "/lib/terminfo/l/linux", at: "lib/terminfo/l/linux")
    try files.add(folder: "/usr/lib/locale/C.utf8", at: "usr/lib/locale/C.utf8")
    return files
  }

  /// A shell that reads commands from the serial line, and says how each ended.
  private static let start = """
    #!/bin/busybox sh
    /bin/busybox --install -s /bin
    mount -t proc proc /proc
    mount -t sysfs sys /sys
    mount -t devtmpfs dev /dev
    export PATH=/bin:/opt/bin TERM=linux
    exec </dev/ttyS0 >/dev/ttyS0 2>&1
    stty raw -echo
    echo ready
    while read -r line; do eval "$line"; echo "ended $?"; done

    """

  /// The driver of qemu's graphics card and what it stands on, in the order of their loading.
  private static let modules = ["drm", "drm_kms_helper", "ttm", "drm_ttm_helper", "drm_vram_helper", "bochs"]

  /// A driver that comes late takes the console over, as at the start of many machines.
  func loadGraphicsDriver() throws {
    for module in Self.modules { try run("insmod /lib/modules/\(module).ko") }
  }

  // MARK: - Behind the screen

  /// Runs a command in the machine.
  ///
  /// - Returns: what it wrote.
  @discardableResult
  func run(_ command: String) throws -> String {
    shell.say(command)
    let deadline = ContinuousClock.now + Self.patience
    var lines: [String] = []
    while true {
      let line = try shell.line(until: deadline)
      if line == "ended 0" { return lines.joined(separator: "\n") }
      if line.hasPrefix("ended ") { throw Command.Failed(command: command, status: 1, output: lines.joined()) }
      lines.append(line)
    }
  }

  /// The console's font and map of characters, as text.
  func ownLetters() throws -> String { try run("console-probe letters /dev/tty1") }

  /// Starts a program on the console as login would: the console is its own. How it ended stays there as `exit N`.
  func startOnConsole(_ command: String) throws {
    try run("setsid -c sh -c '\(command); echo exit $?; exec cat' </dev/tty1 >/dev/tty1 2>&1 &")
  }

  /// Starts a program on a console that it does not own, as a user who may write there.
  func startAsGuest(_ command: String) throws {
    try run("chmod 666 /dev/tty1; su guest -c '\(command)' </dev/tty1 >/dev/tty1 2>/tmp/errors &")
  }

  // MARK: - Before the screen

  /// Presses keys one behind the other, by qemu's names: `a`, `ret`, `ctrl-c`.
  func press(_ keys: String...) throws { try press(keys) }

  func press(_ keys: [String]) throws {
    for key in keys {
      let together = key.split(separator: "-").map { ["type": "qcode", "data": String($0)] }
      _ = try ask("send-key", ["keys": together])
    }
  }

  func picture() throws -> Picture {
    let file = "\(folder)/screen.ppm"
    _ = try ask("screendump", ["filename": file])
    return try Picture(ppm: [UInt8](Data(contentsOf: URL(fileURLWithPath: file))))
  }

  private func ask(_ command: String, _ arguments: [String: Any]) throws -> [String: Any] {
    let message = try JSONSerialization.data(withJSONObject: ["execute": command, "arguments": arguments])
    monitor.say(String(decoding: message, as: UTF8.self))
    let deadline = ContinuousClock.now + Self.patience
    while true {
      let line = try monitor.line(until: deadline)
      guard let answer = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else { continue }
      if answer["error"] != nil { throw Command.Failed(command: command, status: 1, output: line) }
      // Events come in between.
      if answer["return"] != nil { return answer }
    }
  }
}
