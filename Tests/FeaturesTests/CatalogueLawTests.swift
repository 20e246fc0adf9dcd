import Features
import Foundation
import Indicators
import Market
import Testing

/// What holds for every feature, whatever it tells. A new one joins the catalogue and is held to all of it.
@Suite("Every feature of the catalogue")
struct CatalogueLawTests {
  /// Every listed feature, and each family once more with other parameters; those that compare symbols with one in front.
  static let names: [String] = {
    var names = FeatureCatalogue.definitions.flatMap { definition in
      definition.comparesSymbols ? definition.listedNames.map { "ETH-USDT.\($0)" } : definition.listedNames
    }
    for definition in FeatureCatalogue.definitions where !definition.parameters.isEmpty {
      let values = definition.parameters.enumerated().map { position, parameter in
        parameter.kind == .whole ? max(parameter.range.lowerBound, 3) + Double(position) : 1.5
      }
      let name = (definition.comparesSymbols ? "ETH-USDT." : "") + definition.name(values)
      if !names.contains(name) { names.append(name) }
    }
    return names + ["15m.rsi_5", "1h.ema_3", "ETH-USDT.roc_5", "ETH-USDT.30m.adx_4", "15m.regime_type_5_8"]
  }()

  static let series = Result { try TestMarket.bars(460, leavesOut: 0.03, zeroVolume: 0.05) }
  static let other = Result { try TestMarket.bars(440, seed: 2, symbol: "ETH-USDT", price: 2_000, leavesOut: 0.05) }
  static let plan = Result { try TestMarket.plan(names, of: series.get()) }
  static let matrix = Result { try plan.get().matrix(of: series.get(), others: [other.get()]) }

  /// The rows a stream gives, with the other symbol's bars in their order.
  static func streamed(_ plan: FeaturePlan, _ series: BarSeries, _ other: BarSeries, restartingAt cuts: Set<Int> = []) throws -> [[Double]]
  {
    var stream = plan.stream()
    var columns = [[Double]](repeating: [], count: plan.names.count)
    var next = 0
    for (row, bar) in series.enumerated() {
      if cuts.contains(row) { stream = try FeatureStream(plan, resuming: throughJSON(stream.snapshot())) }
      while next < other.count, other.end(at: next) <= bar.end {
        try stream.observe(other[next], of: other.symbol)
        next += 1
      }
      try stream.update(bar)
      for position in columns.indices { columns[position].append(stream.values[position]) }
    }
    return columns
  }

  @Test("has its first value exactly where its warm-up is over", arguments: names)
  func warmUpIsExact(_ name: String) throws {
    let (plan, matrix) = (try Self.plan.get(), try Self.matrix.get())
    let position = try #require(plan.names.firstIndex(of: name))
    // Longer bars and other symbols have rows of their own.
    if try FeatureName(name).timeframe != nil || FeatureName(name).symbol != nil { return }
    let first = matrix.columns[position].firstIndex { !$0.isNaN }
    #expect(first == plan.warmUps[position])
  }

  /// What a feature is tried on: closes that never come twice; or few prices and volumes, first moving and then hardly, that come again and again, so that what
  /// is compared, ranked or divided is as often equal as not. There the last bit decides.
  enum Market: CaseIterable { case wandering, coarse }

  @Test("gives by the stream the very bits that it gives by the matrix", arguments: Market.allCases)
  func streamEqualsMatrix(_ market: Market) throws {
    let series = market == .wandering ? try Self.series.get() : try TestMarket.coarse(330, seed: 3)
    let other = market == .wandering ? try Self.other.get() : try TestMarket.coarse(300, seed: 5, symbol: "ETH-USDT")
    // Windows of every small length as well, which kernels go through in other ways than long ones.
    var set = try FeatureSet(Self.names + Self.shortPeriods.subtracting(Self.names).sorted())
    if market == .coarse {
      // What a user compares must be equal, whatever it is.
      for (position, name) in Self.names.enumerated() { try set.add("rose_\(position)", formula: "[\(name)] >= lag([\(name)], 1)") }
      for (position, function) in ["delta", "mean", "sum", "std", "zscore", "highest", "lowest", "rank"].enumerated() {
        for (place, column) in ["close", "open - lag(close, 1)", "rsi_4", "volume / lag(volume, 2)"].enumerated() {
          for period in [2, 5, 6, 20] {
            try set.add("f\(position)_of_\(place)_\(period)", formula: "rank(\(function)(\(column), \(period)), 30)")
          }
        }
      }
    }
    let plan = try FeaturePlan(set, symbol: series.symbol, timeframe: series.timeframe)
    let matrix = try plan.matrix(of: series, others: [other])
    for (name, (ours, theirs)) in zip(plan.names, zip(try Self.streamed(plan, series, other), matrix.columns)) {
      let row = firstDifference(ours, theirs)
      #expect(row == nil, "\(name), row \(row ?? 0): \(ours[row ?? 0]) streamed, \(theirs[row ?? 0]) in the matrix")
    }
  }

