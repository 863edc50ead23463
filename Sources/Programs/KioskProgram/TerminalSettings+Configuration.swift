import EligibilityXML
import FolderExchange
import Runtime

extension TerminalSettings {
  /// As a configuration names them.
  ///
  /// - Parameter waitSeconds: for a reply about one person; a list's is waited for as long at least.
  init(_ folder: String, _ encoding: HandoverEncoding, waitSeconds: Int?) {
    var limits = TerminalLimits.standard
    if let waitSeconds {
      limits.reply = .seconds(waitSeconds)
      limits.listReply = max(limits.listReply, limits.reply)
    }
    self.init(folder: folder, encoding: MessageEncoding(encoding), limits: limits)
  }
}
