import Backtest
import Market
import Risk

/// A seat with the strategy that sits in it: an account of its own, fed closed bars.
struct PaperDesk: Sendable {
  /// What is kept of it.
  var kept: PaperState.Seat
  /// The engine, which is also in ``kept`` once an instant is over.
  var engine: Engine
  private var strategy: any Strategy
  /// What it is fed, by symbol and timeframe, in the order in which bars that close together are taken.
  let feeds: [Feed]
  /// Where its feeds stand among what is being fed.
  var sources: [Int?] = []
  private var tape = Tape()
  /// The end of the last bar that was shown before the seat began.
  var shownThrough = Timestamp.distantPast
  /// Whether the strategy threw an error: it then trades no more.
  private(set) var failure: String?

  /// One of the series that a desk is fed.
  struct Feed: Sendable {
    let name: String
    let series: Int
    let instrument: Int
    let executes: Bool
  }

  /// A bar for a desk.
  struct Fed: Sendable {
    let feed: Feed
    let bar: Bar
  }

  /// What came of taking bars.
  struct Events: Sendable {
    var fills: [Fill] = []
    var trades: [TradeRecord] = []
    var isEmpty: Bool { fills.isEmpty && trades.isEmpty }
  }

  /// What is answered to an entry that a strategy wants.
  enum Answer: Sendable {
    /// The sizer grants so much.
    case granted(Double)
    /// It must not be made.
    case refused(String)
    /// It must not be made, and nobody needs to hear of it.
    case passedOver
  }

  init(_ kept: PaperState.Seat, from engine: Engine, strategy: any Strategy, backtest: Backtest) throws {
    self.kept = kept
    self.strategy = strategy
    self.engine = engine
    let order = backtest.series.indices.sorted { left, right in
      let (one, other) = (backtest.series[left], backtest.series[right])
      return one.symbol == other.symbol ? left < right : one.symbol < other.symbol
    }
    feeds = order.map { index in
      let series = backtest.series[index]
      return Feed(
        name: PaperState.name(series.symbol, series.timeframe), series: index,
        instrument: backtest.symbols.firstIndex(of: series.symbol) ?? 0, executes: true)
    }
  }

  /// Notes the account as it is to be kept.
  mutating func keep() { kept.engine = engine.state }

  /// Whether nothing is held and nothing is ordered.
  var isFlat: Bool { engine.symbols.indices.allSatisfy { engine.quantity(of: $0) == 0 && engine.ordered(of: $0) == 0 } }

  // MARK: - An instant

  private func closed(_ fed: [Fed]) -> [ClosedBar] {
    fed.enumerated().map { place, one in
      ClosedBar(
        one.bar, series: one.feed.series, instrument: one.feed.instrument, executes: one.feed.executes,
        isLastAtItsTime: place == fed.count - 1)
    }
  }

  /// Shows bars before anything may be traded.
  mutating func warmUp(_ fed: [Fed]) {
    for bar in closed(fed) where failure == nil {
      do {
        _ = try strategy.update(bar, engine.view(bar))
      } catch {
        fail(error, at: bar)
      }
      engine.observe(bar)
    }
  }

  /// Fills what was decided before, and watches stops and targets.
  mutating func take(_ fed: [Fed]) -> Events {
    for bar in closed(fed) { engine.take(bar, onto: &tape) }
    return events()
  }

  /// Asks the strategy, and trades what it wants as far as it is granted.
  ///
  /// - Parameters:
  ///   - fed: the bars that closed together.
  ///   - answer: what an entry is answered; a bar, the wish and what a sizer would be asked about it.
  ///   - approve: the last word on an order, which may still be refused, with its reason.
  mutating func decide(
    _ fed: [Fed], answer: (ClosedBar, Intent, SizingRequest?) -> Answer, approve: (OrderRequest) -> String?,
    refused: (ClosedBar, Symbol, Side, String) -> Void, granted: (ClosedBar, Symbol, Side, Double) -> Void
  ) {
    for bar in closed(fed) {
      do {
        var wish = failure == nil ? try strategy.update(bar, engine.view(bar)) : nil
        if let since = kept.retiringSince, bar.end > since {
          wish = engine.quantity(of: bar.instrument) != 0 || engine.ordered(of: bar.instrument) != 0 ? .flat : nil
        }
        guard let wish else { continue }
        let i = wish.instrument ?? bar.instrument
        guard engine.symbols.indices.contains(i), opens(wish, i) else {
          try engine.decide(wish, at: bar, onto: &tape)
          continue
        }
        let side: Side = wish.direction == .long ? .buy : .sell
        switch answer(bar, wish, engine.sizingRequest(for: wish, at: bar)) {
        case .granted(let quantity):
          // An engine whose sizer says what was granted, and otherwise this one.
          var trial = try Engine(engine.rules, sizing: FixedQuantity(quantity), symbols: engine.symbols, resuming: engine.state)
          try trial.decide(wish, at: bar, onto: &tape)
          let added = abs(trial.ordered(of: i)) - (engine.ordered(of: i) * wish.direction.sign > 0 ? abs(engine.ordered(of: i)) : 0)
          let price = wish.limit ?? engine.mark(of: i)
          if added > 0,
            let reason = approve(OrderRequest(symbol: engine.symbols[i], side: side, quantity: added, price: price, time: bar.end))
          {
            refused(bar, engine.symbols[i], side, reason)
            try leave(wish, i, bar)
          } else {
            engine = trial
            granted(bar, engine.symbols[i], side, quantity)
          }
        case .refused(let reason):
          refused(bar, engine.symbols[i], side, reason)
          try leave(wish, i, bar)
        case .passedOver: try leave(wish, i, bar)
        }
      } catch {
        fail(error, at: bar)
      }
    }
  }

  /// The instant is over: the account is marked.
  mutating func settle(at time: Timestamp) -> Events {
    engine.settle(at: time, onto: &tape)
    let events = events()
    tape = Tape()
    return events
  }

  /// Whether a wish may come to open or enlarge a position.
  private func opens(_ wish: Intent, _ i: Int) -> Bool {
    let sign = wish.direction.sign
    guard sign != 0, engine.mark(of: i) > 0 else { return false }
    if engine.quantity(of: i) * sign > 0 { return wish.adjustment == .add || wish.adjustment == .resize }
    // What has been ordered stays ordered, unless there is a new limit.
    return !(engine.ordered(of: i) * sign > 0 && wish.limit == nil)
  }

  /// An entry that may not be made still ends what it wanted to turn round.
  private mutating func leave(_ wish: Intent, _ i: Int, _ bar: ClosedBar) throws {
    if engine.quantity(of: i) * wish.direction.sign < 0 { try engine.decide(Intent(.flat, instrument: i), at: bar, onto: &tape) }
  }

  private mutating func fail(_ error: any Error, at bar: ClosedBar) {
    failure = "\(kept.seat.name) failed at the bar that closed at \(bar.end): \(error)"
    kept.retiringSince = min(kept.retiringSince ?? bar.end, bar.end)
  }

  private mutating func events() -> Events {
    if tape.fills.isEmpty, tape.trades.isEmpty { return Events() }
    let events = Events(fills: tape.fills, trades: tape.trades)
    tape = Tape()
    return events
  }
}
