/// The measurements beside their limits (requirements P1 and P3).
struct MeasureTable {
  let starts: StartMeasurement
  let running: RunningMeasurement

  private struct Row {
    var what: String
    var own: String
    var beside: String
    var limit: String
    var holds: Bool
  }

  private static let startsTimesDialog = 5.0
  private static let keyTimesCat = 4.0
  private static let keyMost: Duration = .milliseconds(1)
  private static let screenMost: Duration = .milliseconds(16)
  private static let residentMostKiB = 30 * 1_024
  private static let wakeUpsASecond = 1

  private var rows: [Row] {
    let dialog = starts.dialog.median
    let cat = running.cat.percentile(99)
    let key = running.keys.percentile(99)
    var rows = [
      Row(
        what: "first complete screen, median", own: milliseconds(starts.command.median),
        beside: "dialog \(milliseconds(dialog))", limit: "\(Int(Self.startsTimesDialog)) x dialog",
        holds: starts.command.median <= dialog * Self.startsTimesDialog),
      Row(
        what: "", own: "", beside: "whiptail \(milliseconds(starts.whiptail.median))", limit: "", holds: true),
      Row(
        what: "first complete screen, slowest", own: milliseconds(starts.command.longest),
        beside: "dialog \(milliseconds(starts.dialog.longest))", limit: "", holds: true),
    ]
    if !running.keys.sorted.isEmpty {
      rows += [
        Row(
          what: "key to screen, median", own: milliseconds(running.keys.median),
          beside: "cat \(milliseconds(running.cat.median))", limit: "", holds: true),
        Row(
          what: "key to screen, 99 of 100", own: milliseconds(key), beside: "cat \(milliseconds(cat))",
          limit: "1 ms, \(Int(Self.keyTimesCat)) x cat",
          holds: key <= Self.keyMost && key <= cat * Self.keyTimesCat),
      ]
    }
    if !running.screens.sorted.isEmpty {
      rows.append(
        Row(
          what: "key to a new screen, slowest", own: milliseconds(running.screens.longest), beside: "",
          limit: milliseconds(Self.screenMost), holds: running.screens.longest <= Self.screenMost))
    }
    return rows + [
      Row(
        what: "resident memory", own: mebibytes(running.residentKiB), beside: "dialog \(mebibytes(starts.dialogKiB))",
        limit: "30 MiB", holds: running.residentKiB <= Self.residentMostKiB),
      Row(what: "", own: "", beside: "whiptail \(mebibytes(starts.whiptailKiB))", limit: "", holds: true),
      Row(
        what: "wake-ups in \(running.idleSeconds) s", own: "\(running.wakeUps)", beside: "",
        limit: "\(running.idleSeconds * Self.wakeUpsASecond)",
        holds: running.wakeUps <= running.idleSeconds * Self.wakeUpsASecond),
    ]
  }

  var isWithinLimits: Bool { rows.allSatisfy(\.holds) }

  var text: String {
    rows.map { row in
      [
        column(row.what, 32), column(row.own, 12), column(row.beside, 18),
        row.limit.isEmpty ? "" : "\(row.holds ? "within" : "OVER") \(row.limit)",
      ].joined()
    }.joined(separator: "\n")
  }

  private func column(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private func milliseconds(_ time: Duration) -> String { "\(fixed(time / .milliseconds(1))) ms" }

  private func mebibytes(_ kibibytes: Int) -> String { "\(fixed(Double(kibibytes) / 1_024)) MiB" }

  /// Two places after the point.
  private func fixed(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
