import Screenbook
import StrictYAML

/// `voices/LANGUAGE.yaml`: how texts of one language are said, where that is not as they are written. An empty reading
/// is not said.
public enum VoiceFile {
  public static func table(_ node: StrictNode, language: String) throws(StrictYAMLFailure) -> (
    table: TextTable, findings: [Finding]
  ) {
    try TextFile.table(node, language: language, under: "readings")
  }
}
