public import Backtest
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
    _ settings: PipelineSettings, source: MarketSource, store: any Storage, threads: Int,
    designer: any StrategyDesigner = EvolutionaryDesigner(),
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
  public static let steps = [
    "ingest", "features", "design", "score", "tune", "train", "ensembles", "rank", "paper", "gates", "ab", "calibrate",
  ]

  /// The day that a run is for unless told: the last one that is over in the newest data.
  public func lastDay() throws -> CivilDate { try ingest.lastDay() }

  /// Runs what is left to do of a day, and tells of it.
  ///
  /// - Parameters:
  ///   - date: the day.
  ///   - progress: told what becomes of each step.
  /// - Throws: ``PipelineError`` if a later day has been run, and what is thrown by a state that can't be read. What a step throws is in the report.
  public func run(_ date: CivilDate, progress: @escaping @Sendable (StepProgress) -> Void = { _ in }) async throws -> Day {
    let headers = try await RunJournal.headers(StateReader(store))
    if let latest = headers.last, latest.date > date, !headers.contains(where: { $0.date == date && $0.isFinished }) {
      throw PipelineError(
        "run", "\(latest.date) has been run, and \(date) is before it: the clock went back, or the data is older than what was there",
        remedy: "set the clock right, give a day from \(latest.date) on (--date), or run in a workspace of its own")
    }
    let result = try await Scheduler(store: store, threads: threads, seed: settings.seed).run(
      daySteps, date: date, inputs: ["settings": try settings.digest, "market data": SHA256.hex(of: source.identity())], progress: progress)
    return try await Day(result: result, report: report(result, unfinished: DailyRun.unfinished(before: date, headers)))
  }

  /// What a day comes to that was run before, told from the state alone: the same report, without how long things took.
  ///
  /// - Returns: `nil` if the day was never begun.
  public func report(of date: CivilDate) async throws -> DailyReport? {
    let state = StateReader(store)
    guard let result = try await RunJournal.result(of: date, DailyRun.steps, state) else { return nil }
    return try await report(result, unfinished: DailyRun.unfinished(before: date, RunJournal.headers(state)))
  }

  /// The days before one that have begun and never ended.
  private static func unfinished(before date: CivilDate, _ headers: [RunHeader]) -> [RunHeader] {
    headers.filter { $0.date < date && !$0.isFinished }
  }

  /// The days that are done, in their order.
  func finishedDays() async throws -> [CivilDate] { try await RunJournal.headers(StateReader(store)).filter(\.isFinished).map(\.date) }

  var daySteps: [Step] {
    [
      ingestStep, featuresStep, designStep, scoreStep, tuneStep, trainStep, ensemblesStep, rankStep, paperStep, gatesStep, abStep,
      calibrateStep,
    ]
  }

  /// A day that was run.
  public struct Day: Sendable {
    /// What became of its steps.
    public let result: RunResult
    /// What it comes to.
    public let report: DailyReport

    /// Whether something failed that a person has to look after.
    public var isFailed: Bool { report.summary.outcome == .failed }
  }

  var ingest: Ingest { Ingest(source, timeframes: settings.timeframes, threads: threads) }
}
