import SampleAssets

/// The folders of the program's data.
struct DataFolders {
  /// Screens/: screens, texts, themes, profiles.
  var screens: String
  /// Assets/: demo people and cards.
  var assets: String

  /// - Parameters:
  ///   - screens: what `--screens` said.
  ///   - assets: what `--assets` said.
  init(screens: String?, assets: String?) throws(ProgramFailure) {
    do {
      self.screens = try DataFolder.find("Screens", holding: "texts", flag: screens, option: "--screens")
      self.assets = try DataFolder.find("Assets", holding: "people", flag: assets, option: "--assets")
    } catch {
      throw ProgramFailure(error)
    }
  }

  func sampleAssets() throws(ProgramFailure) -> SampleAssets {
    do {
      return try SampleAssets(folder: assets)
    } catch {
      throw ProgramFailure(error)
    }
  }
}

extension ProgramFailure {
  init(_ failure: SampleAssetsFailure) {
    self.init(failure.isInputOutput ? .inputOutput : .configuration, failure.sentence)
  }
}
