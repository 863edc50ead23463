import CivilTime
import DemoPeople
import Eligibility
import Foundation
import StrictYAML
import Testing

struct DemoPeopleTests {
  @Test func theDemoHasThePeopleItPromises() throws {
    let people = try Town.people()
    for key in [
      "adult", "child", "elderly", "foreign", "face-only", "locked", "expired", "unregistered", "insurer-changed",
      "face-mismatch", "revoked", "in-grace", "under-40", "several",
    ] {
      let person = try #require(people[key], "\(key)")
      #expect(person.card != nil && person.registration != nil, "\(key)")
    }
    #expect(people["face-only"]?.card?.pin == nil)
    #expect(people["locked"]?.card?.triesLeft == 0)
    #expect(people["adult"]?.card?.pin == "1234")
    #expect(people["face-mismatch"]?.face == .doesNotMatch)
    #expect(people["unregistered"]?.registration?.forInsurance == false)
  }

  @Test(
    "An age is the same on every day of the year",
    arguments: [("adult", 41), ("child", 8), ("elderly", 78), ("under-40", 39)])
  func ages(key: String, age: Int) throws {
    let person = try #require(try Town.people()[key])
    for day in 0..<800 {
      let today = Town.today.adding(days: day)
      #expect(person.identity.birthdate(on: today).age(on: today) == age)
    }
  }

  @Test func everyBirthdayKeepsItsAge() throws {
    for month in 1...12 {
      for day in [1, 28] {
        for offset in 0..<370 {
          let today = Town.today.adding(days: offset)
          let identity = DemoIdentity(
            name: "", nameKana: "", nameOfOther: nil, sex: .notSet, birth: .aged(40, month: month, day: day),
            address: "",
            postNumber: "")
          #expect(identity.birthdate(on: today).age(on: today) == 40)
        }
      }
    }
  }

  @Test func aWrittenFileReadsTheSame() throws {
    let people = try Town.people()
    #expect(try DemoPeople.read(Array(people.yaml.utf8), file: "again.yaml") == people)
    #expect(try DemoPeople.read(Array(DemoPeople().yaml.utf8), file: "none.yaml") == DemoPeople())
  }

  @Test func namesThatLookLikeYAMLSurvive() throws {
    var people = try Town.people().people
    people[0].identity.name = "\"a\": [b] #\\ \u{1B}\u{85}\n null 見本 𠮷 '"
    people[0].identity.nameOfOther = ""
    people[0].identity.birth = .on(Town.today)
    let all = DemoPeople(people)
    #expect(try DemoPeople.read(Array(all.yaml.utf8), file: "x.yaml") == all)
  }

  @Test func enrolmentBindsOneCardToOnePerson() throws {
    let hash = [UInt8](repeating: 9, count: 32)
    var people = try Town.people()
    people.enrol(publicKeyHash: hash, as: "visitor")
    let visitor = try #require(people["visitor"])
    #expect(visitor.registration == CardRegistration(publicKeyHash: hash, status: .valid, forInsurance: true))
    #expect(visitor.insurance.validity == .valid)
    #expect(visitor.identity.birthdate(on: Town.today).age(on: Town.today) >= CheckupAge.first)
    people.enrol(publicKeyHash: hash, as: "adult")
    #expect(people["adult"]?.registration?.publicKeyHash == hash)
    #expect(people["visitor"]?.registration == nil)
    #expect(try DemoPeople.read(Array(people.yaml.utf8), file: "x.yaml") == people)
  }

