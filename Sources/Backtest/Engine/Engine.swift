public import Market
public import Risk

/// The one trading engine: it is fed closed bars and intents, and yields fills, trades and an account marked to market.
///
///     var engine = try Engine(rules, sizing: FixedFraction(0.5), symbols: ["BTC-USDT"])
///     var tape = Tape()
///     for bar in series {
///       let closed = ClosedBar(bar)
///       engine.take(closed, onto: &tape)                                   // fills what was decided before, watches stops and targets
///       if let intent = try strategy.update(closed, engine.view(closed)) {
///         try engine.decide(intent, at: closed, onto: &tape)               // will fill as the rules say
///       }
///       engine.settle(at: closed.end, onto: &tape)                         // marks the account
///     }
///
/// Backtests, sweeps and paper trading drive this same value; ``Session`` joins it with a strategy, and ``Backtest`` feeds that with whole
/// series. A copy is a fork. What it remembers is its ``state``, which can be kept and handed to a new engine with the same rules.
///
/// A bar that touches neither order nor position nor level costs a few comparisons and allocates nothing.
public struct Engine: Sendable {
  /// Every assumption.
  public let rules: TradingRules
  /// The symbols in one account, in the order in which bars and intents name them.
  public let symbols: [Symbol]
  let sizer: any Sizer
  /// Whether bars without events need no more than ``Holding/pass(_:)``.
  @usableFromInline let isPlain: Bool
  /// Whether a position can come to be closed by force.
  @usableFromInline let watchesMargin: Bool
  @usableFromInline let chargesInterest: Bool
  /// Whether holding costs or brings anything.
  let carries: Bool
  /// Whether levels move while a position is held.
  @usableFromInline let movesLevels: Bool
  /// Whether entries have to wait until a true range is known.
  let needsRange: Bool
  @usableFromInline var memory: EngineState

  /// An engine with an empty account, or one that goes on from a state.
  ///
  /// - Parameters:
  ///   - rules: every assumption.
  ///   - sizer: how much is traded.
  ///   - symbols: what can be traded, each once; at least one.
  ///   - state: what an engine with the same rules and as many symbols remembered.
  public init(_ rules: TradingRules, sizing sizer: any Sizer, symbols: [Symbol], resuming state: EngineState? = nil) throws(BacktestError) {
    guard !symbols.isEmpty, Set(symbols).count == symbols.count else {
      throw BacktestError(
        .input, "an engine needs at least one symbol, and each once; it was given \(symbols.map(\.name).joined(separator: ", "))")
    }
    self.rules = rules
    self.sizer = sizer
    self.symbols = symbols
    isPlain = rules.observation == nil && rules.borrow.shortRate == 0
    // What the others are worth, and interest, move the price at which the margin is gone while nothing happens to a position itself.
    watchesMargin = symbols.count > 1 || rules.borrow.cashRate > 0
    chargesInterest = rules.borrow.cashRate > 0
    carries = rules.funding != .none || rules.borrow.shortRate > 0
    movesLevels = rules.exits.trail != nil || rules.exits.breakEven != nil
    needsRange = rules.exits.distances.contains { $0.distance.needsRange }
    if let state {
      guard state.holdings.count == symbols.count, state.watches.count == (rules.observation == nil ? 0 : symbols.count) else {
        throw BacktestError(
          .input,
          "the state is of \(state.holdings.count) symbols, but the engine has \(symbols.count): resume with the same symbols and rules")
      }
      guard state.isSound, state.watches.allSatisfy({ watch in rules.observation.map { watch.isSound(for: $0) } ?? false }) else {
        throw BacktestError(
          .input, "the state holds numbers that no engine with these rules can have: it was changed, or kept under other rules")
      }
      memory = state
      return
    }
    var watches: [Watch] = []
    do {
      if let observation = rules.observation { watches = [Watch](repeating: try Watch(observation), count: symbols.count) }
    } catch {
      throw BacktestError(.input, "\(error)")
    }
    memory = EngineState(capital: rules.capital, holdings: [Holding](repeating: Holding(), count: symbols.count), watches: watches)
  }

