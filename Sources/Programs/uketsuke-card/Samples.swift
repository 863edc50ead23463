import CivilTime
import DemoCards
import DemoPeople
import Glibc
import SampleAssets
import VirtualCard

/// The sample people, and the cards that are made for them.
struct Samples {
  private let assets: SampleAssets

  var people: DemoPeople { assets.people }
  var authorityPEM: [UInt8] { assets.authority.caCertificatePEM }

  /// - Parameter folder: what a flag said; the installed share folder or the checkout otherwise.
  init(assets folder: String?) throws(CardProgramFailure) {
    do {
      assets = try SampleAssets(
        folder: DataFolder.find("Assets", holding: "people", flag: folder, option: "--assets"))
    } catch {
      throw CardProgramFailure(error.isInputOutput ? .inputOutput : .configuration, error.sentence)
    }
  }

  func contents(of person: DemoPerson) throws(CardProgramFailure) -> VirtualCardContents {
    do {
      return try VirtualCardContents(of: person, on: CivilMoment(WallClock.now()).date, issuer: assets.issuer)
    } catch {
      throw CardProgramFailure(.configuration, error.sentence)
    }
  }

  func card(of key: String) throws(CardProgramFailure) -> VirtualCard {
    guard let person = people[key] else {
      let names = people.people.filter { $0.card != nil }.map(\.key).joined(separator: ", ")
      throw CardProgramFailure(.usage, "nobody is called \(key); there are: \(names)")
    }
    return VirtualCard(try contents(of: person))
  }
}

enum WallClock {
  static func now() -> Timestamp {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Timestamp(milliseconds: Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000)
  }
}
