public import Statistics

extension SyntheticMarket {
  /// The first bars of every symbol, in the order of the symbols.
  ///
  /// Bars of whole hours are made of the same steps: a day's bar is what its hourly bars make. Bars of other lengths, and ticks, are paths of
  /// their own through the same regimes and clusters; to see one path in several timeframes, resample the shortest.
  ///
  /// - Parameters:
  ///   - timeframe: a length of time; whole seconds if longer than an hour. For bars of ticks, volume or value, make ticks and resample them.
  ///   - count: how many bars of each symbol, 0 or more and at most 100 000 000 over all symbols: for more take ``barStream(of:_:)``.
  ///   - threads: the greatest number of threads; the bars do not depend on it.
  /// - Throws: ``InvalidSyntheticMarket`` if an argument is out of range or time would run past 2262.
  /// - Complexity: O(count) per symbol; under 0.2 µs for each bar, and each hour of longer bars.
  public func bars(
    _ timeframe: Timeframe = .minutes(5), count: Int, threads: Int = ActiveProcessors.count
  ) throws(InvalidSyntheticMarket) -> [BarSeries] {
    try checkCount(count)
    _ = try step(for: timeframe)
    return try parallelMap(symbols, threads: max(1, threads)) { symbol throws(InvalidSyntheticMarket) in
      var stream = try barStream(of: symbol, timeframe)
      var bars = GrowingBars(capacity: count, keepsEnds: false)
      while bars.count < count {
        guard let bar = stream.next() else { throw tooLong("count", count) }
        bars.append(bar)
      }
      return bars.series(of: symbol, timeframe, provenance)
    }
  }

  /// The bars of one symbol, one after the other, without keeping them.
  ///
  /// - Parameters:
  ///   - symbol: one of the market's symbols.
  ///   - timeframe: a length of time; whole seconds if longer than an hour.
  /// - Throws: ``InvalidSyntheticMarket`` if an argument is out of range.
  public func barStream(of symbol: Symbol, _ timeframe: Timeframe = .minutes(5)) throws(InvalidSyntheticMarket) -> BarStream {
    let (step, stepsPerBar) = try step(for: timeframe)
    return BarStream(self, symbol: try index(of: symbol), step: step, stepsPerBar: stepsPerBar)
  }

  /// The bars of one symbol, without end but that of time in 2262.
  public struct BarStream: Sequence, IteratorProtocol, Sendable {
    private var path: SymbolPath
    private let stepsPerBar: Int
    private let barLength: Int64
    private let volumePerStep: Double
    private var barStart: Int64

    init(_ market: SyntheticMarket, symbol index: Int, step: Int64, stepsPerBar: Int) {
      path = SymbolPath(market, symbol: index, step: step, isForTicks: false)
      self.stepsPerBar = stepsPerBar
      barLength = step * Int64(stepsPerBar)
      volumePerStep = market.hourlyVolume(of: market.symbols[index]) * (Double(step) / 3_600e9)
      barStart = market.start.nanoseconds
    }

    /// The next bar; `nil` at the end of time.
    public mutating func next() -> Bar? {
      var bar: Bar?
      while bar == nil {
        let (end, isPastTime) = barStart.addingReportingOverflow(barLength)
        if isPastTime { return nil }
        if stepsPerBar == 1 {
          let (step, isOpen) = nextStep()
          if isOpen { bar = finish(step, end) }
        } else {
          var sum: OpenHighLowCloseVolume?
          for _ in 0..<stepsPerBar {
            let (step, isOpen) = nextStep()
            if isOpen { sum = sum?.joined(with: step) ?? step }
          }
          bar = sum.map { finish($0, end) }
        }
        barStart = end
      }
      return bar
    }

    @inline(__always)
    private func finish(_ step: OpenHighLowCloseVolume, _ end: Int64) -> Bar {
      // Four decimals keep files short; a bar in which nothing traded would not be there.
      let volume = Double(Int64(Swift.max(1, Swift.min(step.volume * 1e4 + 0.5, 1e18)))) / 1e4
      return Bar(
        uncheckedStart: Timestamp(nanoseconds: barStart), end: Timestamp(nanoseconds: end), open: step.open, high: step.high,
        low: step.low, close: step.close, volume: volume)
    }

    private struct OpenHighLowCloseVolume {
      var open: Double
      var high: Double
      var low: Double
      var close: Double
      var volume: Double

