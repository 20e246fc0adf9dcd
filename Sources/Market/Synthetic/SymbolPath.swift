internal import Statistics

/// The price of one symbol, walked through in steps of equal length.
///
/// A step's return is `√V z + drift`: z a standard normal number that is correlated between symbols, V the variance of the step, known before
/// z is drawn and independent of it. That makes the price a martingale where the drift is 0: no convexity term is needed, because returns and not their
/// logarithms are drawn. V is `long-run variance × volatility clock × (ν − 2) / χ²(ν)`, the last a number of the step that all symbols share and that makes
/// `√V z` a Student t number of ν degrees of freedom.
struct SymbolPath {
  /// What happened in a step.
  struct Step {
    /// How far chance moves the price from the step's start to its end, relative to the former.
    var move = 0.0
    /// The variance that `move` was drawn with.
    var variance = 0.0
    /// What is planted on top of it.
    var drift = 0.0
    /// The expected activity of the step relative to an average one.
    var activity = 0.0
    /// Whether anyone saw it.
    var isOpen = true
  }

  /// When the next step begins.
  private(set) var now: Int64
  /// How long a step is, in nanoseconds.
  let length: Int64
  /// The price at the end of the last step.
  var price: Double
  var grid: PriceGrid
  /// Draws of this symbol alone that are not shocks.
  var generator: SeededGenerator

  private var clock: VolatilityClock
  private var gaps: GapClock
  private var tails: SeededGenerator
  private let degreesOfFreedom: Double
  /// The degrees of freedom where they are few and whole.
  private let normalsPerTail: Int?
  private var shocks: Shocks
  private let variance: Double
  private var rule: SyntheticMarket.PlantedRule?
  private let drift: Double
  private var nextHour = Int64.min
  private var hourlyClose: Double?

  init(_ market: SyntheticMarket, symbol index: Int, step length: Int64, isForTicks: Bool) {
    let symbol = market.symbols[index]
    self.length = length
    now = market.start.nanoseconds
    // Paths of different steps must not share draws: the fast one would tell what the slow one is going to do.
    let path = UInt64(bitPattern: length) | (isForTicks ? 1 << 63 : 0)
    generator = market.generator(.symbol, of: symbol).split(stream: path)
    clock = VolatilityClock(market)
    gaps = GapClock(market, symbol)
    tails = market.generator(.tails).split(stream: path)
    degreesOfFreedom = market.degreesOfFreedom
    normalsPerTail = (3...12).first { Double($0) == market.degreesOfFreedom }
    shocks = Shocks(market, symbol: index, path: path)
    let share = Double(length) / SymbolPath.hour / SyntheticMarket.PlantedRule.barsPerYear
    variance = market.annualVolatility * market.annualVolatility * share
    drift = market.edge * market.annualVolatility * share * market.driftCorrection
    rule = market.edge == 0 ? nil : SyntheticMarket.PlantedRule()
    grid = PriceGrid(market.rounding)
    price = grid.first(market.firstPrice(of: symbol))
  }

  private static let hour = 3_600e9

  /// Lengths of steps: divisors of an hour, so that the planted rule's hours are whole and bars of whole hours share their steps.
  static let stepSeconds: [Int64] = [3_600, 1_800, 900, 600, 300, 120, 60, 30, 15, 10, 5, 2, 1]

  /// The longest step of which it may be assumed that its return is far from −100 %, and that volatility does not change much within.
  static func longestStep(_ market: SyntheticMarket) -> Int64 {
    let hourlyVariance = market.annualVolatility * market.annualVolatility / SyntheticMarket.PlantedRule.barsPerYear
    let seconds = 3_600 * 1e-4 / hourlyVariance
    return 1_000_000_000 * (SymbolPath.stepSeconds.first { Double($0) <= seconds } ?? 60)
  }

  /// Draws the next step. The caller then moves `price` and, if the step was seen, tells its close to `close(_:)`.
  @inline(__always)
  mutating func advance() -> Step {
    clock.advance(to: now)
    var step = Step()
    step.isOpen = gaps.isOpen(at: now)
    // Cut at a deviation of 10 % a step, at least ten times the average: then no low of a bar can reach 0.
    step.variance = min(variance * clock.variance * tail(), 0.01)
    step.activity = clock.activity
    step.move = max(-0.5, min(0.5, step.variance.squareRoot() * shocks.next()))
    if rule != nil { step.drift = plantedDrift(isOpen: step.isOpen) }
    now = now.addingSaturating(length)
    return step
  }

  /// The tail draw (ν − 2) / χ²(ν), whose mean is 1.
  @inline(__always)
  private mutating func tail() -> Double {
    if let normalsPerTail {
      // Squares of the generator's normal numbers are three times as fast as its gamma numbers.
      var sum = 0.0
      for _ in 0..<normalsPerTail {
        let normal = tails.normal()
        sum += normal * normal
      }
      return (degreesOfFreedom - 2) / sum
    }
    return degreesOfFreedom == .infinity ? 1 : (degreesOfFreedom / 2 - 1) / tails.gamma(shape: degreesOfFreedom / 2)
  }

