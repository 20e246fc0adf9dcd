/// A filter around a strategy, as data: what the designer composes and the registry keeps.
public enum FilterSpecification: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Entries only on the side of an exponential average of so many closes.
  case trend(period: Int)
  /// Entries only while volatility over `period` bars ranks within two percentiles of its last `history` values.
  case volatility(period: Int, history: Int, from: Double, to: Double)
  /// Entries only at bars that close within these hours of the day, in UTC.
  case hours(from: Int, until: Int)
  /// No entry for so many bars after a position has ended.
  case cooldown(bars: Int)
  /// Entries only where the strategy is at least so sure.
  case confidence(least: Double)

  /// As it stands in a strategy's name.
  public var description: String {
    switch self {
    case .trend(let period): "trend(\(period))"
    case .volatility(let period, let history, let low, let high):
      "volatility(\(period),\(history),\(ShortNumber.text(low)),\(ShortNumber.text(high)))"
    case .hours(let from, let until): "hours(\(from),\(until))"
    case .cooldown(let bars): "cooldown(\(bars))"
    case .confidence(let least): "confidence(\(ShortNumber.text(least)))"
    }
  }
}
