import Eligibility
import EligibilityJSON

extension HTTPSEligibility {
  /// Asks who a person without a card is. Returns at once.
  public func send(
    _ search: PersonSearch, completion: @escaping @Sendable (Result<EligibilityReply, ServiceFailure>) -> Void
  ) {
    let message = EligibilityWire.encode(search)
    let order = Order(path: message.path, contentType: message.contentType, body: message.body) { result in
      completion(
        result.flatMap { response in
          EligibilityWire.decode(
            status: response.status, contentType: response.contentType, body: response.body, for: search)
        })
    }
    thread.take(order)
  }
}
