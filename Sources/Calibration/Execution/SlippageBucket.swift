/// Slippage in one circumstance, and how large positions may be in it.
public struct SlippageBucket: Hashable, Sendable, Codable {
  /// What is told apart.
  public enum Dimension: String, Hashable, CaseIterable, Codable, Sendable {
    /// Six hours of the UTC day in which the order was decided.
    case window
    /// The regime before the entry.
    case regime
    /// The instrument.
    case symbol
    /// Bought or sold.
    case side
    /// The value of the order, in quarters of all orders.
    case size
    /// Resting in the book or crossing the spread.
    case liquidity
  }

  /// What is told apart.
  public let dimension: Dimension
  /// Which of them: `00-06`, `volatile`, `BTC-USDT` …
  public let name: String
  /// The slippage.
  public let slippage: SlippageEstimate
  /// What a position's size should be multiplied with here, 0.5 to 1.2: the slippage of all over the slippage here.
  public let positionMultiplier: Double

  enum CodingKeys: String, CodingKey {
    case dimension, name, slippage
    case positionMultiplier = "position_multiplier"
  }

  static func multiplier(all: Double, here: Double) -> Double {
    guard all > 0 else { return 1 }
    return here > 0 ? min(1.2, max(0.5, all / here)) : 1.2
  }
}
