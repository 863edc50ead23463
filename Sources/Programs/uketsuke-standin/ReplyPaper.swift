import Eligibility
import EligibilityService
import EligibilityXML

/// A message's reply on its way out, with what befalls it there.
struct ReplyPaper {
  var reply: InterfaceReply
  var request: InterfaceRequest
  var encoding: MessageEncoding
  var struck: Struck

  /// As it is sent or written; whole, also where it is cut afterwards.
  var bytes: [UInt8] {
    let reply = changed
    guard struck.has(.wrongEncoding) else { return EligibilityXML.encode(reply, to: request, encoding: encoding).bytes }
    let other: MessageEncoding =
      switch encoding {
      case .utf8: .cp932
      case .cp932: .utf8
      }
    return Self.redeclared(EligibilityXML.encode(reply, to: request, encoding: other).bytes, other, as: encoding)
  }

  private var changed: InterfaceReply {
    switch reply {
    case .eligibility(var reply):
      if struck.has(.wrongInstitution) {
        reply.header.medicalInstitutionCode = Self.otherInstitution(than: request.medicalInstitutionCode)
      }
      if struck.has(.wrongIdentifier) {
        reply.header.arbitraryFileIdentifier = Self.otherIdentifier
        if reply.header.receptionNumber != nil { reply.header.receptionNumber = "0" }
      }
      return .eligibility(reply)
    case .medicalInformation(var reply):
      if struck.has(.wrongInstitution) {
        reply.medicalInstitutionCode = Self.otherInstitution(than: request.medicalInstitutionCode)
      }
      if struck.has(.wrongIdentifier) { reply.arbitraryFileIdentifier = Self.otherIdentifier }
      return .medicalInformation(reply)
    }
  }

  static let otherIdentifier = "another-request"

  /// With another last digit.
  static func otherInstitution(than code: String) -> String {
    String(code.dropLast()) + (code.hasSuffix("0") ? "1" : "0")
  }

  private static func redeclared(
    _ bytes: [UInt8], _ written: MessageEncoding, as declared: MessageEncoding
  ) -> [UInt8] {
    let (old, new) = (Array(written.declaredName.utf8), Array(declared.declaredName.utf8))
    // A document declares nothing.
    guard bytes.starts(with: Array("<?xml".utf8)), let place = bytes.prefix(200).firstRange(of: old) else {
      return bytes
    }
    return bytes[..<place.lowerBound] + new + bytes[place.upperBound...]
  }
}
