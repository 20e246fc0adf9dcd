internal import Market
internal import Statistics

extension ExecutionCalibration: Codable {
  /// The version of the document.
  static let format = 1

  enum CodingKeys: String, CodingKey, CaseIterable {
    case format, verdict, slippage, buckets, trades, impact, costs, assumed, recommendations, drift, ignored, through
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
    try container.encode(backtestSlippageMultiplier, forKey: .backtestSlippageMultiplier)
    try container.encode(recommendations, forKey: .recommendations)
    try container.encode(drift, forKey: .drift)
    try container.encode(ignored, forKey: .ignored)
    try container.encode(through, forKey: .through)
  }

  /// Reads what `encode(to:)` wrote; a name that is not known is an error that says which was meant.
  public init(from decoder: any Decoder) throws {
    try AnyName.check(decoder, against: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let format = try container.decode(Int.self, forKey: .format)
    guard format == ExecutionCalibration.format else {
      throw DecodingError.dataCorruptedError(
        forKey: .format, in: container, debugDescription: "format is \(format); this version reads \(ExecutionCalibration.format)")
    }
    verdict = try container.decode(Verdict.self, forKey: .verdict)
    slippage = try container.decode(SlippageEstimate.self, forKey: .slippage)
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
    backtestSlippageMultiplier = try container.decode(Double.self, forKey: .backtestSlippageMultiplier)
    recommendations = try container.decode([Recommendation].self, forKey: .recommendations)
    drift = try container.decode(Verdict.self, forKey: .drift)
    ignored = try container.decode(Int.self, forKey: .ignored)
    through = try container.decodeIfPresent(Timestamp.self, forKey: .through)
  }
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

/// Any name in a JSON object, to find those nobody knows.
struct AnyName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init?(intValue: Int) { nil }
  init(stringValue: String) { self.stringValue = stringValue }

  static func check(_ decoder: any Decoder, against known: [String]) throws {
    let container = try decoder.container(keyedBy: AnyName.self)
    for name in container.allKeys.map(\.stringValue).sorted() where !known.contains(name) {
      let suggestion = Suggestion.nearest(to: name, in: known).map { "; did you mean '\($0)'?" } ?? ""
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "unknown name '\(name)'\(suggestion)"))
    }
  }
}
