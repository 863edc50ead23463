import Glibc
import Screenbook

/// Reads the files of one folder of Screens/, without Foundation: it stands on the way to the first paint.
struct FolderReader {
  /// Absolute or relative path of Screens/.
  let root: String

  /// Whether there is anything of that name.
  func has(_ folder: String) -> Bool { access("\(root)/\(folder)", F_OK) == 0 }

  /// Names without `.yaml`, sorted; anything else in the folder is passed over.
  func names(in folder: String) throws(ScreenFilesFailure) -> [String] {
    guard let directory = opendir("\(root)/\(folder)") else {
      throw Self.failure(folder, "the folder cannot be opened")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      // Editors leave hidden files beside the ones they edit.
      if name.hasSuffix(".yaml"), !name.hasPrefix(".") { names.append(String(name.dropLast(5))) }
    }
    return names.sorted()
  }

  /// - Parameters:
  ///   - file: relative to the root.
  ///   - limit: bytes; reading stops one beyond it, so that the parser can refuse the file.
  func bytes(of file: String, limit: Int) throws(ScreenFilesFailure) -> [UInt8] {
    let descriptor = open("\(root)/\(file)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw Self.failure(file, errno == ENOENT ? "there is no such file" : "the file cannot be opened")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Self.failure(file, "this is not a file")
    }
    let capacity = min(Int(status.st_size), limit) + 1
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      while count < capacity, let base = buffer.baseAddress {
        let got = read(descriptor, base + count, capacity - count)
        if got < 0, errno == EINTR { continue }
        failed = got < 0
        if got <= 0 { break }
        count += got
      }
    }
    guard !failed else { throw Self.failure(file, "the file cannot be read") }
    return bytes
  }

  private static func failure(_ file: String, _ message: String) -> ScreenFilesFailure {
    ScreenFilesFailure(findings: [Finding(file: file, line: 1, message: message)])
  }
}