  @Test(
    "What is wrong is said with its line",
    arguments: [
      (
        "      triesLeft: 3", "      triesLeft: 4",
        "people.yaml:13: \"people[1].card.triesLeft\" must lie between 0 and 3"
      ),
      (
        "      triesLeft: 3", "      trysLeft: 3",
        "people.yaml:13: unknown key \"people[1].card.trysLeft\"; did you mean \"people[1].card.triesLeft\"?"
      ),
      (
        "insurer: \"01990019\"", "insurer: \"01990018\"",
        "people.yaml:36: \"people[1].insurance.insurer\" must be 6 or 8 digits with the right check digit"
      ),
      ("pin: \"1234\"", "pin: \"12a4\"", "people.yaml:12: \"people[1].card.pin\" must be 4 digits"),
      (
        "birthday: \"0520\"", "birthday: \"0229\"",
        "people.yaml:30: \"people[1].identity.birthday\" must be month and day, as in \"0520\""
      ),
      ("- key: child", "- key: adult", "names \"adult\" a second time"),
      ("version: 1", "version: 2", "people.yaml:5: \"version\" must be 1"),
    ])
  func failures(from: String, to: String, sentence: String) throws {
    let text = String(decoding: try Town.peopleFile(), as: UTF8.self)
    let place = try #require(text.firstRange(of: from))
    let changed = text.replacingCharacters(in: place, with: to)
    do throws(StrictYAMLFailure) {
      _ = try DemoPeople.read(Array(changed.utf8), file: "people.yaml")
      Issue.record("was taken")
    } catch {
      #expect(error.sentence.hasSuffix(sentence), "\(error.sentence)")
    }
  }

  // MARK: - Records and the crowd

  @Test func recordsBelongToSomebody() throws {
    let people = try Town.people()
    let all = try people.adding(records: try Town.peopleFile("records.yaml"), file: "records.yaml")
    #expect(all["adult"]?.records.months.count == 4 && all["child"]?.records.isEmpty == true)
    #expect(people["adult"]?.records.isEmpty == true)
    // Nothing that could be taken for a real drug.
    for drug in all.people.flatMap(\.records.months).flatMap(\.days).flatMap(\.drugs) {
      #expect(drug.name.hasPrefix("見本") && drug.code.hasPrefix("99"))
    }
  }

  @Test(
    "What is wrong in the records is said with its line",
    arguments: [
      ("  adult:", "  nobody:", "records.yaml:14: \"records.nobody\" are of nobody: there is no \"nobody\""),
      (
        "at: clinic", "at: klinic",
        "\"records.adult.months[1].at\" cannot be \"klinic\"; did you mean \"clinic\"?"
      ),
      ("        monthsAgo: 0", "        monthsAgo: 61", "must lie between 0 and 60"),
      ("from: prescription", "from: claims", "did you mean \"claim\"?"),
      ("code: \"9911999991\"", "code: \"991199999\"", "\"institutions.clinic.code\" must be 10 digits"),
    ])
  func recordFailures(from: String, to: String, sentence: String) throws {
    let text = String(decoding: try Town.peopleFile("records.yaml"), as: UTF8.self)
    let changed = text.replacingCharacters(in: try #require(text.firstRange(of: from)), with: to)
    let people = try Town.people()
    do throws(StrictYAMLFailure) {
      _ = try people.adding(records: Array(changed.utf8), file: "records.yaml")
      Issue.record("was taken")
    } catch {
      #expect(error.sentence.contains(sentence), "\(error.sentence)")
    }
  }

  @Test func theCrowdIsFoundByItsNumbers() throws {
    let crowd = DemoCrowd(count: 300)
    var numbers: Set<String> = []
    for index in 0..<300 {
      let person = crowd.person(index)
      #expect(numbers.insert(person.insurance.number).inserted)
      #expect(crowd.person(number: person.insurance.number) == person)
      let isElderly = person.identity.birthdate(on: Town.today) < CivilDate(year: 1951, month: 1, day: 1) ?? Town.today
      #expect((person.insurance.insurer.kind == .lateStageElderly) == isElderly)
      let new = crowd.person(number: "7" + person.insurance.number.dropFirst())
      #expect((new != nil) == (person.insurance.validity == .invalidNewEligibility))
      if let new { #expect(new.identity == person.identity && new.insurance.validity == .valid) }
    }
    for number in ["80000300", "8000000", "90000001", "8000000a", ""] { #expect(crowd.person(number: number) == nil) }
  }
}
