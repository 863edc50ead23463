import FolderExchange
import Glibc

/// The folders of an eligibility terminal, as far as one can come without asking it anything.
struct TerminalExamination {
  let settings: TerminalSettings
  /// Whether a kiosk is to receive patients with cards.
  let isKiosks: Bool

  init(_ settings: TerminalSettings, isKiosks: Bool) {
    self.settings = settings
    self.isKiosks = isKiosks
  }

  private static let part = "eligibility.url"

  var diagnoses: [Diagnosis] {
    [
      isKiosks
        ? .warning(
          Self.part, "an eligibility terminal's folders carry lookups and batches, and no card's signature",
          hint: "to receive patients with cards, name the service's https:// address")
        : .good(Self.part, "an eligibility terminal's folders; whether it answers, the first lookup tells"),
      folder(settings.requests, "eligibility: req", "requests can be written"),
      folder(settings.replies, "eligibility: res", "replies can be taken"),
      sameFileSystem, watch,
    ]
  }

  private func folder(_ path: String, _ part: String, _ words: String) -> Diagnosis {
    do throws(FolderFailure) {
      try FolderEligibility.tryFolder(path)
      return .good(part, words)
    } catch {
      let hint =
        switch error {
        case .full: "make room on the disk of \(path)"
        case .folderMissing, .cannotWrite:
          FileReach.hint(forWritingIn: path) ?? "look at the disk of \(path), and at how it is mounted"
        }
      return .fault(part, .inputOutput, error.reason, hint: hint)
    }
  }

  /// Nothing of ours hangs on it; but a share mounted half is seldom meant.
  private var sameFileSystem: Diagnosis {
    let part = "eligibility: share"
    guard let requests = Self.device(settings.requests), let replies = Self.device(settings.replies) else {
      return .skipped(part, "not both folders are there")
    }
    return requests == replies
      ? .good(part, "req and res are on one file system")
      : .warning(part, "req and res are on two file systems", hint: "look whether both are the same terminal's")
  }

  private var watch: Diagnosis {
    let part = "eligibility: watch"
    switch FolderEligibility.watching(settings.replies) {
    case .told: return .good(part, "the kernel tells of new replies")
    case .network:
      return .good(part, "a network share: looked at every few seconds while a reply is awaited; mount it soft")
    case .not(let reason):
      return .warning(
        part, "new replies are not told: \(reason)",
        hint: "replies come some seconds late; see fs.inotify.max_user_instances and max_user_watches")
    }
  }

  private static func device(_ path: String) -> dev_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_dev : nil
  }
}
