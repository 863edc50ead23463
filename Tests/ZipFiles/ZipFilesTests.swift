import Testing
import ZipFiles

struct ZipFilesTests {
  private let content = Array("見本の本文 0123456789 0123456789 0123456789".utf8)

  private func failure(
    _ bytes: [UInt8], upTo limit: Int = 1 << 20, choosing: ([ZipFiles.Entry]) -> Int? = { _ in 0 }
  ) -> ZipFailure? {
    do throws(ZipFailure) {
      _ = try ZipFiles.unpack(bytes, upTo: limit, choosing: choosing)
      return nil
    } catch {
      return error
    }
  }

  @Test func whatWasPackedComesOut() throws {
    let packed = try ZipFiles.pack(content, as: "a.xml")
    #expect(ZipFiles.isArchive(packed))
    let unpacked = try ZipFiles.unpack(packed, upTo: content.count) { entries in
      #expect(entries.map(\.name) == ["a.xml"])
      #expect(entries.map(\.bytes) == [content.count])
      #expect(entries.map(\.isEncrypted) == [false])
      return 0
    }
    #expect(unpacked == content)
    #expect(try ZipFiles.pack(content, as: "a.xml") == packed)
    #expect(try ZipFiles.unpack(try ZipFiles.pack([], as: "empty"), upTo: 0) { _ in 0 } == [])
  }

  @Test(
    "Of a name the last part is told", arguments: ["../../a.xml", "/a.xml", "c:\\b\\a.xml", "a.xml"])
  func names(name: String) throws {
    var names: [String] = []
    _ = try ZipFiles.unpack(try ZipFiles.pack(content, as: name), upTo: 1 << 20) { entries in
      names = entries.map(\.name)
      return 0
    }
    #expect(names == ["a.xml"])
  }

  @Test func moreThanTheLimitIsNotUnpacked() throws {
    let packed = try ZipFiles.pack(content, as: "a.xml")
    #expect(failure(packed, upTo: content.count - 1) == .entryTooLarge(limitBytes: content.count - 1))
    let large = [UInt8](repeating: 0, count: ZipFiles.largestArchiveBytes + 1)
    #expect(failure(large) == .tooLarge(limitBytes: ZipFiles.largestArchiveBytes))
  }

  /// The size stands twice: in front of the entry, and in the directory at the end, which is the one that counts.
  @Test("An entry that lies about its size is refused", arguments: [-1, 1, 1_000])
  func lies(by difference: Int) throws {
    var packed = try ZipFiles.pack(content, as: "a.xml")
    let directory = try #require(packed.indices.last { packed[$0...].starts(with: [0x50, 0x4B, 0x01, 0x02]) })
    let size = content.count + difference
    for byte in 0..<4 { packed[directory + 24 + byte] = UInt8(truncatingIfNeeded: size >> (8 * byte)) }
    guard case .damaged = failure(packed) else {
      Issue.record("\(failure(packed).map { "\($0)" } ?? "taken")")
      return
    }
  }

  @Test func anyOtherByteIsNoticed() throws {
    let packed = try ZipFiles.pack(content, as: "a.xml")
    // Of the packed content itself: a checksum stands over it.
    let first = 30 + "a.xml".utf8.count
    let end = try #require(packed.indices.last { packed[$0...].starts(with: [0x50, 0x4B, 0x01, 0x02]) })
    #expect(end > first)
    for place in first..<end {
      var damaged = packed
      damaged[place] ^= 0x10
      if let unpacked = try? ZipFiles.unpack(damaged, upTo: 1 << 20, choosing: { _ in 0 }) {
        #expect(unpacked == content, "byte \(place)")
      }
    }
  }

  @Test func cutOffItIsDamaged() throws {
    let packed = try ZipFiles.pack(content, as: "a.xml")
    for count in 1..<packed.count {
      guard case .damaged = failure(Array(packed[..<count])) else {
        Issue.record("\(count) of \(packed.count) bytes were taken")
        return
      }
    }
  }

  @Test func nothingChosenIsNothingFound() throws {
    let packed = try ZipFiles.pack(content, as: "a.xml")
    #expect(failure(packed) { _ in nil } == .notFound)
    #expect(failure(packed) { _ in 1 } == .notFound)
  }

  /// An archive of nothing but directory entries, and one with the bit that says it has a password.
  @Test func entriesAreCountedAndPasswordsSeen() throws {
    let packed = try ZipFiles.pack(content, as: "a.xml")
    let directory = try #require(packed.indices.last { packed[$0...].starts(with: [0x50, 0x4B, 0x01, 0x02]) })
    let end = try #require(packed.indices.last { packed[$0...].starts(with: [0x50, 0x4B, 0x05, 0x06]) })
    let entry = Array(packed[directory..<end])
    let many = ZipFiles.mostEntries + 1
    var tail = Array(packed[end...])
    for (place, value) in [(8, many), (10, many)] {
      tail[place] = UInt8(value & 0xFF)
      tail[place + 1] = UInt8(value >> 8)
    }
    let size = entry.count * many
    for byte in 0..<4 { tail[12 + byte] = UInt8(truncatingIfNeeded: size >> (8 * byte)) }
    let crowd = Array(packed[..<directory]) + (0..<many).flatMap { _ in entry } + tail
    #expect(failure(crowd) == .tooManyEntries(limit: ZipFiles.mostEntries))
    var locked = packed
    locked[6] |= 1
    locked[directory + 8] |= 1
    #expect(failure(locked) == .encrypted)
  }
}
