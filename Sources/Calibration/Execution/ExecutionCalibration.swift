public import Market
public import Statistics

/// What trading really costs, measured from fills against the market's own price at each decision.
///
///     let calibration = ExecutionCalibration(fills: fills, orders: orders, trades: trades, assumed: costs)
///     calibration.verdict                  // pass, fail or insufficient
///     calibration.slippage.interval        // where the slippage of one side lies
///     calibration.costs                    // what a backtest should reckon with
///
/// Under ten trades nothing is learned: the verdict is *insufficient* and `costs` are the assumed ones. Fills that no market can have made are
/// counted in `ignored` and otherwise left alone.
///
/// A reference price must be the market's, not one that the engine reckoned from its own fill. If every fill's slippage is what was assumed for it, that
/// cannot be told from an engine that measures its own assumption: *insufficient*, and the assumption stays as it is. Any other constant is recovered as what
/// it is, with a recommendation to look where reference prices come from.
public struct ExecutionCalibration: Hashable, Sendable {
  /// What is judged, and how.
  public struct Options: Hashable, Sendable {
    /// Under so many trades nothing is learned; 1 or more.
    public var minimumTrades = 10
    /// How often intervals hold the truth; above 0 and below 1.
    public var confidence = 0.95
    /// After how many newer fills one weighs half; above 0, `infinity` for no forgetting.
    public var halfLife = 1_000.0
    /// The level of the test for changed costs; above 0 and below 1.
    public var driftLevel = 0.01

    /// Ten trades, 95 %, a thousand fills, 1 %.
    public init() {}
  }

  /// Where the costs came from that were assumed before there was evidence.
  public enum AssumptionSource: String, Hashable, CaseIterable, Codable, Sendable {
    /// Somebody gave them.
    case given
    /// The calibration before this one found them.
    case previousCalibration = "previous_calibration"
    /// From nowhere: nothing was known, and `frictionless` stands for that.
    case nothing
  }

  /// Whether what was measured can be used.
  public let verdict: Verdict
  /// The slippage of one side, over all fills.
  public let slippage: SlippageEstimate
  /// The slippage by circumstance.
  public let buckets: [SlippageBucket]
  /// The fee of orders that rest, as a fraction of the traded value.
  public let makerFee: Measured
  /// The fee of orders that cross the spread.
  public let takerFee: Measured
  /// Filled over placed orders.
  public let fillRate: Measured
  /// The mean time in seconds from decision to fill.
  public let meanLatencySeconds: Measured
  /// The median time in seconds from decision to fill.
  public let medianLatencySeconds: Measured
  /// How trades went.
  public let trades: TradeSummary
  /// How slippage grows with size; `nil` if sizes hardly vary or fills are few.
  public let impact: MarketImpact?
  /// What a backtest should reckon with: measured, or the assumed costs if the evidence is insufficient.
  public let costs: Costs
  /// What was assumed before.
  public let assumed: Costs
  /// Where what was assumed came from.
  public let assumedFrom: AssumptionSource
  /// What a careful backtest multiplies slippage with: 2 without experience, 1.5 from 500 trades on.
  public let backtestSlippageMultiplier: Double
  /// What to do about it.
  public let recommendations: [Recommendation]
  /// Whether costs are other than in the previous calibration.
  public let drift: Verdict
  /// How many fills, orders and trades could not have happened and were left out.
  public let ignored: Int
  /// The time of the newest fill.
  public let through: Timestamp?

  /// The slippage of one side in percent of the price.
  public var averageSlippagePerSidePercent: Double { slippage.value * 100 }

