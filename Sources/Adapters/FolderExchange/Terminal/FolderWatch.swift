import CFolders
import Glibc

/// Tells at once what appears in the folder of replies, as far as this machine's kernel knows of it. It exists only
/// while a reply is awaited.
struct FolderWatch: ~Copyable {
  /// -1 where the kernel has no more to give: the rescan is left.
  let descriptor: Int32
  private let path: String
  /// Which folder is watched: another may have come to its place.
  private var watched: (device: dev_t, number: ino_t)?

  /// A reply that was written in place is closed, one that was written beside is moved; a link is only created.
  private static let events = UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO) | UInt32(IN_CREATE)

  init(_ path: String) {
    self.path = path
    descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Watches the folder that has the name now.
  mutating func renew() {
    var status = stat()
    guard descriptor >= 0, stat(path, &status) == 0 else {
      watched = nil
      return
    }
    if let watched, watched == (status.st_dev, status.st_ino) { return }
    // Of a folder that went, the kernel has removed its watch, or its events are nobody's: their names are not awaited.
    watched = inotify_add_watch(descriptor, path, Self.events) >= 0 ? (status.st_dev, status.st_ino) : nil
  }

  /// File systems whose files other machines change (statfs(2), linux/magic.h).
  private static let networks: Set<Int> = [
    0x6969,  // NFS
    0xFF53_4D42,  // CIFS
    0xFE53_4D42,  // SMB2
    0x517B,  // SMB
    0x0102_1997,  // 9p
    0x6573_5546,  // FUSE: sshfs and its like
  ]

  static func watching(_ path: String) -> FolderEligibility.Watching {
    var system = statfs()
    guard statfs(path, &system) == 0 else { return .not(String(cString: strerror(errno))) }
    if networks.contains(Int(UInt32(truncatingIfNeeded: system.f_type))) { return .network }
    var watch = FolderWatch(path)
    guard watch.descriptor >= 0 else { return .not("no more watches can be made") }
    watch.renew()
    return watch.watched != nil ? .told : .not("the folder cannot be watched")
  }

  /// Names that appeared since the last call.
  mutating func names() -> [String] {
    guard descriptor >= 0 else { return [] }
    var names: [String] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return names }
      buffer.withUnsafeBytes { bytes in
        var place = 0
        let head = MemoryLayout<inotify_event>.size
        while place + head <= count {
          let event = bytes.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
          let end = min(place + head + Int(event.len), count)
          let name = bytes[(place + head)..<end].prefix { $0 != 0 }
          if !name.isEmpty { names.append(String(decoding: name, as: UTF8.self)) }
          // The folder itself went.
          if event.mask & UInt32(IN_IGNORED) != 0 { watched = nil }
          place = end
        }
      }
    }
  }
}
