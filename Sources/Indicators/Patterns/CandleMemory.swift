public import Market

/// The last candles of a series that comes bar after bar, and the thresholds a pattern compares them with.
@usableFromInline
struct CandleMemory: Codable, Equatable, Sendable {
  @usableFromInline let plan: CandlePlan
  /// The last candles, in a ring whose size is a power of two.
  @usableFromInline private(set) var candles: [CandlePrices]
  /// The sums that means are taken from, by threshold and by candle.
  private var totals: [Double]
  /// The thresholds as they stand for the last candle, in the same places.
  @usableFromInline private(set) var thresholds: [Double]
  /// How many bars there were, up to the warm-up.
  private var bars = 0
  /// How many candles in a row were not missing.
  @usableFromInline private(set) var row = 0

  init(_ plan: CandlePlan) {
    self.plan = plan
    var size = 8
    while size < plan.warmUp + 2 { size *= 2 }
    candles = [CandlePrices](repeating: CandlePrices(), count: size)
    totals = [Double](repeating: 0, count: CandlePlan.slots)
    thresholds = totals
  }

  /// Whether there was no bar yet.
  var isFresh: Bool { bars == 0 && row == 0 }

  /// What can be told after a bar.
  @usableFromInline
  enum Knowledge { case tooEarly, missing, whole }

  /// Takes the next bar.
  @usableFromInline
  mutating func take(_ bar: Bar) -> Knowledge {
    let isEarly = bars < plan.warmUp
    if isEarly { bars += 1 }
    // 0, or NaN if anything is missing.
    let check = (bar.open - bar.open) + (bar.high - bar.high) + (bar.low - bar.low) + (bar.close - bar.close)
    guard check == 0 else {
      row = 0
      return isEarly ? .tooEarly : .missing
    }
    let place = row & (candles.count &- 1)
    do {
      var ring = candles.mutableSpan
      ring.put(CandlePrices(bar.open, bar.high, bar.low, bar.close), at: place)
    }
    row &+= 1
    guard row > plan.warmUp else { return isEarly ? .tooEarly : .missing }
    if row == plan.warmUp + 1 { begin() } else { slide() }
    return .whole
  }

  /// The last candles as a sentence sees them.
  @inlinable
  @inline(__always)
  func seen(_ count: Int, _ penetration: Double) -> Candles<Exact> {
    let (ring, thresholds, last) = (candles.span, thresholds.span, row &- 1)
    return Candles<Exact>(count, penetration: penetration) { ago in
      let prices = ring.at((last &- ago) & (ring.count &- 1))
      return Candle(
        open: Exact(prices.open), high: Exact(prices.high), low: Exact(prices.low), close: Exact(prices.close),
        thresholds: CandleThresholds { name in Exact(thresholds.at(CandlePlan.slot(name, ago))) })
    }
  }

  /// The candle so many bars before the last.
  private func prices(_ ago: Int) -> CandlePrices { candles.span.at((row &- 1 &- ago) & (candles.count &- 1)) }

  /// Adds up, in the order of TA-Lib, what lies before the first candles that are compared with it.
  private mutating func begin() {
    for use in plan.uses.prefix(plan.means) {
      let (first, period, length) = (plan.start(lag: use.lag), use.threshold.period, use.threshold.length)
      var total = 0.0
      for place in first - period..<first { total += prices(plan.warmUp - place).length(length) }
      for place in first..<plan.warmUp - use.lag {
        let ago = plan.warmUp - place
        total += prices(ago).length(length) - prices(ago + period).length(length)
      }
      totals[use.slot] = total
    }
    weigh()
  }

  /// Moves all sums on by a candle.
  private mutating func slide() {
    // Taken out, so that they can be written while candles are read.
    var kept: [Double] = []
    swap(&kept, &totals)
    slide(&kept)
    swap(&kept, &totals)
    weigh()
  }

  @inline(__always)
  private func slide(_ kept: inout [Double]) {
    let (uses, ring, last) = (plan.uses.span, candles.span, row &- 2)
    let mask = ring.count &- 1
    var sums = kept.mutableSpan
    for index in 0..<plan.means {
      let use = uses.at(index)
      let (period, length) = (use.threshold.period, use.threshold.length)
      let new = ring.at((last &- use.lag) & mask)
      let left = ring.at((last &- use.lag &- period) & mask).length(length)
      var total = sums.at(use.slot) + (new.length(length) - left)
      if isOutOfProportion(left, to: new.close) {
        total = 0
        for ago in stride(from: use.lag &+ period &- 1, through: use.lag, by: -1) { total += ring.at((last &- ago) & mask).length(length) }
      }
      sums.put(total, at: use.slot)
    }
  }

  /// Makes thresholds of the sums, or of the candles themselves.
  private mutating func weigh() {
    var kept: [Double] = []
    swap(&kept, &thresholds)
    do {
      let (uses, ring, sums, last) = (plan.uses.span, candles.span, totals.span, row &- 1)
      var limits = kept.mutableSpan
      for index in 0..<uses.count {
        let use = uses.at(index)
        let threshold = use.threshold
        let mean =
          threshold.period > 0
          ? sums.at(use.slot) / Double(threshold.period) : ring.at((last &- use.lag) & (ring.count &- 1)).length(threshold.length)
        limits.put(threshold.factor * mean / threshold.divisor, at: use.slot)
      }
    }
    swap(&kept, &thresholds)
  }
}
