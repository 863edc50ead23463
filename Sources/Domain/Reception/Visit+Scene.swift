import Cards

extension Visit {
  var screen: Screen {
    switch stage {
    case .card(let reading):
      reading.stop.map(Screen.trouble) ?? (reading.device == .phone ? .checkingPhone : .readingCard)
    case .identity(let identity): identity.screen
    case .inquiry(let inquiry): inquiry.screen
    case .consent(let form): form.screen
    case .delivery(let delivery): delivery.screen
    }
  }

  /// What can be chosen now; a choice that is not here does nothing.
  func choices(_ rules: Rules) -> [Choice] {
    let mayRetry = retriesUsed < rules.limits.retries
    let choices =
      switch stage {
      case .card(let reading): reading.choices(mayRetry: mayRetry, takesPhones: rules.takesPhones)
      case .identity(let identity): identity.choices(rules, mayRetry: mayRetry)
      case .inquiry(let inquiry): inquiry.choices(mayRetry: mayRetry, knowsStaff: rules.knowsStaff)
      case .consent(let form): form.choices
      case .delivery(let delivery): delivery.choices(mayRetry: mayRetry)
      }
    return wait?.isSlow == true ? choices + [.finish] : choices
  }

  /// The trouble on screen.
  var stop: Trouble? {
    switch stage {
    case .card(let reading): reading.stop
    case .identity(let identity): identity.stop?.trouble
    case .inquiry(let inquiry): inquiry.stop
    case .consent: nil
    case .delivery(let delivery): delivery.stop
    }
  }

  /// Consents are on their way, or sent: the card is not needed any more.
  var isDelivering: Bool {
    switch stage {
    case .delivery: true
    case .card, .identity, .inquiry, .consent: false
    }
  }

  /// Staff have to come to the kiosk; from their number on they are there.
  var waitsForStaff: Bool {
    switch stage {
    case .identity(let identity): identity.waitsForStaff
    case .inquiry(let inquiry): inquiry.waitsForStaff
    case .card, .consent, .delivery: false
    }
  }

  /// The patient has gone with the card, and nothing is under way.
  var isStranded: Bool { isDelivering && !cardIsIn && wait == nil }

  private var keys: [Key] {
    switch stage {
    case .card(let reading): reading.stop == nil ? [] : [.back]
    case .identity(let identity): identity.keys
    case .inquiry(let inquiry): inquiry.keys
    case .consent(let form): form.keys
    case .delivery(let delivery): delivery.stop == nil ? [] : [.back]
    }
  }

  private var step: Scene.Step {
    switch stage {
    case .card: .card
    case .identity, .inquiry: .identity
    case .consent: .consent
    case .delivery(let delivery):
      switch delivery.state {
      case .sending, .stopped: .consent
      case .handingOver: .done
      }
    }
  }

  func scene(language: String, _ rules: Rules) -> Scene {
    var values = notices
    values.sending = sending
    values.slow = wait?.isSlow == true
    var entry: Scene.Entry?
    switch stage {
    case .identity(let identity):
      identity.add(to: &values)
      entry = identity.entry
    case .inquiry(let inquiry):
      inquiry.add(to: &values)
      entry = inquiry.entry
    case .consent(let form): form.add(to: &values)
    case .card, .delivery: break
    }
    return Scene(
      screen, language: language, step: step, choices: choices(rules), entry: entry, keys: keys + rules.footer,
      values: values)
  }

  /// Before the delivery nothing of the answers leaves the kiosk.
  var sending: Sending {
    switch stage {
    case .delivery(let delivery): delivery.sending
    case .card, .identity, .inquiry, .consent: .nothing
    }
  }

  /// What the certificate's dates and the eligibility ask to be said.
  var notices: Scene.Values {
    var values = Scene.Values()
    if case .delivery(let delivery) = stage { values.isUnregistered = delivery.isUnregistered }
    switch standing {
    case .expiresSoon(let lastDay):
      values.expiresSoon = true
      values.certificateLastDay = lastDay
    case .inGrace(let lastDay):
      values.inGrace = true
      values.certificateLastDay = lastDay
    case .expired(let lastDay): values.certificateLastDay = lastDay
    case .valid, .notYetValid, nil: break
    }
    return values
  }
}

extension Rules {
  /// The keys that every screen has, where they can do anything.
  var footer: [Key] { [.larger] + languageKey + [.staff] }

  /// Where there is only one language there is no list to open.
  var languageKey: [Key] { languages.count > 1 ? [.language] : [] }
}
