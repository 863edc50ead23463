import CProcess
import CivilTime
import CursesTerminal
import Display
import EligibilityXML
import Glibc
import LinuxConsole
import LockedMemory
import ZipFiles

/// The machine apart from the site's own files: clock, memory, terminal.
struct MachineExamination {
  /// Assets/, for the console's letters.
  let assets: String

  /// A clock outside of these years was never set.
  private static let plausibleYears = 2026...2099
  /// Two secrets and three keys, each with pages of its own, and as much again.
  private static let fewestLockableKiB = 64
  private static let japan = 9 * 3_600

  static let moreLockedMemory = "allow more: LimitMEMLOCK=8M in the service's unit, or ulimit -l"

  /// - Parameter step: what to do where the clock is right.
  static func compareClock(orElse step: String) -> String {
    "first compare this machine's clock (timedatectl): by it today is \(CivilMoment(WallClock.now()).date.dashed); "
      + "where that is right, \(step)"
  }

  var diagnoses: [Diagnosis] { [clock, clockKept, timeZone, lockedMemory, dumps, libxml2, libzip, terminal] }

  private var clock: Diagnosis {
    let moment = CivilMoment(WallClock.now())
    let words = "\(moment.date.dashed) \(moment.clock) in Japan"
    guard Self.plausibleYears.contains(moment.date.year) else {
      return .fault(
        "clock", .configuration, "\(words): that cannot be",
        hint: "set it: timedatectl set-ntp true, or timedatectl set-time")
    }
    return .good("clock", words)
  }

  private var clockKept: Diagnosis {
    uk_is_clock_kept() == 1
      ? .good("clock kept", "something keeps it right (NTP)")
      : .warning(
        "clock kept", "nothing keeps it right, by the kernel's word: certificates and records depend on it",
        hint: "timedatectl set-ntp true (package systemd-timesyncd or chrony)")
  }

  private var timeZone: Diagnosis {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    guard parts.tm_gmtoff != Self.japan else { return .good("time zone", "Japan's") }
    return .warning(
      "time zone", "the machine's is not Japan's: the kiosk shows Japan's all the same, but logs have other hours",
      hint: "timedatectl set-timezone Asia/Tokyo")
  }

  private var lockedMemory: Diagnosis {
    let hint = Self.moreLockedMemory
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &limit)
    do throws(LockedMemoryFailure) {
      _ = try SecretPad()
    } catch {
      return .fault(
        "locked memory", .inputOutput, "none can be had for PINs and passwords: \(error.sentence)", hint: hint)
    }
    let kibibytes = limit.rlim_cur / 1_024
    guard limit.rlim_cur == rlim_t.max || kibibytes >= Self.fewestLockableKiB else {
      return .warning("locked memory", "only \(kibibytes) KiB may be locked", hint: hint)
    }
    return .good("locked memory", "PINs and passwords are kept out of swap")
  }

  private var dumps: Diagnosis {
    do throws(LockedMemoryFailure) {
      try ProcessDumps.forbid()
      return .good("core dumps", "forbidden to the kiosk's process")
    } catch {
      return .fault(
        "core dumps", .inputOutput, error.sentence,
        hint: "start the kiosk without a tracer, as the user that owns its files")
    }
  }

  // MARK: - Libraries that are loaded when they are needed

  private var libxml2: Diagnosis {
    do throws(EligibilityXMLFailure) {
      return .good("libxml2", try EligibilityXML.libraryVersion() ?? "of a version that it does not say")
    } catch {
      return .fault("libxml2", .inputOutput, error.sentence, hint: "install Debian's own: apt-get install libxml2")
    }
  }

  /// Only eligibility terminals pack their replies.
  private var libzip: Diagnosis {
    do throws(ZipFailure) {
      return .good("libzip", try ZipFiles.libraryVersion() ?? "of a version that it does not say")
    } catch {
      return .warning("libzip", error.sentence, hint: "install Debian's own: apt-get install libzip4")
    }
  }

  private var terminal: Diagnosis {
    guard isatty(STDIN_FILENO) == 1 else {
      return .skipped("terminal", "standard input is none; run this on the kiosk's own screen")
    }
    let found = LinuxConsole.look(at: STDIN_FILENO) { cell throws(ConsoleRefusal) in
      try Stage.font(of: cell, assets: assets)
    }
    switch found {
    case .ready: return .good("terminal", "the kernel's console, with letters of our own")
    case .refused(let refusal, _):
      return .warning(
        "terminal", "the kernel's console shows no Japanese: \(refusal.sentence)",
        hint: "see \"On the plain Linux console\" in the README; until then the kiosk runs in English")
    case .notAConsole: return ordinaryTerminal
    }
  }

  private var ordinaryTerminal: Diagnosis {
    do throws(TerminalFailure) {
      let look = try CursesTerminal.look()
      let size = "\(look.size.columns)×\(look.size.rows)"
      guard look.size.columns >= Size.smallest.columns, look.size.rows >= Size.smallest.rows else {
        return .warning(
          "terminal", "\(look.type), only \(size): the screens need 80×24", hint: "make the window or its letters fit")
      }
      return .good("terminal", "\(look.type), \(size); it must show UTF-8 with Japanese letters")
    } catch {
      return .fault(
        "terminal", .serviceUnavailable, error.sentence, hint: "set TERM to what the terminal is, as xterm-256color")
    }
  }
}

extension CivilDate {
  /// `2026-11-21`
  var dashed: String {
    let digits = compact
    return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
  }
}
