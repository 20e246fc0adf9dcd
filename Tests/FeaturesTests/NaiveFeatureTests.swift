import Features
import Foundation
import Indicators
import Market
import Testing

/// Every feature that is more than an indicator, computed again from its published formula, row by row and as plainly as can be.
@Suite("A feature is what its formula says")
struct NaiveFeatureTests {
  static let series = Result { try TestMarket.bars(330, seed: 9, leavesOut: 0.02, zeroVolume: 0.1) }

  /// The bars, with what several formulas need.
  struct Bars {
    let o, h, l, c, v: [Double]

    func typical(_ row: Int) -> Double { (h[row] + l[row] + c[row]) / 3 }
    func growth(_ row: Int) -> Double { c[row] / c[row - 1] - 1 }
    func mean(_ column: [Double], _ row: Int, _ count: Int) -> Double { column[row - count + 1...row].reduce(0, +) / Double(count) }
    func indicator(_ request: String, _ output: Int, _ row: Int) -> Double {
      guard let run = try? IndicatorCatalogue.run(request) else { return .nan }
      let columns: [String: [Double]] = ["open": o, "high": h, "low": l, "close": c, "volume": v]
      return run.over(run.declaration.inputs.map { (columns[$0] ?? []).prefix(row + 1).map(\.self) })[output][row]
    }
    /// Sample deviation of the last logarithmic returns.
    func spread(_ row: Int, _ count: Int) -> Double {
      let returns = (row - count + 1...row).map { log(c[$0] / c[$0 - 1]) }
      let mean = returns.reduce(0, +) / Double(count)
      return (returns.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(count - 1)).squareRoot()
    }
    /// Slope and R² of the line through the logarithms of the last closes.
    func line(_ row: Int, _ count: Int) -> (slope: Double, explained: Double) {
      let logs = (row - count + 1...row).map { log(c[$0]) }
      let middle = Double(count - 1) / 2
      let mean = logs.reduce(0, +) / Double(count)
      let cross = logs.enumerated().map { (Double($0) - middle) * ($1 - mean) }.reduce(0, +)
      let spread = (0..<count).map { (Double($0) - middle) * (Double($0) - middle) }.reduce(0, +)
      let squares = logs.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
      return (cross / spread, cross * cross / spread / squares)
    }
    func percentile(_ row: Int) -> Double {
      let now = spread(row, 20)
      return Double((row - 100..<row).count { spread($0, 20) < now })
    }
    func regime(_ row: Int) -> Double {
      let (slope, explained) = line(row, 20)
      if explained >= 0.5 { return slope > 0 ? 1 : 2 }
      return percentile(row) >= 80 ? 3 : 0
    }
  }

  static let bars = Result {
    let given = try series.get()
    return Bars(o: given.open, h: given.high, l: given.low, c: given.close, v: given.volume)
  }

  static let perYear = 365.2425 * 24 * 12

  static let names = [
    "open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4", "returns", "log_returns", "momentum_7", "roc_7", "range",
    "range_pct", "gap_up", "gap_down", "gap_size", "gap_size_pct", "return_mean_5", "return_std_20", "range_position_20",
    "lagged_return_5", "volume_sma_10", "volume_ratio_20", "volume_surge_ratio", "volume_surge", "vwap_20", "vwap_deviation_20",
    "money_flow", "volume_price_trend", "obv", "volume_ema_10", "rsi_scaled_14", "rsi_14", "macd_12_26", "macd_signal_9",
    "macd_histogram", "stoch_k", "stoch_d", "cci_20", "williams_r_14", "adx_14", "plus_di_14", "minus_di_14", "mfi_14", "adl", "sma_50",
    "ema_21", "ema_9_21_cross", "ema_9_21_crossover", "ema_deviation_9", "slope_ema_20", "higher_high_20", "lower_low_20", "atr_14",
    "atr_pct_14", "std_dev_20", "std_dev_pct_20", "bbands_upper_20", "bbands_lower_20_1.5", "bbands_width_20", "bbands_percent_b_20",
    "keltner_upper_20", "keltner_width_20", "historical_volatility_20", "historical_volatility_50", "volatility_ratio_20_50",
    "bb_squeeze", "parkinson_volatility_20", "trend_slope", "trend_r2", "is_trending_up", "is_trending_down", "is_ranging",
    "volatility_percentile", "is_volatile", "regime_type", "regime_strength", "regime_transition", "regime_duration",
  ]

