import Foundation
import Testing

/// The rules of the house that can be read off the text of the tree.
@Suite struct HouseRulesTests {
  private let sources = SourceTree.swiftFiles.filter { $0.path.hasPrefix("Sources/") }

  private func files(under folder: String) -> [SourceTree.File] {
    sources.filter { $0.path.hasPrefix("Sources/\(folder)/") }
  }

  private func modules(in layers: String...) -> Set<String> {
    Set(SourceTree.layers.filter { layers.contains($0.value) }.keys)
  }

  @Test func theTreeWasFound() {
    #expect(sources.count > 30)
    #expect(modules(in: "Domain").isSuperset(of: ["CivilTime", "Cards", "Display", "Reception", "Screenbook"]))
    #expect(modules(in: "Adapters").contains("CursesTerminal"))
  }

  // MARK: - Who may import whom

  @Test func domainImportsOnlyDomain() {
    for file in files(under: "Domain") {
      let foreign = Set(file.imports).subtracting(modules(in: "Domain"))
      #expect(foreign.isEmpty, "\(file)")
    }
  }

  /// Each module of Domain stands on those before it.
  @Test func domainIsLayered() throws {
    let package = try String(contentsOf: SourceTree.root.appending(path: "Package.swift"), encoding: .utf8)
    let declared = package.matches(of: /module\(\s*"(\w+)", in: "Domain"/).map { String($0.1) }
    #expect(Set(declared) == modules(in: "Domain"))
    for file in files(under: "Domain") {
      let own = try #require(declared.firstIndex(of: file.path.split(separator: "/").map(String.init)[2]))
      for imported in file.imports {
        let place = declared.firstIndex(of: imported) ?? declared.endIndex
        #expect(place < own, "\(file) imports \(imported)")
      }
    }
  }

  @Test func formatsKnowDomainAndTheirLibraries() {
    let allowed = modules(in: "Domain", "Formats")
      .union(["Foundation", "FoundationEssentials", "Yams", "CYaml", "SwiftCSV", "CXML", "CZip"])
    for file in files(under: "Formats") {
      // The first screen waits for Screens/, and Foundation would make it wait longer; libzip gives memory of malloc's.
      let isGlibcs = ["ScreenFiles", "ZipFiles"].contains { file.path.hasPrefix("Sources/Formats/\($0)/") }
      let own = isGlibcs ? allowed.union(["Glibc"]) : allowed
      #expect(Set(file.imports).subtracting(own).isEmpty, "\(file)")
    }
  }

  @Test func adaptersDoNotKnowEachOther() {
    for file in files(under: "Adapters") {
      let own = file.path.split(separator: "/").map(String.init)[2]
      let others = modules(in: "Adapters").subtracting([own])
        .union(modules(in: "Simulation", "Programs")).union(["Runtime"])
      #expect(Set(file.imports).intersection(others).isEmpty, "\(file)")
    }
  }

  @Test func runtimeKnowsNoAdapter() {
    for file in files(under: "Runtime") {
      let foreign = Set(file.imports).subtracting(modules(in: "Domain"))
      #expect(foreign.isDisjoint(with: modules(in: "Adapters", "Formats", "Simulation", "Programs")), "\(file)")
      #expect(foreign.isSubset(of: ["Synchronization"]), "\(file)")
    }
  }

  @Test func simulationKnowsNoAdapter() {
    for file in files(under: "Simulation") {
      #expect(Set(file.imports).isDisjoint(with: modules(in: "Adapters", "Programs")), "\(file)")
    }
  }

  /// One funnel for each library of C: its module map and the name that every call begins with.
  @Test(arguments: [
    ("CNcurses", "Adapters/CursesTerminal"), ("CLinuxEvents", "Adapters/CursesTerminal"),
    ("CLinuxConsole", "Adapters/LinuxConsole"), ("CPCSC", "Adapters/PCSCReader"),
    ("COpenSSL", "Adapters/CardCryptography"), ("CPNG", "Adapters/PictureFiles"),
    ("COpenJPEG", "Adapters/PhotoDecoder"), ("CXML", "Formats/EligibilityXML"), ("CZip", "Formats/ZipFiles"),
    ("CFolders", "Adapters/FolderExchange"),
  ])
  func systemLibrariesHaveOneUser(_ library: String, user: String) {
    for file in sources where file.imports.contains(library) {
      #expect(file.path.hasPrefix("Sources/\(user)/"), "\(file)")
    }
  }

  /// The kiosk talks to two others over HTTPS, by the same rules: none of the two sets an option of TLS itself.
  @Test func tlsHasOneSetOfRules() {
    let users = ["Sources/System/TLSClient/", "Sources/Adapters/HTTPSEligibility/", "Sources/Adapters/HTTPSHandover/"]
    for file in sources where file.imports.contains("CCurl") {
      #expect(users.contains { file.path.hasPrefix($0) }, "\(file)")
      for (number, text) in file.code
      where text.contains("CURLOPT_SSL") || text.contains("CURLOPT_CA") || text.contains("CURLOPT_PROXY") {
        #expect(file.path.hasPrefix(users[0]), "\(file):\(number)")
      }
    }
  }

  @Test func smartCardCallsStandInOnePlace() throws {
    for file in sources where !file.path.hasPrefix("Sources/Adapters/PCSCReader/") {
      for (number, text) in file.code where text.contains("SCard") {
        #expect(try /\bSCard[A-Z]\w*\(/.firstMatch(in: text) == nil, "\(file):\(number)")
      }
    }
  }

  // MARK: - What stands where

  @Test func theVisibleTopLevel() throws {
    let visible = try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.path)
      .filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
    #expect(Set(visible) == ["Package.swift", "Sources", "Tests", "Screens", "Assets", "README.md"])
  }

