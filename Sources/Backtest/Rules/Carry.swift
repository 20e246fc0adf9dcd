public import Market

/// What perpetual futures exchange between their holders at fixed hours: longs pay the rate on their position's value, shorts receive it;
/// the other way round if it is negative.
public enum Funding: Hashable, Codable, Sendable {
  /// There is none.
  case none
  /// The same rate at these hours of every UTC day.
  case daily(rate: Double, hours: [Int])
  /// Rates as they were, by time, ascending.
  case rates([Rate])

  /// A rate that was paid at an instant.
  public struct Rate: Hashable, Codable, Sendable {
    /// When.
    public var time: Timestamp
    /// The fraction of the position's value.
    public var rate: Double

    /// A rate that was paid at an instant.
    public init(time: Timestamp, rate: Double) {
      self.time = time
      self.rate = rate
    }
  }

  /// The first payment after an instant.
  func payment(after instant: Int64) -> (time: Int64, rate: Double)? {
    switch self {
    case .none: return nil
    case .daily(let rate, let hours):
      let day: Int64 = 86_400_000_000_000
      let midnight = instant.flooredQuotient(by: day).multipliedSaturating(by: day)
      let next = hours.map { hour in
        let today = midnight.addingSaturating(Int64(hour) * 3_600_000_000_000)
        return today > instant ? today : today.addingSaturating(day)
      }.min()
      guard let next, next > instant else { return nil }
      return (next, rate)
    case .rates(let rates):
      var (lower, upper) = (0, rates.count)
      while lower < upper {
        let middle = lower + (upper - lower) / 2
        if rates[middle].time.nanoseconds <= instant { lower = middle + 1 } else { upper = middle }
      }
      return lower < rates.count ? (rates[lower].time.nanoseconds, rates[lower].rate) : nil
    }
  }
}

/// What it costs to hold what one does not own: a rate per year on the value of short positions, and on negative cash.
public struct Borrow: Hashable, Codable, Sendable {
  /// On the value of short positions, per year of 365 days.
  public var shortRate: Double
  /// On cash below zero, per year of 365 days.
  public var cashRate: Double

  /// Rates per year of 365 days, 0 to 10.
  public init(shortRate: Double, cashRate: Double) {
    self.shortRate = shortRate
    self.cashRate = cashRate
  }

  /// Nothing is charged.
  public static let none = Borrow(shortRate: 0, cashRate: 0)
}

/// What quantities a market trades.
public struct Contract: Hashable, Codable, Sendable {
  /// Quantities are whole multiples of this; 0 trades any quantity.
  public var step: Double
  /// An order must be worth at least so much.
  public var minimumNotional: Double

  /// A step and a least value, both at least 0.
  public init(step: Double, minimumNotional: Double) {
    self.step = step
    self.minimumNotional = minimumNotional
  }

  /// Any quantity.
  public static let continuous = Contract(step: 0, minimumNotional: 0)

  /// The greatest quantity that is traded and is not more than this one.
  func rounded(_ quantity: Double) -> Double {
    guard step > 0 else { return quantity }
    // A quantity that is a multiple but for the last bits of a division must not lose a whole step.
    let steps = (quantity / step * (1 + 1e-12)).rounded(.down)
    return steps * step
  }
}

/// How much can be held for each unit of equity, and when the market closes it by force.
public struct Leverage: Hashable, Codable, Sendable {
  /// The greatest value of all positions for each unit of equity, 1 to 200.
  public var maximum: Double
  /// The equity that must be left for each unit of position value, 0 to below 1 / maximum: below it everything is closed.
  public var maintenance: Double

  /// A greatest leverage and a maintenance margin.
  public init(maximum: Double, maintenance: Double) {
    self.maximum = maximum
    self.maintenance = maintenance
  }

  /// Positions are paid for in full. A short position is closed by force when the equity is gone.
  public static let none = Leverage(maximum: 1, maintenance: 0)
}
