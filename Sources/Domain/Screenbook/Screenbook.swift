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

  /// The text in that language; where it is missing (it cannot be once the book was checked) in the default one.
  public func text(_ key: String, in language: String) -> ScreenText? {
    texts[language]?[key] ?? texts[defaultLanguage]?[key]
  }
}
