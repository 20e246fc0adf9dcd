internal import Indicators

extension FeatureCatalogue {
  private static let trend: [ParameterDeclaration] = [.period(20, least: 2)]
  private static let regimeParameters: [ParameterDeclaration] = [.period(20, least: 2), .period(100, "history", least: 2)]

  /// From which share of explained variance on there is a trend, and from which percentile on volatility is high.
  private static let trending = 0.5
  private static let volatile = 80.0

  static let regime: [FeatureDefinition] = [
    FeatureDefinition(
      "trend_slope", .regime, .fraction, parameters: trend, "growth per bar of the line of least squares through n closes",
      formula: "slope of TREND(ln close, n)"
    ) { (build, values) throws(FeatureError) in try build.line(values[0])[0] },
    FeatureDefinition(
      "trend_r2", .regime, .fraction, range: 0...1, parameters: trend, "share of the closes' variance that the line explains",
      formula: "R² of TREND(ln close, n)"
    ) { (build, values) throws(FeatureError) in try build.line(values[0])[2] },
    FeatureDefinition(
      "is_trending_up", .regime, .flag, range: 0...1, parameters: trend, "whether the closes follow a rising line",
      formula: "1 if trend_r2 ≥ 0.5 and trend_slope > 0, else 0"
    ) { (build, values) throws(FeatureError) in
      try build.row(.and, build.follows(values[0]), build.row(.greater, build.line(values[0])[0], 0))
    },
    FeatureDefinition(
      "is_trending_down", .regime, .flag, range: 0...1, parameters: trend, "whether the closes follow a falling line",
      formula: "1 if trend_r2 ≥ 0.5 and trend_slope < 0, else 0"
    ) { (build, values) throws(FeatureError) in
      try build.row(.and, build.follows(values[0]), build.row(.less, build.line(values[0])[0], 0))
    },
    FeatureDefinition(
      "is_ranging", .regime, .flag, range: 0...1, parameters: trend, "whether the closes follow no line",
      formula: "1 if trend_r2 < 0.5, else 0"
    ) { (build, values) throws(FeatureError) in try build.row(.less, build.line(values[0])[2], trending) },
    FeatureDefinition(
      "volatility_percentile", .regime, .percent, range: 0...100, parameters: regimeParameters,
      "how many percent of the values in the history before it the historical volatility exceeds",
      formula: "PERCENTRANK(deviation of the last n log_returns, history)"
    ) { (build, values) throws(FeatureError) in try build.percentile(values) },
    FeatureDefinition(
      "is_volatile", .regime, .flag, range: 0...1, parameters: regimeParameters, "whether volatility is high for its history",
      formula: "1 if volatility_percentile ≥ 80, else 0"
    ) { (build, values) throws(FeatureError) in try build.row(.greaterOrEqual, build.percentile(values), volatile) },
    FeatureDefinition(
      "regime_type", .regime, .code, range: 0...3, parameters: regimeParameters,
      "0 ranging, 1 trending up, 2 trending down, 3 volatile without a trend",
      formula: "1 if is_trending_up, 2 if is_trending_down, else 3 if is_volatile, else 0"
    ) { (build, values) throws(FeatureError) in try build.kind(values) },
    FeatureDefinition(
      "regime_strength", .regime, .fraction, range: 0...1, parameters: regimeParameters, "how clear the regime is",
      formula: "trend_r2 in a trend, volatility_percentile / 100 where volatile, 1 - trend_r2 where ranging"
    ) { (build, values) throws(FeatureError) in
      let explained = try build.line(values[0])[2]
      let kind = try build.kind(values)
      let volatile = try build.row(.divide, build.percentile(values), 100)
      let quiet = try build.row(.subtract, .constant(1), .column(explained))
      let without = try build.row(.choose, [.column(build.row(.equal, kind, 3)), .column(volatile), .column(quiet)])
      let isTrend = try build.row(.and, build.row(.greater, kind, 0), build.row(.less, kind, 3))
      return try build.row(.choose, [.column(isTrend), .column(explained), .column(without)])
    },
    FeatureDefinition(
      "regime_duration", .regime, .bars, range: 1...(.infinity), parameters: regimeParameters,
      "for how many bars the regime has lasted, this one counted", formula: "bars since regime_type changed, or since it was first known"
    ) { (build, values) throws(FeatureError) in try build.spell(values)[0] },
    FeatureDefinition(
      "regime_transition", .regime, .flag, range: 0...1, parameters: regimeParameters, "whether the regime is another than a bar ago",
      formula: "1 if regime_type ≠ regime_type[1], else 0; 0 where it is first known"
    ) { (build, values) throws(FeatureError) in try build.spell(values)[1] },
  ]
}

extension FeatureBuilder {
  /// Slope, beginning and R² of the line through the logarithms of the last closes.
  fileprivate mutating func line(_ period: Double) throws(FeatureError) -> [Column] {
    try indicator(Trend.self, [period], [row(.logarithm, bars(.close))])
  }

  fileprivate mutating func follows(_ period: Double) throws(FeatureError) -> Column {
    try row(.greaterOrEqual, line(period)[2], 0.5)
  }

  fileprivate mutating func percentile(_ values: [Double]) throws(FeatureError) -> Column {
    try of(PERCENTRANK.self, values[1], input: spread(values[0]))
  }

  fileprivate mutating func kind(_ values: [Double]) throws(FeatureError) -> Column {
    let slope = try line(values[0])[0]
    let direction = try row(.choose, [.column(row(.greater, slope, 0)), .constant(1), .constant(2)])
    let isVolatile = try row(.greaterOrEqual, percentile(values), 80)
    let without = try row(.multiply, isVolatile, 3)
    // A line without slope explains nothing: there is no third direction.
    return try row(.choose, [.column(follows(values[0])), .column(knownWith(direction, isVolatile)), .column(without)])
  }

  /// A column that is missing where another is.
  private mutating func knownWith(_ column: Column, _ other: Column) throws(FeatureError) -> Column {
    try row(.add, column, row(.multiply, other, 0))
  }

  fileprivate mutating func spell(_ values: [Double]) throws(FeatureError) -> [Column] {
    try computed("spell", [kind(values)], outputs: 2) { Spell() }
  }
}
