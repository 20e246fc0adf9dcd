public import Market

/// A bar that has just closed, and which of the series fed to the engine it belongs to.
public struct ClosedBar: Hashable, Sendable {
  /// The bar.
  public let bar: Bar
  /// The position of its series among those that are fed.
  public let series: Int
  /// The position of its symbol among the engine's symbols.
  public let instrument: Int
  /// Whether orders of its symbol fill on bars of this series: the shortest timeframe of the symbol.
  public let executes: Bool
  /// Whether nothing else that closed at this instant is still to come: the moment to decide on several symbols together.
  public let isLastAtItsTime: Bool

  /// A bar that has closed.
  @inlinable
  public init(_ bar: Bar, series: Int = 0, instrument: Int = 0, executes: Bool = true, isLastAtItsTime: Bool = true) {
    self.bar = bar
    self.series = series
    self.instrument = instrument
    self.executes = executes
    self.isLastAtItsTime = isLastAtItsTime
  }

  /// When the interval began.
  @inlinable public var start: Timestamp { bar.start }
  /// When the interval was over and the bar became known.
  @inlinable public var end: Timestamp { bar.end }
  /// The first price.
  @inlinable public var open: Double { bar.open }
  /// The highest price.
  @inlinable public var high: Double { bar.high }
  /// The lowest price.
  @inlinable public var low: Double { bar.low }
  /// The last price.
  @inlinable public var close: Double { bar.close }
  /// The size traded.
  @inlinable public var volume: Double { bar.volume }
}
