internal import Backtest
internal import Features
internal import Market

/// Named features of a series, a bar at a time.
struct RowReader: Sendable {
  private(set) var stream: FeatureStream
  private let places: [Int]

  /// Names that may come more than once.
  init(_ names: [String], symbol: Symbol, timeframe: Timeframe, others: [Symbol: Timeframe] = [:]) throws(FeatureError) {
    var set = FeatureSet()
    for name in names where !set.names.contains(name) { try set.add(name) }
    let plan = try FeaturePlan(set, symbol: symbol, timeframe: timeframe, others: others)
    stream = plan.stream()
    places = names.map { plan.names.firstIndex(of: $0) ?? 0 }
  }

  /// Takes the next bar; whether every feature has a value.
  mutating func update(_ bar: Bar) throws(FeatureError) -> Bool {
    try stream.update(bar)
    return stream.isComplete
  }

  /// Takes the next bar of another symbol.
  mutating func observe(_ bar: Bar, of symbol: Symbol) throws(FeatureError) { try stream.observe(bar, of: symbol) }

  /// The value of the name at a position.
  subscript(position: Int) -> Double { stream.values[places[position]] }
}

extension Timeframe {
  /// Bars that are so many times as long.
  func longer(_ multiple: Int) throws(StrategyError) -> Timeframe {
    guard let duration else {
      throw StrategyError("longer bars are made of bars of a fixed length, and \(self) is none: use bars of time, such as 5m")
    }
    let longer = Timeframe.time(duration * multiple)
    guard longer.isValid else { throw StrategyError("bars of \(multiple) × \(self) are too long: \(Timeframe.expectation)") }
    return longer
  }
}

extension StrategyParameter {
  static let multiple = StrategyParameter("multiple", "how many bars a longer bar holds", 4, in: 2...1_000)
}
