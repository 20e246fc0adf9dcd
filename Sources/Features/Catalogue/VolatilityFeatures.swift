internal import Indicators

extension FeatureCatalogue {
  private static let bandParameters: [ParameterDeclaration] = [
    .period(20, least: 2), .real("deviations", 2, in: 0.01...100),
  ]
  private static let channelParameters: [ParameterDeclaration] = [
    .period(20, least: 2), .period(10, "atr period"), .real("multiplier", 2, in: 0.01...100),
  ]

  static let volatility: [FeatureDefinition] =
    [
      FeatureDefinition(
        "atr_#", .volatility, .price, range: 0...(.infinity), parameters: [.period(14)], listed: [[14]], "average true range",
        formula: "ATR(n)"
      ) { (build, values) throws(FeatureError) in try build.ofBars(ATR.self, values[0]) },
      FeatureDefinition(
        "atr_pct_#", .volatility, .percent, range: 0...(.infinity), parameters: [.period(14)], listed: [[14]],
        "average true range in percent of the close", formula: "NATR(n)"
      ) { (build, values) throws(FeatureError) in try build.ofBars(NATR.self, values[0]) },
      FeatureDefinition(
        "std_dev_#", .volatility, .price, range: 0...(.infinity), parameters: [.period(20, least: 2)], listed: [[20]],
        "standard deviation of the close", formula: "STDDEV(close, n), dividing by n"
      ) { (build, values) throws(FeatureError) in try build.of(STDDEV.self, values[0], 1, input: build.bars(.close)) },
      FeatureDefinition(
        "std_dev_pct_#", .volatility, .percent, range: 0...(.infinity), parameters: [.period(20, least: 2)], listed: [[20]],
        "standard deviation of the close in percent of it", formula: "100 STDDEV(close, n) / close"
      ) { (build, values) throws(FeatureError) in
        try build.percentOfClose(build.of(STDDEV.self, values[0], 1, input: build.bars(.close)))
      },
    ]
    + ["upper", "middle", "lower"].enumerated().map { position, part in
      FeatureDefinition(
        "bbands_\(part)_#", .volatility, .price, parameters: bandParameters, listed: [[20]],
        position == 1 ? "middle of the Bollinger bands" : "\(part) Bollinger band", formula: "\(part) of BBANDS(close, n, deviations)"
      ) { (build, values) throws(FeatureError) in try build.bands(values)[position] }
    } + [
      FeatureDefinition(
        "bbands_width_#", .volatility, .fraction, range: 0...(.infinity), parameters: bandParameters, listed: [[20]],
        "distance of the Bollinger bands as a share of their middle", formula: "(upper - lower) / middle"
      ) { (build, values) throws(FeatureError) in
        let bands = try build.bands(values)
        return try build.row(.divide, build.row(.subtract, bands[0], bands[2]), bands[1])
      },
      FeatureDefinition(
        "bbands_percent_b_#", .volatility, .fraction, parameters: bandParameters, listed: [[20]],
        "where the close lies between the Bollinger bands: 0 at the lower, 1 at the upper one", formula: "(close - lower) / (upper - lower)"
      ) { (build, values) throws(FeatureError) in
        let bands = try build.bands(values)
        return try build.row(.divide, build.row(.subtract, build.bars(.close), bands[2]), build.row(.subtract, bands[0], bands[2]))
      },
    ]
    + ["upper", "middle", "lower"].enumerated().map { position, part in
      FeatureDefinition(
        "keltner_\(part)_#", .volatility, .price, parameters: channelParameters, listed: [[20]],
        position == 1 ? "middle of the Keltner channel" : "\(part) limit of the Keltner channel",
        formula: "\(part) of KC(n, atr period, multiplier)"
      ) { (build, values) throws(FeatureError) in try build.channel(values)[position] }
    } + [
      FeatureDefinition(
        "keltner_width_#", .volatility, .fraction, range: 0...(.infinity), parameters: channelParameters, listed: [[20]],
        "width of the Keltner channel as a share of its middle", formula: "(upper - lower) / middle"
      ) { (build, values) throws(FeatureError) in
        let channel = try build.channel(values)
        return try build.row(.divide, build.row(.subtract, channel[0], channel[2]), channel[1])
      },
      FeatureDefinition(
        "historical_volatility_#", .volatility, .fractionPerYear, range: 0...(.infinity), parameters: [.period(20, least: 2)],
        listed: [[20], [50]], "standard deviation of the logarithmic returns, per year of the calendar",
        formula: "sample deviation of the last n log_returns · √(bars per year of the calendar)"
      ) { (build, values) throws(FeatureError) in try build.volatility(values[0]) },
      FeatureDefinition(
        "volatility_ratio_#_#", .volatility, .ratio, range: 0...(.infinity),
        parameters: [.period(20, "short", least: 2), .period(50, "long", least: 2)], listed: [[20, 50]],
        "short over long historical volatility", formula: "sample deviation of the last short log_returns / that of the last long ones"
      ) { (build, values) throws(FeatureError) in try build.row(.divide, build.spread(values[0]), build.spread(values[1])) },
      FeatureDefinition(
        "bb_squeeze", .volatility, .flag, range: 0...1,
        parameters: [.period(20, least: 2), .real("deviations", 2, in: 0...1e6), .real("multiplier", 1.5, in: 0...1e6)],
        "whether the Bollinger bands lie inside the Keltner channel", formula: "on of SQUEEZE(n, deviations, multiplier)"
      ) { (build, values) throws(FeatureError) in try build.ofBars(Squeeze.self, values[0], values[1], values[2]) },
      FeatureDefinition(
        "parkinson_volatility_#", .volatility, .fractionPerYear, range: 0...(.infinity), parameters: [.period(20)], listed: [[20]],
        "volatility from highs and lows, per year of the calendar", formula: "PARKINSON(n, bars per year of the calendar)"
      ) { (build, values) throws(FeatureError) in try build.ofBars(Parkinson.self, values[0], build.barsPerYear()) },
    ]
}

extension FeatureBuilder {
  fileprivate mutating func bands(_ values: [Double]) throws(FeatureError) -> [Column] {
    try indicator(BBANDS.self, [values[0], values[1], values[1], 0], [bars(.close)])
  }

  fileprivate mutating func channel(_ values: [Double]) throws(FeatureError) -> [Column] {
    try indicator(KC.self, values, bars())
  }

  /// The sample standard deviation of the last logarithmic returns, per bar.
  mutating func spread(_ period: Double) throws(FeatureError) -> Column {
    try of(STDDEV.self, period, (period / (period - 1)).squareRoot(), input: logReturns())
  }

  /// The same per year.
  mutating func volatility(_ period: Double) throws(FeatureError) -> Column {
    try row(.multiply, spread(period), barsPerYear().squareRoot())
  }
}
