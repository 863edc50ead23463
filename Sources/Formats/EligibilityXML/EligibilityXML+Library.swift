extension EligibilityXML {
  /// Which libxml2 this machine has, as `2.9.14`; nil where it says no version.
  ///
  /// - Throws: `.libraryMissing`.
  public static func libraryVersion() throws(EligibilityXMLFailure) -> String? {
    if let refusal = XMLTree.refusal { throw .libraryMissing(refusal) }
    // Two digits for each part behind the first.
    guard let number = XMLTree.libraryVersion.flatMap({ Int($0.prefix { $0.isNumber }) }) else { return nil }
    return "\(number / 10_000).\(number / 100 % 100).\(number % 100)"
  }
}
