import Glibc

/// Why memory for a secret cannot be had; the number is `errno`.
public enum LockedMemoryFailure: Error, Equatable, Sendable {
  /// No pages.
  case cannotMap(Int32)
  /// The pages cannot be kept out of swap: RLIMIT_MEMLOCK is too small.
  case cannotLock(Int32)
  /// The kernel does not let the process be closed to others.
  case cannotForbidDumps(Int32)

  /// One sentence for staff, without a full stop.
  public var sentence: String {
    switch self {
    case .cannotMap(let code): "there is no memory left: \(Self.words(code))"
    case .cannotLock(let code): "the system lets this user keep no more memory out of swap: \(Self.words(code))"
    case .cannotForbidDumps(let code): "the kernel does not close the process to others: \(Self.words(code))"
    }
  }

  private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// A short secret in memory of its own: pages that never reach swap or a core file and that a forked child gets empty.
/// The capacity is fixed, nothing is ever copied out of it by growing, and it is overwritten when it goes.
///
/// It may cross threads: the pages belong to this one value, which cannot be copied, and are changed by its owner alone.
public struct LockedBytes: ~Copyable, @unchecked Sendable {
  public let capacity: Int
  /// How many bytes of the capacity are in use.
  public private(set) var count = 0

  private let pages: UnsafeMutableRawPointer
  private let pagesLength: Int

  /// - Parameter capacity: in bytes, at least 1.
  public init(capacity: Int) throws(LockedMemoryFailure) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let length = (max(capacity, 1) + page - 1) / page * page
    guard
      let pages = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), pages != MAP_FAILED
    else { throw .cannotMap(errno) }
    guard mlock(pages, length) == 0 else {
      let reason = errno
      munmap(pages, length)
      throw .cannotLock(reason)
    }
    // An old kernel may know neither; the lock above is what must hold.
    _ = madvise(pages, length, Int32(MADV_DONTDUMP))
    _ = madvise(pages, length, Int32(MADV_WIPEONFORK))
    self.capacity = max(capacity, 1)
    self.pages = pages
    pagesLength = length
  }

  deinit {
    explicit_bzero(pages, pagesLength)
    munlock(pages, pagesLength)
    munmap(pages, pagesLength)
  }

  /// - Returns: false when it is full; nothing is added then.
  @discardableResult
  public mutating func append(_ byte: UInt8) -> Bool {
    guard count < capacity else { return false }
    pages.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
    return true
  }

  /// - Returns: false when they do not all fit; nothing is added then.
  @discardableResult
  public mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= capacity - count else { return false }
    if let source = bytes.baseAddress { memcpy(pages + count, source, bytes.count) }
    count += bytes.count
    return true
  }

  /// Forgets the last byte, if there is one.
  public mutating func removeLast() {
    guard count > 0 else { return }
    count -= 1
    explicit_bzero(pages + count, 1)
  }

  /// Overwrites everything.
  public mutating func wipe() {
    explicit_bzero(pages, pagesLength)
    count = 0
  }

  /// Lends the bytes in use. They must not be copied to memory that is not locked.
  public borrowing func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    try body(UnsafeRawBufferPointer(start: pages, count: count))
  }

  /// What a log may say of it.
  public var description: String { "LockedBytes(redacted)" }
}
