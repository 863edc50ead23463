/// All that Screens/ holds, read and checked: screens, texts by language, themes and profiles. While only the first
/// stage is loaded, it holds the default language's texts, one theme and one profile.
public struct Screenbook: Equatable, Sendable {
  public var defaultLanguage: String
  /// By id.
  public var screens: [String: ScreenPlan]
  /// By language.
  public var texts: [String: TextTable]
  /// How texts are said, by language; a text without a reading is said as it is shown.
  public var voices: [String: TextTable]
  /// By name.
  public var themes: [String: Theme]
  /// By name.
  public var profiles: [String: Profile]
  /// By name.
  public var makers: [String: Maker]
  /// The order of the language list: the default first, then by name.
  public var languages: [String]

  public init(defaultLanguage: String) {
    self.defaultLanguage = defaultLanguage
    screens = [:]
    texts = [:]
    voices = [:]
    themes = [:]
    profiles = [:]
    makers = [:]
    languages = [defaultLanguage]
  }

  /// The text in that language; where it is missing (it cannot be once the book was checked) in the default one. A short
  /// form is never another language's: that language has its whole text.
  public func text(_ key: String, in language: String) -> ScreenText? {
    texts[language]?[key] ?? (Self.isShortForm(key) ? nil : texts[defaultLanguage]?[key])
  }

  /// A key whose text a language may do without: its whole text may be short enough.
  static func isShortForm(_ key: String) -> Bool { key.hasSuffix(".large") || key.hasSuffix(".short") }
}
