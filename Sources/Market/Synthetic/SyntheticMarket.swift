internal import Statistics

/// A made-up market of which everything is known: nothing can be earned in it, or exactly what was planted.
///
///     let market = try SyntheticMarket(symbols: ["SYN-A", "SYN-B"], seed: 7)
///     let series = try market.bars(.hours(1), count: 17_520)      // two years of each symbol
///     series[0].provenance                                        // .synthetic("SyntheticMarket seed 7, edge 0, …")
///
/// With an edge of 0 every price is a martingale: whatever rule looks at past bars, ticks, volumes and sides, its expected result before
/// costs is 0, stops and targets included. That makes it the yardstick for validation: a procedure that finds something here is wrong.
/// With another edge the documented ``PlantedRule`` earns that annual Sharpe ratio before costs, on every symbol.
///
/// It has what makes real markets hard: volatility that clusters over hours to weeks (Calvet & Fisher, "How to forecast long-run
/// volatility: regime switching and the estimation of multifractal processes", Journal of Financial Econometrics 2, 2004), calm, normal and
/// turbulent regimes, fat tails (Student t), hours and weekdays that differ, symbols that move together, and gaps on request. It has no
/// drift, no bid-ask bounce and no leverage effect: those would be something to find. `Docs/synthetic-market.md` has the derivations.
///
/// The same parameters give the same bytes on every platform: only additions, multiplications, divisions, square roots and the draws of
/// `SeededGenerator` are used. A longer run begins with the shorter one, and a symbol does not change when others are added.
public struct SyntheticMarket: Hashable, Sendable {
  /// The symbols, in the order in which series are given back.
  public let symbols: [Symbol]
  /// What everything random is derived from.
  public let seed: UInt64
  /// The annual Sharpe ratio, before costs, that the ``PlantedRule`` earns on each symbol.
  public let edge: Double
  /// The standard deviation of a year's return, averaged over regimes, hours and weekdays.
  public let annualVolatility: Double
  /// How the symbols move together.
  public let correlation: Correlation
  /// The Student t shape of the shocks: 4 is wild, infinity is normal.
  public let degreesOfFreedom: Double
  /// Whether hours and weekdays differ in volatility and volume.
  public let isSeasonal: Bool
  /// What is missing from the data.
  public let gaps: Gaps
  /// The grid that prices lie on.
  public let rounding: Rounding
  /// The first price of every symbol; `nil` takes one from the seed and the symbol's name.
  public let startPrice: Double?
  /// When the first bar begins.
  public let start: Timestamp
  /// How many ticks a symbol has in a day on average.
  public let ticksPerDay: Double

  /// 2024-01-01T00:00:00Z, a Monday.
  public static let defaultStart = Timestamp(seconds: 1_704_067_200)

  /// A market, or an error that says which parameter is out of range.
  ///
  /// - Parameters:
  ///   - symbols: 1 to 1 000 different symbols.
  ///   - seed: any number; another seed is another market.
  ///   - edge: the annual Sharpe ratio before costs that is planted, from −30 to 30; 0 plants nothing. Below 0 the rule loses that much.
  ///   - annualVolatility: from 0.001 to 5.
  ///   - correlation: how the symbols move together.
  ///   - degreesOfFreedom: the shape of the shocks, above 2.5; infinity makes them normal.
  ///   - isSeasonal: whether hours and weekdays differ.
  ///   - gaps: what is missing.
  ///   - rounding: the grid that prices lie on.
  ///   - startPrice: the first price of every symbol, from 0.000001 to 1 000 000 000.
  ///   - start: when the first bar begins, from 1700 to 2200.
  ///   - ticksPerDay: from 1 to 100 000 000.
  public init(
    symbols: [Symbol] = SyntheticMarket.symbols(1), seed: UInt64 = 7, edge: Double = 0, annualVolatility: Double = 0.6,
    correlation: Correlation = .common(0.5), degreesOfFreedom: Double = 6, isSeasonal: Bool = true, gaps: Gaps = .none,
    rounding: Rounding = .significantDigits(6), startPrice: Double? = nil, start: Timestamp = SyntheticMarket.defaultStart,
    ticksPerDay: Double = 20_000
  ) throws(InvalidSyntheticMarket) {
    self.symbols = symbols
    self.seed = seed
    self.edge = edge == 0 ? 0 : edge  // −0 is 0
    self.annualVolatility = annualVolatility
    self.correlation = correlation
    self.degreesOfFreedom = degreesOfFreedom
    self.isSeasonal = isSeasonal
    self.gaps = gaps
    self.rounding = rounding
    self.startPrice = startPrice
    self.start = start
    self.ticksPerDay = ticksPerDay
    try check()
  }

  /// Names for so many synthetic symbols: `SYN-A`, `SYN-B`, …, `SYN-Z`, `SYN-AA`, ….
  ///
  /// - Parameter count: 0 or more.
  public static func symbols(_ count: Int) -> [Symbol] {
    precondition(count >= 0, "SyntheticMarket.symbols: the count must be 0 or more")
    return (0..<count).map { index in
      var letters = ""
      var rest = index + 1
      while rest > 0 {
        letters = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + letters
        rest = (rest - 1) / 26
      }
      return Symbol(stringLiteral: "SYN-" + letters)
    }
  }

  /// What the series say of where they come from.
  public var provenance: Provenance { .synthetic(description) }
}

extension SyntheticMarket: CustomStringConvertible {
  /// The parameters that make the market, those at their defaults left out except seed and edge.
  public var description: String {
    var text = "SyntheticMarket seed \(seed), edge \(brief(edge)), annual volatility \(brief(annualVolatility))"
    if symbols.count > 1 { text += ", \(symbols.count) symbols, correlation \(correlation)" }
    if degreesOfFreedom != 6 { text += ", degrees of freedom \(brief(degreesOfFreedom))" }
    if !isSeasonal { text += ", no seasons" }
    if gaps != .none { text += ", \(gaps)" }
    if rounding != .significantDigits(6) { text += ", \(rounding)" }
    if let startPrice { text += ", start price \(brief(startPrice))" }
    if start != SyntheticMarket.defaultStart { text += ", from \(start)" }
    return text
  }
}

/// A number without a trailing `.0`.
func brief(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

// MARK: - Random streams

extension SyntheticMarket {
  /// The purposes that have a random stream of their own, so that none disturbs another.
  enum Stream: UInt64 {
    case regime = 1, clusters, tails, marketShocks
    case symbol = 16, symbolShocks, symbolGaps, symbolPrice
  }

  /// A stream that all symbols share.
  func generator(_ stream: Stream) -> SeededGenerator {
    SeededGenerator(seed: seed).split(stream: stream.rawValue)
  }

  /// A stream of one symbol, which depends on its name and not on its place, so that symbols can be added and moved.
  func generator(_ stream: Stream, of symbol: Symbol) -> SeededGenerator {
    // FNV-1a, 64 bits; Swift's own hashes change with every run.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in symbol.name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return generator(stream).split(stream: hash)
  }
}
