internal import Indicators
public import Market

/// How a set of features is computed from the bars of a symbol: every shared computation once.
///
///     let plan = try FeaturePlan(FeatureSet(named: "standard"), symbol: "BTC-USDT", timeframe: .minutes(5))
///     let matrix = try plan.matrix(of: series)          // all rows at once
///     var stream = plan.stream()                        // or one bar at a time, with the same numbers
///
/// A plan depends on names, parameters, timeframes and calendar only, never on data: nothing is fitted.
public struct FeaturePlan: Sendable {
  /// What the features are called, in order.
  public let names: [String]
  /// Whose bars they are computed from.
  public let symbol: Symbol
  /// How much a bar holds.
  public let timeframe: Timeframe
  /// When the market is open: what years, sessions and longer bars go by.
  public let calendar: TradingCalendar
  /// What the features are, to be kept with whatever is made from them.
  public let fingerprint: FeatureFingerprint
  /// How many bars each feature consumes before its first value: bars of its own timeframe and symbol.
  public let warmUps: [Int]
  let frames: [Frame]
  let outputs: [Column]

  /// A plan, or an error that says which feature cannot be computed and why.
  ///
  /// - Parameters:
  ///   - set: the features.
  ///   - symbol: whose bars they are computed from; features named for this symbol are those of the series itself.
  ///   - timeframe: how much a bar holds.
  ///   - calendar: when the market is open. Longer bars begin with its sessions; without sessions on whole multiples of their length since 1970 UTC.
  ///   - others: the timeframes of other symbols' bars; those not named have the timeframe of the series.
  public init(
    _ set: FeatureSet, symbol: Symbol, timeframe: Timeframe, calendar: TradingCalendar = .continuous, others: [Symbol: Timeframe] = [:]
  ) throws(FeatureError) {
    guard timeframe.isValid else { throw .invalidRequest("\(timeframe) is out of range: \(Timeframe.expectation)") }
    var builder = FeatureBuilder(symbol: symbol, timeframe: timeframe, calendar: calendar, others: others)
    var outputs: [Column] = []
    var warmUps: [Int] = []
    var entries: [FeatureFingerprint.Entry] = []
    for name in set.names {
      builder.feature = name
      var composer = FeatureComposer(set: set, builder: builder)
      let parsed = try FeatureName(name)
      let (frame, column) = try composer.feature(parsed)
      builder = composer.builder
      warmUps.append(builder.frames[frame].first(column))
      builder.current = 0
      outputs.append(try builder.carried(column, from: frame))
      entries.append(try FeatureFingerprint.Entry(parsed, name, in: set))
    }
    self.names = set.names
    self.symbol = symbol
    self.timeframe = timeframe
    self.calendar = calendar
    self.outputs = outputs
    self.warmUps = warmUps
    frames = builder.frames
    fingerprint = FeatureFingerprint(timeframe: timeframe, calendar: calendar, entries: entries)
  }

  /// The symbols other than its own whose bars it needs.
  public var otherSymbols: [Symbol] { Set(frames.compactMap(\.key.symbol)).sorted() }

  /// How many computations there are in all, each shared by every feature that needs it.
  public var computationCount: Int { frames.reduce(0) { $0 + $1.nodes.count } }

  /// A stream that has seen nothing yet.
  public func stream() -> FeatureStream { FeatureStream(self) }
}

/// Builds features by name: those of the catalogue, formulas and closures.
struct FeatureComposer {
  let set: FeatureSet
  var builder: FeatureBuilder

  /// A feature in the frame that its name asks for, which becomes the current one.
  mutating func feature(_ name: FeatureName) throws(FeatureError) -> (frame: Int, Column) {
    if set.definitions[name.base] == nil {
      let (definition, values) = try FeatureCatalogue.definition(of: name.base)
      if definition.comparesSymbols {
        guard let other = name.symbol, name.timeframe == nil, builder.current == 0 else {
          throw .invalidName(name.description, reason: "symbols are compared over the series' own bars: write ETH-USDT.\(name.base)")
        }
        guard other != builder.symbol else {
          throw .notComputable(feature: name.description, reason: "it would compare \(other) with itself; name another symbol")
        }
        builder.comparison = other
        return (0, try definition.build(&builder, values))
      }
      builder.current = try frame(of: name)
      return (builder.current, try definition.build(&builder, values))
    }
    builder.current = try frame(of: name)
    return (builder.current, try own(name.base))
  }

