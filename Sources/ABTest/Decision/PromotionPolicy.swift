/// What a challenger must show before it is promoted, and what stops it.
public struct PromotionPolicy: Hashable, Sendable {
  /// The fewest closed trades of each arm.
  public let fewestTrades: Int
  /// The probability of ever promoting a challenger that is no better, shared among an experiment's challengers.
  public let level: Double
  /// The smallest difference worth finding, in standard deviations of a result.
  public let effect: Double
  /// The probability of finding it.
  public let power: Double
  /// The deepest fall of the challenger's summed results, as a fraction of a trade's size; beyond it the challenger is stopped. `nil` for no such guard.
  public let largestDrawdown: Double?
  /// The largest loss in one trade, as a fraction of its size; beyond it the challenger is stopped. `nil` for no such guard.
  public let largestLoss: Double?

  /// The rule of the system: 100 trades, 5 %, a difference of 0.1 standard deviations found with 80 %, no guards.
  public static let standard = PromotionPolicy(
    unchecked: 100, level: 0.05, effect: 0.1, power: 0.8, largestDrawdown: nil, largestLoss: nil)

  /// A policy, or an error that names what is out of range.
  ///
  /// - Parameters:
  ///   - fewestTrades: 30 to 1 000 000, of each arm.
  ///   - level: above 0 and at most 0.5.
  ///   - effect: 0.001 to 10.
  ///   - power: at least 0.5 and below 1.
  ///   - largestDrawdown: 0.001 to 1000.
  ///   - largestLoss: 0.001 to 1000.
  public init(
    fewestTrades: Int = 100, level: Double = 0.05, effect: Double = 0.1, power: Double = 0.8, largestDrawdown: Double? = nil,
    largestLoss: Double? = nil
  ) throws(ABTestError) {
    try ABTestError.check(fewestTrades, in: SequentialDifference.fewestResults...1_000_000, "PromotionPolicy", "fewestTrades")
    _ = try PowerAnalysis(effect: effect, power: power, level: level)
    for (value, name) in [(largestDrawdown, "largestDrawdown"), (largestLoss, "largestLoss")] {
      if let value { try ABTestError.check(value, in: 0.001...1_000, "PromotionPolicy", name) }
    }
    self.init(
      unchecked: fewestTrades, level: level, effect: effect, power: power, largestDrawdown: largestDrawdown, largestLoss: largestLoss)
  }

  private init(
    unchecked fewestTrades: Int, level: Double, effect: Double, power: Double, largestDrawdown: Double?, largestLoss: Double?
  ) {
    self.fewestTrades = fewestTrades
    self.level = level
    self.effect = effect
    self.power = power
    self.largestDrawdown = largestDrawdown
    self.largestLoss = largestLoss
  }
}

extension PromotionPolicy: Codable {
  private enum CodingKeys: String, CodingKey { case fewestTrades, level, effect, power, largestDrawdown, largestLoss }

  /// Reads a policy and checks its ranges; what is left out is as in ``standard``.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let standard = PromotionPolicy.standard
    try self.init(
      fewestTrades: values.decodeIfPresent(Int.self, forKey: .fewestTrades) ?? standard.fewestTrades,
      level: values.decodeIfPresent(Double.self, forKey: .level) ?? standard.level,
      effect: values.decodeIfPresent(Double.self, forKey: .effect) ?? standard.effect,
      power: values.decodeIfPresent(Double.self, forKey: .power) ?? standard.power,
      largestDrawdown: values.decodeIfPresent(Double.self, forKey: .largestDrawdown),
      largestLoss: values.decodeIfPresent(Double.self, forKey: .largestLoss))
  }
}
