import CZip
import Glibc

/// A file out of a ZIP, and into one, in memory alone: nothing is written to a disk, and no name of an archive is ever a
/// path. The format is libzip's (Debian has it; deflate, ZIP64, checksums and old encryption are not this program's to
/// write), loaded when the first archive comes. Any thread may call it.
public enum ZipFiles {
  /// A batch reply of 10,000 people packs to less than 2 MiB. What libzip takes for the directory grows with this: a
  /// directory of nothing but empty names takes some 100 MiB.
  public static let largestArchiveBytes = 16 << 20
  /// One message, and what a program may put beside it. (ours)
  public static let mostEntries = 64

  public struct Entry: Equatable, Sendable {
    /// The part behind the last slash of either kind. What is not UTF-8 in it is replaced.
    public var name: String
    /// Unpacked, as the archive says.
    public var bytes: Int
    public var isEncrypted: Bool
  }

  private static let refusal: String? = uk_zip_start().map { String(cString: $0) }

  /// Which libzip this machine has; nil where it says no version.
  ///
  /// - Throws: `.libraryMissing`.
  public static func libraryVersion() throws(ZipFailure) -> String? {
    if let refusal { throw .libraryMissing(refusal) }
    return uk_zip_version().map { String(cString: $0) }
  }

  /// `PK` with an entry behind it, or with the end of an archive that has none.
  public static func isArchive(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
  }

  /// - Parameters:
  ///   - limit: bytes that an entry may unpack to; more are neither made room for nor unpacked.
  ///   - choose: the index of the entry that is wanted.
  public static func unpack(
    _ bytes: [UInt8], upTo limit: Int, choosing choose: ([Entry]) -> Int?
  ) throws(ZipFailure) -> [UInt8] {
    guard bytes.count <= largestArchiveBytes else { throw .tooLarge(limitBytes: largestArchiveBytes) }
    if let refusal { throw .libraryMissing(refusal) }
    var reason = [CChar](repeating: 0, count: Int(UK_ZIP_REASON_BYTES))
    return try bytes.withUnsafeBufferPointer { bytes throws(ZipFailure) in
      guard let archive = uk_zip_open(bytes.baseAddress, bytes.count, &reason) else { throw .damaged(words(reason)) }
      defer { uk_zip_close(archive) }
      let count = uk_zip_entries(archive)
      guard count <= mostEntries else { throw .tooManyEntries(limit: mostEntries) }
      var entries: [Entry] = []
      for index in 0..<UInt64(max(0, count)) { entries.append(try entry(archive, index)) }
      guard let chosen = choose(entries), entries.indices.contains(chosen) else { throw .notFound }
      let entry = entries[chosen]
      if entry.isEncrypted { throw .encrypted }
      guard entry.bytes <= limit else { throw .entryTooLarge(limitBytes: limit) }
      var isWhole = false
      let content = [UInt8](unsafeUninitializedCapacity: entry.bytes) { buffer, count in
        isWhole =
          uk_zip_unpack(archive, UInt64(chosen), buffer.baseAddress, UInt64(entry.bytes), &reason) == 1
        count = isWhole ? entry.bytes : 0
      }
      guard isWhole else { throw .damaged(words(reason)) }
      return content
    }
  }

  private static func entry(_ archive: OpaquePointer, _ index: UInt64) throws(ZipFailure) -> Entry {
    var found = uk_zip_entry()
    var reason = [CChar](repeating: 0, count: Int(UK_ZIP_REASON_BYTES))
    guard uk_zip_look(archive, index, &found, &reason) == 1 else { throw .damaged(words(reason)) }
    let path = found.name.map { String(cString: $0) } ?? ""
    let name = path.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    return Entry(name: name, bytes: Int(clamping: found.size), isEncrypted: found.is_encrypted == 1)
  }

  /// An archive of one file, the same for the same bytes.
  public static func pack(_ bytes: [UInt8], as name: String) throws(ZipFailure) -> [UInt8] {
    if let refusal { throw .libraryMissing(refusal) }
    var reason = [CChar](repeating: 0, count: Int(UK_ZIP_REASON_BYTES))
    var size = 0
    guard let packed = uk_zip_pack(name, bytes, bytes.count, &size, &reason) else { throw .damaged(words(reason)) }
    defer { free(packed) }
    return Array(UnsafeBufferPointer(start: packed, count: size))
  }

  private static func words(_ reason: [CChar]) -> String {
    String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
