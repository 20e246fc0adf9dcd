public import Market

/// Volume-weighted average price since an instant, with bands of volume-weighted standard deviations of the typical price around it.
///
///     var vwap = AnchoredVWAP(from: announcement, deviations: 2)
///     vwap.over(series).middle                     // NaN before the announcement
///
/// A bar belongs to it if it starts at the anchor or after. NaN before, and while nothing was traded; a bar with a missing value is skipped.
public struct AnchoredVWAP: Indicator, Codable, Equatable {
  /// From when on.
  public let anchor: Timestamp
  /// How many deviations away the bands are.
  public let deviations: Double
  @usableFromInline var prices = WeightedMoments()

  /// The average since an instant, with bands so many standard deviations away.
  public init(from anchor: Timestamp, deviations: Double = 1) {
    self.anchor = anchor
    self.deviations = deviations
  }

  /// None: before the anchor an output holds NaN.
  public var warmUp: Int { 0 }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Band? {
    bar.start < anchor || !prices.add((bar.high + bar.low + bar.close) / 3, weight: bar.volume)
      ? Band(upper: .nan, middle: .nan, lower: .nan) : prices.band(deviations)
  }
}

/// Volume-weighted average price of the session so far, with bands of volume-weighted standard deviations around it.
///
///     SessionVWAP(.newYorkStockExchange, deviations: 2).over(series).upper
///
/// A bar belongs to the session it starts in; one that starts in none has no output (NaN) and is not counted.
public struct SessionVWAP: Indicator, Codable, Equatable {
  /// Which sessions there are.
  public let calendar: TradingCalendar
  /// How many deviations away the bands are.
  public let deviations: Double
  @usableFromInline var session: SessionClock
  @usableFromInline var prices = WeightedMoments()

  /// The average of each session of a calendar, with bands so many standard deviations away.
  public init(_ calendar: TradingCalendar, deviations: Double = 1) {
    self.calendar = calendar
    self.deviations = deviations
    session = SessionClock()
  }

  /// None: the first bar of a session has an average.
  public var warmUp: Int { 0 }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Band? {
    let phase = session.advance(to: bar.start, calendar)
    if phase == .first { prices = WeightedMoments() }
    return phase == .outside || !prices.add((bar.high + bar.low + bar.close) / 3, weight: bar.volume)
      ? Band(upper: .nan, middle: .nan, lower: .nan) : prices.band(deviations)
  }
}

/// Weight, mean and squared deviations of weighted values, one at a time (West 1979).
@usableFromInline
struct WeightedMoments: Codable, Equatable, Sendable {
  @usableFromInline var weight = 0.0
  @usableFromInline var mean = 0.0
  @usableFromInline var squares = 0.0

  @usableFromInline init() {}

  /// Adds a value; false if it is missing, or its weight is missing or negative.
  @inlinable
  mutating func add(_ value: Double, weight added: Double) -> Bool {
    guard value.isFinite, added.isFinite, added >= 0 else { return false }
    guard added > 0 else { return true }
    weight += added
    let distance = value - mean
    mean += distance * (added / weight)
    squares += added * distance * (value - mean)
    return true
  }

  /// The mean with bands around it; NaN while there is no weight.
  @inlinable
  func band(_ deviations: Double) -> Band {
    guard weight > 0 else { return Band(upper: .nan, middle: .nan, lower: .nan) }
    let reach = deviations * (squares / weight).squareRoot()
    return Band(upper: mean + reach, middle: mean, lower: mean - reach)
  }
}
