import CardCryptography
import CivilTime
import DemoCards
import DemoPeople
import Glibc
import VirtualCard

/// The people and keys in Assets.
struct Samples {
  private static let mostPeopleBytes = 1 << 20
  /// How far above the program the checkout may lie (`.build/x86_64-unknown-linux-gnu/release/uketsuke-card` is 4 deep).
  private static let levelsAbove = 6

  let people: DemoPeople
  let authorityPEM: [UInt8]
  private let issuer: CardIssuer

  /// - Parameter assets: what a flag said; the installed share folder or the checkout otherwise, never the current folder.
  init(assets: String?) throws(CardProgramFailure) {
    let folder = try Self.folder(assets)
    let file = "\(folder)/people/people.yaml"
    guard let bytes = Self.contents(of: file) else {
      throw CardProgramFailure(.inputOutput, "\(file) cannot be read: \(systemWords())")
    }
    do {
      people = try DemoPeople.read(bytes, file: file)
    } catch {
      throw CardProgramFailure(.configuration, error.sentence)
    }
    do {
      let authority = try TestCardAuthority(folder: "\(folder)/cards")
      authorityPEM = authority.caCertificatePEM
      issuer = CardIssuer(authority)
    } catch {
      throw CardProgramFailure(error.isInputOutput ? .inputOutput : .configuration, error.sentence)
    }
  }

  func contents(of person: DemoPerson) throws(CardProgramFailure) -> VirtualCardContents {
    do {
      return try VirtualCardContents(of: person, on: CivilMoment(WallClock.now()).date, issuer: issuer)
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

  private static func folder(_ flag: String?) throws(CardProgramFailure) -> String {
    if let flag { return flag }
    var candidates: [String] = []
    if let program = realPath("/proc/self/exe"), let slash = program.lastIndex(of: "/") {
      var above = String(program[..<slash])
      candidates.append("\(above)/../share/uketsuke/Assets")
      for _ in 0..<levelsAbove {
        above += "/.."
        candidates.append("\(above)/Assets")
      }
    }
    for candidate in candidates where access("\(candidate)/people/people.yaml", R_OK) == 0 {
      return realPath(candidate) ?? candidate
    }
    throw CardProgramFailure(
      .configuration, "no folder Assets beside the program or its checkout; name one with --assets")
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func contents(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: mostPeopleBytes)
    let count = fread(&bytes, 1, bytes.count, file)
    return ferror(file) == 0 ? Array(bytes[..<count]) : nil
  }
}

extension CardIssuer {
  /// The sample authority of Assets/cards at work.
  init(_ authority: TestCardAuthority) {
    self.init(
      authorityCertificate: authority.caCertificate,
      issue: { keyFile, commonName, serial, from, until in
        try? authority.issue(key: keyFile, commonName: commonName, serial: serial, notBefore: from, notAfter: until)
      },
      signer: { try? authority.signer(key: $0) })
  }
}

enum WallClock {
  static func now() -> Timestamp {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Timestamp(milliseconds: Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000)
  }
}