  /// Lets the planted rule see a close; only the last one of an hour matters.
  @inline(__always)
  mutating func close(_ price: Double) {
    if rule != nil { hourlyClose = price }
  }

  private mutating func plantedDrift(isOpen: Bool) -> Double {
    if now >= nextHour {
      if let hourlyClose { rule?.update(hourlyClose) }
      hourlyClose = nil
      nextHour = (now.flooredQuotient(by: 3_600_000_000_000) + 1).multipliedSaturating(by: 3_600_000_000_000)
    }
    return isOpen ? drift * clock.variance * (rule?.position ?? 0) : 0
  }
}

// MARK: - Parts

extension SeededGenerator {
  /// An exponential number of mean 1: half the sum of two squared normal numbers, which is faster than a logarithm. At most 40, so that a
  /// low stays above 0; chance alone would exceed that once in 10¹⁷ draws.
  @inline(__always)
  mutating func quickExponential() -> Double {
    let first = normal()
    let second = normal()
    return Swift.min(0.5 * (first * first + second * second), 40)
  }
}

/// Standard normal numbers of one symbol with the market's correlations.
struct Shocks {
  private var own: SeededGenerator
  private let ownWeight: Double
  private var shared: [SeededGenerator]
  private let sharedWeights: [Double]

  /// - Parameter path: what tells apart the paths of different steps.
  init(_ market: SyntheticMarket, symbol index: Int, path: UInt64) {
    own = market.generator(.symbolShocks, of: market.symbols[index]).split(stream: path)
    switch market.correlation {
    case .common(let correlation):
      ownWeight = (1 - correlation).squareRoot()
      shared = [market.generator(.marketShocks).split(stream: path)]
      sharedWeights = [correlation.squareRoot()]
    case .matrix(let rows):
      // The market has checked the matrix.
      let root = (try? SyntheticMarket.triangularRoot(of: rows, count: rows.count)[index]) ?? []
      ownWeight = root.last ?? 1
      shared = market.symbols[..<index].map { market.generator(.symbolShocks, of: $0).split(stream: path) }
      sharedWeights = Array(root.dropLast())
    }
  }

  @inline(__always)
  mutating func next() -> Double {
    var sum = ownWeight * own.normal()
    for index in shared.indices { sum += sharedWeights[index] * shared[index].normal() }
    return sum
  }
}

/// Whether a symbol trades.
struct GapClock {
  private var generator: SeededGenerator
  /// Mean nanoseconds from the end of an outage to the next; `nil` if there are none.
  private let meanWait: Double?
  private let meanOutage: Double
  private let closedOnWeekends: Bool
  private var outage: Range<Int64>

  init(_ market: SyntheticMarket, _ symbol: Symbol) {
    generator = market.generator(.symbolGaps, of: symbol)
    meanOutage = Double(market.gaps.meanOutage.wholeNanoseconds)
    // From a day to 240 years between outages, so that the sum stays in range.
    meanWait = market.gaps.outagesPerYear > 0 ? min(7.5e18 / 40, 365.25 * 86_400e9 / market.gaps.outagesPerYear) : nil
    closedOnWeekends = market.gaps.closedOnWeekends
    outage = Int64.min..<Int64.min
    if let meanWait { outage = nextOutage(after: market.start.nanoseconds, meanWait) }
  }

  private mutating func nextOutage(after time: Int64, _ meanWait: Double) -> Range<Int64> {
    let start = time.addingSaturating(Int64(meanWait * generator.exponential()))
    return start..<start.addingSaturating(Int64(meanOutage * generator.exponential()))
  }

  @inline(__always)
  mutating func isOpen(at now: Int64) -> Bool {
    if meanWait == nil, !closedOnWeekends { return true }
    return isOpenSlowly(at: now)
  }

  private mutating func isOpenSlowly(at now: Int64) -> Bool {
    if closedOnWeekends {
      // 1970 began on a Thursday: days 2 and 3 of its weeks are Saturday and Sunday.
      let days = now.flooredQuotient(by: 86_400_000_000_000)
      let weekday = days - days.flooredQuotient(by: 7) * 7
      if weekday == 2 || weekday == 3 { return false }
    }
    guard let meanWait else { return true }
    while outage.upperBound <= now {
      // What lies beyond all time never comes.
      if outage.upperBound == .max { return true }
      outage = nextOutage(after: outage.upperBound, meanWait)
    }
    return !outage.contains(now)
  }
}

extension SyntheticMarket {
  /// The first price of a symbol.
  func firstPrice(of symbol: Symbol) -> Double {
    if let startPrice { return startPrice }
    var generator = generator(.symbolPrice, of: symbol)
    var price = 1 + 9 * generator.uniform()
    for _ in 0..<generator.integer(below: 5) { price *= 10 }
    if case .tickSize(let size) = rounding { return max(price, 1_000 * size) }
    return price
  }

  /// What trades in an average hour: a million's worth at the first price.
  func hourlyVolume(of symbol: Symbol) -> Double { 1e6 / firstPrice(of: symbol) }
}
