public import Market

/// Runs a candlestick pattern: 0 where it is not seen, above 0 where prices are expected to rise and below where they are expected to fall.
///
///     let hammer = try Candlestick<Hammer>()
///     hammer.over(series).value                 // 0, 100, −100, and 80 or 200 where TA-Lib gives them
///
/// While warming up the answer of a whole series is 0, as TA-Lib has it. A missing price spoils the bars whose candles or means it belongs to.
public struct Candlestick<Pattern: CandlePattern>: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static var declaration: IndicatorDeclaration {
    IndicatorDeclaration(
      Pattern.code, .pattern, Pattern.summary, parameters: Pattern.penetration.map { [.real("penetration", $0, in: 0...3e37)] } ?? [],
      inputs: ["open", "high", "low", "close"], zeroWhileWarmingUp: [WholeNumber.unnamed])
  }

  /// When a candle is long, short and so on.
  public let settings: CandleSettings
  /// How deep a candle must reach into another, for patterns that ask.
  public let penetration: Double
  @usableFromInline let plan: CandlePlan
  /// The last candles, in a ring whose size is a power of two.
  @usableFromInline var candles: [CandlePrices]
  /// The sums that means are taken from, by threshold and by candle.
  @usableFromInline var totals: [Double]
  /// How many bars there were, up to the warm-up.
  @usableFromInline var bars = 0
  /// How many candles in a row were not missing.
  @usableFromInline var row = 0

  /// The pattern with TA-Lib's or other settings, and how deep a candle must reach into another, at least 0, where the pattern asks.
  public init(penetration: Double? = nil, settings: CandleSettings = .standard) throws(InvalidParameter) {
    try self.init(parameters: penetration.map { [$0] } ?? [], settings: settings)
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { try self.init(parameters: parameters, settings: .standard) }

  private init(parameters: [Double], settings: CandleSettings) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    self.settings = settings
    penetration = values.first ?? 0
    plan = CandlePlan(Pattern.self, settings)
    var size = 1
    while size < plan.warmUp + 1 { size *= 2 }
    candles = [CandlePrices](repeating: CandlePrices(), count: size)
    totals = [Double](repeating: 0, count: CandleThresholdName.allCases.count * Candles<Exact>.most)
  }

  /// The candles before the last, and the candles before those whose lengths are averaged.
  public var warmUp: Int { plan.warmUp }

  // Not inlined into every loop that steps: a sentence is long once all of its words are spelled out.

  /// Takes the next bar.
  @inlinable
  @inline(never)
  public mutating func update(_ bar: Bar) -> WholeNumber? {
    let isEarly = bars < plan.warmUp
    if isEarly { bars += 1 }
    // 0, or NaN if anything is missing.
    let check = (bar.open - bar.open) + (bar.high - bar.high) + (bar.low - bar.low) + (bar.close - bar.close)
    guard check == 0 else {
      row = 0
      return isEarly ? nil : WholeNumber(.nan)
    }
    let place = row & (candles.count &- 1)
    do {
      var ring = candles.mutableSpan
      ring.put(CandlePrices(bar.open, bar.high, bar.low, bar.close), at: place)
    }
    row &+= 1
    guard row > plan.warmUp else { return isEarly ? nil : WholeNumber(.nan) }
    if row == plan.warmUp + 1 { begin() }
    let points = outcome()
    slide()
    return WholeNumber(Double(points))
  }

  /// The candle so many bars before the last.
  @inlinable
  @inline(__always)
  func prices(_ ago: Int) -> CandlePrices { candles.span.at((row &- 1 &- ago) & (candles.count &- 1)) }

  @inlinable
  @inline(__always)
  func outcome() -> Int {
    let seen = Candles<Exact>(Pattern.candles, penetration: penetration) { ago in
      let prices = prices(ago)
      return Candle(
        open: Exact(prices.open), high: Exact(prices.high), low: Exact(prices.low), close: Exact(prices.close),
        thresholds: CandleThresholds { name in
          let threshold = settings[name]
          let mean =
            threshold.period > 0
            ? totals.span.at(CandlePlan.slot(name, ago)) / Double(threshold.period) : prices.length(threshold.length)
          return Exact(threshold.factor * mean / threshold.divisor)
        })
    }
    return Pattern.outcome(seen).value
  }

  /// Adds up, in the order of TA-Lib, what lies before the first candles that are compared with it.
  @inlinable
  mutating func begin() {
    for use in plan.uses {
      let first = plan.start(use)
      var total = 0.0
      for place in first - use.period..<first { total += prices(plan.warmUp - place).length(use.length) }
      for place in first..<plan.warmUp - use.lag {
        let ago = plan.warmUp - place
        total += prices(ago).length(use.length) - prices(ago + use.period).length(use.length)
      }
      totals[use.slot] = total
    }
  }

  /// Moves all sums on by a candle.
  @inlinable
  @inline(__always)
  mutating func slide() {
    // Taken out, so that they can be written while candles are read.
    var kept: [Double] = []
    swap(&kept, &totals)
    slide(&kept)
    swap(&kept, &totals)
  }

  @inlinable
  @inline(__always)
  func slide(_ kept: inout [Double]) {
    let (uses, ring, last) = (plan.uses.span, candles.span, row &- 1)
    let mask = ring.count &- 1
    var sums = kept.mutableSpan
    for index in 0..<uses.count {
      let use = uses.at(index)
      let new = ring.at((last &- use.lag) & mask)
      let left = ring.at((last &- use.lag &- use.period) & mask).length(use.length)
      var total = sums.at(use.slot) + (new.length(use.length) - left)
      if isOutOfProportion(left, to: new.close) {
        total = 0
        for ago in stride(from: use.lag &+ use.period &- 1, through: use.lag, by: -1) {
          total += ring.at((last &- ago) & mask).length(use.length)
        }
      }
      sums.put(total, at: use.slot)
    }
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<WholeNumber>) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    guard bars == 0, row == 0 else { return mapStep(over: input, into: &output) }
    let graph = CandleGraph { [plan.column(Pattern.self, settings, penetration, $0)] }
    let warmUp = plan.warmUp
    output.withColumn { result in
      var run = CandleGraphRun(graph, input)
      run.overAll { rows, first, columns in
        // Before the warm-up is over the answer is 0; after a gap there is none as long.
        let known = min(max(rows.lowerBound, first + warmUp), rows.upperBound)
        for row in rows.lowerBound..<known { result.put(row < warmUp ? 0 : .nan, at: row) }
        columns[0].each(known - rows.lowerBound..<rows.count) { half, index in
          result.put(2 * Double(half), at: rows.lowerBound &+ index)
        }
      } missing: { row in
        result.put(row < warmUp ? 0 : .nan, at: row)
      }
    }
  }
}

