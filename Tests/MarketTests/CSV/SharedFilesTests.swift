import TestSupport
import Testing

@testable import Market

@Suite(.enabled(if: SharedData.isPresent, SharedData.absence))
struct SharedFilesTests {
  /// Numbers of rows and sums of closes and volumes as polars 1.x reads them.
  @Test(
    "Real bars are read whole",
    arguments: [
      ("BTCUSD-coinbase-4h", "4h", 20_695, "2016-05-18T04:00:00Z", 625895728.36, 49860987.24220163),
      ("BTCUSDT-perp-1m", "1m", 43_199, "2025-05-04T15:33:00Z", 4505882125.9, 5549713.208),
      ("BTCUSDT-spot-1h-2017-2024", "1h", 58_419, "2017-08-17T04:00:00Z", 1315109259.2, 175788428.869482),
      ("BTCUSDT-spot-1h-2023", "1h", 8_998, "2023-01-01T00:00:00Z", 262924709.91, 37139124.12111),
      ("BTCUSDT-spot-5m-2023", "5m", 104_816, "2023-01-01T00:00:00Z", 3015196471.18, 36581750.7943),
      ("ETHUSDT-perp-1m", "1m", 60_191, "2025-05-04T15:33:00Z", 149520291.74, 279819969.363),
      ("ETHUSDT-spot-1h-2023", "1h", 8_998, "2023-01-01T00:00:00Z", 16252167.3, 140748851.7087),
      ("EURUSD-1h-2017-dayfirst", "1h", 6_225, "2017-01-01T22:00:00Z", 7031.3308, 54982158924666.1),
      ("NASDAQ-daily-monthfirst", "1d", 5_031, "1999-01-04T00:00:00Z", 16141030.725326, 9425797200000),
      ("SOLUSDT-perp-1m", "1m", 43_200, "2025-05-04T15:33:00Z", 7200618.03, 664286307.73),
      ("SPY-daily-1999-2020", "1d", 5_241, "1999-11-01T00:00:00Z", 850212.7082, 582940808125.0),
      ("XRPUSDT-perp-1m", "1m", 43_199, "2025-05-04T15:36:00Z", 100120.9041, 20424897678.8),
    ] as [(String, String, Int, String, Double, Double)])
  func bars(_ name: String, _ timeframe: String, _ count: Int, _ start: String, _ closes: Double, _ volumes: Double) throws {
    let series = try BarSeries(csv: SharedData.path("data/bars/\(name).csv"))
    #expect(series.timeframe == Timeframe(timeframe))
    #expect(series.count == count)
    #expect(series.time.first == Timestamp(start))
    #expect(abs(series.close.reduce(0, +) / closes - 1) < 1e-12)
    #expect(abs(series.volume.reduce(0, +) / volumes - 1) < 1e-12)
  }

  @Test("The file without a header is refused with its order, and read in it")
  func headerless() throws {
    let path = SharedData.path("data/bars/BTC-1h-headerless.csv")
    let error = #expect(throws: InvalidFile.self) { try BarSeries(csv: path) }
    #expect(error?.line == 1)
    #expect(error?.remedy.contains("time,open,close,low,high,volume") == true)
    var options = CSVOptions()
    options.columns = ["time", "open", "close", "low", "high", "volume", "trades"]
    // In that order it still has hours that occur twice.
    let repeated = #expect(throws: InvalidFile.self) { try BarSeries(csv: path, options: options) }
    #expect(repeated?.problem == .repeatedTime)
    #expect(repeated?.line == 501)
    options.strictness = .lenient
    let file = try BarFile(path, options: options)
    #expect(file.series.symbol == "BTC")
    #expect(file.series.count == 4_314 - file.quality.leftOut)
    #expect(file.quality.findings.map(\.problem) == [.repeatedTime])
  }

  @Test("The quality report finds the wick to almost nothing and the halt")
  func quality() throws {
    let wick = try DataQuality(ofBars: SharedData.path("data/bars/BTCUSD-coinbase-4h.csv"))
    #expect(wick[.outlier]?.count == 1)
    #expect(wick[.outlier]?.examples.first?.time == Timestamp("2017-04-15T20:00:00Z"))
    let halt = try DataQuality(ofBars: SharedData.path("data/bars/BTCUSDT-spot-5m-2023.csv"))
    #expect(halt.leftOut == 0)
    #expect(halt[.flatRun]?.examples.contains { $0.explanation.hasPrefix("14 bars") } == true)
    #expect(halt[.zeroVolume]?.count == 14)
  }

  @Test("Real trades are read whole")
  func trades() throws {
    let stock = try TickSeries(csv: SharedData.path("data/ticks/SPY-trades-20131007.csv"))
    #expect(stock.count == 250_601)
    #expect(stock.side == nil)
    #expect(abs(stock.price.reduce(0, +) / 42_082_298.68 - 1) < 1e-12)
    #expect(stock.size.reduce(0, +) == 97_062_721)
    let coin = try TickSeries(csv: SharedData.path("data/ticks/BTCUSDT-trades-20240808.csv"))
    #expect(coin.count == 19_904)
    #expect(coin.time.first == Timestamp(milliseconds: 1_723_161_255_342))
    #expect(coin.side?.count { $0 == .sell } == 10_811)
    var options = CSVOptions()
    options.timeColumn = "local_ts_ns"
    let local = try TickSeries(csv: SharedData.path("data/ticks/BTCUSDT-trades-20240808.csv"), options: options)
    #expect(local.time.first == Timestamp(nanoseconds: 1_723_161_254_087_896_568))
  }

  /// Shapes and sums as pandas 2.x reads them.
  @Test("Real tables are read whole")
  func tables() throws {
    func read(_ name: String, _ change: (inout CSVOptions) -> Void = { _ in }) throws -> NumericTable {
      var options = CSVOptions()
      change(&options)
      return try NumericTable(csv: SharedData.path("data/\(name)"), options: options)
    }
    let stocks = try read("portfolio/sp500-20-adjusted-closes.csv")
    #expect(stocks.rowCount == 8_313)
    #expect(stocks.names.count == 20)
    #expect(abs(try stocks.column("AAPL").reduce(0, +) - 166_487.953) < 1e-6)
    #expect(stocks.time?.last == Timestamp("2022-12-28"))
    let returns = try read("portfolio/pyfolio-returns.csv")
    #expect(returns.rowCount == 1_511)
    #expect(returns.time?.first == Timestamp("2004-01-02"))
    let training = try read("ml/lightgbm-binary.train")
    #expect(training.names.count == 29)
    #expect(training.rowCount == 7_000)
    #expect(training.columns[0].reduce(0, +) == 3_716)
    #expect(try read("ml/lightgbm-binary.train.weight").rowCount == 7_000)
    let cancer = try read("ml/breast_cancer.csv") {
      $0.skippedLines = 1
      $0.hasHeader = false
    }
    #expect(cancer.rowCount == 569)
    #expect(cancer.columns[30].reduce(0, +) == 357)
    #expect(throws: InvalidFile.self) { try read("ml/breast_cancer.csv") }
    #expect(try read("ml/digits.csv").names.count == 65)
    #expect(try read("funding/BTCUSDT-8h.csv").names == ["funding_rate"])
    #expect(throws: InvalidFile.self) { try read("ml/lightgbm-rank.train") }
  }
}
