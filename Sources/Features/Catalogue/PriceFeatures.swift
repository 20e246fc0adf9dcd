internal import Indicators

extension FeatureCatalogue {
  static let price: [FeatureDefinition] =
    BarColumn.allCases.filter { $0 != .volume }.map { column in
      FeatureDefinition(
        column.rawValue, .price, .price, range: 0...(.infinity), "\(column.rawValue) of the bar", formula: column.rawValue
      ) { (build, _) throws(FeatureError) in try build.bars(column) }
    } + [
      FeatureDefinition(
        "hl2", .price, .price, range: 0...(.infinity), "middle of the bar", formula: "(high + low) / 2"
      ) { (build, _) throws(FeatureError) in try build.median() },
      FeatureDefinition(
        "hlc3", .price, .price, range: 0...(.infinity), "typical price", formula: "(high + low + close) / 3"
      ) { (build, _) throws(FeatureError) in try build.typical() },
      FeatureDefinition(
        "ohlc4", .price, .price, range: 0...(.infinity), "mean of the four prices", formula: "(open + high + low + close) / 4"
      ) { (build, _) throws(FeatureError) in
        let sum = try build.row(.add, build.row(.add, build.bars(.open), build.bars(.high)), build.bars(.low))
        return try build.row(.divide, build.row(.add, sum, build.bars(.close)), 4)
      },
      FeatureDefinition(
        "returns", .price, .fraction, range: -1...(.infinity), "growth of the close over one bar", formula: "close / close[1] - 1"
      ) { (build, _) throws(FeatureError) in try build.returns() },
      FeatureDefinition(
        "log_returns", .price, .fraction, "logarithmic growth of the close over one bar", formula: "ln(close / close[1])"
      ) { (build, _) throws(FeatureError) in try build.logReturns() },
      FeatureDefinition(
        "momentum_#", .price, .price, parameters: [.period(10)], listed: [[1], [5], [10], [20], [50]], "change of the close over n bars",
        formula: "close - close[n]"
      ) { (build, values) throws(FeatureError) in try build.of(MOM.self, values[0], input: build.bars(.close)) },
      FeatureDefinition(
        "roc_#", .price, .percent, range: -100...(.infinity), parameters: [.period(10)], listed: [[1], [5], [10], [20], [50]],
        "growth of the close over n bars in percent", formula: "100 (close / close[n] - 1)"
      ) { (build, values) throws(FeatureError) in try build.of(ROC.self, values[0], input: build.bars(.close)) },
      FeatureDefinition(
        "range", .price, .price, range: 0...(.infinity), "reach of the bar", formula: "high - low"
      ) { (build, _) throws(FeatureError) in try build.reach() },
      FeatureDefinition(
        "range_pct", .price, .percent, range: 0...(.infinity), "reach of the bar in percent of its close",
        formula: "100 (high - low) / close"
      ) { (build, _) throws(FeatureError) in try build.percentOfClose(build.reach()) },
      FeatureDefinition(
        "gap_up", .price, .flag, range: 0...1, "whether the bar opened above the close before it", formula: "1 if open > close[1], else 0"
      ) { (build, _) throws(FeatureError) in try build.row(.greater, build.gap(), 0) },
      FeatureDefinition(
        "gap_down", .price, .flag, range: 0...1, "whether the bar opened below the close before it", formula: "1 if open < close[1], else 0"
      ) { (build, _) throws(FeatureError) in try build.row(.less, build.gap(), 0) },
      FeatureDefinition(
        "gap_size", .price, .price, "from the close before to the open", formula: "open - close[1]"
      ) { (build, _) throws(FeatureError) in try build.gap() },
      FeatureDefinition(
        "gap_size_pct", .price, .percent, range: -100...(.infinity), "from the close before to the open, in percent of that close",
        formula: "100 (open - close[1]) / close[1]"
      ) { (build, _) throws(FeatureError) in
        try build.row(.multiply, build.row(.divide, build.gap(), build.lag(build.bars(.close), 1)), 100)
      },
      FeatureDefinition(
        "return_mean_#", .price, .fraction, parameters: [.period(20)], listed: [[5], [20]], "mean of the last n returns",
        formula: "SMA(returns, n)"
      ) { (build, values) throws(FeatureError) in try build.of(SMA.self, values[0], input: build.returns()) },
      FeatureDefinition(
        "return_std_#", .price, .fraction, range: 0...(.infinity), parameters: [.period(20, least: 2)], listed: [[20]],
        "standard deviation of the last n returns", formula: "STDDEV(returns, n), dividing by n"
      ) { (build, values) throws(FeatureError) in try build.of(STDDEV.self, values[0], 1, input: build.returns()) },
      FeatureDefinition(
        "range_position_#", .price, .fraction, range: 0...1, parameters: [.period(20, least: 2)], listed: [[20]],
        "where the close lies between the lowest low and the highest high of n bars",
        formula: "(close - MIN(low, n)) / (MAX(high, n) - MIN(low, n))"
      ) { (build, values) throws(FeatureError) in
        let low = try build.of(MIN.self, values[0], input: build.bars(.low))
        let high = try build.of(MAX.self, values[0], input: build.bars(.high))
        return try build.row(.divide, build.row(.subtract, build.bars(.close), low), build.row(.subtract, high, low))
      },
      FeatureDefinition(
        "lagged_return_#", .price, .fraction, range: -1...(.infinity), parameters: [.period(1)], listed: [[1], [5]],
        "the return n bars ago: the move of a leading market, with its symbol in front", formula: "returns[n]"
      ) { (build, values) throws(FeatureError) in try build.lag(build.returns(), Int(values[0])) },
    ]
}

// MARK: - What several features share

extension FeatureBuilder {
  mutating func median() throws(FeatureError) -> Column { try row(.divide, row(.add, bars(.high), bars(.low)), 2) }

  mutating func typical() throws(FeatureError) -> Column {
    try row(.divide, row(.add, row(.add, bars(.high), bars(.low)), bars(.close)), 3)
  }

  mutating func reach() throws(FeatureError) -> Column { try row(.subtract, bars(.high), bars(.low)) }

  mutating func gap() throws(FeatureError) -> Column { try row(.subtract, bars(.open), lag(bars(.close), 1)) }

  mutating func returns() throws(FeatureError) -> Column { try of(ROCP.self, 1, input: bars(.close)) }

  mutating func logReturns() throws(FeatureError) -> Column {
    try row(.logarithm, row(.divide, bars(.close), lag(bars(.close), 1)))
  }

  mutating func percentOfClose(_ column: Column) throws(FeatureError) -> Column {
    try row(.divide, row(.multiply, column, 100), bars(.close))
  }

  /// How far a column is from another, as a share of that.
  mutating func deviation(_ column: Column, from base: Column) throws(FeatureError) -> Column {
    try row(.subtract, row(.divide, column, base), 1)
  }
}
