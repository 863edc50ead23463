import Cards
import Journal
import Reception
import Runtime
import VirtualCard

/// The reader: the cards on it, what the kiosk is told of them, and the jobs it does.
extension World {
  func lay(_ card: Int) {
    layings += 1
    cardIn = card
    cards[card].reader.insert()
    at(random.milliseconds(1...40), .cardSeen(layings))
  }

  /// - Parameter isSeen: false: the kiosk will be told of the next card and not of this one's removal.
  func lift(isSeen: Bool = true) {
    guard let card = cardIn else { return }
    strike()
    cardIn = nil
    cards[card].reader.remove()
    removalIsUnseen = !isSeen
    if isSeen { at(random.milliseconds(1...30), .cardGone(layings)) }
  }

  func cardSeen(_ laying: Int) {
    guard laying == layings, told != laying, let card = cardIn, !active.contains(.readerGone) else { return }
    // Changed faster than the reader's thread could look: it tells both.
    if let told, !removalIsUnseen { cardGone(told) }
    guard let kiosk else { return }
    let moment = card == lastCard ? nil : scene.flatMap(Moment.init)
    if let moment { swaps.count(moment) }
    told = laying
    lastCard = card
    cardToName = (card, waits: moment == .delivering)
    kiosk.receive(.notice(.cardInserted))
    cardToName = nil
    afterEvent("card")
  }

  /// The kiosk asked for the random part of a visit's name, which it does when it is told of a card.
  func named(_ visit: VisitID) {
    guard let (card, waits) = cardToName else { return }
    cardToName = nil
    promises.cardTold(
      visit, card: card, holder: Array(cards[card].name.utf8), lastDay: cards[card].lastDay, waits: waits)
  }

  func cardGone(_ laying: Int) {
    guard told == laying, let kiosk else { return }
    nobodyIsTold()
    kiosk.receive(.notice(.cardRemoved))
    afterEvent("no card")
  }

  func nobodyIsTold() {
    told = nil
    promises.cardTaken()
  }

  // MARK: - Jobs

  /// Like the real one, the reader works only on the card whose certificate the visit has read.
  func beginCardJob(_ job: CardJob, _ ticket: Ticket) {
    switch job {
    case .readCertificate, .readPhoneCertificate: visitor = layings
    case .readTriesLeft, .readAuthorityCertificate, .readCheckNumberTries, .readCardFace: break
    case .verifyAndSign, .signByPhone, .matchFace, .signVisualCheck: promises.cardAsked()
    }
    guard let index = cardIn, visitor == layings else {
      return deliver(.completed(ticket, .card(.failure(.removed))), after: .milliseconds(5))
    }
    switch job {
    case .matchFace: promises.faceCompared(card: index)
    case .signByPhone: promises.phoneAsked(card: index)
    case .signVisualCheck: promises.visualProofMade(card: index)
    case .readCertificate, .readPhoneCertificate, .readAuthorityCertificate, .readTriesLeft, .verifyAndSign,
      .readCheckNumberTries, .readCardFace:
      break
    }
    if chance(.cardMute, 1) { return deliver(.completed(ticket, .card(.failure(.mute))), after: Self.resetTime) }
    if chance(.cardHeldByAnother, 1) {
      return deliver(.completed(ticket, .card(.failure(.heldByAnother))), after: Self.resetTime)
    }
    let before = cards[index].reader.card
    var exchanges = 0
    var pulled = false
    let result = cards[index].run(
      job, pin: &pinPad, abilities: rules.abilities,
      fault: { [unowned self] _ in
        exchanges += 1
        if chance(.cardPulled, 1) {
          pulled = true
          return .removed
        }
        if chance(.killedAtAPDU, 1) {
          doomed = true
          return random.chance(50) ? .answerLostBefore : .answerLostAfter
        }
        if chance(.cardAnswerLost, 1) { return random.chance(50) ? .answerLostBefore : .answerLostAfter }
        if chance(.cardRubbish, 1) { return .rubbish }
        return nil
      })
    compare(before, with: index)
    if pulled { takeCard() }
    var time: Duration = Self.apduTime * exchanges + (job.isFace ? .seconds(2) : .zero)
    if chance(.cardLate, 1) {
      time += Self.hangTime
      strike(for: time)
    }
    trace.add("\(index)")
    deliver(.completed(ticket, .card(result)), after: time)
  }

  /// What the card itself has seen, held against what its holder did.
  private func compare(_ before: VirtualCard, with index: Int) {
    let card = cards[index]
    let verifications = card.reader.card.verifications - before.verifications
    if verifications > 0 { promises.verified(index, triesBefore: before.triesLeft, card.reader.card) }
    if verifications > 1 { promises.breaks("S3", "\(verifications) VERIFYs in one job") }
    // Over all visits: a wrong PIN that was lost on its way leaves no miss.
    if card.reader.card.misses > card.confirmedWrongPINs {
      promises.breaks(
        "R3", "\(card.reader.card.misses) misses on the card, \(card.confirmedWrongPINs) wrong PINs confirmed")
    }
    if card.reader.card.myNumberWasTouched { promises.breaks("S5", "the My Number file was selected") }
  }
}

extension CardJob {
  var isFace: Bool {
    switch self {
    case .matchFace: true
    case .readCertificate, .readPhoneCertificate, .readAuthorityCertificate, .readTriesLeft, .verifyAndSign,
      .signByPhone, .signVisualCheck, .readCheckNumberTries, .readCardFace:
      false
    }
  }
}
