extension Frame {
  /// What must be written so that a terminal that shows `earlier` shows this frame: in reading order, each run whole
  /// characters of one role. Without an earlier frame, or after a change of size, everything is written.
  ///
  /// Both halves of a wide character always go together: a cell that held half of one differs from whatever follows.
  public func runs(since earlier: Frame?) -> [Run] {
    let base = earlier?.size == size ? earlier : nil
    var runs: [Run] = []
    for row in 0..<size.rows {
      var run: Run?
      for column in 0..<size.columns {
        let cell = self[row, column]
        if let base, base[row, column] == cell {
          if let done = run { runs.append(done) }
          run = nil
        } else if run?.role == cell.role {
          run?.text += cell.text
        } else {
          if let done = run { runs.append(done) }
          run = Run(row: row, column: column, text: cell.text, role: cell.role)
        }
      }
      if let done = run { runs.append(done) }
    }
    return runs
  }
}