  static func expected(_ name: String, _ bars: Bars, _ row: Int) -> Double {
    switch name {
    case "open":
      return bars.o[row]
    case "high":
      return bars.h[row]
    case "low":
      return bars.l[row]
    case "close":
      return bars.c[row]
    case "volume":
      return bars.v[row]
    case "hl2":
      return (bars.h[row] + bars.l[row]) / 2
    case "hlc3":
      return bars.typical(row)
    case "ohlc4":
      return (bars.o[row] + bars.h[row] + bars.l[row] + bars.c[row]) / 4
    case "returns":
      return bars.growth(row)
    case "log_returns":
      return log(bars.c[row] / bars.c[row - 1])
    case "momentum_7":
      return bars.c[row] - bars.c[row - 7]
    case "roc_7":
      return 100 * (bars.c[row] / bars.c[row - 7] - 1)
    case "range":
      return bars.h[row] - bars.l[row]
    case "range_pct":
      return 100 * (bars.h[row] - bars.l[row]) / bars.c[row]
    case "gap_up":
      return bars.o[row] > bars.c[row - 1] ? 1 : 0
    case "gap_down":
      return bars.o[row] < bars.c[row - 1] ? 1 : 0
    case "gap_size":
      return bars.o[row] - bars.c[row - 1]
    case "gap_size_pct":
      return 100 * (bars.o[row] - bars.c[row - 1]) / bars.c[row - 1]
    case "return_mean_5":
      return (row - 4...row).map(bars.growth).reduce(0, +) / 5
    case "return_std_20":
      let returns = (row - 19...row).map(bars.growth)
      let mean = returns.reduce(0, +) / 20
      return (returns.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20).squareRoot()
    case "range_position_20":
      let (low, high) = (bars.l[row - 19...row].reduce(.infinity, min), bars.h[row - 19...row].reduce(0, max))
      return (bars.c[row] - low) / (high - low)
    case "lagged_return_5":
      return bars.growth(row - 5)
    case "volume_sma_10":
      return bars.mean(bars.v, row, 10)
    case "volume_ratio_20":
      return bars.v[row] / bars.mean(bars.v, row, 20)
    case "volume_surge_ratio":
      return bars.v[row] / bars.mean(bars.v, row - 1, 20)
    case "volume_surge":
      return bars.v[row] / bars.mean(bars.v, row - 1, 20) >= 2 ? 1 : 0
    case "vwap_20":
      return (row - 19...row).map { bars.typical($0) * bars.v[$0] }.reduce(0, +) / bars.v[row - 19...row].reduce(0, +)
    case "vwap_deviation_20":
      return bars.c[row] / ((row - 19...row).map { bars.typical($0) * bars.v[$0] }.reduce(0, +) / bars.v[row - 19...row].reduce(0, +)) - 1
    case "money_flow":
      return bars.typical(row) * bars.v[row]
    case "volume_price_trend":
      return (1...row).map { bars.v[$0] * bars.growth($0) }.reduce(0, +)
    case "obv":
      var total = bars.v[0]
      for bar in 1...row {
        if bars.c[bar] > bars.c[bar - 1] { total += bars.v[bar] }
        if bars.c[bar] < bars.c[bar - 1] { total -= bars.v[bar] }
      }
      return total
    case "volume_ema_10":
      return run("EMA:10", of: bars.v, row)
    case "rsi_scaled_14":
      return bars.indicator("RSI:14", 0, row) / 100
    case "rsi_14":
      return bars.indicator("RSI:14", 0, row)
    case "macd_12_26":
      return bars.indicator("MACD:12,26,9", 0, row)
    case "macd_signal_9":
      return bars.indicator("MACD:12,26,9", 1, row)
    case "macd_histogram":
      return bars.indicator("MACD:12,26,9", 2, row)
    case "stoch_k":
      return bars.indicator("STOCH:14,3,0,3,0", 0, row)
    case "stoch_d":
      return bars.indicator("STOCH:14,3,0,3,0", 1, row)
    case "cci_20":
      return bars.indicator("CCI:20", 0, row)
    case "williams_r_14":
      return bars.indicator("WILLR:14", 0, row)
    case "adx_14":
      return bars.indicator("ADX:14", 0, row)
    case "plus_di_14":
      return bars.indicator("PLUS_DI:14", 0, row)
    case "minus_di_14":
      return bars.indicator("MINUS_DI:14", 0, row)
    case "mfi_14":
      return bars.indicator("MFI:14", 0, row)
    case "adl":
      return bars.indicator("AD", 0, row)
    case "sma_50":
      return bars.mean(bars.c, row, 50)
    case "ema_21":
      return bars.indicator("EMA:21", 0, row)
    case "ema_9_21_cross":
      return side(bars, row)
    case "ema_9_21_crossover":
      return side(bars, row) > 0 && side(bars, row - 1) <= 0 ? 1 : side(bars, row) < 0 && side(bars, row - 1) >= 0 ? -1 : 0
    case "ema_deviation_9":
      return bars.c[row] / bars.indicator("EMA:9", 0, row) - 1
    case "slope_ema_20":
      return 100 * (bars.indicator("EMA:20", 0, row) / bars.indicator("EMA:20", 0, row - 1) - 1)
    case "higher_high_20":
      return bars.h[row] > bars.h[row - 20...row - 1].reduce(0, max) ? 1 : 0
    case "lower_low_20":
      return bars.l[row] < bars.l[row - 20...row - 1].reduce(.infinity, min) ? 1 : 0
    case "atr_14":
      return bars.indicator("ATR:14", 0, row)
    case "atr_pct_14":
      return 100 * bars.indicator("ATR:14", 0, row) / bars.c[row]
    case "std_dev_20":
      return bars.indicator("STDDEV:20", 0, row)
    case "std_dev_pct_20":
      return 100 * bars.indicator("STDDEV:20", 0, row) / bars.c[row]
    case "bbands_upper_20":
      return bars.mean(bars.c, row, 20) + 2 * bars.indicator("STDDEV:20", 0, row)
    case "bbands_lower_20_1.5":
      return bars.mean(bars.c, row, 20) - 1.5 * bars.indicator("STDDEV:20", 0, row)
    case "bbands_width_20":
      return 4 * bars.indicator("STDDEV:20", 0, row) / bars.mean(bars.c, row, 20)
    case "bbands_percent_b_20":
      return (bars.c[row] - bars.mean(bars.c, row, 20)) / (4 * bars.indicator("STDDEV:20", 0, row)) + 0.5
    case "keltner_upper_20":
      return bars.indicator("KC:20,10,2", 0, row)
    case "keltner_width_20":
      return (bars.indicator("KC:20,10,2", 0, row) - bars.indicator("KC:20,10,2", 2, row)) / bars.indicator("KC:20,10,2", 1, row)
    case "historical_volatility_20":
      return bars.spread(row, 20) * perYear.squareRoot()
    case "historical_volatility_50":
      return bars.spread(row, 50) * perYear.squareRoot()
    case "volatility_ratio_20_50":
      return bars.spread(row, 20) / bars.spread(row, 50)
    case "bb_squeeze":
      return bars.indicator("SQUEEZE:20,2,1.5", 0, row)
    case "parkinson_volatility_20":
      return
        ((row - 19...row).map { log(bars.h[$0] / bars.l[$0]) * log(bars.h[$0] / bars.l[$0]) }.reduce(0, +) / 20 / (4 * log(2)) * perYear)
        .squareRoot()
    case "trend_slope":
      return bars.line(row, 20).slope
    case "trend_r2":
      return bars.line(row, 20).explained
    case "is_trending_up":
      return bars.line(row, 20).explained >= 0.5 && bars.line(row, 20).slope > 0 ? 1 : 0
    case "is_trending_down":
      return bars.line(row, 20).explained >= 0.5 && bars.line(row, 20).slope < 0 ? 1 : 0
    case "is_ranging":
      return bars.line(row, 20).explained < 0.5 ? 1 : 0
    case "volatility_percentile":
      return bars.percentile(row)
    case "is_volatile":
      return bars.percentile(row) >= 80 ? 1 : 0
    case "regime_type":
      return bars.regime(row)
    case "regime_strength":
      let explained = bars.line(row, 20).explained
      return switch bars.regime(row) {
      case 1, 2: explained
      case 3: bars.percentile(row) / 100
      default: 1 - explained
      }
    case "regime_transition":
      return row > 120 && bars.regime(row) != bars.regime(row - 1) ? 1 : 0
    case "regime_duration":
      var first = row
      while first > 120, bars.regime(first - 1) == bars.regime(row) { first -= 1 }
      return Double(row - first + 1)
    default: return .nan
    }
  }

