public import Market
public import Store
public import Strategies

/// The daily run: from market data and yesterday's state to today's decisions and a report.
///
///     let run = try DailyRun(settings, source: .folder("bars"), store: store)
///     let day = try await run.run(run.lastDay())
///     print(day.report.text)
///
/// It can be run again for the same day, and goes on where it was left; a day that is done is only told again.
public struct DailyRun: Sendable {
  /// What can be set.
  public let settings: PipelineSettings
  /// Where prices come from.
  public let source: MarketSource
  /// On how many threads it works; nothing but the time it takes depends on it.
  public let threads: Int
  let store: any Storage
  let designer: any StrategyDesigner
  let catalogue: StrategyCatalogue

  /// A daily run.
  ///
  /// - Parameters:
  ///   - settings: what can be set.
  ///   - source: where prices come from.
  ///   - store: the state of the workspace.
  ///   - threads: on how many threads it works.
  ///   - designer: who thinks of new strategies.
  ///   - catalogue: what can be traded.
  public init(
    _ settings: PipelineSettings, source: MarketSource, store: any Storage, threads: Int, designer: any StrategyDesigner = EvolutionaryDesigner(),
    catalogue: StrategyCatalogue = .standard
  ) throws(PipelineError) {
    try settings.validate()
    guard threads >= 1 else { throw PipelineError("run", "threads is \(threads), but must be at least 1") }
    self.settings = settings
    self.source = source
    self.store = store
    self.threads = threads
    self.designer = designer
    self.catalogue = catalogue
  }

  /// The names of the steps, in their order.
  public static let steps = ["ingest", "features", "design", "score", "tune", "train", "ensembles", "rank", "paper", "gates", "calibrate"]

  /// The day that a run is for unless told: the last one that is over in the newest data.
  public func lastDay() throws -> CivilDate { try ingest.lastDay() }

  var ingest: Ingest { Ingest(source, timeframes: settings.timeframes, threads: threads) }
}
