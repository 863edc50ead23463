import CProcess
import Glibc

/// No image of the process for anybody: no core file, and no other process of the same user may look into its memory
/// (S4). Locked pages are kept out of core files by themselves; names and numbers elsewhere in memory are not.
public enum ProcessDumps {
  /// To be called before a patient comes.
  public static func forbid() throws(LockedMemoryFailure) {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    guard setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0, uk_forbid_dumps() == 0 else {
      throw .cannotForbidDumps(errno)
    }
  }
}
