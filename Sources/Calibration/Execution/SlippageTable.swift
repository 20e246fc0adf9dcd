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
    // The oldest fills may weigh nothing any more: their neighbours need not be looked at.
    let start = weights.firstIndex { $0 > 1e-9 } ?? 0
    var placed: [SlippageBucket.Dimension: [Int32]] = [:]
    var windowPlaces: [Int32] = []
    var regimePlaces: [Int32] = []
    var sidePlaces: [Int32] = []
    var liquidityPlaces: [Int32] = []
    var sizePlaces: [Int32] = []
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
      let side = fill.side == .buy ? 0 : 1
      let liquidity = fill.liquidity == .maker ? 0 : 1
      sides[side].add(deviation, weight: weight)
      liquidities[liquidity].add(deviation, weight: weight)
      let size = sizes[index]
      let quarter = size <= limits[0] ? 0 : size <= limits[1] ? 1 : size <= limits[2] ? 2 : 3
      sizeSums[quarter].add(deviation, weight: weight)
      if index >= start {
        windowPlaces.append(Int32(window))
        regimePlaces.append(Int32(regime))
        sidePlaces.append(Int32(side))
        liquidityPlaces.append(Int32(liquidity))
        sizePlaces.append(Int32(quarter))
      }
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
    groups[.symbol] = symbols
    placed[.window] = windowPlaces
    placed[.regime] = regimePlaces
    placed[.side] = sidePlaces
    placed[.liquidity] = liquidityPlaces
    placed[.size] = sizePlaces
    placed[.symbol] = Array(symbolPlaces[min(start, symbolPlaces.count)...])
    addSerialVariances(placed, from: start)
    groups[.symbol]?.sort { $0.name < $1.name }
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

  /// Lets the sums of every circumstance know what neighbours in time add to the variance of their means.
  private mutating func addSerialVariances(_ places: [SlippageBucket.Dimension: [Int32]], from start: Int) {
    func added(_ sums: SlippageSums, _ errors: [Double]) -> Double {
      SerialVariance.added(errors, weight: sums.weight, effectiveCount: sums.effectiveCount)
    }
    let mean = centre + all.mean
    all.serialVariance = added(all, (start..<count).map { weights[$0] * (slippages[$0] - mean) })
    for (dimension, places) in places {
      guard var groups = groups[dimension] else { continue }
      let means = groups.map { centre + $0.sums.mean }
      var errors = [[Double]](repeating: [], count: groups.count)
      // A regime that nobody knows has no group.
      for (offset, place) in places.enumerated() where Int(place) < groups.count {
        let index = start + offset
        errors[Int(place)].append(weights[index] * (slippages[index] - means[Int(place)]))
      }
      for place in groups.indices { groups[place].sums.serialVariance = added(groups[place].sums, errors[place]) }
      self.groups[dimension] = groups
    }
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
