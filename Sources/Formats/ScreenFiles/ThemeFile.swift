import Screenbook
import StrictYAML

/// `themes/NAME.yaml`: how each role is drawn.
public enum ThemeFile {
  /// - Returns: the theme, and the roles whose contrast is too low.
  public static func theme(
    _ node: StrictNode, name: String
  ) throws(StrictYAMLFailure) -> (theme: Theme, findings: [Finding]) {
    let top = try node.mapping(["version", "monochrome", "roles"])
    try top.checkVersion()
    let monochrome = try top.boolIfAny("monochrome") ?? false
    let roles = try top.mapping("roles", Role.allCases.map(\.rawValue))
    var styles: [Role: Style] = [:]
    var findings: [Finding] = []
    let least = name == "default" ? Contrast.leastOfDefault : Contrast.least
    for role in Role.allCases {
      let node = try roles.required(role.rawValue)
      let style = try style(node, monochrome: monochrome)
      styles[role] = style
      let ratio = Contrast.ratio(style.foreground, style.background)
      if !monochrome, ratio < least {
        findings.append(
          Finding(
            file: node.file, line: node.line,
            message: "the contrast of \"\(role.rawValue)\" is \(tenths(ratio)):1",
            hint: "it must be at least \(tenths(least)):1"))
      }
      if monochrome, mustStandOut.contains(role), !style.bold, !style.underline, !style.reverse {
        findings.append(
          Finding(
            file: node.file, line: node.line,
            message: "without colours \"\(role.rawValue)\" looks like plain text",
            hint: "give it bold, underline or reverse"))
      }
    }
    guard let theme = Theme(name: name, monochrome: monochrome, styles: styles) else {
      throw node.failure(.missingKey("roles"))
    }
    return (theme, findings)
  }

  /// What people must find without colours.
  private static let mustStandOut: [Role] = [.heading, .stepNow, .choiceKey, .footerKey, .warning, .error]

  private static func style(_ node: StrictNode, monochrome: Bool) throws(StrictYAMLFailure) -> Style {
    let colours = monochrome ? [] : ["foreground", "background"]
    let details = try node.mapping(colours + ["bold", "underline", "reverse"])
    return Style(
      foreground: monochrome ? Colour(red: 0, green: 0, blue: 0) : try colour(details.required("foreground")),
      background: monochrome ? Colour(red: 255, green: 255, blue: 255) : try colour(details.required("background")),
      bold: try details.boolIfAny("bold") ?? false,
      underline: try details.boolIfAny("underline") ?? false,
      reverse: try details.boolIfAny("reverse") ?? false)
  }

  private static func colour(_ node: StrictNode) throws(StrictYAMLFailure) -> Colour {
    let text = try node.string()
    let digits = text.utf8.dropFirst().compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard text.utf8.first == 35, text.utf8.count == 7, digits.count == 6 else {
      throw node.failure("must be a colour like \"#1A2B3C\"")
    }
    let channels = stride(from: 0, to: 6, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    return Colour(red: channels[0], green: channels[1], blue: channels[2])
  }

  /// One decimal, cut: 6.99 is not 7.
  private static func tenths(_ ratio: Double) -> String {
    let tenths = Int(ratio * 10)
    return "\(tenths / 10).\(tenths % 10)"
  }
}