  /// Calibrates.
  ///
  /// - Parameters:
  ///   - fills: in any order.
  ///   - orders: those that are no longer working, in any order.
  ///   - trades: those that are over, in any order.
  ///   - assumed: what was reckoned with so far.
  ///   - assumedFrom: where that came from; it is told in the document.
  ///   - previous: the calibration before this one, to compare with.
  ///   - options: what is judged, and how.
  /// - Complexity: O(n log n) in fills that are out of order, else O(n)
  public init(
    fills: [ExecutedFill], orders: [OrderOutcome], trades: [Trade], assumed: Costs, assumedFrom: AssumptionSource = .given,
    previous: ExecutionCalibration? = nil, options: Options = Options()
  ) {
    precondition(options.minimumTrades >= 1, "ExecutionCalibration: minimumTrades must be 1 or more.")
    precondition(options.confidence > 0 && options.confidence < 1, "ExecutionCalibration: confidence must be in 0 to 1.")
    precondition(options.halfLife > 0, "ExecutionCalibration: halfLife must be above 0.")
    precondition(options.driftLevel > 0 && options.driftLevel < 1, "ExecutionCalibration: driftLevel must be in 0 to 1.")
    let confidence = options.confidence
    let fills = ExecutionCalibration.ordered(fills)
    let possibleOrders = orders.filter(\.isPossible)
    let possibleTrades = trades.filter { $0.isPossible && $0.resultFraction.isFinite }
    let table = SlippageTable(fills.usable, halfLife: options.halfLife)
    let pooled = table.all.estimate(
      centre: table.centre, value: table.count > 0 ? table.centre + table.all.mean : 0, confidence: confidence)
    var kept: [SlippageBucket.Dimension: [Double]] = [:]
    var buckets: [SlippageBucket] = []
    for dimension in SlippageBucket.Dimension.allCases {
      let groups = table.groups[dimension] ?? []
      let shares = Shrinkage.kept(groups.map(\.sums), centreMean: table.all.mean)
      kept[dimension] = shares
      for (group, share) in zip(groups, shares) {
        let own = table.centre + group.sums.mean
        let value = group.sums.count > 0 ? pooled.value + share * (own - pooled.value) : pooled.value
        let estimate = group.sums.estimate(centre: table.centre, value: value, confidence: confidence)
        let multiplier = SlippageBucket.multiplier(all: pooled.value, here: estimate.value)
        buckets.append(
          SlippageBucket(dimension: dimension, name: group.name, slippage: estimate, positionMultiplier: multiplier))
      }
    }
    let constancy = SlippageConstancy(fills.usable, slippages: table.slippages, assumed: assumed)
    let verdict = ExecutionCalibration.judge(trades: possibleTrades.count, pooled: pooled, constancy, options)
    let makerFee = ExecutionCalibration.fee(.maker, fills.usable, confidence)
    let takerFee = ExecutionCalibration.fee(.taker, fills.usable, confidence)
    let factors = CostFactors(
      table, keptByWindow: kept[.window] ?? [0, 0, 0, 0], keptByRegime: kept[.regime] ?? [0, 0, 0], pooled: pooled)
    let measured = try? Costs(
      makerFee: makerFee.value ?? assumed.makerFee, takerFee: takerFee.value ?? assumed.takerFee, slippage: min(0.5, factors.level),
      slippageByWindow: factors.byWindow, slippageByRegime: factors.byRegime)
    let summary = TradeSummary(possibleTrades, confidence: confidence)
    let filled = possibleOrders.count { $0.filled >= $0.quantity * (1 - 1e-9) }
    let latencies = fills.usable.map { Double($0.fill.time.nanoseconds.subtractingSaturating($0.fill.decided.nanoseconds)) / 1e9 }
    self.verdict = verdict
    slippage = pooled
    self.buckets = buckets
    self.makerFee = makerFee
    self.takerFee = takerFee
    fillRate = .share(filled, of: possibleOrders.count, confidence: confidence)
    meanLatencySeconds = .mean(latencies, confidence: confidence)
    medianLatencySeconds = .median(latencies, confidence: confidence)
    self.trades = summary
    impact = MarketImpact(fills.usable, slippages: table.slippages, symbolPlaces: table.symbolPlaces, confidence: confidence)
    costs = verdict.isInsufficient ? assumed : measured ?? assumed
    self.assumed = assumed
    self.assumedFrom = assumedFrom
    let experience = verdict.isInsufficient ? 0 : Double(min(possibleTrades.count, 500))
    backtestSlippageMultiplier = 2 - 0.5 * experience / 500
    drift = CostDrift.verdict(fills.usable, previous: previous, level: options.driftLevel)
    ignored = fills.ignored + orders.count - possibleOrders.count + trades.count - possibleTrades.count
    through = fills.usable.last?.fill.time
    recommendations = Recommendation.all(
      verdict: verdict, constancy: constancy, slippage: pooled, buckets: buckets, fillRate: fillRate, trades: summary, impact: impact,
      assumed: assumed,
      drift: drift)
  }

  private static func ordered(_ fills: [ExecutedFill]) -> (usable: [ExecutedFill], ignored: Int) {
    // The common case first: in order, and all possible, copies nothing.
    var isOrdered = true
    var isUsable = true
    var newest = Timestamp.distantPast
    for index in fills.indices {
      if fills[index].fill.time < newest { isOrdered = false }
      newest = fills[index].fill.time
      if !canUse(fills[index].fill) { isUsable = false }
    }
    var usable = isUsable ? fills : fills.filter { canUse($0.fill) }
    if !isOrdered {
      let times = usable.map(\.fill.time)
      // Equal times keep their order, so that the same fills give the same weights.
      let order = usable.indices.sorted { times[$0] != times[$1] ? times[$0] < times[$1] : $0 < $1 }
      usable = order.map { usable[$0] }
    }
    return (usable, fills.count - usable.count)
  }

  private static func canUse(_ fill: Fill) -> Bool { fill.isPossible && abs(fill.slippage) <= 10 }

  /// Fees over values, fill by fill; a fee that no `Costs` can hold is taken for a mistake of units.
  private static func fee(_ liquidity: Fill.Liquidity, _ fills: [ExecutedFill], _ confidence: Double) -> Measured {
    let fees = fills.compactMap { executed -> Double? in
      let fill = executed.fill
      guard fill.liquidity == liquidity else { return nil }
      let fee = fill.fee / (fill.price * fill.quantity)
      return (-0.01...0.1).contains(fee) ? fee : nil
    }
    return .mean(fees, confidence: confidence)
  }

  private static func judge(trades: Int, pooled: SlippageEstimate, _ constancy: SlippageConstancy, _ options: Options) -> Verdict {
    let name = "execution_calibration"
    if trades < options.minimumTrades { return .insufficient(name, samples: trades, needed: options.minimumTrades) }
    if pooled.count < options.minimumTrades { return .insufficient(name, samples: pooled.count, needed: options.minimumTrades) }
    let evidence: KeyValuePairs<String, Double> = [
      "trades": Double(trades), "fills": Double(pooled.count), "slippage": pooled.value,
      "standard_deviation": constancy.standardDeviation,
    ]
    if constancy == .asAssumed {
      return .insufficient(
        name,
        "Every one of \(pooled.count) slippages is what was assumed for it: an engine that measures its own assumption would say the same. Record as reference price what the market quoted when the order was decided.",
        evidence)
    }
    return .pass(name, "\(pooled.count) fills of \(trades) trades were measured against the price at decision.", evidence)
  }
}
