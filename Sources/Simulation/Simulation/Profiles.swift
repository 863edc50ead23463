import Eligibility
import Reception

/// The three consent profiles as the simulator uses them; a test holds them against Screens/profiles.
public enum Profiles {
  public static let classic = ConsentProfile(
    name: "classic",
    questions: [
      ConsentQuestion(name: "treatment", kinds: [.medication, .treatment]),
      ConsentQuestion(name: "checkup", kinds: [.checkup]), ConsentQuestion(name: "limit", kinds: [.limit]),
    ], allAtOnce: false, byLaw: [])

  public static let since2024 = ConsentProfile(
    name: "2024-10",
    questions: [
      ConsentQuestion(name: "treatment", kinds: [.medication, .treatment]),
      ConsentQuestion(name: "operation", kinds: [.operation]), ConsentQuestion(name: "checkup", kinds: [.checkup]),
    ], allAtOnce: true, byLaw: [.limit])

  public static let eligibilityOnly = ConsentProfile(
    name: "eligibility-only", questions: [], allAtOnce: false, byLaw: [])

  public static let all = [classic, since2024, eligibilityOnly]
}