  private mutating func frame(of name: FeatureName) throws(FeatureError) -> Int {
    guard name.symbol != nil || name.timeframe != nil else { return builder.current }
    guard builder.current == 0 else {
      throw .notComputable(
        feature: builder.feature, reason: "'\(name)' asks for other bars inside a feature that already does; name both in one")
    }
    return try builder.frame(FrameKey(symbol: name.symbol, timeframe: name.timeframe))
  }

  /// A feature of the user's own, in the current frame.
  private mutating func own(_ base: String) throws(FeatureError) -> Column {
    let place = "\(builder.current) \(base)"
    if let known = builder.composed[place] { return known }
    let home = builder.current
    let made = try make(base)
    builder.current = home
    builder.composed[place] = made
    return made
  }

  private mutating func make(_ base: String) throws(FeatureError) -> Column {
    switch set.definitions[base] {
    case .formula(let formula): return try column(of: formula.root, in: base)
    case .user(let feature):
      var inputs: [Column] = []
      for input in feature.inputs { inputs.append(try self.input(input)) }
      return try builder.computed("user \(feature.name)", inputs) { UserComputation(feature) }[0]
    case nil: throw .unknownFeature(base, nearest: nil)
    }
  }

  /// A feature that another one reads, brought into that one's frame.
  private mutating func input(_ name: String) throws(FeatureError) -> Column {
    let home = builder.current
    let (frame, column) = try feature(try FeatureName(name))
    builder.current = home
    return try builder.carried(column, from: frame)
  }

  private mutating func column(of term: Formula.Term, in feature: String) throws(FeatureError) -> Column {
    switch try operand(of: term, in: feature) {
    case .column(let column): return column
    case .constant:
      throw .notComputable(feature: feature, reason: "a formula must read at least one feature where it looks at rows")
    }
  }

  private mutating func operand(of term: Formula.Term, in feature: String) throws(FeatureError) -> Operand {
    switch term {
    case .number(let value): return .constant(value)
    case .feature(let name): return .column(try input(name))
    case .row(let function, let terms):
      var operands: [Operand] = []
      for term in terms { operands.append(try operand(of: term, in: feature)) }
      let constants = operands.compactMap { if case .constant(let value) = $0 { value } else { nil } }
      if constants.count == operands.count {
        // A part without a feature is a number, worked out once.
        return .constant(function.of(constants[0], constants.count > 1 ? constants[1] : 0, constants.count > 2 ? constants[2] : 0))
      }
      return .column(try builder.row(function, operands))
    case .window(let window, let term, let length):
      let input = try column(of: term, in: feature)
      return .column(try windowed(window, input, length))
    }
  }

  private mutating func windowed(_ window: FormulaFunction.Window, _ input: Column, _ length: Int) throws(FeatureError) -> Column {
    let period = Double(length)
    return switch window {
    case .lag: try builder.lag(input, length)
    case .delta: try builder.row(.subtract, input, builder.lag(input, length))
    case .mean: try builder.of(SMA.self, period, input: input)
    case .sum: try builder.of(SUM.self, period, input: input)
    case .std: try builder.of(STDDEV.self, period, 1, input: input)
    case .ema: try builder.of(EMA.self, period, input: input)
    case .zscore: try builder.of(ZScore.self, period, input: input)
    case .highest: try builder.of(MAX.self, period, input: input)
    case .lowest: try builder.of(MIN.self, period, input: input)
    case .rank: try builder.of(PERCENTRANK.self, period, input: input)
    }
  }
}
