extension BarColumns {
  /// The timeframe: what the caller says, or the most common step from bar to bar.
  func timeframe(given: Timeframe?, path: String) throws(InvalidFile) -> Timeframe {
    if let given {
      guard given.isValid, given.duration != nil || ends != nil else {
        throw InvalidFile(
          path: path, .noTimeframe, "bars of \(given) need a column 'end' that says when each was over",
          remedy: "add the column, or give a timeframe of time such as 1h")
      }
      return given
    }
    var steps = StepCount()
    if let ends {
      for (start, end) in zip(time, ends) { steps.add(end.nanoseconds.subtractingSaturating(start.nanoseconds)) }
    } else {
      for (start, next) in zip(time, time.dropFirst()) { steps.add(next.nanoseconds.subtractingSaturating(start.nanoseconds)) }
    }
    if let step = steps.mostCommon {
      let timeframe = Timeframe.time(.nanoseconds(step))
      if timeframe.isValid { return timeframe }
    } else if ends == nil, let only = time.first, only.timeOfDay == .zero {
      // A single row that is dated a day.
      return .days(1)
    }
    throw InvalidFile(
      path: path, .noTimeframe, "the steps between the bars do not tell their timeframe",
      remedy: "say how long a bar is (timeframe), such as 5m, 1h or 1d")
  }

  /// Puts the rows into ascending order of time, equal times in the order of the file; `false` if they already were.
  mutating func sort() -> Bool {
    if zip(time, time.dropFirst()).allSatisfy({ $0 <= $1 }) { return false }
    let order = time.indices.sorted { (time[$0], $0) < (time[$1], $1) }
    sortedLines = order.map { lines[$0] }
    keep(order)
    return true
  }

  /// The line a row began on.
  func line(_ row: Int) -> Int { sortedLines?[row] ?? lines[row] }

  private mutating func keep(_ rows: [Int]) {
    time = rows.map { time[$0] }
    open = rows.map { open[$0] }
    high = rows.map { high[$0] }
    low = rows.map { low[$0] }
    close = rows.map { close[$0] }
    volume = rows.map { volume[$0] }
    ends = ends.map { column in rows.map { column[$0] } }
    filled = filled.map { column in rows.map { column[$0] } }
    extras = extras.map { column in rows.map { column[$0] } }
  }

  /// Finds bars that begin before the one before them is over.
  ///
  /// Bars of a day or more may be cut short by up to an eighth, as the days of a clock change and short months are; such a series says when
  /// each of its bars ends.
  mutating func settleEnds(_ timeframe: Timeframe, _ reader: inout BarReader, wasSorted: Bool) throws(InvalidFile) {
    let length = timeframe.duration?.wholeNanoseconds ?? 0
    let shortest = length >= 86_400_000_000_000 ? length - length / 8 : length
    var isCutShort = false
    var issues: [(row: Int, issue: RowIssue)] = []
    var last = 0
    for row in time.indices.dropFirst() {
      let step = time[row].nanoseconds.subtractingSaturating(time[last].nanoseconds)
      let fits = ends.map { time[row] >= $0[last] && step > 0 } ?? (step >= shortest)
      if fits {
        if step < length { isCutShort = true }
        last = row
        continue
      }
      let issue = RowIssue(
        line: line(row), column: reader.layout.rows.name(ofTime: 0), problem: step == 0 ? .repeatedTime : .overlap,
        explanation: step == 0
          ? "\(time[row]) occurs twice"
          : "the bar at \(time[row]) begins before the one at \(time[last]) is over, if bars hold \(timeframe)",
        remedy:
          "\(step == 0 ? "every bar needs a time of its own" : "say how long a bar is (timeframe) if that is wrong"); \(RowIssue.leaveOut)")
      if reader.isStrict { throw issue.error(path: reader.path) }
      issues.append((row, issue))
    }
    if !issues.isEmpty {
      for (row, issue) in issues { reader.leaveOut(issue, time: time[row]) }
      let dropped = Set(issues.map(\.row))
      keep(time.indices.filter { !dropped.contains($0) })
    }
    if isCutShort, ends == nil {
      ends = time.indices.map { row in
        let end = Timestamp(nanoseconds: time[row].nanoseconds.addingSaturating(length))
        return row + 1 < time.count ? min(end, time[row + 1]) : end
      }
    }
  }
}

/// Counts the steps between bars. Long runs of one step cost nothing, and a file of nothing but different steps no memory.
private struct StepCount {
  private var counts: [Int64: Int] = [:]
  private var current: Int64 = 0
  private var run = 0

  mutating func add(_ step: Int64) {
    if step == current {
      run += 1
    } else {
      settle()
      current = step
      run = 1
    }
  }

  private mutating func settle() {
    if run > 0, current > 0, counts[current] != nil || counts.count < 4_096 { counts[current, default: 0] += run }
    run = 0
  }

  /// The most common step, of equally common ones the shortest.
  var mostCommon: Int64? {
    var all = self
    all.settle()
    return all.counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}
