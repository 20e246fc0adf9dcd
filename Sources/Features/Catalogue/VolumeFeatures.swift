internal import Indicators

extension FeatureCatalogue {
  private static let surge = 2.0

  static let volume: [FeatureDefinition] = [
    FeatureDefinition(
      "volume", .volume, .volume, range: 0...(.infinity), "volume of the bar", formula: "volume"
    ) { (build, _) throws(FeatureError) in try build.bars(.volume) },
    FeatureDefinition(
      "volume_sma_#", .volume, .volume, range: 0...(.infinity), parameters: [.period(20)], listed: [[5], [10], [20], [50]],
      "mean volume of n bars", formula: "SMA(volume, n)"
    ) { (build, values) throws(FeatureError) in try build.of(SMA.self, values[0], input: build.bars(.volume)) },
    FeatureDefinition(
      "volume_ema_#", .volume, .volume, range: 0...(.infinity), parameters: [.period(20)], listed: [[5], [10], [20], [50]],
      "exponential average of the volume", formula: "EMA(volume, n)"
    ) { (build, values) throws(FeatureError) in try build.of(EMA.self, values[0], input: build.bars(.volume)) },
    FeatureDefinition(
      "volume_ratio_#", .volume, .ratio, range: 0...(.infinity), parameters: [.period(20)], listed: [[20], [50]],
      "volume over its mean of n bars, itself among them", formula: "volume / SMA(volume, n)"
    ) { (build, values) throws(FeatureError) in
      try build.row(.divide, build.bars(.volume), build.of(SMA.self, values[0], input: build.bars(.volume)))
    },
    FeatureDefinition(
      "volume_surge", .volume, .flag, range: 0...1, parameters: [.period(20)],
      "whether the volume is at least twice the mean of the n bars before it", formula: "1 if volume_surge_ratio ≥ 2, else 0"
    ) { (build, values) throws(FeatureError) in try build.row(.greaterOrEqual, build.surge(values[0]), surge) },
    FeatureDefinition(
      "volume_surge_ratio", .volume, .ratio, range: 0...(.infinity), parameters: [.period(20)],
      "volume over the mean of the n bars before it, so that a surge is not measured by itself", formula: "volume / SMA(volume, n)[1]"
    ) { (build, values) throws(FeatureError) in try build.surge(values[0]) },
    FeatureDefinition(
      "vwap", .volume, .price, range: 0...(.infinity), "volume-weighted average of the typical price since the session opened",
      formula: "Σ hlc3 · volume / Σ volume over the calendar's session so far"
    ) { (build, _) throws(FeatureError) in
      let calendar = build.calendar
      return try build.computed("session vwap", build.bars()) { SessionAverage(calendar) }[0]
    },
    FeatureDefinition(
      "vwap_#", .volume, .price, range: 0...(.infinity), parameters: [.period(20)], listed: [[20]],
      "volume-weighted average of the typical price of n bars", formula: "VWMA(hlc3, volume, n)"
    ) { (build, values) throws(FeatureError) in try build.rollingAverage(values[0]) },
    FeatureDefinition(
      "vwap_deviation_#", .volume, .fraction, range: -1...(.infinity), parameters: [.period(20)], listed: [[20]],
      "how far the close is from the volume-weighted average of n bars", formula: "close / vwap_n - 1"
    ) { (build, values) throws(FeatureError) in try build.deviation(build.bars(.close), from: build.rollingAverage(values[0])) },
    FeatureDefinition(
      "obv", .volume, .volume, "on-balance volume since the first bar", formula: "OBV"
    ) { (build, _) throws(FeatureError) in try build.balance() },
    FeatureDefinition(
      "obv_sma_#", .volume, .volume, parameters: [.period(20)], listed: [[20]], "mean of the on-balance volume", formula: "SMA(OBV, n)"
    ) { (build, values) throws(FeatureError) in try build.of(SMA.self, values[0], input: build.balance()) },
    FeatureDefinition(
      "obv_ema_#", .volume, .volume, parameters: [.period(20)], listed: [[20]], "exponential average of the on-balance volume",
      formula: "EMA(OBV, n)"
    ) { (build, values) throws(FeatureError) in try build.of(EMA.self, values[0], input: build.balance()) },
    FeatureDefinition(
      "volume_price_trend", .volume, .volume, "volume since the first bar, each times the growth of its close",
      formula: "Σ volume (close / close[1] - 1)"
    ) { (build, _) throws(FeatureError) in try build.indicator(PVT.self, [], [build.bars(.close), build.bars(.volume)])[0] },
    FeatureDefinition(
      "money_flow", .volume, .value, range: 0...(.infinity), "money that changed hands", formula: "hlc3 · volume"
    ) { (build, _) throws(FeatureError) in try build.row(.multiply, build.typical(), build.bars(.volume)) },
  ]
}

extension FeatureBuilder {
  fileprivate mutating func surge(_ period: Double) throws(FeatureError) -> Column {
    try row(.divide, bars(.volume), lag(of(SMA.self, period, input: bars(.volume)), 1))
  }

  fileprivate mutating func rollingAverage(_ period: Double) throws(FeatureError) -> Column {
    try indicator(VWMA.self, [period], [typical(), bars(.volume)])[0]
  }

  fileprivate mutating func balance() throws(FeatureError) -> Column {
    try indicator(OBV.self, [], [bars(.close), bars(.volume)])[0]
  }
}
