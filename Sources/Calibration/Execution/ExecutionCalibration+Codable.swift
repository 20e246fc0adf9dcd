package import Market
internal import Statistics

extension ExecutionCalibration: Codable {
  /// The version of the document.
  static let format = 1

  enum CodingKeys: String, CodingKey {
    case format, verdict, slippage, buckets, trades, impact, costs, assumed, recommendations, drift, ignored, through
    case assumedFrom = "assumed_from"
    case makerFee = "maker_fee"
    case takerFee = "taker_fee"
    case fillRate = "fill_rate"
    case meanLatencySeconds = "mean_latency_seconds"
    case medianLatencySeconds = "median_latency_seconds"
    case backtestSlippageMultiplier = "backtest_slippage_multiplier"
    case averageSlippagePerSidePercent = "avg_slippage_per_side_pct"
  }

  /// Writes the document that `Docs/file-formats.md` describes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(ExecutionCalibration.format, forKey: .format)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(averageSlippagePerSidePercent, forKey: .averageSlippagePerSidePercent)
    try container.encode(slippage, forKey: .slippage)
    try container.encode(buckets, forKey: .buckets)
    try container.encode(makerFee, forKey: .makerFee)
    try container.encode(takerFee, forKey: .takerFee)
    try container.encode(fillRate, forKey: .fillRate)
    try container.encode(meanLatencySeconds, forKey: .meanLatencySeconds)
    try container.encode(medianLatencySeconds, forKey: .medianLatencySeconds)
    try container.encode(trades, forKey: .trades)
    try container.encode(impact, forKey: .impact)
    try container.encode(CostsDocument(costs), forKey: .costs)
    try container.encode(CostsDocument(assumed), forKey: .assumed)
    try container.encode(assumedFrom, forKey: .assumedFrom)
    try container.encode(backtestSlippageMultiplier, forKey: .backtestSlippageMultiplier)
    try container.encode(recommendations, forKey: .recommendations)
    try container.encode(drift, forKey: .drift)
    try container.encode(ignored, forKey: .ignored)
    try container.encode(through, forKey: .through)
  }

  /// Reads what `encode(to:)` wrote; a name that is not known is an error that says which was meant.
  public init(from decoder: any Decoder) throws {
    try DocumentNames.executionCalibration.check(decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let format = try container.decode(Int.self, forKey: .format)
    guard format == ExecutionCalibration.format else {
      throw DecodingError.dataCorruptedError(
        forKey: .format, in: container, debugDescription: "format is \(format); this version reads \(ExecutionCalibration.format)")
    }
    verdict = try container.decode(Verdict.self, forKey: .verdict)
    slippage = try container.decode(SlippageEstimate.self, forKey: .slippage)
    guard slippage.value.magnitude <= 1e6 else {
      throw DecodingError.dataCorruptedError(
        forKey: .slippage, in: container, debugDescription: "a slippage is a fraction of the price, not \(slippage.value)")
    }
    buckets = try container.decode([SlippageBucket].self, forKey: .buckets)
    makerFee = try container.decode(Measured.self, forKey: .makerFee)
    takerFee = try container.decode(Measured.self, forKey: .takerFee)
    fillRate = try container.decode(Measured.self, forKey: .fillRate)
    meanLatencySeconds = try container.decode(Measured.self, forKey: .meanLatencySeconds)
    medianLatencySeconds = try container.decode(Measured.self, forKey: .medianLatencySeconds)
    trades = try container.decode(TradeSummary.self, forKey: .trades)
    impact = try container.decodeIfPresent(MarketImpact.self, forKey: .impact)
    costs = try container.decode(CostsDocument.self, forKey: .costs).costs()
    assumed = try container.decode(CostsDocument.self, forKey: .assumed).costs()
    assumedFrom = try container.decodeIfPresent(AssumptionSource.self, forKey: .assumedFrom) ?? .given
    backtestSlippageMultiplier = try container.decode(Double.self, forKey: .backtestSlippageMultiplier)
    recommendations = try container.decode([Recommendation].self, forKey: .recommendations)
    drift = try container.decode(Verdict.self, forKey: .drift)
    ignored = try container.decode(Int.self, forKey: .ignored)
    through = try container.decodeIfPresent(Timestamp.self, forKey: .through)
  }
}

/// The document `costs/assumed`: costs, whose names are looked at as those of other documents are.
package struct AssumedCosts: Hashable, Sendable, Codable {
  /// The costs.
  package let costs: Costs

  /// Reads costs; a name that is not known is an error that says which was meant.
  package init(from decoder: any Decoder) throws {
    let names: DocumentNames = .object([
      "makerFee": .value, "takerFee": .value, "slippage": .value, "slippageByWindow": .value,
      "slippageByRegime": .object(VolatilityRegime.allCases.map(\.rawValue)),
    ])
    try names.check(decoder)
    costs = try Costs(from: decoder)
  }

  /// Writes the costs.
  package func encode(to encoder: any Encoder) throws { try costs.encode(to: encoder) }
}

/// Costs with the names of a document.
private struct CostsDocument: Codable {
  let makerFee: Double
  let takerFee: Double
  let slippage: Double
  let slippageByWindow: [Double]
  let slippageByRegime: [VolatilityRegime: Double]

  enum CodingKeys: String, CodingKey {
    case slippage
    case makerFee = "maker_fee"
    case takerFee = "taker_fee"
    case slippageByWindow = "slippage_by_window"
    case slippageByRegime = "slippage_by_regime"
  }

  init(_ costs: Costs) {
    makerFee = costs.makerFee
    takerFee = costs.takerFee
    slippage = costs.slippage
    slippageByWindow = costs.slippageByWindow
    slippageByRegime = costs.slippageByRegime
  }

  func costs() throws -> Costs {
    try Costs(
      makerFee: makerFee, takerFee: takerFee, slippage: slippage, slippageByWindow: slippageByWindow, slippageByRegime: slippageByRegime)
  }
}
