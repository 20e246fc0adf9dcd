public import Market

/// The same rule in several markets: a copy of a strategy for each symbol, fed the bars that its orders fill on and no others.
///
///     let result = try backtest.run(EachMarket(EMACross(fast: 10, slow: 30), count: backtest.symbols.count))
public struct EachMarket<Base: Strategy>: Strategy {
  @usableFromInline var copies: [Base]

  /// Copies of a strategy that has seen nothing yet, for so many symbols.
  @inlinable
  public init(_ base: Base, count: Int) { copies = Array(repeating: base, count: count) }

  /// Takes the bar that just closed.
  @inlinable
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) throws -> Intent? {
    guard bar.executes, copies.indices.contains(bar.instrument) else { return nil }
    return try copies[bar.instrument].update(bar, account)
  }

  /// That of the strategy.
  @inlinable public var trainingSpan: ClosedRange<Timestamp>? { copies.first?.trainingSpan ?? nil }
}
