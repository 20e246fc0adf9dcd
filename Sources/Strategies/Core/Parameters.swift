internal import Backtest

extension StrategyParameter {
  /// A number of bars, from the least that makes sense to 10 000.
  static func period(_ name: String, _ help: String, _ value: Double, least: Double = 1) -> StrategyParameter {
    StrategyParameter(name, help, value, in: least...10_000)
  }

  /// Any number of a range.
  static func number(_ name: String, _ help: String, _ value: Double, in range: ClosedRange<Double>) -> StrategyParameter {
    StrategyParameter(name, help, value, in: range, isWhole: false)
  }

  /// Whether it goes short too.
  static let short = StrategyParameter("short", "1 to be short too, 0 for long only", 0, in: 0...1)
  /// When a position is closed that nothing else has closed.
  static let hold = StrategyParameter("hold", "bars until it leaves", 10, in: 1...100_000)
}
