/// What trading costs: fees, and slippage per side by time of day and volatility regime where that is known.
///
/// There is no default. Whoever wants none says ``frictionless``, and a report shows it.
public struct Costs: Hashable, Sendable {
  /// The fee for orders that rest in the book, as a fraction of the traded value; negative for a rebate.
  public let makerFee: Double
  /// The fee for orders that cross the spread, as a fraction of the traded value.
  public let takerFee: Double
  /// The slippage of one side, as a fraction of the price.
  public let slippage: Double
  /// Factors on the slippage for windows of equal length that divide the UTC day, midnight first; empty if not known.
  public let slippageByWindow: [Double]
  /// Factors on the slippage by the regime before the entry; a regime that is not in it counts 1.
  public let slippageByRegime: [VolatilityRegime: Double]

  /// No fees, no slippage: a world that does not exist, for tests and upper bounds.
  public static let frictionless = Costs(
    uncheckedMakerFee: 0, takerFee: 0, slippage: 0, slippageByWindow: [], slippageByRegime: [:])

  /// Costs, or an error that names the number that is out of range.
  ///
  /// - Parameters:
  ///   - makerFee: -0.01 to 0.1, as a fraction of the traded value.
  ///   - takerFee: -0.01 to 0.1.
  ///   - slippage: 0 to 0.5, as a fraction of the price, per side.
  ///   - slippageByWindow: factors of 0 to 100 for windows that divide the UTC day into equal parts; at most 1440 of them.
  ///   - slippageByRegime: factors of 0 to 100.
  public init(
    makerFee: Double, takerFee: Double, slippage: Double, slippageByWindow: [Double] = [],
    slippageByRegime: [VolatilityRegime: Double] = [:]
  ) throws(InvalidCosts) {
    try Costs.check(makerFee, "makerFee", -0.01...0.1)
    try Costs.check(takerFee, "takerFee", -0.01...0.1)
    try Costs.check(slippage, "slippage", 0...0.5)
    try Costs.check(Double(slippageByWindow.count), "number of slippage windows", 0...1_440)
    for (index, factor) in slippageByWindow.enumerated() { try Costs.check(factor, "slippageByWindow[\(index)]", 0...100) }
    for (regime, factor) in slippageByRegime.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try Costs.check(factor, "slippageByRegime[\(regime)]", 0...100)
    }
    self.init(
      uncheckedMakerFee: makerFee, takerFee: takerFee, slippage: slippage, slippageByWindow: slippageByWindow,
      slippageByRegime: slippageByRegime)
  }

  private init(
    uncheckedMakerFee makerFee: Double, takerFee: Double, slippage: Double, slippageByWindow: [Double],
    slippageByRegime: [VolatilityRegime: Double]
  ) {
    self.makerFee = makerFee
    self.takerFee = takerFee
    self.slippage = slippage
    self.slippageByWindow = slippageByWindow
    self.slippageByRegime = slippageByRegime
  }

  private static func check(_ value: Double, _ name: String, _ range: ClosedRange<Double>) throws(InvalidCosts) {
    guard range.contains(value) else { throw InvalidCosts(parameter: name, value: value, allowed: range) }
  }

  /// The slippage of one side at an instant, as a fraction of the price.
  ///
  /// - Parameters:
  ///   - instant: when the order trades.
  ///   - regime: the volatility regime before the entry, if it is known.
  public func slippage(at instant: Timestamp, regime: VolatilityRegime? = nil) -> Double {
    var factor = 1.0
    if !slippageByWindow.isEmpty {
      let day: Int64 = 86_400_000_000_000
      // Whole nanoseconds do not divide evenly by every count: the last window takes what is left over.
      let window = Int(instant.timeOfDay.wholeNanoseconds / (day / Int64(slippageByWindow.count)))
      factor = slippageByWindow[min(window, slippageByWindow.count - 1)]
    }
    if let regime { factor *= slippageByRegime[regime] ?? 1 }
    return slippage * factor
  }

  /// The fee for a fill, as a fraction of the traded value.
  @inlinable
  public func fee(_ liquidity: Fill.Liquidity) -> Double { liquidity == .maker ? makerFee : takerFee }
}

extension Costs: Codable {
  private enum CodingKeys: String, CodingKey { case makerFee, takerFee, slippage, slippageByWindow, slippageByRegime }

  /// Reads costs and checks their ranges.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      makerFee: values.decode(Double.self, forKey: .makerFee), takerFee: values.decode(Double.self, forKey: .takerFee),
      slippage: values.decode(Double.self, forKey: .slippage),
      slippageByWindow: values.decodeIfPresent([Double].self, forKey: .slippageByWindow) ?? [],
      slippageByRegime: values.decodeIfPresent([VolatilityRegime: Double].self, forKey: .slippageByRegime) ?? [:])
  }
}

/// How a market moved over the stretch before a decision.
public enum VolatilityRegime: String, Hashable, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
  case ranging, trending, volatile
}

/// A cost that is out of range.
public struct InvalidCosts: Error, Equatable, CustomStringConvertible {
  /// Which number it is.
  public let parameter: String
  /// What it was.
  public let value: Double
  /// What it may be.
  public let allowed: ClosedRange<Double>

  /// What is wrong and what is allowed.
  public var description: String {
    "\(parameter) must be between \(allowed.lowerBound) and \(allowed.upperBound) (fractions, not percent), got \(value)"
  }
}
