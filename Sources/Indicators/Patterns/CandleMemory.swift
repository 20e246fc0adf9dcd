public import Market

/// The last candles of a series that comes bar after bar, and the thresholds a pattern compares them with.
@usableFromInline
struct CandleMemory: Codable, Equatable, Sendable {
  @usableFromInline let plan: CandlePlan
  /// The last candles, in a ring whose size is a power of two: of each the four prices, the three lengths, and a place that is not used.
  @usableFromInline private(set) var ring: [Double]
  /// The sums that means are taken from, in the order of the plan.
  private var totals: [Double]
  /// The thresholds as they stand for the last candle, by name and by candle.
  @usableFromInline private(set) var thresholds: [Double]
  /// How many bars there were, up to the warm-up.
  private var bars = 0
  /// How many candles in a row were not missing.
  @usableFromInline private(set) var row = 0

  init(_ plan: CandlePlan) {
    self.plan = plan
    var size = 8
    while size < plan.warmUp + 2 { size *= 2 }
    ring = [Double](repeating: 0, count: 8 * size)
    totals = [Double](repeating: 0, count: plan.means)
    thresholds = [Double](repeating: 0, count: CandlePlan.slots)
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
    let place = Self.place(row, in: ring.count)
    do {
      let prices = CandlePrices(bar.open, bar.high, bar.low, bar.close)
      var numbers = ring.mutableSpan
      numbers.put(bar.open, at: place)
      numbers.put(bar.high, at: place &+ 1)
      numbers.put(bar.low, at: place &+ 2)
      numbers.put(bar.close, at: place &+ 3)
      numbers.put(prices.length(.body), at: place &+ 4)
      numbers.put(prices.length(.range), at: place &+ 5)
      numbers.put(prices.length(.shadows), at: place &+ 6)
    }
    row &+= 1
    guard row > plan.warmUp else { return isEarly ? .tooEarly : .missing }
    if row == plan.warmUp + 1 { begin() } else { slide() }
    return .whole
  }

  /// Where the numbers of a candle are.
  @inlinable
  @inline(__always)
  static func place(_ candle: Int, in count: Int) -> Int { (candle &* 8) & (count &- 1) }

  /// The last candles as a sentence sees them.
  @inlinable
  @inline(__always)
  func seen(_ count: Int, _ penetration: Double) -> Candles<Exact> {
    let (numbers, thresholds, last) = (ring.span, thresholds.span, row &- 1)
    return Candles<Exact>(count, penetration: penetration) { ago in
      let place = Self.place(last &- ago, in: numbers.count)
      return Candle(
        open: Exact(numbers.at(place)), high: Exact(numbers.at(place &+ 1)), low: Exact(numbers.at(place &+ 2)),
        close: Exact(numbers.at(place &+ 3)),
        thresholds: CandleThresholds { name in Exact(thresholds.at(CandlePlan.slot(name, ago))) })
    }
  }

  /// Adds up, in the order of TA-Lib, what lies before the first candles that are compared with it.
  private mutating func begin() {
    for index in 0..<plan.means {
      let use = plan.uses[index]
      totals[index] = Self.total(ring.span, use, from: plan.start(lag: use.lag), to: plan.warmUp - use.lag)
      thresholds[use.slot] = use.threshold(totals[index])
    }
    for index in plan.means..<plan.uses.count {
      let use = plan.uses[index]
      thresholds[use.slot] = use.threshold(ring[Self.place(row - 1 - use.lag, in: ring.count) + use.column])
    }
  }

  /// What lies before the first candles that are compared with it: up to one candle, and then moved on to another.
  private static func total(_ numbers: Span<Double>, _ use: CandlePlan.Use, from first: Int, to last: Int) -> Double {
    var total = 0.0
    for candle in first - use.period..<first { total += numbers[place(candle, in: numbers.count) + use.column] }
    for candle in first..<last {
      let left = numbers[place(candle - use.period, in: numbers.count) + use.column]
      total += numbers[place(candle, in: numbers.count) + use.column] - left
    }
    return total
  }

  /// Moves all sums on by a candle, and the thresholds with them.
  private mutating func slide() {
    // Taken out, so that they can be written while candles are read.
    var (kept, weighed): ([Double], [Double]) = ([], [])
    swap(&kept, &totals)
    swap(&weighed, &thresholds)
    slide(&kept, &weighed)
    swap(&kept, &totals)
    swap(&weighed, &thresholds)
  }

  @inline(__always)
  private func slide(_ totals: inout [Double], _ thresholds: inout [Double]) {
    let (uses, numbers) = (plan.uses.span, ring.span)
    var sums = totals.mutableSpan
    var limits = thresholds.mutableSpan
    for index in 0..<plan.means {
      let use = uses.at(index)
      let now = row &- 2 &- use.lag
      let new = Self.place(now, in: numbers.count)
      let left = numbers.at(Self.place(now &- use.period, in: numbers.count) &+ use.column)
      var total = sums.at(index) + (numbers.at(new &+ use.column) - left)
      if isOutOfProportion(left, to: numbers.at(new &+ 3)) {
        total = 0
        for candle in now &- use.period &+ 1...now { total += numbers.at(Self.place(candle, in: numbers.count) &+ use.column) }
      }
      sums.put(total, at: index)
      limits.put(use.threshold(total), at: use.slot)
    }
    // Of the rest it is the candles' own lengths.
    for index in plan.means..<uses.count {
      let use = uses.at(index)
      limits.put(use.threshold(numbers.at(Self.place(row &- 1 &- use.lag, in: numbers.count) &+ use.column)), at: use.slot)
    }
  }
}
