// swift-tools-version: 6.2
import PackageDescription

/// Every module of ours compiles in Swift 6 language mode with warnings as errors.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// The kiosk's program carries Swift's libraries in itself and names no other library than it calls: it runs on a machine
/// without Swift, and the first screen does not wait for some sixty libraries (see Figures in README.md). The libraries
/// behind Foundation are named because the objects were compiled for either form.
let selfContained: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-static-stdlib", "-use-ld=lld", "-Xlinker", "--as-needed", "-Xlinker", "--no-export-dynamic", "-Xlinker", "-z",
      "-Xlinker", "pack-relative-relocs", "-lFoundation",
      "-lCoreFoundation", "-l_FoundationICU", "-lFoundationInternationalization", "-lFoundationEssentials",
      "-l_FoundationCShims", "-l_FoundationCollections",
    ], .when(configuration: .release))
]

func module(
  _ name: String, in folder: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(folder)/\(name)", exclude: exclude,
    swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
}

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let csv: Target.Dependency = .product(name: "SwiftCSV", package: "SwiftCSV")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
  name: "uketsuke-reception",
  products: [
    .executable(name: "uketsuke", targets: ["uketsuke"]),
    .executable(name: "uketsuke-standin", targets: ["uketsuke-standin"]),
    .executable(name: "uketsuke-card", targets: ["uketsuke-card"]),
    .executable(name: "uketsuke-fonts", targets: ["uketsuke-fonts"]),
    // What pcscd loads in the tests.
    .library(name: "PretendReader", type: .dynamic, targets: ["PretendReader"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
  ],
  targets: [
    // System libraries
    .systemLibrary(name: "CNcurses", path: "Sources/System/CNcurses"),
    .systemLibrary(name: "CProcess", path: "Sources/System/CProcess"),
    .systemLibrary(name: "CLinuxEvents", path: "Sources/System/CLinuxEvents"),
    .systemLibrary(name: "CFolders", path: "Sources/System/CFolders"),
    .systemLibrary(name: "CLinuxConsole", path: "Sources/System/CLinuxConsole"),
    .systemLibrary(name: "CPCSC", path: "Sources/System/CPCSC", pkgConfig: "libpcsclite"),
    .systemLibrary(name: "COpenSSL", path: "Sources/System/COpenSSL", pkgConfig: "openssl"),
    .systemLibrary(name: "CFreeType", path: "Sources/System/CFreeType", pkgConfig: "freetype2"),
    .target(name: "CCurl", path: "Sources/System/CCurl"),
    .target(name: "CPNG", path: "Sources/System/CPNG"),
    .target(name: "COpenJPEG", path: "Sources/System/COpenJPEG"),
    // Where Debian and most others keep its headers; for its flags pkg-config would link it as well.
    .target(
      name: "CXML", path: "Sources/System/CXML", cSettings: [.unsafeFlags(["-I/usr/include/libxml2"])]),
    .target(name: "CZip", path: "Sources/System/CZip"),
    module("LockedMemory", in: "System", ["CProcess"]),
    module("TLSClient", in: "System", ["CCurl"]),

    // Domain: pure
    module("CivilTime", in: "Domain"),
    module("Cards", in: "Domain", ["CivilTime"]),
    module("Eligibility", in: "Domain", ["CivilTime"]),
    module("Journal", in: "Domain", ["CivilTime"]),
    module("Screenbook", in: "Domain"),
    module("Display", in: "Domain", ["Screenbook"]),
    module("Reception", in: "Domain", ["CivilTime", "Cards", "Eligibility", "Journal"]),

    // Formats: bytes to Domain and back
    module("StrictYAML", in: "Formats", [yams]),
    module("ZipFiles", in: "Formats", ["CZip"]),
    module("EligibilityXML", in: "Formats", ["CivilTime", "Eligibility", "ZipFiles", "CXML"]),
    module("EligibilityJSON", in: "Formats", ["CivilTime", "Eligibility", "EligibilityXML"]),
    module("FHIR", in: "Formats", ["CivilTime", "Eligibility"]),
    module("ScreenFiles", in: "Formats", ["Screenbook", "StrictYAML"]),
    module("FontFiles", in: "Formats", ["Display"]),
    module("BookingFiles", in: "Formats", ["Eligibility", "EligibilityXML", csv]),

    // Adapters: one part of the outside world each
    module("PCSCReader", in: "Adapters", ["Cards", "LockedMemory", "CPCSC"]),
    module(
      "FaceReaderBridge", in: "Adapters", ["Cards", "LockedMemory", "CProcess"], exclude: ["PROTOCOL.md"]),
    module(
      "CursesTerminal", in: "Adapters",
      ["CivilTime", "Screenbook", "Display", "LockedMemory", "CNcurses", "CLinuxEvents"]),
    module("Speech", in: "Adapters", ["CProcess"]),
    module("LinuxConsole", in: "Adapters", ["Display", "CLinuxConsole"]),
    module(
      "HTTPSEligibility", in: "Adapters", ["Eligibility", "EligibilityJSON", "EligibilityXML", "CCurl", "TLSClient"]),
    module("HTTPSHandover", in: "Adapters", ["CCurl", "TLSClient"]),
    module("FolderExchange", in: "Adapters", ["Journal", "Eligibility", "EligibilityXML", "CFolders"]),
    module("PictureFiles", in: "Adapters", ["Screenbook", "Display", "CPNG"]),
    module("PhotoDecoder", in: "Adapters", ["Display", "COpenJPEG"]),
    module("SQLiteJournal", in: "Adapters", ["CivilTime", "Journal", grdb]),
    module(
      "CardCryptography", in: "Adapters",
      ["CivilTime", "Cards", "Eligibility", "Journal", "LockedMemory", "COpenSSL"]),

    module(
      "Runtime", in: ".",
      ["CivilTime", "Cards", "Eligibility", "Journal", "Reception", "Screenbook", "Display"]),

    // Simulation: the parts of the world that demo, simulate, uketsuke-card and uketsuke-standin share
    module("VirtualCard", in: "Simulation", ["CivilTime", "Cards"]),
    module("DemoPeople", in: "Simulation", ["CivilTime", "Eligibility", "StrictYAML"]),
    module("DemoCards", in: "Simulation", ["CivilTime", "Eligibility", "VirtualCard", "DemoPeople"]),
    module("EligibilityService", in: "Simulation", ["CivilTime", "Cards", "Eligibility", "DemoPeople"]),
    module(
      "Simulation", in: "Simulation",
      [
        "CivilTime", "Cards", "Eligibility", "Journal", "Reception", "Runtime", "VirtualCard", "DemoPeople",
        "EligibilityService",
      ]),

    // Programs: they alone see all modules, and assemble
    module(
      "SampleAssets", in: "Programs", ["CardCryptography", "DemoCards", "DemoPeople", "Display", "Screenbook"]),
    .target(
      name: "KioskProgram",
      dependencies: [
        "CivilTime", "Cards", "Eligibility", "Journal", "Reception", "Screenbook", "Display", "StrictYAML",
        "EligibilityXML", "EligibilityJSON", "FHIR", "BookingFiles", "ScreenFiles", "FontFiles", "PCSCReader",
        "ZipFiles", "FaceReaderBridge", "CursesTerminal", "LinuxConsole", "HTTPSEligibility", "HTTPSHandover",
        "FolderExchange",
        "PhotoDecoder", "PictureFiles", "SQLiteJournal", "TLSClient",
        "CardCryptography", "Speech", "Runtime", "LockedMemory", "CProcess", "VirtualCard", "DemoPeople", "DemoCards",
        "EligibilityService", "Simulation", "SampleAssets", arguments, logging,
      ],
      path: "Sources/Programs/KioskProgram", swiftSettings: strict),
    .executableTarget(
      name: "uketsuke", dependencies: ["KioskProgram"], path: "Sources/Programs/uketsuke", swiftSettings: strict,
      linkerSettings: selfContained),
    .executableTarget(
      name: "uketsuke-standin",
      dependencies: [
        "CivilTime", "Eligibility", "EligibilityXML", "EligibilityJSON", "StrictYAML", "DemoPeople",
        "EligibilityService", arguments, logging,
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "_CryptoExtras", package: "swift-crypto"),
      ],
      path: "Sources/Programs/uketsuke-standin", swiftSettings: strict),
    .executableTarget(
      name: "uketsuke-card",
      dependencies: [
        "CivilTime", "Cards", "CardCryptography", "VirtualCard", "DemoPeople", "DemoCards", "SampleAssets",
        "Screenbook",
        "Display", "FontFiles", "PictureFiles", "PhotoDecoder", "StrictYAML", arguments,
      ],
      path: "Sources/Programs/uketsuke-card", swiftSettings: strict),
    .executableTarget(
      name: "uketsuke-fonts", dependencies: ["Display", "FontFiles", "CFreeType", arguments],
      path: "Sources/Programs/uketsuke-fonts", swiftSettings: strict),

    // Tests: one folder a module
    tests("CivilTime", ["CivilTime"]),
    tests("Cards", ["Cards", "CivilTime"]),
    tests("Eligibility", ["Eligibility", "CivilTime"]),
    tests("Journal", ["Journal", "CivilTime", "JournalTestSupport"]),
    tests("Reception", ["Reception", "Cards", "CivilTime", "Eligibility", "Journal"]),
    tests(
      "Screens",
      [
        "CivilTime", "Cards", "Screenbook", "Display", "ScreenFiles", "FontFiles", "StrictYAML", "Reception", "Runtime",
      ],
      exclude: ["Frames"]),
    tests("FontFiles", ["FontFiles", "Display"]),
    tests("BookingFiles", ["BookingFiles", "Eligibility", "EligibilityXML"]),
    tests(
      "Pictures",
      ["Display", "PictureFiles", "PictureReading", "Reception", "Runtime", "ScreenFiles", "Screenbook"]),
    tests("PhotoDecoder", ["PhotoDecoder", "Display", "Screenbook"]),
    tests("Runtime", ["Runtime", "Reception", "Cards", "CivilTime", "Eligibility", "Journal"]),
    tests("ConfigurationFile", ["KioskProgram", "FolderExchange", "Runtime", "Reception", "StrictYAML"]),
    tests(
      "CounterCommands",
      [
        "KioskProgram", "CardCryptography", "CursesTerminal", "Display", "Eligibility", "EligibilityXML", "CivilTime",
      ]),
    tests("FHIR", ["FHIR", "Eligibility", "EligibilityXML", "CivilTime"]),
    tests("ZipFiles", ["ZipFiles"]),
    tests("EligibilityXML", ["EligibilityXML", "Eligibility", "CivilTime", "ZipFiles"]),
    tests("EligibilityJSON", ["EligibilityJSON", "EligibilityXML", "Eligibility", "CivilTime"]),
    tests(
      "VirtualCard", ["VirtualCard", "Cards", "CardCryptography", "DemoPeople", "DemoCards", "StrictYAML", "CivilTime"]),
    tests("CardProgram", ["uketsuke-card", "Cards"]),
    tests("LockedMemory", ["LockedMemory", "CProcess"]),
    tests("PCSCReader", ["PCSCReader", "Cards", "LockedMemory", "CPCSC"]),
    tests(
      "FaceReaderBridge", ["FaceReaderBridge", "KioskProgram", "Cards", "LockedMemory", "VirtualCard", "CProcess"]),
    tests("CardCryptography", ["CardCryptography", "Cards", "CivilTime", "Eligibility", "Journal"]),
    tests("Speech", ["Speech", "Pseudoterminal", "CLinuxEvents"]),
    tests("HTTPSEligibility", ["HTTPSEligibility", "CivilTime", "Eligibility", "CCurl"]),
    tests(
      "Standin",
      [
        "uketsuke-standin", "DemoPeople", "EligibilityService", "EligibilityJSON", "EligibilityXML", "Eligibility",
        "CivilTime", "FolderExchange",
        .product(name: "X509", package: "swift-certificates"), .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "_CryptoExtras", package: "swift-crypto"),
      ]),
    tests(
      "EligibilityService",
      ["EligibilityService", "DemoPeople", "Eligibility", "EligibilityXML", "StrictYAML", "CivilTime"]),
    .target(
      name: "JournalTestSupport", dependencies: ["Journal"], path: "Tests/Support/JournalTestSupport",
      swiftSettings: strict),
    .executableTarget(
      name: "journal-torture",
      dependencies: [
        "SQLiteJournal", "FolderExchange", "Eligibility", "Journal", "CivilTime", "JournalTestSupport",
      ],
      path: "Tests/Support/journal-torture", swiftSettings: strict),
    tests(
      "SQLiteJournal",
      ["SQLiteJournal", "CardCryptography", "Journal", "CivilTime", "JournalTestSupport", "journal-torture", grdb]),
    tests(
      "FolderExchange",
      [
        "FolderExchange", "CivilTime", "Eligibility", "EligibilityXML", "Journal", "JournalTestSupport",
        "journal-torture",
      ]),
    tests(
      "CursesTerminal",
      [
        "CursesTerminal", "CivilTime", "Screenbook", "ScreenFiles", "Display", "LockedMemory", "Pseudoterminal",
        "SampleFrames", "terminal-probe",
      ]),
    tests("LinuxConsole", ["LinuxConsole", "Display", "Screenbook"]),
    tests("Simulation", ["Simulation", "Journal"]),
    tests(
      "Live",
      [
        "PCSCReader", "Cards", "LockedMemory", "Pseudoterminal", "Display", "FontFiles", "PictureFiles",
        "PictureReading", "CLinuxEvents", "console-probe",
      ]),
    tests("Tidy", []),

    // What tests and measurements share
    .target(
      name: "Pseudoterminal", dependencies: ["CLinuxEvents"], path: "Tests/Support/Pseudoterminal",
      swiftSettings: strict),
    .target(
      name: "PictureReading", dependencies: ["Display", "FontFiles", "Screenbook"],
      path: "Tests/Support/PictureReading",
      swiftSettings: strict),
    .target(
      name: "SampleFrames", dependencies: ["Screenbook", "Display"], path: "Tests/Support/SampleFrames",
      swiftSettings: strict),
    .target(name: "PretendReader", dependencies: ["CPCSC"], path: "Tests/Support/PretendReader"),
    .executableTarget(
      name: "terminal-probe",
      dependencies: ["CursesTerminal", "CivilTime", "Screenbook", "Display", "LockedMemory", "SampleFrames"],
      path: "Tests/Support/terminal-probe", swiftSettings: strict),
    .executableTarget(
      name: "console-probe", dependencies: ["LinuxConsole", "CLinuxConsole", "FontFiles", "Screenbook", "Display"],
      path: "Tests/Support/console-probe", swiftSettings: strict),
    .executableTarget(
      name: "terminal-measure", dependencies: ["Pseudoterminal"], path: "Tests/Measure", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
