import Screenbook
import StrictYAML

/// `makers/NAME.yaml`: one maker's reader.
///
///     version: 1
///     title: 見本電機
///     placement: flat        # flat, stand, insert
///     face: true
///     cancelRatePercent: "0.2"
///     picture: |
///       …
public enum MakerFile {
  public static func maker(_ node: StrictNode, name: String) throws(StrictYAMLFailure) -> Maker {
    let top = try node.mapping(["version", "title", "placement", "face", "cancelRatePercent", "picture"])
    try top.checkVersion()
    return Maker(
      name: name, file: node.file, title: try top.string("title"),
      placement: try top.one("placement", of: Maker.Placement.self),
      picture: try ScreenFile.art(top.required("picture")), hasFace: try top.bool("face"),
      cancelRatePercent: try percent(top["cancelRatePercent"]))
  }

  private static func percent(_ node: StrictNode?) throws(StrictYAMLFailure) -> Double? {
    guard let node else { return nil }
    guard let percent = Double(try node.string()), (0...100).contains(percent) else {
      throw node.failure("must be a share of 100 in quotes, as \"0.14\"")
    }
    return percent
  }
}
