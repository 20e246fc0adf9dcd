/// Which thresholds a pattern compares candles with, and from when on it can.
///
/// It is found by reading the sentence, whatever the type of the pattern: nothing here is made anew for each of them.
@usableFromInline
struct CandlePlan: Codable, Equatable, Sendable {
  /// A threshold of a candle.
  @usableFromInline
  struct Use: Codable, Equatable, Sendable {
    /// Where the threshold is kept, and whose it is.
    let slot: Int
    let lag: Int
    /// Where among the numbers of a candle the length is that it is made of.
    let column: Int
    /// Over how many candles before; 0 for the candle itself.
    let period: Int
    let count: Double
    let factor: Double
    let share: Double

    init(slot: Int, lag: Int, _ threshold: CandleThreshold) {
      self.slot = slot
      self.lag = lag
      column =
        switch threshold.length {
        case .body: 4
        case .range: 5
        case .shadows: 6
        }
      period = threshold.period
      count = Double(max(threshold.period, 1))
      factor = threshold.factor
      share = 1 / threshold.divisor
    }

    /// The threshold of a sum.
    @inline(__always)
    func threshold(_ total: Double) -> Double { factor * (total / count) * share }
  }

  /// The thresholds, those with means first.
  let uses: [Use]
  /// How many of them are means of the candles before.
  let means: Int
  @usableFromInline let warmUp: Int
  /// The candle furthest back of which a mean is asked, for patterns whose sums begin together.
  let shared: Int?

  /// What a pattern asks for, found by reading its sentence.
  init(_ pattern: any CandlePattern.Type, _ settings: CandleSettings) {
    let graph = CandleGraph { builder in
      // Only to recognise what is asked for: a sum that begins where the threshold is kept.
      [
        Self.read(pattern, 0, builder) { name, lag, _ in
          NumberColumn(
            builder: builder,
            reference: CandleGraph.Reference(
              node: builder.node(.total(CandleGraph.Total(length: .body, period: 1, start: Self.slot(name, lag)))), lag: lag))
        }
      ]
    }
    var uses: [Use] = []
    for case .total(let total) in graph.operations {
      let (number, lag) = total.start.quotientAndRemainder(dividingBy: Candles<Exact>.most)
      guard let name = CandleThresholdName(rawValue: number) else { continue }
      uses.append(Use(slot: total.start, lag: lag, settings[name]))
    }
    uses.sort { $0.slot < $1.slot }
    let means = uses.filter { $0.period > 0 }
    self.uses = means + uses.filter { $0.period == 0 }
    self.means = means.count
    let back = pattern.candles - 1
    warmUp = max(back, (means.map(\.period).max() ?? 0) + back + pattern.head)
    shared = pattern.beginsTogether ? means.map(\.lag).max() : nil
  }

  /// Where a threshold of a candle is kept.
  @inlinable
  @inline(__always)
  static func slot(_ name: CandleThresholdName, _ lag: Int) -> Int { name.rawValue &* Candles<Exact>.most &+ lag }

  /// How many places there are for thresholds.
  static var slots: Int { CandleThresholdName.allCases.count * Candles<Exact>.most }

  /// The first candle a sum is kept for, counted from the first of all.
  func start(lag: Int) -> Int { warmUp - (shared ?? lag) }

  /// A plan of nothing but a pattern.
  @inline(never)
  func graph(_ pattern: any CandlePattern.Type, _ settings: CandleSettings, _ penetration: Double) -> CandleGraph {
    CandleGraph { [column(pattern, settings, penetration, $0)] }
  }

  /// The column of points of a pattern.
  func column(
    _ pattern: any CandlePattern.Type, _ settings: CandleSettings, _ penetration: Double, _ builder: CandleGraph.Builder
  ) -> CandleGraph.Reference {
    Self.read(pattern, penetration, builder) { name, lag, candle in
      let threshold = settings[name]
      guard threshold.period > 0 else {
        return candle.length(threshold.length) * threshold.factor * (1 / threshold.divisor)
      }
      let total = builder.node(
        .total(CandleGraph.Total(length: threshold.length, period: threshold.period, start: start(lag: lag))))
      let mean = builder.node(
        .mean(total: total, factor: threshold.factor, period: threshold.period, divisor: threshold.divisor))
      return NumberColumn(builder: builder, reference: CandleGraph.Reference(node: mean, lag: lag))
    }
  }

  /// The prices of a candle as columns.
  private struct Prices {
    let open, high, low, close: NumberColumn

    func length(_ length: CandleLength) -> NumberColumn {
      switch length {
      case .body: NumberColumn.distance(close, open)
      case .range: high - low
      case .shadows: (high - NumberColumn.greater(open, close)) + (NumberColumn.lesser(open, close) - low)
      }
    }
  }

  // The type of a pattern is known at run time only, so that no sentence is compiled for columns a second time: all sixty-one took minutes.
  @inline(never)
  private static func read(
    _ pattern: any CandlePattern.Type, _ penetration: Double, _ builder: CandleGraph.Builder,
    _ threshold: (CandleThresholdName, Int, Prices) -> NumberColumn
  ) -> CandleGraph.Reference {
    let seen = Candles<NumberColumn>(pattern.candles, penetration: penetration) { lag in
      func price(_ price: CandleGraph.Price) -> NumberColumn {
        NumberColumn(builder: builder, reference: CandleGraph.Reference(node: builder.node(.price(price)), lag: lag))
      }
      let prices = Prices(open: price(.open), high: price(.high), low: price(.low), close: price(.close))
      return Candle(
        open: prices.open, high: prices.high, low: prices.low, close: prices.close,
        thresholds: CandleThresholds { threshold($0, lag, prices) })
    }
    return pattern.outcome(seen).reference
  }
}
