import Indicators
import Statistics

/// A strategy that can be named: its rule, its parameters, and how it is run.
///
///     let entry = try StrategyCatalogue.entry("ema_crossover")
///     let result = try entry.run(backtest, ["fast": 10, "slow": 30])
public struct StrategyEntry: Sendable {
  /// Its name.
  public let name: String
  /// What it does, in one line.
  public let rule: String
  /// Its parameters.
  public let parameters: [StrategyParameter]
  /// Runs it with a value for every parameter. A whole run stands behind this closure, so that nothing is looked up at a bar.
  let body: @Sendable (Backtest, [Double]) throws -> BacktestResult

  /// A strategy under a name.
  ///
  /// - Parameters:
  ///   - name: letters, digits and underscores.
  ///   - rule: what it does, in one line.
  ///   - parameters: what can be set.
  ///   - body: makes the strategy from values in the order of the parameters, which lie in their ranges, and runs it.
  public init(
    _ name: String, _ rule: String, _ parameters: [StrategyParameter] = [],
    body: @escaping @Sendable (Backtest, [Double]) throws -> BacktestResult
  ) {
    self.name = name
    self.rule = rule
    self.parameters = parameters
    self.body = body
  }

  /// Every parameter with the value that was given, or its default.
  ///
  /// - Throws: ``StrategyError`` for a name that it does not have, and for a value out of range.
  public func resolve(_ values: [String: Double]) throws(StrategyError) -> [Double] {
    for name in values.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
      let names = parameters.map(\.name)
      let hint = Suggestion.nearest(to: name, in: names).map { "; did you mean '\($0)'?" } ?? ""
      let known = names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
      throw StrategyError(message: "\(self.name) has no parameter '\(name)': \(known)\(hint)")
    }
    var resolved: [Double] = []
    for parameter in parameters {
      let value = values[parameter.name] ?? parameter.defaultValue
      guard parameter.range.contains(value), !parameter.isWhole || value == value.rounded() else {
        throw StrategyError(
          message:
            "\(name): \(parameter.name) is \(value), but must be \(parameter.isWhole ? "a whole number " : "")from \(parameter.range.lowerBound) to \(parameter.range.upperBound)"
        )
      }
      resolved.append(value)
    }
    return resolved
  }

  /// Runs the strategy with these values, the others at their defaults.
  public func run(_ backtest: Backtest, _ values: [String: Double] = [:]) throws -> BacktestResult { try body(backtest, resolve(values)) }
}

/// A number that a strategy can be given.
public struct StrategyParameter: Hashable, Codable, Sendable {
  /// Its name.
  public let name: String
  /// What it is, in a few words.
  public let help: String
  /// What it is unless told.
  public let defaultValue: Double
  /// What it may be.
  public let range: ClosedRange<Double>
  /// Whether it counts something.
  public let isWhole: Bool

  /// A number that a strategy can be given.
  public init(_ name: String, _ help: String, _ defaultValue: Double, in range: ClosedRange<Double>, isWhole: Bool = true) {
    self.name = name
    self.help = help
    self.defaultValue = defaultValue
    self.range = range
    self.isWhole = isWhole
  }
}

/// A strategy or a parameter that does not exist, or a value that is out of range.
public struct StrategyError: Error, Hashable, Sendable, CustomStringConvertible {
  let message: String

  /// What is wrong and what is allowed.
  public var description: String { message }
}

/// The strategies that can be named.
public enum StrategyCatalogue {
  /// Every entry, in the order of their names.
  public static let entries: [StrategyEntry] = [
    StrategyEntry("always_flat", "never holds anything") { backtest, _ in try backtest.run(AlwaysFlat()) },
    StrategyEntry("buy_and_hold", "long from the first bar on") { backtest, _ in try backtest.run(BuyAndHold()) },
    StrategyEntry(
      "ema_crossover", "long when the fast average crosses above the slow one, out (or short) when it crosses below",
      [
        StrategyParameter("fast", "period of the fast average", 10, in: 1...10_000),
        StrategyParameter("slow", "period of the slow average", 30, in: 1...10_000),
        StrategyParameter("short", "1 to be short below, 0 to be out", 0, in: 0...1),
      ]
    ) { backtest, values in
      try backtest.run(EMACross(fast: Int(values[0]), slow: Int(values[1]), under: values[2] == 1 ? .short : .flat))
    },
    StrategyEntry(
      "random_entry", "enters by the throw of a seeded die, leaves after so many bars",
      [
        StrategyParameter("seed", "the same seed makes the same decisions", 7, in: 0...4_294_967_295),
        StrategyParameter("chance", "probability of an entry at a bar", 0.05, in: 0...1, isWhole: false),
        StrategyParameter("hold", "bars until it leaves", 10, in: 1...100_000),
        StrategyParameter("short", "1 to throw for the side too, 0 for long only", 1, in: 0...1),
      ]
    ) { backtest, values in
      try backtest.run(RandomEntry(seed: UInt64(values[0]), chance: values[1], hold: Int(values[2]), shorts: values[3] == 1))
    },
  ]

  /// The strategy of a name.
  /// - Throws: ``StrategyError`` with a suggestion if there is none.
  public static func entry(_ name: String) throws(StrategyError) -> StrategyEntry {
    if let entry = entries.first(where: { $0.name == name }) { return entry }
    let hint = Suggestion.nearest(to: name, in: entries.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
    throw StrategyError(message: "there is no strategy '\(name)'\(hint); 'assay backtest --strategy list' shows them")
  }
}
