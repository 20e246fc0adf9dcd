public import Statistics

extension DataProblem {
  /// Whether the data can be used as it is: a gap or an outlier may well be true.
  public var isSuspicionOnly: Bool {
    switch self {
    case .gap, .zeroVolume, .flatRun, .outlier: true
    default: false
    }
  }
}

extension DataQuality {
  /// Adds the stretches of a series in which bars are missing while the market is open.
  public mutating func addGaps(of series: BarSeries, in calendar: TradingCalendar = .continuous) {
    let gaps = series.gaps(in: calendar)
    add([
      Finding(
        .gap, count: gaps.reduce(0) { $0.addingSaturating($1.missing) },
        examples: gaps.prefix(DataQuality.exampleLimit).map { gap in
          Example(time: gap.start, explanation: "\(gap.missing) missing until \(gap.end)")
        })
    ])
  }

  /// Whether the data can be used as it is.
  ///
  /// Fails if anything had to be left out, has insufficient evidence under 30 rows, and passes otherwise: what is merely
  /// suspicious is listed, not judged.
  public var verdict: Verdict {
    let broken = findings.filter { !$0.problem.isSuspicionOnly }
    let suspicious = findings.count - broken.count
    guard broken.isEmpty else {
      let kinds = broken.map { "\($0.problem) (\($0.count))" }.joined(separator: ", ")
      return .fail(
        "data_quality", "\(leftOut) of \(rows) rows break a rule: \(kinds).", ["rows": Double(rows), "left_out": Double(leftOut)])
    }
    guard rows >= 30 else { return .insufficient("data_quality", samples: rows, needed: 30) }
    let remark = suspicious == 0 ? "nothing suspicious" : "\(suspicious) \(suspicious == 1 ? "kind" : "kinds") of suspicious data"
    return .pass("data_quality", "Every one of \(rows) rows keeps the rules; \(remark).", ["rows": Double(rows), "left_out": 0])
  }
}
