import CardCryptography
import CivilTime
import Dispatch
import Eligibility
import EligibilityXML
import FHIR
import FolderExchange
import HTTPSHandover
import Journal
import Reception
import Runtime
import TLSClient

/// Where a site's visits go.
enum HandoverWay: Sendable {
  case folder(FolderExchange, MessageEncoding)
  case receiver(HTTPSHandover, DetachedSignature)

  /// Removes what an earlier start left staged and nothing waits for.
  func sweep(keeping pending: [PendingHandover]) throws(ProgramFailure) {
    switch self {
    case .folder(let folder, _):
      do {
        try folder.sweep(keeping: Set(pending.map(\.payload.name)))
      } catch {
        throw ProgramFailure(.inputOutput, "handover.folder: \(error.reason)")
      }
    case .receiver: break
    }
  }
}

extension Site {
  /// No connection is made.
  static func handoverWay(_ configuration: Runtime.Configuration) throws(ProgramFailure) -> HandoverWay {
    switch configuration.handover {
    case .folder(let path, let encoding):
      do {
        return .folder(try FolderExchange(folder: path), MessageEncoding(encoding))
      } catch {
        throw ProgramFailure(.inputOutput, "handover.folder: \(error.reason)")
      }
    case .receiver(let receiver): return try handoverReceiver(receiver)
    }
  }

  private static func handoverReceiver(
    _ receiver: Runtime.Configuration.Service
  ) throws(ProgramFailure) -> HandoverWay {
    let signature = DetachedSignature(certificateFile: receiver.certificate, keyFile: receiver.key)
    do throws(CardCryptographyFailure) {
      // A key by which nothing can be signed is to be found at start, not with the first patient.
      _ = try signature.sign([], type: FHIRVisit.contentType)
    } catch {
      throw ProgramFailure(error).about("handover.certificate and handover.key")
    }
    do throws(TLSRefusal) {
      return .receiver(try HTTPSHandover(TLSParty(receiver)), signature)
    } catch {
      throw ProgramFailure(
        error.isInputOutput ? .inputOutput : .configuration, error.sentence(section: "handover"))
    }
  }

  func handoverPort(_ inbox: Inbox) -> HandoverPort {
    switch handover {
    case .folder(let folder, let encoding): Self.port(into: folder, encoding, inbox)
    case .receiver(let receiver, let signature):
      Self.port(to: receiver, signature, institution: configuration.institution.code, inbox)
    }
  }

  // MARK: - Into a folder

  private static func port(into folder: FolderExchange, _ encoding: MessageEncoding, _ inbox: Inbox) -> HandoverPort {
    /// Work on the folder, beside the terminal and the journal.
    func answer<Value: Sendable>(
      _ ticket: Ticket, _ completion: @escaping @Sendable (Result<Value, HandoverFailure>) -> Completion,
      _ work: @escaping @Sendable () throws(FolderFailure) -> Value
    ) {
      side.async {
        let result = Result { () throws(FolderFailure) in try work() }
        inbox.post(.completed(ticket, completion(result.mapError(HandoverFailure.init))))
      }
    }
    return HandoverPort(
      prepare: { reply, facts in
        HandoverPayload(
          name: MessageFileName.faceResult(identifier: facts.visit, at: CivilMoment(facts.at)),
          bytes: EligibilityXML.encode(reply, encoding: encoding).bytes)
      },
      stage: { payload, ticket in
        answer(ticket, { .staged($0) }) { () throws(FolderFailure) in try folder.stage(payload) }
      },
      release: { payload, ticket in
        answer(ticket, { .released($0) }) { () throws(FolderFailure) in _ = try folder.release(payload.name) }
      },
      staged: StagedFilesPort(
        look: { name, ticket in
          answer(ticket, { .looked($0) }) { () throws(FolderFailure) in try folder.isStaged(name) }
        },
        discard: { name, ticket in
          answer(ticket, { .discarded($0) }) { () throws(FolderFailure) in try folder.discard(name) }
        }))
  }

  // MARK: - To a receiver

  /// Apart from files and passwords: a receiver may keep its sender waiting for as long as a POST may take, and a staff
  /// member's password must not wait for that.
  private static let post = DispatchQueue(label: "hand-over by HTTPS")
  private static let suffix = ".json"

  private static func port(
    to receiver: HTTPSHandover, _ signature: DetachedSignature, institution: String, _ inbox: Inbox
  ) -> HandoverPort {
    HandoverPort(
      prepare: { reply, facts in
        HandoverPayload(
          name: facts.visit + suffix, bytes: FHIRVisit.encode(reply, facts, institution: institution))
      },
      // There is no place beside a receiver; the journal's record is the intent.
      stage: { _, ticket in inbox.post(.completed(ticket, .staged(.success(())))) },
      release: { payload, ticket in
        post.async {
          let result = Result { () throws(HandoverFailure) in try send(payload, to: receiver, signature) }
          inbox.post(.completed(ticket, .released(result)))
        }
      })
  }

  private static func send(
    _ payload: HandoverPayload, to receiver: HTTPSHandover, _ signature: DetachedSignature
  ) throws(HandoverFailure) {
    // A file that has waited since the configuration named a folder is no FHIR, and must not be given out as such.
    guard payload.name.hasSuffix(suffix), let visit = VisitID(payload.name.dropLast(suffix.count)) else {
      throw .cannotWrite("it was prepared for a folder: name that in handover.folder until it is delivered")
    }
    let signed: String
    do throws(CardCryptographyFailure) {
      signed = try signature.sign(payload.bytes, type: FHIRVisit.contentType)
    } catch {
      throw .cannotWrite("it cannot be signed: \(error.sentence)")
    }
    do throws(HTTPSHandoverFailure) {
      try receiver.post(
        .init(
          id: visit.hyphenated, contentType: FHIRVisit.contentType, body: payload.bytes, signature: signed))
    } catch {
      throw HandoverFailure(error)
    }
  }
}

extension VisitID {
  /// As UUIDs are written elsewhere.
  fileprivate var hyphenated: String {
    let digits = Array(text)
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
  }
}

extension HandoverFailure {
  init(_ failure: FolderFailure) {
    self =
      switch failure {
      case .folderMissing(let reason): .folderMissing(reason)
      case .full(let reason): .full(reason)
      case .cannotWrite(let reason): .cannotWrite(reason)
      }
  }

  init(_ failure: HTTPSHandoverFailure) {
    self =
      switch failure {
      case .unreachable(let words): .unreachable(words)
      case .notTrusted(let words): .notTrusted(words)
      case .answerLost(let words): .answerLost(words)
      case .notReady(let words): .notReady(words)
      case .refused(let words): .refused(words)
      }
  }
}

extension MessageEncoding {
  init(_ encoding: HandoverEncoding) {
    self =
      switch encoding {
      case .utf8: .utf8
      case .cp932: .cp932
      }
  }
}