  private static func side(_ bars: Bars, _ row: Int) -> Double {
    let distance = bars.indicator("EMA:9", 0, row) - bars.indicator("EMA:21", 0, row)
    return distance > 0 ? 1 : distance < 0 ? -1 : 0
  }

  private static func run(_ request: String, of column: [Double], _ row: Int) -> Double {
    (try? IndicatorCatalogue.run(request).over([Array(column.prefix(row + 1))])[0][row]) ?? .nan
  }

  @Test("at every row that is looked at", arguments: names)
  func agrees(_ name: String) throws {
    let series = try Self.series.get()
    let bars = try Self.bars.get()
    let plan = try TestMarket.plan([name], of: series)
    let column = try plan.matrix(of: series).columns[0]
    for row in [plan.warmUps[0], plan.warmUps[0] + 1, 130, 131, 177, 200, 201, 250, 311, 328, 329] where row >= max(1, plan.warmUps[0]) {
      let expected = Self.expected(name, bars, row)
      #expect(
        abs(column[row] - expected) <= 1e-9 * max(abs(expected), 1e-3) || column[row].isNaN && !expected.isFinite,
        "row \(row): \(column[row]) and \(expected)")
    }
  }

  @Test("and the average of a session begins anew with each")
  func sessionAverage() throws {
    let series = try Self.series.get()
    let column = try TestMarket.column("vwap", of: series)
    var (money, volume, day) = (0.0, 0.0, Int64(-1))
    for row in series.indices {
      let today = series.time[row].nanoseconds / 86_400_000_000_000
      if today != day { (money, volume, day) = (0, 0, today) }
      money += (series.high[row] + series.low[row] + series.close[row]) / 3 * series.volume[row]
      volume += series.volume[row]
      #expect(volume == 0 ? column[row].isNaN : abs(column[row] - money / volume) < 1e-9 * column[row])
    }
  }

  @Test("and the clock is read at the end of a bar, in the calendar's time zone")
  func clock() throws {
    let series = try TestMarket.bars(3, timeframe: .minutes(30), from: TestMarket.start + .seconds(5 * 3_600 + 1_800))
    let names = ["hour_sin", "hour_cos", "weekday_sin", "weekday_cos", "minutes_to_session_end"]
    let universal = try TestMarket.matrix(names, of: series)
    // The first bar ends at six o'clock on a Monday: a quarter of the day, the first day of the week.
    for (value, expected) in zip(universal.row(0), [1.0, 0, 0, 1, 1_080]) { #expect(abs(value - expected) < 1e-12) }
    // In New York that is one o'clock, and the market is closed.
    let local = try TestMarket.plan(names, of: series, calendar: .newYorkStockExchange).matrix(of: series)
    #expect(abs(local.row(0)[0] - sin(2 * Double.pi / 24)) < 1e-12)
    #expect(local.row(0)[4].isNaN)
    // Three bars of a session in New York: Tuesday 2 January 2024, the last of which ends as it closes.
    let open = try #require(Timestamp("2024-01-02T19:30:00Z"))
    let session = try TestMarket.bars(3, timeframe: .minutes(30), from: open)
    let left = try TestMarket.plan(["minutes_to_session_end"], of: session, calendar: .newYorkStockExchange).matrix(of: session)
    #expect(left.columns[0] == [60, 30, 0])
  }

  @Test("and volatility per year goes by the calendar")
  func calendars() throws {
    let series = try TestMarket.bars(60, timeframe: .days(1))
    let continuous = try TestMarket.plan(["historical_volatility_20"], of: series).matrix(of: series).columns[0]
    let exchange = try TestMarket.plan(["historical_volatility_20"], of: series, calendar: .newYorkStockExchange).matrix(of: series)
      .columns[0]
    // 251.76 sessions a year instead of 365.2425 days.
    #expect(abs(exchange[40] / continuous[40] - (251.76 / 365.2425).squareRoot()) < 1e-4)
  }

  @Test("and beta and correlation compare with the last closed bar of the other symbol")
  func comparisons() throws {
    let series = try Self.series.get()
    let other = try TestMarket.bars(300, seed: 5, symbol: "ETH-USDT", timeframe: .minutes(5), leavesOut: 0.1)
    let matrix = try TestMarket.matrix(["ETH-USDT.correlation_20", "ETH-USDT.beta_20", "ETH-USDT.close"], of: series, others: [other])
    var close: [Double] = []
    for row in series.indices {
      let last = other.indices.last { other.end(at: $0) <= series.end(at: row) }
      close.append(last.map { other.close[$0] } ?? .nan)
    }
    #expect(firstDifference(matrix.columns[2], close) == nil)
    for row in [40, 41, 100, 200, 299] {
      var theirs: [Double] = []
      var ours: [Double] = []
      for bar in row - 19...row {
        theirs.append(close[bar] / close[bar - 1] - 1)
        ours.append(series.close[bar] / series.close[bar - 1] - 1)
      }
      let theirMean: Double = theirs.reduce(0, +) / 20
      let ourMean: Double = ours.reduce(0, +) / 20
      var (cross, xs, ys) = (0.0, 0.0, 0.0)
      for (x, y) in zip(theirs, ours) {
        cross += (x - theirMean) * (y - ourMean)
        xs += (x - theirMean) * (x - theirMean)
        ys += (y - ourMean) * (y - ourMean)
      }
      #expect(abs(matrix.columns[0][row] - cross / (xs * ys).squareRoot()) < 1e-9)
      #expect(abs(matrix.columns[1][row] - cross / xs) < 1e-9)
    }
  }
}
