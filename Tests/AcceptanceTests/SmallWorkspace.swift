import Backtest
import Market
import Pipeline
import Statistics
import Store
import Strategies

/// A workspace that is small enough for tests: few strategies, two months of hours, the rules of the large one.
struct SmallWorkspace {
  var settings: PipelineSettings
  let bars: [BarSeries]
  let first: CivilDate

  /// - Parameters:
  ///   - symbols: how many symbols.
  ///   - days: how many days of bars.
  ///   - edge: what a planted rule earns.
  init(symbols: Int = 2, days: Int = 70, edge: Double = 0, seed: UInt64 = 11, volatility: Double = 0.6) throws {
    let market = try SyntheticMarket(
      symbols: SyntheticMarket.symbols(symbols), seed: seed, edge: edge, annualVolatility: volatility)
    bars = try market.bars(.hours(1), count: days * 24, threads: 1)
    settings = PipelineSettings(costs: try Costs(makerFee: 0.0001, takerFee: 0.0002, slippage: 0.0001))
    settings.timeframes = [.hours(1)]
    settings.seed = seed
    settings.designs = 2
    settings.variations = 3
    settings.mostActive = 3
    settings.warmUpShare = 0.1
    // Trees take minutes where nothing is optimised; one test trains some.
    settings.training.fewestRows = 10_000_000
    first = market.start.date.adding(days: days - 5)
  }

  /// Lets models be trained, as small as they may be.
  mutating func trainsQuickly() {
    (settings.training.fewestRows, settings.training.mostRows) = (300, 600)
    (settings.training.trees, settings.training.trials, settings.training.folds) = (5, 1, 2)
    settings.training.auditRows = 300
    settings.training.features = "retrain11"
  }

  static let catalogue = StrategyCatalogue(
    StrategyCatalogue.standard.entries.filter {
      ["ema_crossover", "breakout", "momentum", "rsi_extremes", "rate_of_change"].contains($0.name)
    })

  func run(_ store: any Storage, threads: Int = 1, source: MarketSource? = nil) throws -> DailyRun {
    try DailyRun(settings, source: source ?? .series(bars), store: store, threads: threads, catalogue: Self.catalogue)
  }

  /// Runs so many days, one after the other.
  func days(_ count: Int, on store: any Storage, threads: Int = 1, source: MarketSource? = nil) async throws -> [DailyRun.Day] {
    var days: [DailyRun.Day] = []
    for day in 0..<count { days.append(try await run(store, threads: threads, source: source).run(first.adding(days: day))) }
    return days
  }
}

/// Everything a store holds, as text: documents with their versions, journals with positions and times.
func contents(_ store: any Storage) async throws -> [String] {
  var lines: [String] = []
  for document in try await store.documents(under: "") { lines.append("\(document.key) v\(document.version) \(document.json)") }
  for journal in try await store.journals() {
    for try await record in store.read(journal) { lines.append("\(journal) \(record.position) \(record.time) \(record.json)") }
  }
  return lines
}
