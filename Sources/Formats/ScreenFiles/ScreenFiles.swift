import Screenbook
import StrictYAML

/// Reads Screens/ in two stages: what the first paint needs — its screen, the default language, one theme, one
/// profile — and, before the first key and card count, the rest.
public enum ScreenFiles {
  /// The version that every file of Screens/ names.
  public static let version = 1

  /// Stage one. The list of languages is whole already: the reception's rules need it.
  ///
  /// - Parameters:
  ///   - folder: path of Screens/.
  ///   - screens: ids of those that can be the first.
  ///   - language, theme, profile, maker: file names without `.yaml`; without a maker nothing is known of the reader.
  /// - Throws: all that is wrong with the files read; nothing is passed over.
  public static func loadFirst(
    folder: String, screens: [String], language: String, theme: String, profile: String, maker: String? = nil
  ) throws(ScreenFilesFailure) -> Screenbook {
    var loading = Loading(folder: folder, book: Screenbook(defaultLanguage: language))
    let languages = try loading.require(language, in: .texts, as: "language")
    loading.book.languages = [language] + languages.filter { $0 != language }
    try loading.require(theme, in: .themes, as: "theme")
    try loading.require(profile, in: .profiles, as: "consent profile")
    loading.read(screens, in: .screens)
    loading.read([language], in: .texts)
    loading.read([theme], in: .themes)
    loading.read([profile], in: .profiles)
    if let maker {
      try loading.require(maker, in: .makers, as: "maker")
      loading.read([maker], in: .makers)
    }
    return try loading.result()
  }

  /// Stage two: what stage one left out.
  public static func loadRemaining(_ book: Screenbook, folder: String) throws(ScreenFilesFailure) -> Screenbook {
    var loading = Loading(folder: folder, book: book)
    loading.readAll(.screens) { book.screens[$0] == nil }
    loading.readRest()
    return try loading.result()
  }

  /// Both stages.
  public static func load(
    folder: String, language: String, theme: String = "default", profile: String = "classic"
  ) throws(ScreenFilesFailure) -> Screenbook {
    let first = try loadFirst(folder: folder, screens: [], language: language, theme: theme, profile: profile)
    return try loadRemaining(first, folder: folder)
  }

  /// As much as can be read, and all that is wrong with the rest: for who mends it. No kiosk shows such a book.
  ///
  /// - Parameter language: the default one.
  public static func survey(folder: String, language: String) -> (book: Screenbook, findings: [Finding]) {
    var loading = Loading(folder: folder, book: Screenbook(defaultLanguage: language))
    do throws(ScreenFilesFailure) {
      let languages = try loading.require(language, in: .texts, as: "language")
      loading.book.languages = [language] + languages.filter { $0 != language }
    } catch {
      loading.findings += error.findings
    }
    loading.readAll(.screens)
    loading.readRest()
    return (loading.book, loading.findings)
  }
}

/// The folders of Screens/.
private enum Kind: String {
  case screens, texts, themes, profiles, makers, voices
}

/// One stage under way: reads on after a bad file, so that one look shows all that is wrong.
private struct Loading {
  let reader: FolderReader
  var book: Screenbook
  var findings: [Finding] = []

  init(folder: String, book: Screenbook) {
    reader = FolderReader(root: folder)
    self.book = book
  }

  func names(in kind: Kind) throws(ScreenFilesFailure) -> [String] { try reader.names(in: kind.rawValue) }

  /// A name from the configuration must be a file; else the nearest one is named.
  ///
  /// - Returns: the names of all files there.
  @discardableResult
  func require(_ name: String, in kind: Kind, as noun: String) throws(ScreenFilesFailure) -> [String] {
    let known = try names(in: kind)
    guard !known.contains(name) else { return known }
    let nearest = NearestWord.to(name, among: known).map { "did you mean \"\($0)\"?" }
    throw ScreenFilesFailure(findings: [
      Finding(
        file: "\(kind.rawValue)/\(name).yaml", line: 1, message: "there is no \(noun) \"\(name)\"",
        hint: nearest ?? "there are \(known.joined(separator: ", "))")
    ])
  }

  /// Whatever has not been read yet, but for screens.
  mutating func readRest() {
    let book = book
    read(book.languages.filter { book.texts[$0] == nil }, in: .texts)
    readAll(.themes) { book.themes[$0] == nil }
    readAll(.profiles) { book.profiles[$0] == nil }
    readAll(.makers) { book.makers[$0] == nil }
    // The one folder that need not be there.
    if reader.has(Kind.voices.rawValue) { readAll(.voices) { book.voices[$0] == nil } }
  }

  /// A folder that cannot be read is a finding as a file is.
  mutating func readAll(_ kind: Kind, where isWanted: (String) -> Bool = { _ in true }) {
    do throws(ScreenFilesFailure) {
      read(try names(in: kind).filter(isWanted), in: kind)
    } catch {
      findings += error.findings
    }
  }

  mutating func read(_ names: [String], in kind: Kind) {
    for name in names {
      let file = "\(kind.rawValue)/\(name).yaml"
      do {
        let bytes = try reader.bytes(of: file, limit: StrictYAML.largestFileBytes)
        try read(StrictYAML.read(bytes, file: file), name: name, file: file, kind: kind)
      } catch let failure as StrictYAMLFailure {
        findings.append(Finding(failure))
      } catch let failure as ScreenFilesFailure {
        findings += failure.findings
      } catch {
        findings.append(Finding(file: file, line: 1, message: "\(error)"))
      }
    }
  }

  private mutating func read(
    _ node: StrictNode, name: String, file: String, kind: Kind
  ) throws(StrictYAMLFailure) {
    switch kind {
    case .screens: book.screens[name] = try ScreenFile.plan(node, id: name)
    case .texts:
      let (table, found) = try TextFile.table(node, language: name)
      book.texts[name] = table
      findings += found
    case .voices:
      let (table, found) = try VoiceFile.table(node, language: name)
      book.voices[name] = table
      findings += found
    case .themes:
      let (theme, found) = try ThemeFile.theme(node, name: name)
      book.themes[name] = theme
      findings += found
    case .profiles: book.profiles[name] = try ProfileFile.profile(node, name: name)
    case .makers: book.makers[name] = try MakerFile.maker(node, name: name)
    }
  }

  func result() throws(ScreenFilesFailure) -> Screenbook {
    guard findings.isEmpty else { throw ScreenFilesFailure(findings: findings) }
    return book
  }
}

extension StrictMapping {
  /// Every file of Screens/ says which version of its format it has.
  func checkVersion() throws(StrictYAMLFailure) {
    let node = try required("version")
    guard try node.int() == ScreenFiles.version else {
      throw node.failure("must be \(ScreenFiles.version): this program reads no other version of these files")
    }
  }
}
