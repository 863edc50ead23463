import Eligibility
import Foundation
import Testing

@testable import EligibilityXML

/// Messages damaged on their way: read or refused with a typed failure, never a trap, and what was read can be written
/// and read again.
struct FuzzTests {
  /// So many damaged messages take about two seconds. `UKETSUKE_FUZZ_ROUNDS` asks for others: a night has some hundred
  /// million.
  private static let rounds = ProcessInfo.processInfo.environment["UKETSUKE_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 12_000

  private struct Sample {
    var bytes: [UInt8]
    var request: InterfaceRequest
    /// Whether it is the request itself.
    var isRequest: Bool
  }

  private static let samples: [Sample] = {
    var samples: [Sample] = []
    for encoding in MessageEncoding.allCases {
      for request in Samples.requests {
        samples.append(
          Sample(
            bytes: EligibilityXML.encode(request, encoding: encoding).bytes, request: request, isRequest: true))
      }
      for (reply, request) in [
        (InterfaceReply.eligibility(Samples.full), Samples.collecting(.eligibility)),
        (.eligibility(Samples.full), Samples.requests[0]),
        (.medicalInformation(Samples.medication), Samples.medical(.medication)),
        (.medicalInformation(Samples.checkup), Samples.medical(.checkupDocument)),
      ] {
        let bytes = EligibilityXML.encode(reply, to: request, encoding: encoding).bytes
        samples.append(Sample(bytes: bytes, request: request, isRequest: false))
      }
    }
    var document = MedicalInformationReply()
    document.document = Samples.document("見本")
    let request = Samples.medical(.medicationDocument)
    samples.append(
      Sample(
        bytes: EligibilityXML.encode(.medicalInformation(document), to: request, encoding: .utf8).bytes,
        request: request, isRequest: false))
    samples.append(Sample(bytes: Samples.zipOfTwo, request: Samples.collecting(.eligibility), isRequest: false))
    return samples
  }()

  private static let pieces: [[UInt8]] =
    [
      "<", ">", "</", "/>", "&", ";", "&amp;", "&#0;", "&#x110000;", "&x;", "<![CDATA[", "]]>", "<!--", "-->",
      "<!DOCTYPE a>",
      "<!ENTITY a 'b'>", "<?xml version='1.0' encoding='Shift_JIS'?>", "<a>", "</a>", "<a/>", "<a b='c'/>", "<Name>",
      "</Name>", "<XmlMsg>", "</XmlMsg>", "<MessageBody>", "</MessageBody>", "<BulkConfirmUnit>", "</BulkConfirmUnit>",
      "<ResultCode>1</ResultCode>", "<ReceptionNumber>1</ReceptionNumber>", "\u{0}", "\u{B}", "\u{FEFF}", "見", "●", " ",
    ].map { Array($0.utf8) } + [
      [0x81], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x88, 0xA9],
    ]

  private static func damage(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<dice.pick([1, 1, 1, 2, 4]) where !bytes.isEmpty {
      let place = dice.below(bytes.count)
      let end = min(bytes.count, place + 1 + dice.below(60))
      switch dice.below(9) {
      case 0: bytes[place] ^= UInt8(1 << dice.below(8))
      case 1: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: dice.pick(pieces), at: place)
      case 4: bytes.insert(contentsOf: Array(bytes[place..<end]), at: dice.below(bytes.count))
      case 5: bytes.removeLast(dice.below(bytes.count))
      // Within a text, where nothing breaks.
      case 6, 7:
        guard let open = bytes[place...].firstIndex(of: 0x3E), open + 1 < bytes.count, bytes[open + 1] != 0x0A else {
          continue
        }
        bytes.insert(UInt8(0x30 + dice.below(10)), at: open + 1)
      // Another name where one stands: elements twice, and where they do not belong.
      default:
        guard let open = bytes[place...].firstIndex(of: 0x3C), let close = bytes[open...].firstIndex(of: 0x3E) else {
          continue
        }
        let other = dice.pick(samples).bytes
        let from = dice.below(other.count)
        guard let begin = other[from...].firstIndex(of: 0x3C), let last = other[begin...].firstIndex(of: 0x3E) else {
          continue
        }
        bytes.replaceSubrange(open...close, with: other[begin...last])
      }
    }
    return bytes
  }

  @Test("Damaged messages are read or refused")
  func damaged() throws {
    var dice = Dice(seed: 5)
    var (read, refused) = (0, 0)
    // By the name of the failure.
    var reasons: Set<String> = []
    for round in 0..<Self.rounds {
      let sample = dice.pick(Self.samples)
      let bytes = Self.damage(sample.bytes, &dice)
      do throws(EligibilityXMLFailure) {
        let isSame =
          sample.isRequest
          ? try Self.requestIsStable(bytes, sample.request.kind) : try Self.replyIsStable(bytes, sample.request)
        read += 1
        guard isSame else {
          Issue.record("round \(round): \(String(decoding: bytes, as: UTF8.self))")
          return
        }
      } catch {
        refused += 1
        reasons.insert(String("\(error)".prefix { $0 != "(" }))
      }
    }
    print("damaged messages \(Self.rounds): read \(read), refused \(refused) for \(reasons.count) reasons")
    // The damages are neither harmless nor all alike.
    #expect(read > Self.rounds / 20)
    #expect(refused > Self.rounds / 5)
    #expect(reasons.count >= 10, "\(reasons.sorted())")
  }

  /// What was read is read again once it was written. An unknown element of a list can then be its owner's, so the second
  /// reading is the one that must stay.
  private static func replyIsStable(
    _ bytes: [UInt8], _ request: InterfaceRequest
  ) throws(EligibilityXMLFailure) -> Bool {
    var reply = try EligibilityXML.decodeInterfaceReply(bytes, to: request)
    do throws(EligibilityXMLFailure) {
      for _ in 0..<3 {
        let written = EligibilityXML.encode(reply, to: request, encoding: .utf8).bytes
        let again = try EligibilityXML.decodeInterfaceReply(written, to: request)
        if again == reply { return true }
        reply = again
      }
      return false
    } catch {
      return false
    }
  }

  private static func requestIsStable(_ bytes: [UInt8], _ kind: MessageKind) throws(EligibilityXMLFailure) -> Bool {
    var request = try EligibilityXML.decodeInterfaceRequest(bytes, kind: kind)
    do throws(EligibilityXMLFailure) {
      // DEL is read, and written as a black circle.
      for _ in 0..<2 {
        let written = EligibilityXML.encode(request, encoding: .utf8).bytes
        let again = try EligibilityXML.decodeInterfaceRequest(written, kind: kind)
        if again == request.asWritten { return true }
        request = again
      }
      return false
    } catch {
      return false
    }
  }
}
