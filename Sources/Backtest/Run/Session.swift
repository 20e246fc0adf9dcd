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

  /// A session that begins, or goes on, with this engine and strategy.
  @inlinable
  public init(_ engine: Engine, _ strategy: S, tape: Tape = Tape()) {
    self.engine = engine
    self.strategy = strategy
    self.tape = tape
  }

  /// Takes a bar that has just closed: fills and exits, then the strategy's decision, then the account is marked if no other bar closed with it.
  ///
  /// - Parameters:
  ///   - bar: the bar.
  ///   - finer: shorter bars of the same symbol, which decide the order of events inside it.
  @inlinable
  @inline(__always)
  public mutating func feed(_ bar: ClosedBar, finer: BarSeries? = nil) throws(BacktestError) {
    engine.take(bar, finer: finer, onto: &tape)
    let wish: Intent?
    do {
      wish = try strategy.update(bar, engine.view(bar))
    } catch {
      throw BacktestError(.strategy, "the strategy failed: \(error)", at: bar.end)
    }
    if let wish { try engine.decide(wish, at: bar, onto: &tape) }
    if bar.isLastAtItsTime { engine.settle(at: bar.end, onto: &tape) }
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