      func joined(with later: OpenHighLowCloseVolume) -> OpenHighLowCloseVolume {
        OpenHighLowCloseVolume(
          open: open, high: Swift.max(high, later.high), low: Swift.min(low, later.low), close: later.close,
          volume: volume + later.volume)
      }
    }

    /// A step as a bar.
    ///
    /// The way from open to close is a Brownian motion of variance V, given where it ends. Its greatest height above the open has a known law, for
    /// E an exponential number: (c + √(c² + 2VE)) / 2 (Karatzas & Shreve, "Brownian Motion and Stochastic Calculus", 2.8: the reflection
    /// principle), and so has its depth. Each of the two is exact, so that a stop or a target inside the bar is hit just as often as a fair
    /// game demands; that both depend on each other beyond the close is left out.
    @inline(__always)
    private mutating func nextStep() -> (OpenHighLowCloseVolume, isOpen: Bool) {
      let step = path.advance()
      // The next open is not quite the last close: a thousandth of the variance lies between them.
      let jump = (step.variance * BarStream.jumpShare).squareRoot() * path.generator.normal()
      let share = step.variance * (1 - BarStream.jumpShare)
      let change = step.move * BarStream.withoutJump + step.drift
      let previous = path.price
      let coins = path.generator.next()
      let open = path.grid.settle(from: previous, to: previous * (1 + jump), draw: Double(coins & 0xffff_ffff) * 0x1p-32)
      let close = path.grid.settle(from: open, to: open * (1 + change), draw: Double(coins &>> 32) * 0x1p-32)
      let square = change * change
      let up = (change + (square + 2 * share * path.generator.quickExponential()).squareRoot()) * 0.5
      let down = (change - (square + 2 * share * path.generator.quickExponential()).squareRoot()) * 0.5
      let high = Swift.max(open, close, path.grid.nearest(open * (1 + up)))
      let low = Swift.min(open, close, path.grid.nearest(open * (1 + down)))
      let volume = volumePerStep * step.activity * 0.5 * (path.generator.quickExponential() + 1)
      path.price = close
      if step.isOpen { path.close(close) }
      return (OpenHighLowCloseVolume(open: open, high: high, low: low, close: close, volume: volume), step.isOpen)
    }

    private static let jumpShare = 0.001
    private static let withoutJump = (1 - jumpShare).squareRoot()
  }
}

// MARK: - Checks

extension SyntheticMarket {
  /// The step for bars of a timeframe and how many of them a bar has.
  private func step(for timeframe: Timeframe) throws(InvalidSyntheticMarket) -> (step: Int64, stepsPerBar: Int) {
    guard timeframe.isValid, let length = timeframe.duration?.wholeNanoseconds else {
      throw InvalidSyntheticMarket(
        "timeframe", "\(timeframe)", "a length of time such as 5m, up to 400d", "for other bars make ticks and resample them")
    }
    let longest = SymbolPath.longestStep(self)
    var count = (length + longest - 1) / longest
    guard count == 1 || length % 1_000_000_000 == 0 else {
      throw InvalidSyntheticMarket("timeframe", "\(timeframe)", "whole seconds where longer than \(longest / 1_000_000_000) s", "")
    }
    // Equal steps that fill the bar to the nanosecond: whole seconds have 2⁹ × 5⁹ as a factor, so that a divisor is near.
    while length % count != 0 { count += 1 }
    return (length / count, Int(count))
  }

  /// The place of a symbol.
  func index(of symbol: Symbol) throws(InvalidSyntheticMarket) -> Int {
    guard let index = symbols.firstIndex(of: symbol) else {
      throw InvalidSyntheticMarket(
        "symbol", "\(symbol)", symbols.prefix(20).map(\.name).joined(separator: ", "), "name one of the market's symbols")
    }
    return index
  }

  /// Whether so many of each symbol can be held at once.
  func checkCount(_ count: Int) throws(InvalidSyntheticMarket) {
    let most = 100_000_000 / symbols.count
    guard (0...most).contains(count) else {
      throw InvalidSyntheticMarket("count", "\(count)", "0 to \(most) for \(symbols.count) symbols", "take a stream for more")
    }
  }

  func tooLong(_ name: String, _ count: Int) -> InvalidSyntheticMarket {
    InvalidSyntheticMarket(name, "\(count)", "what fits between \(start) and 2262-04-11", "start earlier, or ask for fewer or shorter")
  }
}
