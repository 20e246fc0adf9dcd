import ABTest
import Backtest
import Market
import Risk
import Statistics
import Store

/// What the step `paper` says.
public struct PaperRecord: Codable, Hashable, Sendable {
  /// What a strategy did on paper since it began there.
  public struct Row: Codable, Hashable, Sendable {
    /// Its name.
    public let strategy: String
    /// Trades that are over.
    public let trades: Int
    /// Those that won.
    public let wins: Int
    /// What the winners brought, as fractions of their value.
    public let gained: Double
    /// What the losers lost.
    public let lost: Double
    /// Trades that ended on the day of the run.
    public let tradesOfDay: Int
    /// Those that won.
    public let winsOfDay: Int
    /// What its account has come to, as a fraction of what it began with.
    public let growth: Double

    /// The share of trades that won.
    public var winRate: Double? { trades > 0 ? Double(wins) / Double(trades) : nil }
  }

  /// By strategy.
  public var rows: [Row]
  /// How many bars were traded on in this run.
  public var bars: Int
  /// How many trades ended in this run.
  public var trades: Int
  /// How many positions are open.
  public var open: Int
  /// The portfolio at the end of each of its days.
  public var equity: [DailyReport.EquityPoint]
  /// The deepest fall of the portfolio, as a fraction.
  public var drawdown: Double?
  /// The stops that are on.
  public var stops: [String]
  /// What a person should know.
  public var notes: [PaperNote]
}

extension DailyRun {
  /// Trades the strategies at work on the bars that are new.
  var paperStep: Step {
    let (settings, catalogue) = (settings, catalogue)
    return Step("paper", after: ["ingest", "rank"], following: ["train", "ensembles"], budget: settings.budget("paper")) {
      context -> StepResult<PaperRecord, PaperRecord> in
      let ingested: Ingested = try context.product(of: "ingest")
      let registry = try await context.state.registry()
      let costs = try await CostsInUse.read(context.state, settings)
      let experiments = try await context.state.store.experiments()
      let driven = try PaperSeat.modelDriven(registry, experiments)
      let models = try await context.state.store.modelFiles(for: driven, of: registry)
      let seats =
        registry.activeStrategies.map { PaperSeat($0.specification, from: $0.paperFrom) }
        + driven.filter { seat in seat.model.map { models.files[$0] != nil } ?? false }
      let paper = PaperSettings(capital: settings.capital, costs: costs.costs, policy: settings.risk)
      let book = try await context.state.store.paperBook()
      let fedBefore = book.state.fed
      var trader = try PaperTrader(
        book, paper, seats: seats, experiments: experiments.map(\.state.experiment), bars: ingested.series, models: models.files,
        catalogue: catalogue)
      let tradesBefore = trader.trades.count
      try context.checkpoint()
      try trader.feed(ingested.series)
      let changes = try trader.takeChanges()
      let bars = ingested.series.reduce(0) { sum, series in
        let fed = trader.state.fed["\(series.symbol)/\(series.timeframe)"]
        guard let fed else { return sum }
        let since = fedBefore["\(series.symbol)/\(series.timeframe)"] ?? series.first?.start ?? .distantPast
        return sum + series.indices.count { series.end(at: $0) > since && series.end(at: $0) <= fed }
      }
      let dayBegan = context.instant - .seconds(86_400)
      let byStrategy = Dictionary(grouping: trader.trades, by: \.strategy)
      let rows = byStrategy.sorted { $0.key < $1.key }.map { name, trades in
        let results = trades.map { $0.record.trade.resultFraction }
        let ofDay = trades.filter { $0.record.trade.exitTime > dayBegan }
        return PaperRecord.Row(
          strategy: name, trades: trades.count, wins: results.count { $0 > 0 }, gained: results.reduce(0) { $0 + max(0, $1) },
          lost: results.reduce(0) { $0 + max(0, -$1) }, tradesOfDay: ofDay.count, winsOfDay: ofDay.count { $0.record.trade.result > 0 },
          growth: trades.reduce(0) { $0 + $1.record.trade.result } / settings.capital)
      }
      let ledger = trader.state.portfolio?.ledger
      let record = PaperRecord(
        rows: rows, bars: bars, trades: trader.trades.count - tradesBefore, open: trader.openTrades.count,
        equity: (ledger.map { $0.days + [$0.day] } ?? []).map { DailyReport.EquityPoint(time: Timestamp($0.date), equity: $0.closeEquity) },
        drawdown: ledger?.greatestDrawdown, stops: trader.stops.map { "\($0)" }, notes: trader.notes)
      let told = trader.notes.filter { $0.kind != .opened && $0.kind != .closed }
      return StepResult(
        record: record, changes: changes,
        warnings: models.problems.map { "A model does not trade: \($0)" } + trader.stops.map { "Paper trading has stopped: \($0)" }
          + told.map { "\($0.subject): \($0.message)" },
        message: "\(bars) bars, \(record.trades) trades of \(seats.count) strategies")
    }
  }
}
