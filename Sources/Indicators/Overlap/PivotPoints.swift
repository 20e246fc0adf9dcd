public import Market

/// Classic pivot points: a middle and three resistances and supports, from the high, low and close of the session before.
///
///     PivotPoints(.continuous).over(hourly).r1       // the day before's, all day long
///
/// P = (H + L + C) / 3, R1 = 2P − L, S1 = 2P − H, R2 = P + (H − L), S2 = P − (H − L), R3 = H + 2(P − L), S3 = L − 2(H − P). NaN in the
/// first session and outside sessions. A bar belongs to the session it starts in; one with a missing price is not counted.
public struct PivotPoints: Indicator, Codable, Equatable {
  /// Which sessions there are.
  public let calendar: TradingCalendar
  @usableFromInline var session: SessionClock
  @usableFromInline var current: Prices?
  @usableFromInline var levels: Output?

  /// The levels of each session of a calendar.
  public init(_ calendar: TradingCalendar) {
    self.calendar = calendar
    session = SessionClock()
  }

  /// The levels of a session.
  public struct Output: MultipleOutput {
    /// The middle.
    public let pivot: Double
    /// The first resistance.
    public let r1: Double
    /// The first support.
    public let s1: Double
    /// The second resistance.
    public let r2: Double
    /// The second support.
    public let s2: Double
    /// The third resistance.
    public let r3: Double
    /// The third support.
    public let s3: Double

    @usableFromInline
    init(high: Double, low: Double, close: Double) {
      pivot = (high + low + close) / 3
      r1 = 2 * pivot - low
      s1 = 2 * pivot - high
      r2 = pivot + (high - low)
      s2 = pivot - (high - low)
      r3 = high + 2 * (pivot - low)
      s3 = low - 2 * (high - pivot)
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] {
      [("pivot", \.pivot), ("r1", \.r1), ("s1", \.s1), ("r2", \.r2), ("s2", \.s2), ("r3", \.r3), ("s3", \.s3)]
    }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double {
      switch position {
      case 0: pivot
      case 1: r1
      case 2: s1
      case 3: r2
      case 4: s2
      case 5: r3
      default: s3
      }
    }
  }

  /// What is known of the session so far.
  @usableFromInline
  struct Prices: Codable, Equatable, Sendable {
    @usableFromInline var high: Double
    @usableFromInline var low: Double
    @usableFromInline var close: Double

    @inlinable
    init(_ bar: Bar) {
      high = bar.high
      low = bar.low
      close = bar.close
    }
  }

  /// None: in the first session an output holds NaN.
  public var warmUp: Int { 0 }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Output? {
    let phase = session.advance(to: bar.start, calendar)
    guard phase != .outside else { return Output(high: .nan, low: .nan, close: .nan) }
    if phase == .first {
      if let current { levels = Output(high: current.high, low: current.low, close: current.close) }
      current = nil
    }
    if (bar.high + bar.low + bar.close).isFinite {
      var known = current ?? Prices(bar)
      known.high = max(known.high, bar.high)
      known.low = min(known.low, bar.low)
      known.close = bar.close
      current = known
    }
    return levels ?? Output(high: .nan, low: .nan, close: .nan)
  }
}
