public import Market
public import Risk

/// A strategy over bars that are known: the assumptions, the bars, and the window that counts.
///
///     let backtest = try Backtest([series], rules, sizing: FixedFraction(1))
///     let result = try backtest.run(EMACross(fast: 10, slow: 30))
///     print(result.finalEquity)
///
/// Bars before the window are shown to the strategy, which warms up on them; nothing is traded and nothing is scored there, so that results
/// of different parameters cover the same bars. Of several timeframes of a symbol the shortest is the one that orders fill on.
public struct Backtest: Sendable {
  /// What the strategy is fed, in the order in which ``ClosedBar/series`` counts.
  public let series: [BarSeries]
  /// The symbols of the series in order of their first appearance, as ``ClosedBar/instrument`` counts.
  public let symbols: [Symbol]
  /// Every assumption.
  public let rules: TradingRules
  /// How much is traded.
  public let sizer: any Sizer
  /// Shorter bars that decide the order of events inside bars that hold both stop and target, by instrument.
  public let finer: [BarSeries?]
  /// The first bar that counts begins then or later.
  public let from: Timestamp
  /// The last bar that counts begins before.
  public let to: Timestamp
  @usableFromInline let instruments: [Int]
  @usableFromInline let executes: [Bool]

  /// A backtest.
  ///
  /// - Parameters:
  ///   - series: the bars; several symbols and timeframes share one clock and one account. A symbol may come in several timeframes, which need
  ///     not divide each other, but in each only once.
  ///   - rules: every assumption.
  ///   - sizer: how much is traded.
  ///   - finer: shorter bars that only decide the order of events inside the others; at most one series of a symbol.
  ///   - from: where the window that counts begins; from the first bar unless told.
  ///   - to: where it ends; after the last bar unless told.
  public init(
    _ series: [BarSeries], _ rules: TradingRules, sizing sizer: any Sizer, finer: [BarSeries] = [], from: Timestamp = .distantPast,
    to: Timestamp = .distantFuture
  ) throws(BacktestError) {
    guard series.contains(where: { !$0.isEmpty }) else { throw BacktestError(.input, "there are no bars to run on") }
    guard from < to else { throw BacktestError(.input, "the window begins at \(from) but ends at \(to): it must begin before it ends") }
    var symbols: [Symbol] = []
    for one in series where !symbols.contains(one.symbol) { symbols.append(one.symbol) }
    try Backtest.refuseTwins(series)
    self.series = series
    self.symbols = symbols
    self.rules = rules
    self.sizer = sizer
    self.from = from
    self.to = to
    instruments = series.map { one in symbols.firstIndex(of: one.symbol) ?? 0 }
    // Bars without a length (of ticks, of volume) are as fine as bars get.
    let lengths = series.map { $0.timeframe.duration?.wholeNanoseconds ?? 0 }
    executes = series.indices.map { index in
      !series.indices.contains { $0 != index && series[$0].symbol == series[index].symbol && (lengths[$0], $0) < (lengths[index], index) }
    }
    self.finer = try Backtest.checked(finer: finer, for: series, symbols)
    try refuseEmptyWindow()
  }

  /// An engine as the run begins with.
  public func engine() throws(BacktestError) -> Engine { try Engine(rules, sizing: sizer, symbols: symbols) }

  /// Runs a strategy, which is copied and starts fresh.
  ///
  /// - Throws: an error that names the bar, if the strategy fails or wants the impossible, or if the window holds bars that it was trained on.
  /// - Complexity: O(bars); 10 to 20 ns a bar for a strategy of two averages.
  @inlinable
  public func run<S: Strategy>(_ strategy: S) throws(BacktestError) -> BacktestResult {
    var tape = Tape()
    return try run(strategy, recycling: &tape)
  }

  /// Runs a strategy, and writes into the memory of a tape that nobody needs any more; it is empty afterwards.
  @inlinable
  func run<S: Strategy>(_ strategy: S, recycling spare: inout Tape) throws(BacktestError) -> BacktestResult {
    try refuseTrainingSpan(of: strategy.trainingSpan)
    var session = Session(try engine(), strategy)
    session.tape = spare
    spare = Tape()
    session.tape.clear()
    if series.count == 1 { try runOne(&session) } else { try runAll(&session) }
    return BacktestResult(self, session.engine, session.tape)
  }

  @inlinable
  func runOne<S: Strategy>(_ session: inout Session<S>) throws(BacktestError) {
    let one = series[0]
    let begins = one.firstIndex(startingAtOrAfter: from)
    let ends = max(begins, one.firstIndex(startingAtOrAfter: to))
    for index in 0..<begins { try session.warmUp(ClosedBar(one[index])) }
    session.tape.reserve(ends - begins)
    let finer = finer[0]
    let (time, open, high, low, close, volume) = (
      one.time.span, one.open.span, one.high.span, one.low.span, one.close.span, one.volume.span
    )
    var index = begins
    while index < ends {
      if S.foreseesSilence, session.strategy.silentBars > 0 {
        let silent = session.strategy.silentBars
        let passed = session.engine.coast(one, index..<min(ends, index + silent), onto: &session.tape)
        session.strategy.pass(passed)
        index += passed
        if index == ends { break }
      }
      let bar = Bar(
        uncheckedStart: time[index], end: one.end(at: index), open: open[index], high: high[index], low: low[index], close: close[index],
        volume: volume[index])
      try session.feed(ClosedBar(bar), finer: finer)
      index += 1
    }
  }

  @inlinable
  func runAll<S: Strategy>(_ session: inout Session<S>) throws(BacktestError) {
    session.tape.reserve(series.reduce(0) { max($0, $1.count) })
    for step in MarketClock(series) {
      let bar = series[step.series][step.index]
      let closed = ClosedBar(
        bar, series: step.series, instrument: instruments[step.series], executes: executes[step.series],
        isLastAtItsTime: step.isLastAtItsTime)
      if bar.start >= from, bar.start < to {
        try session.feed(closed, finer: finer[closed.instrument])
      } else {
        if bar.start < from { try session.warmUp(closed) }
        // Bars that closed with it may have waited for it.
        if step.isLastAtItsTime { try session.endInstant() }
      }
    }
  }

  @usableFromInline
  func refuseTrainingSpan(of span: ClosedRange<Timestamp>?) throws(BacktestError) {
    guard let span else { return }
    let first = series.compactMap { $0.part(from: from, to: to).first?.start }.min() ?? from
    let last = series.compactMap { $0.part(from: from, to: to).last?.end }.max() ?? to
    if first <= span.upperBound, last >= span.lowerBound {
      throw BacktestError(
        .trainingSpan,
        "the model was trained on \(span.lowerBound) to \(span.upperBound), and the run would score bars from \(first) to \(last): what a model has seen says nothing about it; begin after its training span"
      )
    }
  }
}
