import Display
import Glibc
import PhotoDecoder
import Testing

/// Damaged photos by the thousand, in a process of their own: no crash, no hang, memory within its bound, nothing said.
@Suite("Hostile photos")
struct HostilePhotoTests {
  static let seed: UInt64 = 20_260_401
  static let mutations = 24_000
  /// The slowest one, also where other tests have the processors.
  static let patience: Duration = .seconds(3)

  @Test("24,000 seeded damages of photos of every form")
  func damages() async throws {
    let outcome = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent],
      performing: {
        // The testing library's own marks stand on standard error: what OpenJPEG might say goes into an empty file.
        guard let said = tmpfile(), dup2(fileno(said), STDERR_FILENO) >= 0 else { exit(7) }
        var numbers = SeededNumbers(seed: HostilePhotoTests.seed)
        let photos = try WrittenPhoto.all.map { try $0.bytes() }
        for photo in photos { _ = try PhotoDecoder.picture(of: photo) }
        let before = Memory.most
        var (pictures, failures, refused) = (0, 0, 0)
        var slowest = Duration.zero
        for number in 0..<HostilePhotoTests.mutations {
          let photo = Damage.one(photos[number % photos.count], among: photos, &numbers)
          let start = ContinuousClock.now
          do throws(PhotoFailure) {
            let picture = try PhotoDecoder.picture(of: photo)
            guard max(picture.width, picture.height) <= PhotoDecoder.mostShownSide else { exit(2) }
            pictures += 1
          } catch {
            failures += 1
            if case .refused = error { refused += 1 }
          }
          slowest = max(slowest, ContinuousClock.now - start)
        }
        let grown = Memory.most - before
        print("pictures \(pictures), failures \(failures), by OpenJPEG \(refused), memory \(grown), slowest \(slowest)")
        // Each way out was taken often: the damages are neither harmless nor all alike.
        guard pictures > 1_000, failures > 1_000, refused > 60 else { exit(3) }
        guard grown <= PhotoDecoder.mostMemory else { exit(4) }
        guard slowest <= HostilePhotoTests.patience else { exit(5) }
        exit(lseek(STDERR_FILENO, 0, SEEK_END) == 0 ? 0 : 6)
      })
    let result = try #require(outcome)
    let words = String(decoding: result.standardOutputContent, as: UTF8.self)
    #expect(words.contains("pictures "), "\(words)")
  }

  @Test("The most that the limits let through takes bounded memory and time")
  func heaviest() async throws {
    var form = PhotoEncoder.Form()
    form.isGrey = false
    form.ratio = 100
    form.layers = 6
    form.levels = 3
    form.precinct = 128
    let large = try PhotoEncoder.bytes(of: Drawing.picture(width: 2_048, height: 1_024), as: form)
    form.tile = 256
    form.precinct = nil
    let tiled = try PhotoEncoder.bytes(of: Drawing.picture(width: 2_048, height: 1_024), as: form)
    let outcome = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      [large = large as [UInt8], tiled = tiled as [UInt8]] in
      let (before, start) = (Memory.now, ContinuousClock.now)
      guard try PhotoDecoder.picture(of: large).width == 512 else { exit(2) }
      guard try PhotoDecoder.picture(of: tiled).width == 512 else { exit(3) }
      let (grown, time) = (Memory.most - before, ContinuousClock.now - start)
      print("memory \(grown), time \(time), of \(large.count) and \(tiled.count) bytes")
      guard grown <= PhotoDecoder.mostMemory else { exit(4) }
      exit(time <= HostilePhotoTests.patience ? 0 : 5)
    }
    let result = try #require(outcome)
    #expect(String(decoding: result.standardOutputContent, as: UTF8.self).contains("memory "))
  }
}

/// Of this process, in bytes.
enum Memory {
  /// The most that was ever resident.
  static var most: Int { field("VmHWM:") }
  static var now: Int { field("VmRSS:") }

  private static func field(_ name: String) -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if text.hasPrefix(name) { return (Int(text.filter(\.isNumber)) ?? 0) << 10 }
    }
    return 0
  }
}

/// What happens to bytes on their way.
enum Damage {
  /// Headers end about here: half of all damages strike before.
  private static let head = 160
  private static let extremes: [UInt8] = [0, 0xFF, 0x7F, 0x80]

  static func one(_ photo: [UInt8], among others: [[UInt8]], _ numbers: inout SeededNumbers) -> [UInt8] {
    var bytes = photo
    for _ in 0..<Int.random(in: 1...3, using: &numbers) where !bytes.isEmpty {
      let reach = Bool.random(using: &numbers) ? min(head, bytes.count) : bytes.count
      let place = Int.random(in: 0..<reach, using: &numbers)
      switch Int.random(in: 0..<8, using: &numbers) {
      case 0, 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
      case 2: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
      case 3:
        let value = extremes[Int.random(in: 0..<extremes.count, using: &numbers)]
        for index in place..<min(place + Int.random(in: 1...4, using: &numbers), bytes.count) { bytes[index] = value }
      case 4: bytes.removeSubrange(place..<min(place + Int.random(in: 1...20, using: &numbers), bytes.count))
      case 5:
        bytes.insert(
          contentsOf: (0..<Int.random(in: 1...20, using: &numbers)).map { UInt8(truncatingIfNeeded: $0 * 37) },
          at: place)
      case 6:
        // The head of one, the rest of another.
        let other = others[Int.random(in: 0..<others.count, using: &numbers)]
        bytes = Array(bytes[..<place]) + other.dropFirst(place)
      default:
        let end = min(place + Int.random(in: 1...40, using: &numbers), bytes.count)
        bytes.replaceSubrange(place..<place, with: Array(bytes[place..<end]))
      }
    }
    return bytes
  }
}