  /// Takes a bar that has closed: fills what was ordered before it, watches stops, targets and margins inside it, charges what it cost to hold.
  ///
  /// - Parameters:
  ///   - bar: the bar; those that do not execute change nothing.
  ///   - finer: bars of the same symbol and shorter length, which decide the order of events where they cover the bar.
  ///   - tape: where fills and trades are written.
  @inlinable
  @inline(__always)
  public mutating func take(_ bar: ClosedBar, finer: BarSeries? = nil, onto tape: inout Tape) {
    guard bar.executes else { return }
    if isPlain, memory.holdings[bar.instrument].pass(bar.bar, movesLevels: movesLevels) { return }
    takeEventful(bar, finer: finer, onto: &tape)
  }

  /// What it remembers from one bar to the next.
  public var state: EngineState { memory }

  /// Takes notice of a bar before anything is traded: its close, its range.
  public mutating func observe(_ bar: ClosedBar) {
    guard bar.executes else { return }
    memory.holdings[bar.instrument].mark = bar.close
    if !memory.watches.isEmpty { memory.watches[bar.instrument].update(bar.bar) }
  }

  /// What a strategy may know at a bar's close.
  @inlinable
  @inline(__always)
  public func view(_ bar: ClosedBar) -> AccountView {
    let equity = equity
    let cash = memory.cash
    let bars = memory.holdings[bar.instrument].bars
    let quantity = memory.holdings[bar.instrument].quantity
    return AccountView(
      equity: equity, cash: cash, quantity: quantity, entryPrice: memory.holdings[bar.instrument].entry,
      barsHeld: quantity == 0 ? 0 : bars &- 1 &- memory.holdings[bar.instrument].entryBar)
  }

  /// Cash and all positions at their last closes.
  @inlinable
  public var equity: Double {
    var equity = memory.cash
    for index in memory.holdings.indices { equity += memory.holdings[index].quantity * memory.holdings[index].mark }
    return equity
  }

  /// The money in the account; the proceeds of short sales are in it.
  public var cash: Double { memory.cash }

  /// How much of a symbol is held; negative if short.
  public func quantity(of instrument: Int) -> Double { memory.holdings[instrument].quantity }

  /// How much of a symbol is ordered to be opened and has not traded yet; negative for a short sale. Exits are not in it.
  public func ordered(of instrument: Int) -> Double { memory.holdings[instrument].order.entry }

  /// The last close of a symbol; 0 before its first bar.
  public func mark(of instrument: Int) -> Double { memory.holdings[instrument].mark }

  /// Sums over everything so far.
  public var totals: Totals { memory.totals }

  /// Marks the account to market, once everything that closed at an instant has been taken and decided on.
  @inlinable
  @inline(__always)
  public mutating func settle(at time: Timestamp, onto tape: inout Tape) {
    if chargesInterest { chargeInterest(until: time) }
    var equity = memory.cash
    var (gross, net) = (0.0, 0.0)
    for index in memory.holdings.indices {
      let value = memory.holdings[index].quantity * memory.holdings[index].mark
      equity += value
      gross += abs(value)
      net += value
    }
    if gross > 0, equity <= gross * rules.leverage.maintenance {
      liquidateAll(at: time, onto: &tape)
      equity = self.equity
      gross = 0
    } else if watchesMargin, gross > net || rules.leverage.maximum > 1 {
      for index in memory.holdings.indices where memory.holdings[index].quantity != 0 { setLevels(of: index) }
    }
    if equity > memory.peak { memory.peak = equity }
    tape.mark(equity, at: time, isExposed: gross > 0)
  }

  /// The positions that are open, marked at their last closes.
  public func openTrades(at time: Timestamp) -> [OpenTrade] {
    zip(symbols, memory.holdings).compactMap { symbol, holding in
      guard holding.quantity != 0 else { return nil }
      let (adverse, favourable) = holding.excursions(exit: holding.mark)
      return OpenTrade(
        symbol: symbol, side: holding.quantity > 0 ? .buy : .sell, quantity: abs(holding.quantity), entryTime: holding.entryTime,
        entryPrice: holding.entryPrice, markPrice: holding.mark, markTime: time, fees: holding.entryFees, carry: holding.carry,
        barsHeld: max(0, holding.bars - 1 - holding.entryBar), adverseExcursion: adverse, favourableExcursion: favourable)
    }
  }
}