  @Test func filesStayReadable() {
    for file in SourceTree.swiftFiles { #expect(file.lines.count <= 401, "\(file)") }
  }

  // MARK: - What is never written

  @Test func nothingIsForced() throws {
    for file in SourceTree.swiftFiles {
      for (number, text) in file.code where text.contains("!") {
        #expect(try /\b(try|as)!/.firstMatch(in: text) == nil, "\(file):\(number)")
      }
    }
  }

  /// The compiler is told to trust us only with a reason in the line above.
  @Test func trustHasAReason() {
    for file in SourceTree.swiftFiles {
      for (number, text) in file.code where text.contains("@unchecked Sendable") || text.contains("nonisolated(unsafe)")
      {
        let above = number >= 2 ? file.lines[number - 2].trimmingCharacters(in: .whitespaces) : ""
        #expect(above.hasPrefix("//"), "\(file):\(number)")
      }
    }
  }

  @Test func theTerminalsThreadHasNoMainActor() {
    for file in sources {
      for (number, text) in file.code where text.contains("@MainActor") { Issue.record("\(file):\(number)") }
    }
  }

  /// Folders of the machine that something was written on.
  @Test func noMachinePaths() throws {
    let forbidden = ["root", "home", "work", "Users"].map { "/\($0)/" }
    let package = try String(contentsOf: SourceTree.root.appending(path: "Package.swift"), encoding: .utf8)
    #expect(!forbidden.contains { package.contains($0) })
    for file in SourceTree.files {
      for (index, line) in file.lines.enumerated() where forbidden.contains(where: { line.contains($0) }) {
        Issue.record("\(file):\(index + 1): \(line)")
      }
    }
  }

  @Test func nothingIsLeftForLater() {
    // In two parts, so that these lines are not found themselves.
    let forbidden = ["TO" + "DO", "FIX" + "ME", "XCT" + "Skip", ".disabled" + "("]
    for file in SourceTree.swiftFiles {
      for (index, line) in file.lines.enumerated() where forbidden.contains(where: { line.contains($0) }) {
        Issue.record("\(file):\(index + 1): \(line)")
      }
    }
  }

  // MARK: - The formatter

  @Test func theFormatterHasNothingToSay() throws {
    let formatter = Process()
    formatter.executableURL = URL(filePath: "/usr/bin/env")
    formatter.arguments = [
      "swift", "format", "lint", "--strict", "--recursive", "--parallel", "--configuration", ".swift-format",
      "Package.swift", "Sources", "Tests",
    ]
    formatter.currentDirectoryURL = SourceTree.root
    let output = Pipe()
    formatter.standardError = output
    formatter.standardOutput = output
    try formatter.run()
    let said = try output.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) } ?? ""
    formatter.waitUntilExit()
    #expect(formatter.terminationStatus == 0, "\(said.prefix(2_000))")
  }
}