  /// Every family with periods from the least on.
  static let shortPeriods: Set<String> = Set(
    FeatureCatalogue.definitions.flatMap { definition in
      definition.parameters.isEmpty
        ? []
        : [1, 2, 5, 6, 7].map { period in
          (definition.comparesSymbols ? "ETH-USDT." : "")
            + definition.name(
              definition.parameters.enumerated().map { position, parameter in
                parameter.kind == .whole ? max(parameter.range.lowerBound, period + Double(position)) : 1.5
              })
        }
    })

  @Test("goes on after a restart with the same bits")
  func restart() throws {
    let (plan, series, other) = (try Self.plan.get(), try Self.series.get(), try Self.other.get())
    let columns = try Self.streamed(plan, series, other, restartingAt: [])
    let again = try Self.streamed(plan, series, other, restartingAt: [0, 77, 250])
    for (name, (ours, theirs)) in zip(plan.names, zip(again, columns)) {
      let row = firstDifference(ours, theirs)
      #expect(row == nil, "\(name), row \(row ?? 0): \(ours[row ?? 0]) after restarts, \(theirs[row ?? 0]) without")
    }
  }

  @Test("never changes a value already given", arguments: [1, 2, 20, 123, 201, 333, 459])
  func prefixInvariance(_ length: Int) throws {
    let matrix = try Self.matrix.get()
    let part = try Self.plan.get().matrix(of: Self.series.get().part(0..<length), others: [Self.other.get()])
    for (name, (whole, part)) in zip(matrix.names, zip(matrix.columns, part.columns)) {
      let row = firstDifference(Array(whole.prefix(length)), part)
      #expect(row == nil, "\(name), row \(row ?? 0)")
    }
  }

  @Test("does not depend on how many threads compute it", arguments: [1, 2, 3, 8])
  func threads(_ threads: Int) throws {
    let matrix = try Self.plan.get().matrix(of: Self.series.get(), others: [Self.other.get()], threads: threads)
    for (name, (ours, theirs)) in zip(matrix.names, zip(matrix.columns, try Self.matrix.get().columns)) {
      #expect(firstDifference(ours, theirs) == nil, "\(name)")
    }
  }

  @Test("is the same alone as among others", arguments: names)
  func sharingChangesNothing(_ name: String) throws {
    let series = try Self.series.get().part(0..<300)
    let alone = try TestMarket.plan([name], of: series).matrix(of: series, others: [Self.other.get()])
    let among = try #require(try Self.matrix.get()[name])
    #expect(firstDifference(alone.columns[0], Array(among.prefix(300))) == nil)
  }

  @Test("lies within its range and is never infinite")
  func ranges() throws {
    let matrix = try Self.matrix.get()
    for (name, column) in zip(matrix.names, matrix.columns) {
      let range = try FeatureCatalogue.definition(of: FeatureName(name).base).0.range
      let wrong = column.first { !$0.isNaN && (!$0.isFinite || !(range?.contains($0) ?? true)) }
      #expect(wrong == nil, "\(name): \(wrong ?? 0) is outside \(range.map { "\($0)" } ?? "the finite numbers")")
    }
  }

  @Test("of prices that never move, and of bars without volume, makes no infinity", arguments: [0.0, 5])
  func constantPrices(_ volume: Double) throws {
    let series = try TestMarket.flat(460, volume: volume)
    let plan = try TestMarket.plan(Self.names, of: series)
    let ether = try TestMarket.bars(440, seed: 2, symbol: "ETH-USDT")
    let matrix = try plan.matrix(of: series, others: [ether])
    for (name, column) in zip(matrix.names, matrix.columns) {
      #expect(column.allSatisfy { !$0.isInfinite }, "\(name)")
    }
    let streamed = try Self.streamed(plan, series, ether)
    for (name, (ours, theirs)) in zip(plan.names, zip(streamed, matrix.columns)) {
      #expect(firstDifference(ours, theirs) == nil, "\(name)")
    }
    #expect(matrix["returns"]?.dropFirst().allSatisfy { $0 == 0 } == true)
    #expect(matrix["bbands_percent_b_20"]?.allSatisfy(\.isNaN) == true, "a place between bands that coincide is undefined")
    #expect(matrix["volume_ratio_20"]?.last?.isNaN == (volume == 0))
    #expect(matrix["regime_type"]?.last == 0)
  }

