public import Backtest
public import Indicators

/// While volatility is compressed, buys near the low of the range and leaves at its middle or when volatility expands. The mirror image for shorts.
public struct CompressionFade: Strategy {
  private var channel: DONCHIAN
  private var short: RealizedVolatility
  private var long: RealizedVolatility
  private let ratio: Double
  private let edge: Double
  private let sides: Sides

  /// A range of `period` bars; compressed where the volatility of `fast` bars is at most `ratio` of that of `slow` bars; `edge` is the share of
  /// the range that counts as near.
  public init(
    period: Int = 20, fast: Int = 10, slow: Int = 50, ratio: Double = 0.75, edge: Double = 0.15, sides: Sides = .longOnly
  ) throws(InvalidParameter) {
    channel = try DONCHIAN(period)
    short = try RealizedVolatility(fast)
    long = try RealizedVolatility(slow)
    self.ratio = ratio
    self.edge = edge
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    let (band, now, usual) = (channel.update(Pair(bar.high, bar.low)), short.update(bar.close), long.update(bar.close))
    guard let band, let now, let usual else { return nil }
    let isCompressed = now <= ratio * usual
    let reach = edge * (band.upper - band.lower)
    return Turn(
      long: isCompressed && bar.close <= band.lower + reach, short: isCompressed && bar.close >= band.upper - reach,
      leaveLong: bar.close >= band.middle || now > usual, leaveShort: bar.close <= band.middle || now > usual
    ).intent(account, sides)
  }

  static let entry = StrategyEntry(
    "vol_compression_fade",
    "while volatility is compressed buys near the low of the range, leaves at its middle or when volatility expands",
    [
      .period("period", "bars of the range", 20, least: 2), .period("fast", "bars of the volatility now", 10),
      .period("slow", "bars of the usual volatility", 50),
      .number("ratio", "greatest share of the usual volatility", 0.75, in: 0.01...0.99),
      .number("edge", "share of the range that counts as near", 0.15, in: 0...0.49), .short,
    ]
  ) { _, values in
    try CompressionFade(
      period: Int(values[0]), fast: Int(values[1]), slow: Int(values[2]), ratio: values[3], edge: values[4], sides: Sides(values[5]))
  }
}
