import CivilTime
import Eligibility
import Testing

@testable import Reception

/// The state × event table, and long walks through it.
@Suite struct WalkTests {
  static let rules: [Rules] = [
    .classic, .faceReader, .today, .eligibilityOnly,
    .sample(.today, visual: .signed, abilities: .faceAuthentication), .sample(.classic, visual: .off),
    .padReader,
    .sample(.classic, chip: true, phones: true), .sample(.today, abilities: .faceAuthentication, chip: true),
  ]

  @Test(arguments: rules.indices) func longWalksBreakNothing(index: Int) {
    var walk = Walk(Self.rules[index], seed: UInt64(index) + 1)
    for step in 1...40_000 {
      walk.step()
      guard walk.ledger.broken.isEmpty else {
        Issue.record("step \(step): \(walk.ledger.broken)")
        return
      }
    }
    // The walk is worth something only if it gets about.
    #expect(walk.ledger.visitsBegun > 300)
    #expect(walk.ledger.completed > 5)
    #expect(walk.ledger.verifies > 20)
  }

  /// One machine for every state that differs in what is shown, waited for, or lies on the reader.
  private struct Table {
    var names: [String] = []
    var walks: [Walk] = []
    var screens: Set<Screen> = []
    var outcomes: Set<String> = []
    var broken: [String] = []

    init() {
      var known: Set<String> = []
      for (index, rules) in WalkTests.rules.enumerated() {
        var walk = Walk(rules, seed: 100 + UInt64(index))
        for _ in 1...80_000 {
          walk.step()
          let scene = walk.machine.scene
          screens.insert(scene.screen)
          if known.insert("\(index) \(walk.machine.stateName)").inserted {
            names.append(walk.machine.stateName)
            walks.append(walk)
          }
        }
        outcomes.formUnion(walk.ledger.outcomes)
        broken += walk.ledger.broken
      }
    }
  }

  private static let table = Table()

  @Test func everyScreenIsReached() {
    #expect(Self.table.broken == [])
    let reached = Self.table.screens
    #expect(Screen.fixed.filter { !reached.contains($0) } == [])
    for question in ["treatment", "operation", "checkup", "limit"] { #expect(reached.contains(.consent(question))) }
    let outcomes = Self.table.outcomes
    for word in ["completed", "handover-waiting", "cancelled", "timed-out", "card-removed"] {
      #expect(outcomes.contains(word))
    }
  }

  @Test func everyEventIsHandledInEveryState() {
    let events =
      Walk.world + Walk.keys.map(Event.pressed) + Walk.choices.map(Event.chosen)
      + [.cardInserted(.numbered(251)), .deadlinePassed, .secretTyped(count: 0), .secretTyped(count: 4)]
      + [.secretTyped(count: -1), .secretTyped(count: 99), .answered(Errand(visit: 0, attempt: 0), .recorded)]
    var cells = 0
    for (name, start) in zip(Self.table.names, Self.table.walks) {
      var asked: [Event] = []
      if case .visit(let visit) = start.machine.phase, let errand = visit.wait?.errand {
        asked = (Walk.answers + Walk.failures.map(Answer.failed)).map { .answered(errand, $0) }
      }
      for event in events + asked {
        cells += 1
        var walk = start
        walk.take(event)
        // What comes next finds a sound state too.
        walk.take(.deadlinePassed)
        walk.take(.cardRemoved)
        guard walk.ledger.broken.isEmpty else {
          Issue.record("\(name) × \(event): \(walk.ledger.broken)")
          return
        }
      }
    }
    #expect(Self.table.names.count > 200)
    #expect(cells > 10_000)
  }

  /// Screens on which `/` opens no list, each with its reason. On the staff's own it does: the language is the patient's.
  private static let withoutList: [Screen: String] = [.languages: "it is the list itself"]

  /// A11: one key opens the list of languages wherever a patient can be, and closing it leads back there.
  @Test func oneKeyOpensTheListOfLanguagesEverywhere() {
    for (name, start) in zip(Self.table.names, Self.table.walks) {
      let scene = start.machine.scene
      guard Self.withoutList[scene.screen] == nil else { continue }
      var walk = start
      #expect(scene.keys.contains(.language), "\(name)")
      walk.take(.pressed(.language))
      #expect(walk.machine.scene.screen == .languages, "\(name)")
      walk.take(.pressed(.back))
      // A warning is answered by any key; but for the last, which no key answers.
      if scene.screen.asksPresence, scene.choices.contains(.stay) {
        #expect(!walk.machine.scene.screen.asksPresence && walk.machine.overlay == nil, "\(name)")
      } else {
        #expect(walk.machine.scene == scene, "\(name)")
      }
      #expect(walk.ledger.broken == [], "\(name)")
    }
    #expect(Self.withoutList.keys.allSatisfy(Self.table.screens.contains))
  }

  /// R9: left alone, every state ends at attract, out of service, or with the card called for.
  @Test func timeAloneLeadsOutOfEveryState() {
    for (name, start) in zip(Self.table.names, Self.table.walks) {
      var walk = start
      var steps = 0
      while !walk.machine.isAtRest, steps < 200, let deadline = walk.machine.deadline {
        walk.now = max(walk.now, deadline)
        walk.take(.deadlinePassed)
        steps += 1
      }
      #expect(walk.machine.isAtRest, "\(name) is stuck on \(walk.machine.scene.screen.id)")
      guard walk.ledger.broken.isEmpty else {
        Issue.record("\(name): \(walk.ledger.broken)")
        return
      }
      let before = walk.now
      // With the card taken and time to say farewell nothing of the visit remains.
      walk.take(.cardRemoved)
      for _ in 1...3 {
        guard let deadline = walk.machine.deadline else { break }
        walk.now = max(walk.now, deadline)
        walk.take(.deadlinePassed)
      }
      #expect(walk.machine.deadline == nil, "\(name)")
      #expect(walk.machine.scene.language == walk.machine.rules.defaultLanguage, "\(name)")
      #expect(before.duration(to: walk.now) <= .seconds(300), "\(name)")
    }
  }

  @Test func theSameSeedWalksTheSameWay() {
    var (one, two) = (Walk(.today, seed: 7), Walk(.today, seed: 7))
    for _ in 1...5_000 {
      one.step()
      two.step()
    }
    #expect(one.machine.scene == two.machine.scene)
    #expect(one.now == two.now)
    #expect(one.ledger.visitsBegun == two.ledger.visitsBegun)
  }
}

extension Reception {
  /// Nothing is waited for but the world, a card to be taken, or the end of a farewell.
  fileprivate var isAtRest: Bool {
    if overlay != nil { return false }
    switch phase {
    case .outOfService, .attract: return true
    case .departure: return true
    case .visit: return false
    }
  }

  fileprivate var stateName: String {
    let over = overlay == nil ? "" : " under \(scene.screen.id)"
    let world =
      "\(isOpen ? "" : "closed ")\(readerIsReady ? "r" : "-")\(journalIsFine ? "j" : "-")\(waitingCard == nil ? "-" : "w")"
    switch phase {
    case .outOfService: return "out of service\(over) \(world)"
    case .attract: return "attract\(over) \(world)"
    case .departure(let departure):
      return "departure \(departure.scene(language: language, rules).screen.id)\(over) \(world)"
    case .visit(let visit):
      let waits = visit.wait.map { $0.isSlow ? " slow" : " waits" } ?? ""
      let choices = visit.choices(rules).map(\.id).joined(separator: ",")
      return "\(visit.screen.id)\(waits) [\(choices)] \(visit.cardIsIn ? "card" : "-")\(over) \(world)"
    }
  }
}