  @Test("of a series shorter than its warm-up has no values and no error", arguments: [0, 1, 2, 19])
  func shortSeries(_ count: Int) throws {
    let series = try Self.series.get().part(0..<count)
    let matrix = try TestMarket.plan(FeatureSet(named: "standard").names, of: series).matrix(of: series)
    #expect(matrix.rowCount == count)
    #expect(matrix.emptyColumns.contains("ema_200"))
    #expect(matrix.completeRows.isEmpty)
    #expect(matrix["close"] == series.close)
  }

  @Test(
    "refuses parameters out of range with a message that says what is allowed",
    arguments: ["rsi_1", "roc_0", "momentum_-5", "sma_1e300", "bbands_upper_20_0", "ema_9_0_cross", "rsi_14.5"])
  func badParameters(_ name: String) {
    let error = #expect(throws: FeatureError.self) { try FeatureSet([name]) }
    #expect(error?.description.contains("must be") == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("has a name that is read as itself, a summary and a formula")
  func catalogueIsOrderly() throws {
    #expect(Set(FeatureCatalogue.names).count == FeatureCatalogue.names.count)
    #expect(FeatureCatalogue.names.count >= 110)
    for definition in FeatureCatalogue.definitions {
      #expect(!definition.summary.isEmpty && !definition.formula.isEmpty && !definition.listed.isEmpty)
      for (name, values) in zip(definition.listedNames, definition.listed) {
        let (found, parameters) = try FeatureCatalogue.definition(of: name)
        #expect(found.pattern == definition.pattern)
        #expect(Array(parameters.prefix(values.count)) == values)
        #expect(found.name(parameters) == name)
      }
    }
  }

  @Test(
    "that the issue names is there",
    arguments: [
      "open", "high", "low", "close", "hl2", "hlc3", "ohlc4", "returns", "log_returns", "momentum_1", "momentum_50", "roc_1", "roc_5",
      "roc_10", "roc_20",
      "roc_50", "range", "range_pct", "gap_up", "gap_down", "gap_size", "gap_size_pct", "volume", "volume_sma_5", "volume_ema_50",
      "volume_ratio_20",
      "volume_ratio_50", "volume_surge", "volume_surge_ratio", "vwap", "vwap_20", "vwap_deviation_20", "obv", "obv_sma_20", "obv_ema_20",
      "volume_price_trend", "money_flow", "rsi_14", "macd_12_26", "macd_signal_9", "macd_histogram", "stoch_k", "stoch_d", "cci_20",
      "williams_r_14",
      "adx_14", "plus_di_14", "minus_di_14", "sma_50", "sma_200", "ema_9", "ema_21", "ema_50", "ema_200", "ema_9_21_cross",
      "ema_9_21_crossover",
      "ema_50_200_cross", "ema_50_200_crossover", "slope_ema_20", "higher_high_20", "lower_low_20", "adl", "adl_ema_20", "mfi_14", "atr_14",
      "atr_pct_14",
      "std_dev_20", "std_dev_pct_20", "bbands_upper_20", "bbands_middle_20", "bbands_lower_20", "bbands_width_20", "bbands_percent_b_20",
      "keltner_upper_20", "keltner_middle_20", "keltner_lower_20", "keltner_width_20", "historical_volatility_20",
      "historical_volatility_50",
      "volatility_ratio_20_50", "bb_squeeze", "parkinson_volatility_20", "trend_slope", "trend_r2", "is_trending_up", "is_trending_down",
      "is_ranging",
      "is_volatile", "regime_type", "regime_strength", "regime_duration", "regime_transition", "volatility_percentile", "hour_sin",
      "hour_cos",
      "weekday_sin", "weekday_cos", "minutes_to_session_end", "correlation_20", "beta_20", "lagged_return_1",
    ])
  func required(_ name: String) { #expect(FeatureCatalogue.names.contains(name)) }
}
