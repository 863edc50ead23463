import Eligibility
import Testing
import ZipFiles

@testable import EligibilityXML

/// Results of batches: large, and sometimes in a ZIP.
struct BatchReplyTests {
  private let request = Samples.collecting(.eligibility)

  private func units(_ count: Int, _ bytes: [UInt8]) throws -> Bool {
    guard case .eligibility(let reply) = try EligibilityXML.decodeInterfaceReply(bytes, to: request) else {
      return false
    }
    return reply.body.bulkConfirmUnits.count == count && reply.header.segmentOfResult == .known(.normal)
  }

  private func failure(_ bytes: [UInt8], to request: InterfaceRequest) -> EligibilityXMLFailure? {
    do throws(EligibilityXMLFailure) {
      _ = try EligibilityXML.decodeInterfaceReply(bytes, to: request)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: BatchKind.allCases)
  func aReceiptAndAResultOfEveryKind(kind: BatchKind) throws {
    var receipt = Samples.full
    receipt.body.bulkConfirmUnits = []
    for reply in [receipt, Samples.full] {
      let bytes = EligibilityXML.encode(.eligibility(reply), to: Samples.collecting(kind), encoding: .utf8).bytes
      #expect(try EligibilityXML.decodeInterfaceReply(bytes, to: Samples.collecting(kind)) == .eligibility(reply))
    }
  }

  @Test func aBatchMayBeLargerThanOtherMessages() throws {
    let bytes = EligibilityXML.encode(Samples.batchReply(of: 1_000), encoding: .cp932).bytes
    let large = bytes + [UInt8](repeating: 0x20, count: EligibilityXML.largestMessageBytes)
    #expect(try units(1_000, large))
    #expect(throws: EligibilityXMLFailure.tooLarge(limitBytes: EligibilityXML.largestMessageBytes)) {
      try EligibilityXML.decodeReply(large)
    }
    let beyond = bytes + [UInt8](repeating: 0x20, count: EligibilityXML.largestBatchBytes)
    #expect(failure(beyond, to: request) == .tooLarge(limitBytes: EligibilityXML.largestBatchBytes))
  }

  /// The units count that are no part of the tree any more.
  @Test func elementsOfABatchAreCountedToo() throws {
    #expect(XMLTree.Limits.batch.elements == 2_000_000)
    var limits = XMLTree.Limits.batch
    limits.elements = 1_003
    for (count, fits) in [(500, true), (501, false)] {
      let bytes = Samples.message(String(repeating: "<BulkConfirmUnit><a/></BulkConfirmUnit>", count: count))
      let tree = try? XMLTree.read(bytes, in: limits) { _ in true }
      #expect((tree != nil) == fits)
    }
  }

  @Test func unitsAreRefusedAsElsewhere() {
    let twice = Samples.message("<BulkConfirmUnit><Name><b/></Name><Name/><Name/></BulkConfirmUnit>")
    #expect(failure(twice, to: request) == nil)
    let duplicate = Samples.message(
      "<BulkConfirmUnit><QualificationValidity>1</QualificationValidity><QualificationValidity>1</QualificationValidity>"
        + "</BulkConfirmUnit>")
    #expect(failure(duplicate, to: request) == .duplicate(element: "QualificationValidity"))
    let outside = Array("<XmlMsg><MessageHeader><BulkConfirmUnit/></MessageHeader><MessageBody/></XmlMsg>".utf8)
    #expect(failure(outside, to: request) == nil)
  }

  // MARK: - ZIP

  @Test func aResultComesInAZip() throws {
    let bytes = EligibilityXML.encode(Samples.batchReply(of: 3), encoding: .cp932).bytes
    for name in ["OQSmuquc02res_1.xml", "result.XML", "../../etc/OQSmuquc02res_1.xml"] {
      #expect(try units(3, try ZipFiles.pack(bytes, as: name)))
    }
  }

  @Test func aZipHoldsExactlyOneMessage() throws {
    let none = try ZipFiles.pack(Array("x".utf8), as: "readme.txt")
    #expect(failure(none, to: request) == .archive(.notFound))
    #expect(failure([0x50, 0x4B, 0x05, 0x06] + [UInt8](repeating: 0, count: 18), to: request) == .archive(.notFound))
    // Two, one with a reply's name; made by python3's zipfile.
    #expect(try units(2, Samples.zipOfTwo))
  }

  @Test func aZipIsForResultsAlone() throws {
    let zip = try ZipFiles.pack(Samples.message(""), as: "OQSmuquc02res_1.xml")
    for other in Samples.requests where !other.isCollection {
      #expect(failure(zip, to: other) == .archiveNotExpected)
    }
  }

  @Test func aZipThatUnpacksToTooMuchIsRefused() throws {
    let bomb = try ZipFiles.pack(
      [UInt8](repeating: 0x20, count: EligibilityXML.largestBatchBytes + 1), as: "OQSmuquc02res_1.xml")
    #expect(bomb.count < 100_000)
    #expect(failure(bomb, to: request) == .archive(.entryTooLarge(limitBytes: EligibilityXML.largestBatchBytes)))
  }

  @Test func theEncodingThatWasAgreedOnHoldsInAZipToo() throws {
    let reply = EligibilityXML.encode(Samples.full, encoding: .cp932).bytes
    let zip = try ZipFiles.pack(reply, as: "OQSmuquc02res_1.xml")
    for bytes in [reply, zip] {
      #expect(throws: EligibilityXMLFailure.encodingNotAgreed(.cp932)) {
        try EligibilityXML.decodeInterfaceReply(bytes, to: request, in: .utf8)
      }
      _ = try EligibilityXML.decodeInterfaceReply(bytes, to: request, in: .cp932)
    }
  }

  @Test func whatIsInAZipIsReadAsStrictly() throws {
    let zip = try ZipFiles.pack(Array("<!DOCTYPE x><XmlMsg/>".utf8), as: "OQSmuquc02res_1.xml")
    #expect(failure(zip, to: request) == .documentTypeRefused)
    let nested = try ZipFiles.pack(zip, as: "OQSmuquc02res_1.xml")
    #expect(failure(nested, to: request) != nil)
  }
}

extension InterfaceRequest {
  fileprivate var isCollection: Bool { if case .collectBatch = self { true } else { false } }
}
