internal import Market

/// An account of one unit that has whatever it wishes at once: how votes are counted and decisions looked at, apart from money.
public struct Stance: Hashable, Sendable {
  /// Which way it goes.
  public private(set) var direction = Direction.flat
  private var entryPrice = 0.0
  private var barsHeld = 0
  private var limit: Int?

  /// Flat.
  public init() {}

  /// The account at a bar's close, before the wish at it; call it once a bar.
  public mutating func account() -> AccountView {
    if direction != .flat {
      barsHeld += 1
      if let limit, barsHeld >= limit { take(.flat, at: 0) }
    }
    return AccountView(equity: 1, cash: 1, quantity: direction.sign, entryPrice: entryPrice, barsHeld: barsHeld)
  }

  /// Takes a wish at a price.
  public mutating func take(_ wish: Intent, at price: Double) {
    if wish.direction != direction || direction == .flat {
      direction = wish.direction
      entryPrice = direction == .flat ? 0 : price
      barsHeld = 0
      limit = wish.timeLimit
    } else if let time = wish.timeLimit {
      limit = barsHeld + time
    }
  }
}

extension StrategyEntry {
  /// What the strategy wants to be at each bar of the backtest's first series: 1 long, -1 short, 0 flat, NaN before the window.
  ///
  /// Every wish is had at once, whatever it costs: what an audit looks at.
  public func positions(_ backtest: Backtest, _ values: [String: Double] = [:]) throws -> [Double] {
    try decisions(backtest, values)[0].values
  }

  /// All that the strategy decides at each bar of the backtest's first series: what it wants to be, and the numbers of a wish at that bar, NaN where there
  /// is none.
  ///
  /// The columns are `position`, `confidence`, `stop`, `target`, `limit` and `time_limit`.
  public func decisions(_ backtest: Backtest, _ values: [String: Double] = [:]) throws -> [(name: String, values: [Double])] {
    var strategy = try strategy(for: backtest, values)
    var stances = backtest.symbols.map { _ in Stance() }
    let missing = [Double](repeating: .nan, count: backtest.series[0].count)
    var columns = ["position", "confidence", "stop", "target", "limit", "time_limit"].map { (name: $0, values: missing) }
    var row: Int?
    for step in MarketClock(backtest.series) {
      let bar = backtest.series[step.series][step.index]
      guard bar.start < backtest.to else { continue }
      let closed = ClosedBar(
        bar, series: step.series, instrument: backtest.instruments[step.series], executes: backtest.executes[step.series],
        isLastAtItsTime: step.isLastAtItsTime)
      if step.series == 0 { row = step.index }
      if bar.start < backtest.from {
        _ = try strategy.update(closed, Stance().flat)
        continue
      }
      let account = closed.executes ? stances[closed.instrument].account() : Stance().flat
      let wish = try strategy.update(closed, account)
      if let wish {
        let place = wish.instrument ?? closed.instrument
        guard stances.indices.contains(place) else {
          throw BacktestError(.intent, "instrument \(place) does not exist: there are \(stances.count) symbols", at: bar.end)
        }
        stances[place].take(wish, at: bar.close)
      }
      guard let row, backtest.series[0].end(at: row) == bar.end else { continue }
      columns[0].values[row] = stances[backtest.instruments[0]].direction.sign
      guard let wish, (wish.instrument ?? closed.instrument) == backtest.instruments[0] else { continue }
      let numbers = [wish.confidence, wish.stop, wish.target, wish.limit, wish.timeLimit.map(Double.init)]
      for (position, number) in numbers.enumerated() { columns[position + 1].values[row] = number ?? .nan }
    }
    return columns
  }
}

extension Stance {
  /// An account that holds nothing.
  fileprivate var flat: AccountView { AccountView(equity: 1, cash: 1, quantity: 0, entryPrice: 0, barsHeld: 0) }
}
