internal import Indicators

extension FeatureCatalogue {
  private static let convergence: [ParameterDeclaration] = [.period(12, "fast", least: 2), .period(26, "slow", least: 2)]
  private static let stochastic: [ParameterDeclaration] = [.period(14, "range"), .period(3, "k"), .period(3, "d")]
  private static let crossing: [ParameterDeclaration] = [.period(9, "fast"), .period(21, "slow")]

  static let technical: [FeatureDefinition] = [
    FeatureDefinition(
      "rsi_#", .technical, .percent, range: 0...100, parameters: [.period(14, least: 2)], listed: [[14]], "relative strength index",
      formula: "RSI(close, n)"
    ) { (build, values) throws(FeatureError) in try build.of(RSI.self, values[0], input: build.bars(.close)) },
    FeatureDefinition(
      "rsi_scaled_#", .technical, .fraction, range: 0...1, parameters: [.period(14, least: 2)], listed: [[14]],
      "relative strength index from 0 to 1", formula: "RSI(close, n) / 100"
    ) { (build, values) throws(FeatureError) in
      try build.row(.divide, build.of(RSI.self, values[0], input: build.bars(.close)), 100)
    },
    FeatureDefinition(
      "macd_#_#", .technical, .price, parameters: convergence, listed: [[12, 26]], "moving average convergence divergence",
      formula: "line of MACD(close, fast, slow, 9)"
    ) { (build, values) throws(FeatureError) in try build.convergence(values[0], values[1], 9, output: 0) },
    FeatureDefinition(
      "macd_signal_#", .technical, .price, parameters: [.period(9, "signal")] + convergence, listed: [[9]], "signal line of the MACD",
      formula: "signal of MACD(close, fast, slow, n)"
    ) { (build, values) throws(FeatureError) in try build.convergence(values[1], values[2], values[0], output: 1) },
    FeatureDefinition(
      "macd_histogram", .technical, .price, parameters: convergence + [.period(9, "signal")], "MACD less its signal line",
      formula: "histogram of MACD(close, fast, slow, signal)"
    ) { (build, values) throws(FeatureError) in try build.convergence(values[0], values[1], values[2], output: 2) },
    FeatureDefinition(
      "stoch_k", .technical, .percent, range: 0...100, parameters: stochastic, "slow stochastic oscillator",
      formula: "k of STOCH(range, k, SMA, d, SMA)"
    ) { (build, values) throws(FeatureError) in try build.ofBars(STOCH.self, values[0], values[1], 0, values[2], 0) },
    FeatureDefinition(
      "stoch_d", .technical, .percent, range: 0...100, parameters: stochastic, "average of the slow stochastic oscillator",
      formula: "d of STOCH(range, k, SMA, d, SMA)"
    ) { (build, values) throws(FeatureError) in try build.ofBars(STOCH.self, values[0], values[1], 0, values[2], 0, output: 1) },
    FeatureDefinition(
      "cci_#", .technical, .ratio, parameters: [.period(20, least: 2)], listed: [[20]], "commodity channel index", formula: "CCI(n)"
    ) { (build, values) throws(FeatureError) in try build.ofBars(CCI.self, values[0]) },
    FeatureDefinition(
      "williams_r_#", .technical, .percent, range: -100...0, parameters: [.period(14, least: 2)], listed: [[14]], "Williams' %R",
      formula: "WILLR(n)"
    ) { (build, values) throws(FeatureError) in try build.ofBars(WILLR.self, values[0]) },
    FeatureDefinition(
      "adx_#", .technical, .percent, range: 0...100, parameters: [.period(14, least: 2)], listed: [[14]],
      "strength of a trend, whichever its direction", formula: "ADX(n)"
    ) { (build, values) throws(FeatureError) in try build.directions(values[0])[2] },
    FeatureDefinition(
      "plus_di_#", .technical, .percent, range: 0...100, parameters: [.period(14)], listed: [[14]],
      "upward movement in percent of the true range",
      formula: "PLUS_DI(n)"
    ) { (build, values) throws(FeatureError) in try build.directions(values[0])[0] },
    FeatureDefinition(
      "minus_di_#", .technical, .percent, range: 0...100, parameters: [.period(14)], listed: [[14]],
      "downward movement in percent of the true range", formula: "MINUS_DI(n)"
    ) { (build, values) throws(FeatureError) in try build.directions(values[0])[1] },
    FeatureDefinition(
      "sma_#", .technical, .price, range: 0...(.infinity), parameters: [.period(50)], listed: [[50], [200]], "simple moving average",
      formula: "SMA(close, n)"
    ) { (build, values) throws(FeatureError) in try build.of(SMA.self, values[0], input: build.bars(.close)) },
    FeatureDefinition(
      "ema_#", .technical, .price, range: 0...(.infinity), parameters: [.period(21)], listed: [[9], [21], [50], [200]],
      "exponential moving average", formula: "EMA(close, n)"
    ) { (build, values) throws(FeatureError) in try build.average(values[0]) },
    FeatureDefinition(
      "ema_#_#_cross", .technical, .flag, range: -1...1, parameters: crossing, listed: [[9, 21], [50, 200]],
      "which of two averages is higher", formula: "sign(EMA(close, fast) - EMA(close, slow))"
    ) { (build, values) throws(FeatureError) in try build.side(values[0], values[1]) },
    FeatureDefinition(
      "ema_#_#_crossover", .technical, .flag, range: -1...1, parameters: crossing, listed: [[9, 21], [50, 200]],
      "1 where the fast average has just risen above the slow one, -1 where it has just fallen below",
      formula: "1 if cross > 0 and cross[1] ≤ 0, -1 if cross < 0 and cross[1] ≥ 0, else 0"
    ) { (build, values) throws(FeatureError) in
      let now = try build.side(values[0], values[1])
      let before = try build.lag(now, 1)
      let up = try build.row(.and, build.row(.greater, now, 0), build.row(.lessOrEqual, before, 0))
      let down = try build.row(.and, build.row(.less, now, 0), build.row(.greaterOrEqual, before, 0))
      return try build.row(.subtract, up, down)
    },
    FeatureDefinition(
      "ema_deviation_#", .technical, .fraction, range: -1...(.infinity), parameters: [.period(21)], listed: [[9], [21]],
      "how far the close is from its exponential average", formula: "close / EMA(close, n) - 1"
    ) { (build, values) throws(FeatureError) in try build.deviation(build.bars(.close), from: build.average(values[0])) },
    FeatureDefinition(
      "slope_ema_#", .technical, .percent, parameters: [.period(20)], listed: [[20]], "growth of the exponential average over one bar",
      formula: "100 (EMA(close, n) / EMA(close, n)[1] - 1)"
    ) { (build, values) throws(FeatureError) in try build.of(ROC.self, 1, input: build.average(values[0])) },
    FeatureDefinition(
      "higher_high_#", .technical, .flag, range: 0...1, parameters: [.period(20, least: 2)], listed: [[20]],
      "whether the high is above those of the n bars before it", formula: "1 if high > MAX(high, n)[1], else 0"
    ) { (build, values) throws(FeatureError) in
      try build.row(.greater, build.bars(.high), build.lag(build.of(MAX.self, values[0], input: build.bars(.high)), 1))
    },
    FeatureDefinition(
      "lower_low_#", .technical, .flag, range: 0...1, parameters: [.period(20, least: 2)], listed: [[20]],
      "whether the low is below those of the n bars before it", formula: "1 if low < MIN(low, n)[1], else 0"
    ) { (build, values) throws(FeatureError) in
      try build.row(.less, build.bars(.low), build.lag(build.of(MIN.self, values[0], input: build.bars(.low)), 1))
    },
    FeatureDefinition(
      "adl", .technical, .volume, "accumulation and distribution since the first bar", formula: "AD"
    ) { (build, _) throws(FeatureError) in try build.ofBars(AD.self) },
    FeatureDefinition(
      "adl_ema_#", .technical, .volume, parameters: [.period(20)], listed: [[20]], "exponential average of accumulation and distribution",
      formula: "EMA(AD, n)"
    ) { (build, values) throws(FeatureError) in try build.of(EMA.self, values[0], input: build.ofBars(AD.self)) },
    FeatureDefinition(
      "mfi_#", .technical, .percent, range: 0...100, parameters: [.period(14, least: 2)], listed: [[14]], "money flow index",
      formula: "MFI(n)"
    ) { (build, values) throws(FeatureError) in try build.ofBars(MFI.self, values[0]) },
  ]
}

extension FeatureBuilder {
  mutating func average(_ period: Double) throws(FeatureError) -> Column { try of(EMA.self, period, input: bars(.close)) }

  fileprivate mutating func side(_ fast: Double, _ slow: Double) throws(FeatureError) -> Column {
    try row(.sign, row(.subtract, average(fast), average(slow)))
  }

  /// Both directional indicators and the strength of the trend.
  fileprivate mutating func directions(_ period: Double) throws(FeatureError) -> [Column] {
    try computed("directions \(period)", bars(), outputs: 3) { DirectionalLines(Int(period)) }
  }

  fileprivate mutating func convergence(_ fast: Double, _ slow: Double, _ signal: Double, output: Int) throws(FeatureError) -> Column {
    try indicator(MACD.self, [fast, slow, signal], [bars(.close)])[output]
  }
}
