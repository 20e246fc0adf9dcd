public import Backtest
public import Market
public import Strategies

/// One strategy of the catalogue with its parameters, the filters around it, and the market it trades: what is designed, scored, ranked and traded on paper.
///
///     let cross = try StrategySpecification("ema_crossover", ["fast": 9, "slow": 21, "short": 1], symbol: "BTC-USDT", timeframe: .hours(1))
///     print(cross)     // ema_crossover(fast=9,short=1,slow=21)@BTC-USDT/1h
///
/// Two specifications that would trade alike are equal: every parameter has its value, also where nobody gave one.
public struct StrategySpecification: Hashable, Codable, Sendable {
  /// The name in the catalogue.
  public let strategy: String
  /// A value for every parameter.
  public let values: [String: Double]
  /// What its entries have to pass, in this order.
  public let filters: [FilterSpecification]
  /// What it trades.
  public let symbol: Symbol
  /// On which bars.
  public let timeframe: Timeframe
  /// The market that leads, for a strategy that follows one.
  public let leader: Symbol?

  /// A strategy by name.
  ///
  /// - Throws: `StrategyError` for a name or a parameter that does not exist, a value out of range, and a leader that is missing or not wanted.
  public init(
    _ strategy: String, _ values: [String: Double] = [:], filters: [FilterSpecification] = [], symbol: Symbol, timeframe: Timeframe,
    leader: Symbol? = nil, catalogue: StrategyCatalogue = .standard
  ) throws(StrategyError) {
    let entry = try catalogue.entry(strategy)
    let resolved = try entry.resolve(values)
    guard (entry.bars == .leader) == (leader != nil) else {
      throw StrategyError(
        leader == nil ? "\(strategy) follows a leading market: name it" : "\(strategy) follows no other market: leave the leader out")
    }
    self.strategy = strategy
    self.values = Dictionary(uniqueKeysWithValues: zip(entry.parameters.map(\.name), resolved))
    self.filters = filters
    self.symbol = symbol
    self.timeframe = timeframe
    self.leader = leader
  }
}

extension StrategySpecification: CustomStringConvertible, Comparable {
  /// The name by which it is told from all others: `ema_crossover(fast=9,short=1,slow=21)+cooldown(5)@BTC-USDT/1h`.
  public var description: String {
    let parameters = values.sorted { $0.key < $1.key }.map { "\($0.key)=\(ShortNumber.text($0.value))" }.joined(separator: ",")
    let around = filters.map { "+\($0)" }.joined()
    return "\(strategy)\(parameters.isEmpty ? "" : "(\(parameters))")\(around)@\(symbol)/\(timeframe)\(leader.map { "<\($0)" } ?? "")"
  }

  /// In the order of their names.
  public static func < (left: StrategySpecification, right: StrategySpecification) -> Bool { left.description < right.description }
}

/// The text of a number without a fraction that is not there.
enum ShortNumber {
  static func text(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? "\(Int64(value))" : "\(value)"
  }
}
