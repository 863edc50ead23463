import Eligibility
import EligibilityXML
import Foundation
import Testing

/// What reading costs. The figures go to the test's output, for README.md.
@Suite(.serialized) struct SpeedTests {
  private static let runs = 101

  @Test("One reply with all that a reply can say is read in 2 ms", arguments: MessageEncoding.allCases)
  func oneReply(encoding: MessageEncoding) throws {
    let bytes = EligibilityXML.encode(Samples.full, encoding: encoding).bytes
    _ = try EligibilityXML.decodeReply(bytes)
    var times: [Duration] = []
    for _ in 0..<Self.runs {
      let start = ContinuousClock.now
      _ = try EligibilityXML.decodeReply(bytes)
      times.append(ContinuousClock.now - start)
    }
    times.sort()
    let middle = times[Self.runs / 2]
    print("one reply of \(bytes.count) bytes (\(encoding.rawValue)): middle \(middle), slowest \(times[Self.runs - 1])")
    #expect(middle <= .milliseconds(2))
  }

  @Test("A batch's result of 10,000 people is read in 2 s and 200 MiB")
  func tenThousand() async throws {
    let outcome = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      let people = 10_000
      let request = Samples.collecting(.eligibility)
      let bytes = Samples.batchMessage(of: people)
      // From here on the kernel counts the peak anew (proc(5), clear_refs).
      guard let counter = fopen("/proc/self/clear_refs", "w"), fputs("5", counter) >= 0, fclose(counter) == 0 else {
        exit(3)
      }
      let start = processorTime
      guard case .eligibility(let read) = try EligibilityXML.decodeInterfaceReply(bytes, to: request) else { exit(4) }
      let reading = processorTime - start
      guard read.body.bulkConfirmUnits.count == people else { exit(5) }
      let peak = Memory.most
      let wrote = processorTime
      guard EligibilityXML.encode(read, encoding: .cp932).bytes.count > bytes.count / 2 else { exit(8) }
      let writing = processorTime - wrote
      print(
        "batch of \(people), \(bytes.count) bytes: read in \(reading), resident \(peak >> 20) MiB, written in \(writing)"
      )
      guard peak > bytes.count, peak <= 200 << 20 else { exit(6) }
      exit(reading <= .seconds(2) ? 0 : 7)
    }
    let result = try #require(outcome)
    let words = String(decoding: result.standardOutputContent, as: UTF8.self)
    print(words, terminator: "")
    #expect(words.contains("batch of "))
  }
}

/// What this process has had of a processor: other tests at the same time do not count.
private var processorTime: Duration {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

/// Of this process, in bytes.
enum Memory {
  /// The most that was resident.
  static var most: Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (Int(line.filter(\.isNumber)) ?? 0) << 10
  }
}
