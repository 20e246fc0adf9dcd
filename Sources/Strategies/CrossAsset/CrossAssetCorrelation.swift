public import Backtest
internal import Features
public import Market

/// Goes where a leading market went some bars ago, if it went far for its habits and the two are correlated; out after some bars.
///
/// The first series of the backtest is traded, the second leads. Of the leader only bars count that have closed.
public struct CrossAssetCorrelation: Strategy {
  private var row: RowReader
  private var pending: (bar: Bar, account: AccountView)?
  private let leader: Symbol
  private let distance: Double
  private let correlation: Double
  private let hold: Int
  private let sides: Sides

  /// For bars of a symbol and of its leader.
  ///
  /// - Parameters:
  ///   - symbol: what is traded.
  ///   - timeframe: how much its bars hold.
  ///   - leader: the market that moves first.
  ///   - leaderTimeframe: how much the leader's bars hold.
  ///   - period: bars of correlation and deviation, at least 2.
  ///   - lag: how many bars ago the leader moved; 0 for its last closed bar.
  ///   - distance: how far it must have moved, in its deviations.
  ///   - correlation: the least correlation of the two, from 0 to 1.
  ///   - hold: after how many bars it leaves.
  ///   - sides: whether it is short too.
  public init(
    symbol: Symbol, timeframe: Timeframe, leader: Symbol, leaderTimeframe: Timeframe, period: Int = 20, lag: Int = 1, distance: Double = 1,
    correlation: Double = 0.3, hold: Int = 10, sides: Sides = .longOnly
  ) throws {
    row = try RowReader(
      [
        lag == 0 ? "\(leader).returns" : "\(leader).lagged_return_\(lag)", "\(leader).return_std_\(period)",
        "\(leader).correlation_\(period)",
      ], symbol: symbol, timeframe: timeframe, others: [leader: leaderTimeframe])
    self.leader = leader
    self.distance = distance
    self.correlation = correlation
    self.hold = hold
    self.sides = sides
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) throws -> Intent? {
    if bar.series == 1 { try row.observe(bar.bar, of: leader) }
    if bar.series == 0 { pending = (bar.bar, account) }
    // Whatever closes at the same instant is known at it.
    guard bar.isLastAtItsTime, let own = pending else { return nil }
    pending = nil
    guard try row.update(own.bar), row[2] >= correlation else { return nil }
    let reach = distance * row[1]
    var wish = Turn.reversing(long: row[0] > reach, short: row[0] < -reach).intent(own.account, sides, hold: hold)
    wish?.instrument = 0
    return wish
  }

  static let entry = StrategyEntry(
    "cross_asset_correlation", "goes where a correlated leading market went some bars ago, out after n bars",
    [
      .period("period", "bars of correlation and deviation", 20, least: 2),
      StrategyParameter("lag", "how many bars ago the leader moved", 1, in: 0...1_000),
      .number("distance", "how far it must have moved, in deviations", 1, in: 0...100),
      .number("correlation", "least correlation", 0.3, in: 0...1), .hold, .short,
    ], bars: .leader
  ) { backtest, values in
    guard backtest.series.count == 2, backtest.symbols.count == 2 else {
      throw StrategyError(
        "cross_asset_correlation needs two series of different symbols: the one that is traded and, after it, the one that leads; there are \(backtest.series.count) of \(backtest.symbols.map(\.name))"
      )
    }
    let (own, leader) = (backtest.series[0], backtest.series[1])
    return try CrossAssetCorrelation(
      symbol: own.symbol, timeframe: own.timeframe, leader: leader.symbol, leaderTimeframe: leader.timeframe, period: Int(values[0]),
      lag: Int(values[1]), distance: values[2], correlation: values[3], hold: Int(values[4]), sides: Sides(values[5]))
  }
}
