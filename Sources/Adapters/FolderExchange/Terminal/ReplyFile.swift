import Glibc

/// One state of a file: whether it is the same as before is known without reading it.
struct FileState: Equatable, Sendable {
  private let device: dev_t
  private let number: ino_t
  private let size: off_t
  private let modified: [Int]

  init(_ status: stat) {
    device = status.st_dev
    number = status.st_ino
    size = status.st_size
    modified = [
      status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
    ]
  }
}

/// What lies under a reply's name.
enum ReplyLook: Equatable {
  case nothing
  /// Something that is not read: the words say why.
  case unfit(FileState, String)
  case file(FileState)
}

extension Directory {
  /// Looks without reading. What is not an ordinary file is not opened: a pipe would keep its reader waiting, a symbolic
  /// link leads elsewhere.
  func look(_ name: String, largestBytes: Int) throws(FolderFailure) -> ReplyLook {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      guard errno == ENOENT else { throw .of(errno, doing: "to look for a reply", in: TerminalFolder.title) }
      return .nothing
    }
    let state = FileState(status)
    guard status.st_mode & S_IFMT == S_IFREG else {
      return .unfit(state, "what has the reply's name is no ordinary file")
    }
    guard status.st_size <= largestBytes else {
      return .unfit(state, "the reply is larger than \(largestBytes) bytes")
    }
    return .file(state)
  }

  /// - Returns: `nil` when it is gone, is no ordinary file, or is larger than allowed by now.
  func readReply(_ name: String, largestBytes: Int) throws(FolderFailure) -> [UInt8]? {
    var bytes: [UInt8] = []
    let isWhole = try eachPiece(of: name) { piece in
      bytes += piece
      return bytes.count <= largestBytes
    }
    return isWhole ? bytes : nil
  }

  /// The second reading, without a second copy in memory.
  func holds(_ name: String, exactly bytes: [UInt8]) throws(FolderFailure) -> Bool {
    var place = 0
    let isWhole = try eachPiece(of: name) { piece in
      guard bytes.count - place >= piece.count, bytes[place..<(place + piece.count)].elementsEqual(piece) else {
        return false
      }
      place += piece.count
      return true
    }
    return isWhole && place == bytes.count
  }

  /// - Parameter take: false ends it.
  /// - Returns: whether the file was read to its end.
  private func eachPiece(
    of name: String, _ take: (ArraySlice<UInt8>) -> Bool
  ) throws(FolderFailure) -> Bool {
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      // Gone, or another's link in its place since it was looked at.
      if errno == ENOENT || errno == ELOOP { return false }
      throw .of(errno, doing: "to read a reply", in: TerminalFolder.title)
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count == 0 { return true }
      if count < 0 {
        if errno == EINTR { continue }
        throw .of(errno, doing: "to read a reply", in: TerminalFolder.title)
      }
      guard take(buffer[..<count]) else { return false }
    }
  }
}
