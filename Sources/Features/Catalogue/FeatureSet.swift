internal import Statistics

/// Features in an order: those of a named set, of the catalogue, written as formulas, or of the user's own code.
///
///     var set = try FeatureSet(named: "momentum")
///     try set.add("1h.ema_21")
///     try set.add("stretch", formula: "(close - vwap_20) / atr_14")
///     set.names
public struct FeatureSet: Sendable {
  /// What the features are called, in order: the columns of a matrix.
  public private(set) var names: [String] = []
  /// Formulas and closures by name.
  private(set) var definitions: [String: Definition] = [:]

  enum Definition: Sendable {
    case formula(Formula)
    case user(UserFeature)
  }

  /// No features yet.
  public init() {}

  /// Features of the catalogue.
  public init(_ names: [String]) throws(FeatureError) {
    for name in names { try add(name) }
  }

  /// A set of the catalogue, such as `standard`; ``setNames`` lists them.
  public init(named name: String) throws(FeatureError) {
    guard let set = FeatureSet.sets.first(where: { $0.name == name }) else {
      throw .unknownSet(name, nearest: Suggestion.nearest(to: name, in: FeatureSet.setNames))
    }
    try self.init(set.features)
  }

  /// Adds a feature by its name.
  public mutating func add(_ name: String) throws(FeatureError) {
    if names.contains(name) { throw .repeated(name) }
    let parsed = try FeatureName(name)
    if definitions[parsed.base] == nil { _ = try resolved(parsed, name) }
    names.append(name)
  }

  /// Adds a formula under a name of its own, which later formulas can use.
  public mutating func add(_ name: String, formula text: String) throws(FeatureError) {
    try check(newName: name)
    let formula = try Formula(text)
    try check(inputs: formula.root)
    definitions[name] = .formula(formula)
    names.append(name)
  }

  /// Adds a feature of the user's own.
  public mutating func add(_ feature: UserFeature) throws(FeatureError) {
    try check(newName: feature.name)
    guard (1...5).contains(feature.inputs.count), Set(feature.inputs).count == feature.inputs.count else {
      throw .invalidRequest("feature '\(feature.name)' must declare one to five different inputs, not \(feature.inputs.count)")
    }
    guard (1...10_000_000).contains(feature.lookback) else {
      throw .invalidRequest("feature '\(feature.name)' must look back over 1 to 10000000 rows, not \(feature.lookback)")
    }
    for input in feature.inputs { try check(input: input) }
    definitions[feature.name] = .user(feature)
    names.append(feature.name)
  }

  private func check(newName name: String) throws(FeatureError) {
    guard FeatureName.isBase(name), !name.contains(where: { ".+-".contains($0) }) else {
      throw .invalidName(name, reason: "a name of your own begins with a letter and goes on with letters, digits and '_'")
    }
    if names.contains(name) || definitions[name] != nil { throw .repeated(name) }
    if FeatureCatalogue.contains(name) { throw .invalidName(name, reason: "the catalogue has a feature of this name; take another") }
  }

  private func check(input name: String) throws(FeatureError) {
    let parsed = try FeatureName(name)
    if definitions[parsed.base] == nil { _ = try resolved(parsed, name) }
  }

  private func check(inputs term: Formula.Term) throws(FeatureError) {
    switch term {
    case .number: return
    case .feature(let name): try check(input: name)
    case .row(_, let terms): for term in terms { try check(inputs: term) }
    case .window(_, let term, _): try check(inputs: term)
    }
  }

  /// The definition that a name of the catalogue stands for.
  private func resolved(_ name: FeatureName, _ text: String) throws(FeatureError) -> FeatureDefinition {
    let definition: FeatureDefinition
    do throws(FeatureError) {
      definition = try FeatureCatalogue.definition(of: name.base).0
    } catch {
      // The suggestion keeps what stands before the dot, and knows the names of the user's own.
      guard case .unknownFeature(let base, let nearest) = error else { throw error }
      let own = Suggestion.nearest(to: base, in: definitions.keys.sorted())
      throw .unknownFeature(
        text, nearest: (nearest ?? own).map { FeatureName(symbol: name.symbol, timeframe: name.timeframe, base: $0).description })
    }
    if definition.comparesSymbols {
      if name.symbol == nil { throw .invalidName(text, reason: "it compares with another symbol: write ETH-USDT.\(name.base)") }
      if name.timeframe != nil {
        throw .invalidName(text, reason: "symbols are compared over the series' own bars: leave the timeframe out")
      }
    }
    return definition
  }
}

// MARK: - Sets by name

extension FeatureSet {
  /// The names of the sets.
  public static var setNames: [String] { sets.map(\.name) }

  /// The sets of the catalogue: their names, what they are for, and their features.
  public static let sets: [(name: String, summary: String, features: [String])] =
    [
      (
        "standard", "every listed feature that needs no other symbol",
        FeatureCatalogue.definitions.filter { !$0.comparesSymbols }.flatMap(\.listedNames)
      ),
      (
        "momentum", "whether and how fast prices move one way",
        [
          "roc_1", "roc_5", "roc_10", "roc_20", "roc_50", "rsi_14", "macd_histogram", "adx_14", "plus_di_14", "minus_di_14",
          "ema_9_21_cross",
          "ema_50_200_cross", "slope_ema_20", "trend_slope", "trend_r2", "higher_high_20", "lower_low_20",
        ]
      ),
      (
        "mean_reversion", "how far prices are from where they usually are",
        [
          "bbands_percent_b_20", "bbands_width_20", "vwap_deviation_20", "ema_deviation_9", "ema_deviation_21", "rsi_14", "stoch_k",
          "stoch_d",
          "cci_20", "williams_r_14", "mfi_14", "range_position_20", "is_ranging",
        ]
      ),
      (
        "breakout", "whether prices leave a range, and on what volume",
        [
          "range_position_20", "higher_high_20", "lower_low_20", "bb_squeeze", "bbands_width_20", "keltner_width_20", "atr_pct_14",
          "volatility_ratio_20_50", "volume_surge_ratio", "volume_ratio_20",
        ]
      ),
      (
        "direction", "what a model of direction is fed: nothing that grows with the price",
        [
          "returns", "log_returns", "roc_5", "roc_10", "roc_20", "range_pct", "gap_size_pct", "return_mean_5", "return_mean_20",
          "return_std_20",
          "range_position_20", "volume_ratio_20", "volume_surge_ratio", "vwap_deviation_20", "rsi_scaled_14", "stoch_k", "cci_20",
          "williams_r_14",
          "adx_14", "plus_di_14", "minus_di_14", "ema_deviation_9", "ema_deviation_21", "slope_ema_20", "mfi_14", "atr_pct_14",
          "bbands_percent_b_20", "bbands_width_20", "volatility_ratio_20_50", "trend_slope", "trend_r2", "volatility_percentile",
          "hour_sin",
          "hour_cos", "weekday_sin", "weekday_cos",
        ]
      ),
      (
        "retrain11", "the compact set of eleven that the daily retraining uses",
        [
          "return_mean_20", "return_std_20", "returns", "return_mean_5", "ema_deviation_9", "ema_deviation_21", "rsi_scaled_14",
          "bbands_percent_b_20", "volume_ratio_20", "range_pct", "range_position_20",
        ]
      ),
    ]
    + FeatureGroup.allCases.filter { $0 != .crossAsset }.map { group in
      (
        group.rawValue, "every listed feature of the group",
        FeatureCatalogue.definitions.filter { $0.group == group }.flatMap(\.listedNames)
      )
    }
}
