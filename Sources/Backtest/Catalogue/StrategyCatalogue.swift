import Indicators
import Statistics

/// A strategy that can be named: its rule, its parameters, and how it is run.
///
///     let entry = try StrategyCatalogue.baselines.entry("ema_crossover")
///     let result = try entry.run(backtest, ["fast": 10, "slow": 30])
public struct StrategyEntry: Sendable {
  /// Its name.
  public let name: String
  /// What it does, in one line.
  public let rule: String
  /// Its parameters.
  public let parameters: [StrategyParameter]
  /// What it is fed.
  public let bars: StrategyBars
  @usableFromInline let making: @Sendable (Backtest, [Double]) throws -> any Strategy
  /// Runs it with a value for every parameter. A whole run stands behind this closure, so that nothing is looked up at a bar.
  @usableFromInline let running: @Sendable (Backtest, [Double]) throws -> BacktestResult
  /// Runs it over one series with a value for every parameter, sharing work with other runs.
  @usableFromInline let sharing: (@Sendable (Backtest, SharedBars, [Double], inout Tape) throws -> BacktestResult)?

  /// A strategy under a name.
  ///
  /// - Parameters:
  ///   - name: letters, digits and underscores.
  ///   - rule: what it does, in one line.
  ///   - parameters: what can be set.
  ///   - bars: what it is fed. One that is fed single series trades every symbol of a backtest by a copy of its own.
  ///   - make: makes the strategy for a backtest, from values in the order of the parameters, which lie in their ranges.
  @inlinable
  public init<S: Strategy>(
    _ name: String, _ rule: String, _ parameters: [StrategyParameter] = [], bars: StrategyBars = .single,
    make: @escaping @Sendable (Backtest, [Double]) throws -> S
  ) {
    self.name = name
    self.rule = rule
    self.parameters = parameters
    self.bars = bars
    making = { backtest, values in
      let strategy = try make(backtest, values)
      if backtest.series.count > 1, bars == .single { return EachMarket(strategy, count: backtest.symbols.count) }
      return strategy
    }
    running = { backtest, values in
      let strategy = try make(backtest, values)
      if backtest.series.count > 1, bars == .single { return try backtest.run(EachMarket(strategy, count: backtest.symbols.count)) }
      return try backtest.run(strategy)
    }
    sharing = nil
  }

  /// A strategy under a name, of which runs over the same bars share work.
  ///
  ///     StrategyEntry("rsi_extremes", "…", parameters, make: { … }) { _, bars, values in
  ///       Extremes(try bars.replay(RSI.self, [values[0]]), low: values[1], high: values[2])
  ///     }
  ///
  /// - Parameters:
  ///   - name: letters, digits and underscores.
  ///   - rule: what it does, in one line.
  ///   - parameters: what can be set.
  ///   - bars: what it is fed.
  ///   - make: makes the strategy for a backtest, from values in the order of the parameters, which lie in their ranges.
  ///   - share: makes a strategy that decides the same, bit for bit, but takes from the bars what other runs over them need too: indicators that
  ///     replay a column, a model that is trained once. It is asked where a backtest has a single series.
  @inlinable
  public init<S: Strategy, Shared: Strategy>(
    _ name: String, _ rule: String, _ parameters: [StrategyParameter] = [], bars: StrategyBars = .single,
    make: @escaping @Sendable (Backtest, [Double]) throws -> S,
    share: @escaping @Sendable (Backtest, SharedBars, [Double]) throws -> Shared
  ) {
    self.init(StrategyEntry(name, rule, parameters, bars: bars, make: make)) { backtest, bars, values, spare in
      try backtest.run(try share(backtest, bars, values), recycling: &spare)
    }
  }

  @usableFromInline
  init(_ entry: StrategyEntry, sharing: @escaping @Sendable (Backtest, SharedBars, [Double], inout Tape) throws -> BacktestResult) {
    name = entry.name
    rule = entry.rule
    parameters = entry.parameters
    bars = entry.bars
    making = entry.making
    running = entry.running
    self.sharing = sharing
  }

  /// Every parameter with the value that was given, or its default.
  ///
  /// - Throws: ``StrategyError`` for a name that it does not have, and for a value out of range.
  public func resolve(_ values: [String: Double]) throws(StrategyError) -> [Double] {
    for name in values.keys.sorted() where !parameters.contains(where: { $0.name == name }) { throw unknownParameter(name) }
    var resolved: [Double] = []
    for parameter in parameters {
      let value = values[parameter.name] ?? parameter.defaultValue
      guard parameter.range.contains(value), !parameter.isWhole || value == value.rounded() else {
        throw StrategyError(
          "\(name): \(parameter.name) is \(value), but must be \(parameter.isWhole ? "a whole number " : "")from \(parameter.range.lowerBound) to \(parameter.range.upperBound)"
        )
      }
      resolved.append(value)
    }
    return resolved
  }

  func unknownParameter(_ name: String) -> StrategyError {
    let names = parameters.map(\.name)
    let hint = Suggestion.nearest(to: name, in: names).map { "; did you mean '\($0)'?" } ?? ""
    let known = names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
    return StrategyError("\(self.name) has no parameter '\(name)': \(known)\(hint)")
  }

