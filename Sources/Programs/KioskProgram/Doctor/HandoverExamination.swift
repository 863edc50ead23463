import CardCryptography
import HTTPSHandover
import Runtime
import TLSClient

/// The receiver of visits, as far as one can come without sending one: its files, a connection, TLS.
struct HandoverExamination {
  let receiver: Runtime.Configuration.Service

  init(_ receiver: Runtime.Configuration.Service) { self.receiver = receiver }

  private static let keys = "handover.key"
  private static let connection = "handover: receiver"

  var diagnoses: [Diagnosis] {
    let pair = keyPair
    guard case .fault = pair.verdict else { return [pair, trial] }
    return [pair, .skipped(Self.connection, "not tried, see \(Self.keys)")]
  }

  /// Whether visits can be signed by them, tried for real.
  private var keyPair: Diagnosis {
    let signature = DetachedSignature(certificateFile: receiver.certificate, keyFile: receiver.key)
    do throws(CardCryptographyFailure) {
      _ = try signature.sign([], type: "text/plain")
      return .good(Self.keys, "belongs to handover.certificate; visits are signed by it")
    } catch {
      return .fault(
        Self.keys, ProgramFailure(error).kind, error.sentence,
        hint: error.nextStep ?? "name the PEM files that the receiver's operator gave for this kiosk")
    }
  }

  private var trial: Diagnosis {
    let handover: HTTPSHandover
    do throws(TLSRefusal) {
      handover = try HTTPSHandover(TLSParty(receiver))
    } catch {
      return .fault(
        Self.connection, error.isInputOutput ? .inputOutput : .configuration, error.sentence(section: "handover"),
        hint: "name the address of the receiver, and the PEM file of its issuer")
    }
    do throws(HTTPSHandoverFailure) {
      try handover.tryConnection()
      return .good(Self.connection, "its name and its issuer hold; it judges our certificate with the first visit")
    } catch {
      switch error {
      case .notTrusted(let words):
        return .fault(
          Self.connection, .configuration, words,
          hint: "compare handover.url (\(receiver.url)) and handover.serverTrust with what the receiver gave")
      case .unreachable(let words), .answerLost(let words), .notReady(let words), .refused(let words):
        return .fault(
          Self.connection, .serviceUnavailable, words,
          hint: "check handover.url (\(receiver.url)), the network, and that the receiver runs")
      }
    }
  }
}

extension TLSParty {
  /// As the kiosk takes it from its configuration.
  init(_ receiver: Runtime.Configuration.Service) {
    self.init(
      url: receiver.url, serverTrust: receiver.serverTrust, certificate: receiver.certificate, key: receiver.key)
  }
}
