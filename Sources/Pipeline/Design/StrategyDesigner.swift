public import Backtest
public import Market
public import Statistics

/// Something that thinks of new strategies: the built-in ``EvolutionaryDesigner``, or one of your own, which may ask a language model.
///
/// Whatever it returns is scored and deflated like everything else: every design is one more trial that luck had.
public protocol StrategyDesigner: Sendable {
  /// What it is called in a strategy's lineage.
  var name: String { get }

  /// Thinks of strategies.
  ///
  /// - Parameters:
  ///   - brief: the roster and where it has gaps. It knows nothing of paper trading.
  ///   - count: how many are wanted; fewer may come, and those that are known or impossible are passed over.
  ///   - generator: where everything random comes from, so that the same day designs the same.
  func design(_ brief: DesignBrief, count: Int, using generator: inout SeededGenerator) async throws -> [Design]
}

/// A strategy that was designed.
public struct Design: Hashable, Sendable {
  /// The strategy.
  public var specification: StrategySpecification
  /// How it came about: `mutation`, `crossover`, `filter`, `transplant`, or a word of your own.
  public var origin: String
  /// The name of the strategy it was made from.
  public var parent: String?

  /// A design.
  public init(_ specification: StrategySpecification, origin: String, parent: String? = nil) {
    self.specification = specification
    self.origin = origin
    self.parent = parent
  }
}

/// What a designer is told: the strategies there are, how they scored, and where there are none.
public struct DesignBrief: Sendable {
  /// The markets.
  public let markets: [DesignMarket]
  /// Every strategy that is not archived, best score first.
  public let roster: [StrategyRecord]
  /// Markets and kinds of strategies that have the fewest strategies at work, emptiest first.
  public let gaps: [DesignGap]
  /// What can be named.
  public let catalogue: StrategyCatalogue

  /// A brief.
  public init(markets: [DesignMarket], roster: [StrategyRecord], gaps: [DesignGap], catalogue: StrategyCatalogue) {
    self.markets = markets
    self.roster = roster
    self.gaps = gaps
    self.catalogue = catalogue
  }
}

/// A market that strategies can be designed for.
public struct DesignMarket: Codable, Hashable, Sendable {
  /// Its symbol.
  public let symbol: Symbol
  /// The length of its bars.
  public let timeframe: Timeframe
}

/// A kind of strategy that a market has few of.
public struct DesignGap: Hashable, Sendable {
  /// The market.
  public let market: DesignMarket
  /// The name in the catalogue.
  public let strategy: String
  /// How many of them are at work there.
  public let active: Int
}