  /// Runs the strategy with these values, the others at their defaults.
  public func run(_ backtest: Backtest, _ values: [String: Double] = [:]) throws -> BacktestResult {
    try running(backtest, resolve(values))
  }

  /// Runs the strategy with resolved values, and lets it share what other runs over the same bars need too.
  ///
  /// The result is that of ``run(_:_:)``, bit for bit.
  func run(_ backtest: Backtest, resolved values: [Double], sharing bars: SharedBars, recycling spare: inout Tape) throws -> BacktestResult
  {
    guard let sharing, backtest.series.count == 1 else { return try running(backtest, values) }
    return try sharing(backtest, bars, values, &spare)
  }

  /// Runs the strategy with these values, the others at their defaults, and lets it share what other runs over the same bars need too: columns of
  /// indicators, a model that is trained once.
  ///
  /// The result is that of ``run(_:_:)``, bit for bit.
  public func run(_ backtest: Backtest, _ values: [String: Double], sharing work: SharedWork) throws -> BacktestResult {
    guard sharesWork, backtest.series.count == 1 else { return try run(backtest, values) }
    var spare = Tape()
    return try run(backtest, resolved: resolve(values), sharing: SharedBars(backtest.series[0], in: work), recycling: &spare)
  }

  /// Whether runs of it over the same bars share work.
  public var sharesWork: Bool { sharing != nil }

  /// The strategy itself with these values, the others at their defaults: for a session, a filter or a vote.
  public func strategy(for backtest: Backtest, _ values: [String: Double] = [:]) throws -> any Strategy {
    try making(backtest, resolve(values))
  }
}

/// What bars a strategy is fed.
public enum StrategyBars: String, Hashable, CaseIterable, Codable, Sendable {
  /// One series at a time, of any timeframe.
  case single
  /// One series, of which it makes longer bars; they count when they have closed.
  case longer
  /// The series that it trades, and then that of a leading symbol.
  case leader
  /// One series; it learns from the bars before the window.
  case learning
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

/// A strategy or a parameter that does not exist, a value that is out of range, or too few bars to begin with.
public struct StrategyError: Error, Hashable, Sendable, CustomStringConvertible {
  let message: String
  /// Whether nothing is wrong but that there is too little yet: with more bars it may do.
  public let isInsufficient: Bool

  /// What is wrong and what is allowed, in a sentence.
  public init(_ message: String, isInsufficient: Bool = false) {
    self.message = message
    self.isInsufficient = isInsufficient
  }

  /// What is wrong and what is allowed.
  public var description: String { message }
}

/// Strategies that can be named.
///
///     let catalogue = StrategyCatalogue(StrategyCatalogue.standard.entries + [mine])
public struct StrategyCatalogue: Sendable {
  /// Every entry, in the order of their names.
  public let entries: [StrategyEntry]

  /// Strategies, each under a name of its own.
  public init(_ entries: [StrategyEntry]) {
    precondition(Set(entries.map(\.name)).count == entries.count, "every strategy of a catalogue must have a name of its own")
    self.entries = entries.sorted { $0.name < $1.name }
  }

  /// What every other strategy is compared with, and the cross of two averages.
  public static let baselines = StrategyCatalogue([
    StrategyEntry("always_flat", "never holds anything") { _, _ in AlwaysFlat() },
    StrategyEntry("buy_and_hold", "long from the first bar on") { _, _ in BuyAndHold() },
    StrategyEntry(
      "ema_crossover", "long when the fast average crosses above the slow one, out (or short) when it crosses below",
      [
        StrategyParameter("fast", "period of the fast average", 10, in: 1...10_000),
        StrategyParameter("slow", "period of the slow average", 30, in: 1...10_000),
        StrategyParameter("short", "1 to be short below, 0 to be out", 0, in: 0...1),
      ],
      make: { _, values in try EMACross(fast: Int(values[0]), slow: Int(values[1]), under: values[2] == 1 ? .short : .flat) }
    ) { _, bars, values in
      ForeseenCross(
        try bars.replay(EMA.self, [values[0]]), try bars.replay(EMA.self, [values[1]]), rows: bars.series.count,
        under: values[2] == 1 ? .short : .flat)
    },
    StrategyEntry(
      "random_entry", "enters by the throw of a seeded die, leaves after so many bars",
      [
        StrategyParameter("seed", "the same seed makes the same decisions", 7, in: 0...4_294_967_295),
        StrategyParameter("chance", "probability of an entry at a bar", 0.05, in: 0...1, isWhole: false),
        StrategyParameter("hold", "bars until it leaves", 10, in: 1...100_000),
        StrategyParameter("short", "1 to throw for the side too, 0 for long only", 1, in: 0...1),
      ]
    ) { _, values in RandomEntry(seed: UInt64(values[0]), chance: values[1], hold: Int(values[2]), shorts: values[3] == 1) },
  ])

  /// The strategy of a name.
  /// - Throws: ``StrategyError`` with a suggestion if there is none.
  public func entry(_ name: String) throws(StrategyError) -> StrategyEntry {
    if let entry = entries.first(where: { $0.name == name }) { return entry }
    let hint = Suggestion.nearest(to: name, in: entries.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
    throw StrategyError("there is no strategy '\(name)'\(hint); 'assay backtest --strategy list' shows them")
  }
}