/// Which means a pattern compares candles with, and from when on it can.
@usableFromInline
struct CandlePlan: Codable, Equatable, Sendable {
  /// The mean of a length of the candles before a candle.
  @usableFromInline
  struct Use: Codable, Equatable, Sendable {
    @usableFromInline let slot: Int
    @usableFromInline let length: CandleLength
    @usableFromInline let period: Int
    @usableFromInline let lag: Int
  }

  @usableFromInline let uses: [Use]
  @usableFromInline let warmUp: Int
  /// The candle furthest back of which a mean is asked, for patterns whose sums begin together.
  @usableFromInline let shared: Int?

  /// What a pattern asks for, found by reading its sentence.
  init<Pattern: CandlePattern>(_ pattern: Pattern.Type, _ settings: CandleSettings) {
    let asked = Asked()
    let graph = CandleGraph { builder in
      [Self.read(pattern, settings, 0, builder) { name, lag in asked.start(name, lag) }]
    }
    var uses: [Use] = []
    for operation in graph.operations {
      guard case .total(let total) = operation, let (name, lag) = asked.names[total.start] else { continue }
      uses.append(Use(slot: Self.slot(name, lag), length: total.length, period: total.period, lag: lag))
    }
    let back = pattern.candles - 1
    warmUp = max(back, (uses.map(\.period).max() ?? 0) + back + pattern.head)
    shared = pattern.beginsTogether ? uses.map(\.lag).max() : nil
    self.uses = uses.sorted { $0.slot < $1.slot }
  }

  /// Numbers what is asked for, to recognise it in the plan.
  private final class Asked {
    var names: [Int: (CandleThresholdName, Int)] = [:]
    func start(_ name: CandleThresholdName, _ lag: Int) -> Int {
      let number = CandlePlan.slot(name, lag)
      names[number] = (name, lag)
      return number
    }
  }

  /// Where the sum for a threshold of a candle is kept.
  @inlinable
  @inline(__always)
  static func slot(_ name: CandleThresholdName, _ lag: Int) -> Int { name.rawValue &* Candles<Exact>.most &+ lag }

  /// The first candle a sum is kept for, counted from the first of all.
  @inlinable
  func start(_ use: Use) -> Int { start(lag: use.lag) }

  @inlinable
  func start(lag: Int) -> Int { warmUp - (shared ?? lag) }

  /// The column of points of a pattern.
  func column<Pattern: CandlePattern>(
    _ pattern: Pattern.Type, _ settings: CandleSettings, _ penetration: Double, _ builder: CandleGraph.Builder
  ) -> CandleGraph.Reference {
    Self.read(pattern, settings, penetration, builder) { start(lag: $1) }
  }

  @inline(never)
  private static func read<Pattern: CandlePattern>(
    _ pattern: Pattern.Type, _ settings: CandleSettings, _ penetration: Double, _ builder: CandleGraph.Builder,
    start: (CandleThresholdName, Int) -> Int
  ) -> CandleGraph.Reference {
    let seen = Candles<NumberColumn>(pattern.candles, penetration: penetration) { lag in
      func price(_ price: CandleGraph.Price) -> NumberColumn {
        NumberColumn(builder: builder, reference: CandleGraph.Reference(node: builder.node(.price(price)), lag: lag))
      }
      let (open, high, low, close) = (price(.open), price(.high), price(.low), price(.close))
      return Candle(
        open: open, high: high, low: low, close: close,
        thresholds: CandleThresholds { name in
          let threshold = settings[name]
          guard threshold.period > 0 else {
            let body = NumberColumn.distance(close, open)
            let (top, bottom) = (NumberColumn.greater(open, close), NumberColumn.lesser(open, close))
            let length = threshold.length == .body ? body : threshold.length == .range ? high - low : (high - top) + (bottom - low)
            return length * threshold.factor * (1 / threshold.divisor)
          }
          let total = builder.node(
            .total(CandleGraph.Total(length: threshold.length, period: threshold.period, start: start(name, lag))))
          let mean = builder.node(
            .mean(total: total, factor: threshold.factor, period: threshold.period, divisor: threshold.divisor))
          return NumberColumn(builder: builder, reference: CandleGraph.Reference(node: mean, lag: lag))
        })
    }
    return pattern.outcome(seen).reference
  }
}
