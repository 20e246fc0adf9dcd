public import Market

/// What a run yielded, with the assumptions it rests on.
public struct BacktestResult: Sendable {
  /// The symbols in the account.
  public let symbols: [Symbol]
  /// Every assumption but the sizer.
  public let rules: TradingRules
  /// Fills, trades and the account at every instant.
  public let tape: Tape
  /// Positions that were open when the bars ended, marked at the last closes.
  public let open: [OpenTrade]
  /// Sums over the run, and how often the rules had to say no.
  public let totals: Totals
  /// The closes of the first symbol at each marking, where the run had one symbol in one timeframe: buying and holding it.
  public let benchmark: [Double]
  /// Where the bars come from.
  public let provenance: [Provenance]
  /// The money the account held at the end, with its positions at their last closes.
  public var finalEquity: Double { tape.equity.last ?? rules.capital }
  /// Trades that are over.
  public var trades: [TradeRecord] { tape.trades }

  @usableFromInline
  init(_ backtest: Backtest, _ engine: Engine, _ tape: Tape) {
    symbols = backtest.symbols
    rules = backtest.rules
    self.tape = tape
    open = engine.openTrades(at: tape.times.last ?? .distantPast)
    totals = engine.totals
    provenance = backtest.series.map(\.provenance)
    if backtest.series.count == 1, let one = backtest.series.first {
      let begins = one.firstIndex(startingAtOrAfter: backtest.from)
      benchmark = Array(one.close[begins..<min(one.count, begins + tape.equity.count)])
    } else {
      benchmark = []
    }
  }
}
