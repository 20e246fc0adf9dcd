import Market

extension Backtest {
  /// Refuses series of which no one could say on which one orders fill.
  static func refuseTwins(_ series: [BarSeries]) throws(BacktestError) {
    for (index, one) in series.enumerated() {
      guard let twin = series[..<index].first(where: { $0.symbol == one.symbol && $0.timeframe == one.timeframe }) else { continue }
      let what = "there are two series of \(one.symbol) in bars of \(one.timeframe)"
      guard let first = twin.covered, let second = one.covered else {
        throw BacktestError(.input, "\(what), one of them empty: give each timeframe of a symbol once")
      }
      let (begin, end) = (max(first.lowerBound, second.lowerBound), min(first.upperBound, second.upperBound))
      guard begin < end else {
        throw BacktestError(
          .input, "\(what), \(first.words) and \(second.words): they follow each other, so join them into one series")
      }
      throw BacktestError(
        .input,
        "\(what), which overlap from \(begin) to \(end) (the first has \(twin.part(from: begin, to: end).count) bars there, the second \(one.part(from: begin, to: end).count)): which of them would orders fill on? Keep one of them, or give them symbols of their own"
      )
    }
  }

  /// Refuses bars that are to decide the order of events, but can't.
  static func checked(finer: [BarSeries], for series: [BarSeries], _ symbols: [Symbol]) throws(BacktestError) -> [BarSeries?] {
    for (index, one) in finer.enumerated() {
      guard symbols.contains(one.symbol) else {
        throw BacktestError(
          .input, "finer bars of \(one.symbol) were given, but no series of it: there are \(symbols.map(\.name).joined(separator: ", "))")
      }
      if finer[..<index].contains(where: { $0.symbol == one.symbol }) {
        throw BacktestError(.input, "finer bars of \(one.symbol) were given twice: give the shortest")
      }
      let shortest = series.filter { $0.symbol == one.symbol }.compactMap(\.timeframe.duration).min()
      if let length = one.timeframe.duration, let shortest, length >= shortest {
        throw BacktestError(
          .input,
          "finer bars of \(one.symbol) are \(one.timeframe) long, but orders fill on bars of \(Timeframe.time(shortest)): only shorter bars can tell what happened inside those"
        )
      }
    }
    return symbols.map { symbol in finer.first { $0.symbol == symbol } }
  }

  /// Refuses a window that no bar lies in: a run that did nothing would look like a strategy that wanted nothing.
  func refuseEmptyWindow() throws(BacktestError) {
    for (number, one) in series.enumerated() where executes[number] && !one.isEmpty {
      if !one.part(from: from, to: to).isEmpty { return }
    }
    let covered = zip(series, executes).compactMap { one, executes in
      executes ? one.covered.map { "\(one.count) bars of \(one.symbol) \($0.words)" } : nil
    }
    let window =
      switch (from == .distantPast, to == .distantFuture) {
      case (false, true): "from \(from) on"
      case (true, false): "before \(to)"
      default: "from \(from) to \(to)"
      }
    throw BacktestError(.input, "no bar begins \(window): there are \(covered.joined(separator: ", and "))")
  }
}

extension BarSeries {
  /// From the first open to the last close; `nil` without bars.
  fileprivate var covered: Range<Timestamp>? {
    guard let first, let last, first.start <= last.end else { return nil }
    return first.start..<last.end
  }
}

extension Range<Timestamp> {
  fileprivate var words: String { "from \(lowerBound) to \(upperBound)" }
}
