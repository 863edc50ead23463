import Eligibility
import Testing

@testable import EligibilityXML

/// Write → read → the same, over generated messages of every kind, in both encodings.
struct PropertyTests {
  private static let rounds = 100

  @Test(
    "A generated reply comes back",
    arguments: [
      (Samples.collecting(.eligibility), InterfaceReply.eligibility(Samples.full), 1 as UInt64),
      (Samples.medical(.medicationAndTreatment), .medicalInformation(Samples.medication), 2),
      (Samples.medical(.checkup), .medicalInformation(Samples.checkup), 3),
    ])
  func replies(request: InterfaceRequest, full: InterfaceReply, seed: UInt64) throws {
    let tree = try XMLTree.read(EligibilityXML.encode(full, to: request, encoding: .utf8).bytes, in: .message)
    var generated = GeneratedMessage(seed: seed)
    for round in 0..<Self.rounds {
      let bytes = generated.variant(of: tree)
      var reply = try EligibilityXML.decodeInterfaceReply(bytes, to: request)
      for encoding in MessageEncoding.allCases {
        let written = EligibilityXML.encode(reply, to: request, encoding: encoding)
        #expect(written.replacedCharacters == 0)
        reply.name(encoding)
        let back = try EligibilityXML.decodeInterfaceReply(written.bytes, to: request)
        guard back == reply else {
          Issue.record("seed \(seed), round \(round), \(encoding): \(String(decoding: bytes, as: UTF8.self))")
          return
        }
      }
    }
  }

  @Test("A generated request comes back", arguments: Samples.requests)
  func requests(request: InterfaceRequest) throws {
    let tree = try XMLTree.read(EligibilityXML.encode(request, encoding: .utf8).bytes, in: .message)
    var generated = GeneratedMessage(seed: UInt64(request.kind.rawValue.utf8.reduce(0) { $0 &* 31 &+ Int($1) }))
    var taken = 0
    // Most lack something that a query needs; they are short.
    for _ in 0..<(3 * Self.rounds) {
      let bytes = generated.variant(of: tree)
      // Without what a query needs it is refused: RequestTests says which.
      guard let first = try? EligibilityXML.decodeInterfaceRequest(bytes, kind: request.kind) else { continue }
      taken += 1
      for encoding in MessageEncoding.allCases {
        let written = EligibilityXML.encode(first, encoding: encoding)
        #expect(written.replacedCharacters == 0)
        let back = try EligibilityXML.decodeInterfaceRequest(written.bytes, kind: request.kind)
        guard back == first.asWritten else {
          Issue.record("\(request.kind): \(String(decoding: bytes, as: UTF8.self))")
          return
        }
      }
    }
    #expect(taken > 0)
  }
}

extension InterfaceReply {
  /// Writing an eligibility reply names its encoding in it.
  fileprivate mutating func name(_ encoding: MessageEncoding) {
    guard case .eligibility(var reply) = self else { return }
    switch encoding {
    case .utf8: reply.header.characterCodeIdentifier = .known(.utf8)
    case .cp932: reply.header.characterCodeIdentifier = .known(.shiftJIS)
    }
    self = .eligibility(reply)
  }
}
