public import Market

/// A strategy and the engine that trades it, fed one closed bar at a time: what paper trading holds, and what a backtest runs.
///
///     var session = Session(engine, strategy)
///     try session.feed(ClosedBar(bar))
///     session.tape.trades
public struct Session<S: Strategy>: Sendable {
  /// The engine.
  public var engine: Engine
  /// The strategy.
  public var strategy: S
  /// What has happened so far.
  public var tape: Tape
  /// Bars that closed at this instant, while others that closed with them are still to come.
  @usableFromInline var together: [ClosedBar] = []

  /// A session that begins, or goes on, with this engine and strategy.
  @inlinable
  public init(_ engine: Engine, _ strategy: S, tape: Tape = Tape()) {
    self.engine = engine
    self.strategy = strategy
    self.tape = tape
  }

  /// Takes a bar that has just closed: fills and exits, then the strategy's decision, then the account is marked.
  ///
  /// Of bars that close at the same instant all are traded on before the strategy is shown the first: what was decided earlier has long been
  /// filled, and can't be taken back by what a longer bar tells at its close. The strategy hears of them when the last has come.
  ///
  /// - Parameters:
  ///   - bar: the bar.
  ///   - finer: shorter bars of the same symbol, which decide the order of events inside it.
  @inlinable
  @inline(__always)
  public mutating func feed(_ bar: ClosedBar, finer: BarSeries? = nil) throws(BacktestError) {
    engine.take(bar, finer: finer, onto: &tape)
    if together.isEmpty, bar.isLastAtItsTime {
      try ask(bar)
      engine.settle(at: bar.end, onto: &tape)
    } else {
      together.append(bar)
      if bar.isLastAtItsTime { try endInstant() }
    }
  }

  @inlinable
  @inline(__always)
  mutating func ask(_ bar: ClosedBar) throws(BacktestError) {
    let wish: Intent?
    do {
      wish = try strategy.update(bar, engine.view(bar))
    } catch {
      throw BacktestError(.strategy, "the strategy failed: \(error)", at: bar.end)
    }
    if let wish { try engine.decide(wish, at: bar, onto: &tape) }
  }

  /// Nothing else closes at this instant: shows the strategy what did, and marks the account.
  @inlinable
  mutating func endInstant() throws(BacktestError) {
    guard let last = together.last else { return }
    for bar in together { try ask(bar) }
    together.removeAll(keepingCapacity: true)
    engine.settle(at: last.end, onto: &tape)
  }

  /// Lets the strategy see a bar before anything is traded or scored; its wish is not heard.
  @inlinable
  public mutating func warmUp(_ bar: ClosedBar) throws(BacktestError) {
    do {
      _ = try strategy.update(bar, engine.view(bar))
    } catch {
      throw BacktestError(.strategy, "the strategy failed while warming up: \(error)", at: bar.end)
    }
    engine.observe(bar)
  }
}
