import EligibilityXML

/// Where an eligibility terminal's link program takes requests and leaves replies.
public struct TerminalSettings: Equatable, Sendable {
  /// The folder that holds `req` and `res`.
  public var folder: String
  /// In which requests are written; a reply that declares another is refused.
  public var encoding: MessageEncoding
  public var limits: TerminalLimits

  public init(folder: String, encoding: MessageEncoding, limits: TerminalLimits = .standard) {
    self.folder = folder
    self.encoding = encoding
    self.limits = limits
  }

  /// Requests to the terminal.
  public var requests: String { "\(folder)/req" }
  /// Its replies.
  public var replies: String { "\(folder)/res" }
}

/// What bounds a request through the folders.
public struct TerminalLimits: Equatable, Sendable {
  /// For a reply about one person: the terminal asks the central system in seconds. (ours)
  public var reply: Duration = .seconds(60)
  /// For a message that names thousands of people, and for a batch's result. (ours)
  public var listReply: Duration = .seconds(300)
  /// Between the two identical reads before which no file is taken (the field's own figure).
  public var settle: Duration = .milliseconds(300)
  /// What is whole and no reply may yet become one: a writer that pauses looks like one that is done. (ours)
  public var secondThoughts: Duration = .seconds(3)
  /// A reply that was there and is gone may be on its way under the same name again. (ours)
  public var comesBack: Duration = .seconds(1)
  /// A network share does not tell of what other machines do in it: so often the folder is looked at, and only while a
  /// reply is awaited. (ours)
  public var rescan: Duration = .seconds(5)
  /// As over HTTPS: a few people at once, not a queue.
  public var requestsUnderWay = 8

  public static let standard = TerminalLimits()

  public init() {}
}
