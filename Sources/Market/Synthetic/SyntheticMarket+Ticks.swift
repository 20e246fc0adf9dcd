public import Statistics

extension SyntheticMarket {
  /// The first ticks of every symbol, in the order of the symbols.
  ///
  /// - Parameters:
  ///   - count: how many ticks of each symbol, 0 or more and at most 100 000 000 over all symbols: for more take ``tickStream(of:)``.
  ///   - threads: the greatest number of threads; the ticks do not depend on it.
  /// - Throws: ``InvalidSyntheticMarket`` if the count is out of range or time would run past 2262.
  /// - Complexity: O(count) per symbol; under 0.1 µs each where a day has 10 000 or more.
  public func ticks(count: Int, threads: Int = ActiveProcessors.count) throws(InvalidSyntheticMarket) -> [TickSeries] {
    try checkCount(count)
    return try parallelMap(symbols, threads: max(1, threads)) { symbol throws(InvalidSyntheticMarket) in
      var stream = try tickStream(of: symbol)
      var time: [Timestamp] = []
      var price: [Double] = []
      var size: [Double] = []
      var side: [Side] = []
      time.reserveCapacity(count)
      price.reserveCapacity(count)
      size.reserveCapacity(count)
      side.reserveCapacity(count)
      while time.count < count {
        guard let tick = stream.next(), let tickSide = tick.side else { throw tooLong("count", count) }
        time.append(tick.time)
        price.append(tick.price)
        size.append(tick.size)
        side.append(tickSide)
      }
      return TickSeries(uncheckedSymbol: symbol, time: time, price: price, size: size, side: side, provenance: provenance)
    }
  }

  /// The ticks of one symbol, one after the other, without keeping them.
  ///
  /// - Parameter symbol: one of the market's symbols.
  /// - Throws: ``InvalidSyntheticMarket`` if the market has no such symbol.
  public func tickStream(of symbol: Symbol) throws(InvalidSyntheticMarket) -> TickStream {
    TickStream(self, symbol: try index(of: symbol))
  }

  /// The ticks of one symbol, without end but that of time in 2262.
  ///
  /// Time is cut into steps of a second to an hour in which some 16 ticks fall. The price at a step's end is drawn as for bars; within the step
  /// ticks come at random instants, and prices follow a Brownian bridge, which is the Brownian motion that ends there: nothing
  /// of the end shows in the law of what comes before. A buyer's tick more often than not rises, but the side of a tick tells nothing
  /// of the next one.
  public struct TickStream: Sequence, IteratorProtocol, Sendable {
    private var path: SymbolPath
    private let ticksPerStep: Double
    private let meanSize: Double
    /// Instants of the step's ticks as shares of its length, and how many are taken.
    private var shares: [Double] = []
    private var taken = 0
    private var step = SymbolPath.Step()
    private var stepStart: Int64
    /// The price that the step's moves are relative to.
    private var base: Double
    /// How much of the step has passed, and how far the price has moved in it.
    private var share = 0.0
    private var moved = 0.0
    /// What moved unseen since the last tick of an earlier step.
    private var unseen = 0.0

    init(_ market: SyntheticMarket, symbol index: Int) {
      let day = 86_400.0
      let wanted = Swift.min(16 * day / market.ticksPerDay, Double(SymbolPath.longestStep(market)) / 1e9)
      let seconds = SymbolPath.stepSeconds.first { Double($0) <= wanted } ?? 1
      path = SymbolPath(market, symbol: index, step: seconds * 1_000_000_000, isForTicks: true)
      ticksPerStep = market.ticksPerDay * Double(seconds) / day
      meanSize = market.hourlyVolume(of: market.symbols[index]) / (market.ticksPerDay / 24)
      stepStart = path.now
      base = path.price
    }

    /// The next tick; `nil` at the end of time.
    public mutating func next() -> Tick? {
      while taken == shares.count {
        if path.now > Int64.max - path.length { return nil }
        beginStep()
      }
      let next = shares[taken]
      taken += 1
      // From here to the step's end the rest of the move is left, and the chance of a bridge pinned there.
      let passing = next - share
      let left = 1 - share
      let portion = passing / left
      let noise = (step.variance * passing * (1 - portion)).squareRoot()
      let move = portion * (step.move + step.drift - moved) + noise * path.generator.normal()
      share = next
      moved += move
      let bits = path.generator.next()
      let price = path.price
      let change = Swift.max(-0.5 * price, Swift.min(0.5 * price, base * move + unseen))
      unseen = 0
      let target = price + change
      let settled = path.grid.settle(from: price, to: target, draw: Double(bits &>> 32) * 0x1p-32)
      path.price = settled
      path.close(settled)
      let isAgainst = bits & 0xff < 77  // 30 %
      let isBuy = settled == price ? bits & 1 == 0 : (settled > price) != isAgainst
      // Mostly small, now and then large; mean 1.
      let draw = path.generator.quickExponential()
      let size = meanSize * (draw + 0.25 * draw * draw) / 1.5
      return Tick(
        time: Timestamp(nanoseconds: stepStart + Int64(next * Double(path.length))), price: settled,
        size: Double(Int64(Swift.max(1, Swift.min(size * 1e6 + 0.5, 1e18)))) / 1e6, side: isBuy ? .buy : .sell)
    }

    private mutating func beginStep() {
      unseen += base * (step.move + step.drift - moved)
      stepStart = path.now
      step = path.advance()
      base = path.price
      share = 0
      moved = 0
      taken = 0
      shares.removeAll(keepingCapacity: true)
      guard step.isOpen else { return }
      let mean = ticksPerStep * step.activity * 0.5 * (path.generator.quickExponential() + 1)
      let count = Int(Swift.min(mean, 1e6) + path.generator.uniform())
      if count == 0 { return }
      // Exponential waits scaled to the step are the instants of a Poisson process given their number.
      var sum = 0.0
      for _ in 0..<count {
        sum += path.generator.quickExponential()
        shares.append(sum)
      }
      let scale = 1 / (sum + path.generator.quickExponential())
      // Never quite 1: the bridge divides by what is left.
      for index in shares.indices { shares[index] = Swift.min(shares[index] * scale, 1 - 0x1p-40) }
    }
  }
}
