internal import Market
internal import Statistics

/// Slippages of many fills, weighted by age and summed by every circumstance at once.
struct SlippageTable {
  let count: Int
  let centre: Double
  private(set) var all = SlippageSums()
  private(set) var groups: [SlippageBucket.Dimension: [(name: String, sums: SlippageSums)]] = [:]
  /// By window, then by regime: ranging, trending, volatile, unknown.
  private(set) var cells = [[SlippageSums]](repeating: [SlippageSums](repeating: SlippageSums(), count: 4), count: 4)
  /// The slippages, oldest fill first.
  let slippages: [Double]
  let weights: [Double]
  /// Which symbol each fill is of, as its place in order of appearance.
  let symbolPlaces: [Int32]

  /// - Parameters:
  ///   - fills: possible fills, oldest first.
  ///   - halfLife: after how many newer fills one weighs half.
  init(_ fills: [ExecutedFill], halfLife: Double) {
    count = fills.count
    let values = fills.map(\.fill.slippage)
    slippages = values
    let centre = Moments(values).mean
    self.centre = fills.isEmpty ? 0 : centre
    weights = SlippageTable.weights(fills.count, halfLife: halfLife)
    let sizes = fills.map { $0.fill.quantity * $0.fill.referencePrice }
    let limits = Quantiles.of(sizes, [0.25, 0.5, 0.75])
    var windows = [SlippageSums](repeating: SlippageSums(), count: 4)
    var regimes = windows
    var sizeSums = windows
    var sides = [SlippageSums](repeating: SlippageSums(), count: 2)
    var liquidities = sides
    var places: [Symbol: Int] = [:]
    var symbols: [(name: String, sums: SlippageSums)] = []
    var symbolPlaces: [Int32] = []
    symbolPlaces.reserveCapacity(fills.count)
    var last: (symbol: Symbol, place: Int)?
    for index in fills.indices {
      let fill = fills[index].fill
      let deviation = values[index] - self.centre
      let weight = weights[index]
      all.add(deviation, weight: weight)
      let window = SlippageTable.window(of: fill.decided)
      let regime = fills[index].regime.map(SlippageTable.place) ?? 3
      windows[window].add(deviation, weight: weight)
      regimes[regime].add(deviation, weight: weight)
      cells[window][regime].add(deviation, weight: weight)
      sides[fill.side == .buy ? 0 : 1].add(deviation, weight: weight)
      liquidities[fill.liquidity == .maker ? 0 : 1].add(deviation, weight: weight)
      let size = sizes[index]
      sizeSums[size <= limits[0] ? 0 : size <= limits[1] ? 1 : size <= limits[2] ? 2 : 3].add(deviation, weight: weight)
      let place: Int
      if let last, last.symbol == fill.symbol {
        place = last.place
      } else if let known = places[fill.symbol] {
        place = known
      } else {
        place = symbols.count
        places[fill.symbol] = place
        symbols.append((fill.symbol.name, SlippageSums()))
      }
      last = (fill.symbol, place)
      symbolPlaces.append(Int32(place))
      symbols[place].sums.add(deviation, weight: weight)
    }
    self.symbolPlaces = symbolPlaces
    groups[.window] = Array(zip(["00-06", "06-12", "12-18", "18-24"], windows))
    groups[.regime] = Array(zip(VolatilityRegime.allCases.map(\.rawValue), regimes))
    groups[.side] = Array(zip(["buy", "sell"], sides))
    groups[.liquidity] = Array(zip(["maker", "taker"], liquidities))
    groups[.size] = Array(zip(["smallest quarter", "second quarter", "third quarter", "largest quarter"], sizeSums))
    groups[.symbol] = symbols.sorted { $0.name < $1.name }
  }

  /// The newest 50 weigh three times; besides, a fill loses half its weight with every half-life of newer ones.
  private static func weights(_ count: Int, halfLife: Double) -> [Double] {
    var weights = [Double](repeating: 0, count: count)
    let decay = LogisticMath.exponential(-0.693_147_180_559_945_3 / halfLife)
    var weight = 1.0
    for age in 0..<count {
      weights[count - 1 - age] = weight * (age < 50 ? 3 : 1)
      weight *= decay
    }
    return weights
  }

  /// What autocorrelation adds to the variance of the mean, not less than 0: fills of one trade, and of one wild hour, resemble each other.
  ///
  /// Newey and West, "A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent covariance matrix" (1987), with the lag
  /// 4 (n / 100)^(2/9) of their 1994 paper.
  var serialVariance: Double {
    guard count > 10, all.weight > 0 else { return 0 }
    // The oldest fills may weigh nothing any more.
    let start = weights.firstIndex { $0 > 1e-9 } ?? 0
    let effective = max(1, all.effectiveCount)
    let lags = Int(4 * LogisticMath.exponential(2.0 / 9 * LogisticMath.logarithm(effective / 100)))
    guard lags >= 1 else { return 0 }
    let mean = centre + all.mean
    let errors = (start..<count).map { weights[$0] * (slippages[$0] - mean) }
    var sum = 0.0
    for lag in 1...lags where lag < errors.count {
      var product = 0.0
      for index in lag..<errors.count { product += errors[index] * errors[index - lag] }
      sum += (1 - Double(lag) / Double(lags + 1)) * product
    }
    return max(0, 2 * sum / (all.weight * all.weight))
  }

  static func window(of instant: Timestamp) -> Int {
    let day: Int64 = 86_400_000_000_000
    let rest = instant.nanoseconds % day
    return Int((rest < 0 ? rest + day : rest) / (day / 4))
  }

  static func place(_ regime: VolatilityRegime) -> Int {
    switch regime {
    case .ranging: 0
    case .trending: 1
    case .volatile: 2
    }
  }
}
