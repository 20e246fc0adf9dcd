import Backtest
import Features
import Market
import Statistics
public import Store
import Strategies

/// Where the journal of trials is.
public enum TrialJournal {
  /// Every configuration that was ever looked at in the workspace.
  public static let key: StoreKey = "trials"

  /// How many there are: positions are never given twice, so that forgetting old ones forgets no trial.
  static func count(_ state: StateReader) async throws -> Int {
    try await state.extent(of: key).end + state.extent(of: OperationKeys.trials).end
  }
}

extension StateReader {
  /// The registry as it is kept.
  func registry() async throws -> Registry { try Registry(documents: await documents(under: Registry.prefix)) }
}

extension DailyRun {
  /// Reads the markets.
  var ingestStep: Step {
    let ingest = ingest
    return Step(
      "ingest", budget: settings.budget("ingest"),
      restore: { (context, record: IngestRecord) in
        // What was read then is read again; what came later is the next day's.
        let (again, ingested) = try ingest.run(until: Timestamp(nanoseconds: context.time.nanosecondsSince1970))
        // A market that was left out, because it had gone back, stays out.
        let kept = ingested.series.filter { series in
          record.markets.contains { $0.symbol == series.symbol && $0.timeframe == series.timeframe }
        }
        let markets = again.markets.filter { one in record.markets.contains { $0.symbol == one.symbol && $0.timeframe == one.timeframe } }
        guard IngestRecord(data: again.data, isSynthetic: again.isSynthetic, markets: markets, issues: []).digest == record.digest else {
          throw PipelineError(
            "ingest", "the bars of \(context.date) are not those that the run began with",
            remedy: "put the former files back, or go on with the next day")
        }
        return Ingested(series: kept)
      }
    ) { context -> StepResult<IngestRecord, Ingested> in
      let before = try await context.state.get(Ingest.stateKey, as: [MarketState].self) ?? []
      let (record, ingested) = try ingest.run(until: Timestamp(nanoseconds: context.time.nanosecondsSince1970), before: before)
      var changes = StoreChanges()
      // What is missing today is still known tomorrow.
      let gone = before.filter { old in !record.markets.contains { $0.symbol == old.symbol && $0.timeframe == old.timeframe } }
      try changes.put(
        (record.markets + gone).sorted { ($0.symbol, "\($0.timeframe)") < ($1.symbol, "\($1.timeframe)") }, at: Ingest.stateKey)
      return StepResult(
        record: record, product: ingested, changes: changes,
        message: "\(record.markets.count) series of \(ingested.symbols.count) symbols, \(record.markets.reduce(0) { $0 + $1.bars }) bars")
    }
  }

  /// Computes the newest features, so that what could not be computed is known before a model misses it.
  var featuresStep: Step {
    let settings = settings
    return Step("features", after: ["ingest"], budget: settings.budget("features")) { context -> StepResult<FeatureRecord, FeatureRecord> in
      let ingested: Ingested = try context.product(of: "ingest")
      let set = try FeatureSet(named: settings.training.features)
      let rows = try parallelMap(ingested.series, threads: context.threads) { series throws -> FeatureRecord.Row in
        try context.checkpoint()
        let newest = series.part(max(0, series.count - 2_000)..<series.count)
        let others = ingested.series.filter { $0.timeframe == series.timeframe && $0.symbol != series.symbol }
        let matrix = try FeaturePlan(set, symbol: series.symbol, timeframe: series.timeframe).matrix(of: newest, others: others, threads: 1)
        return FeatureRecord.Row(
          market: DesignMarket(symbol: series.symbol, timeframe: series.timeframe), features: matrix.names.count, rows: matrix.rowCount,
          complete: matrix.completeRows.count, empty: matrix.emptyColumns)
      }
      let empty = rows.filter { !$0.empty.isEmpty && $0.rows >= settings.leastBars }
      return StepResult(
        record: FeatureRecord(rows: rows),
        warnings: empty.map { "No row of \($0.market.symbol)/\($0.market.timeframe) has \($0.empty.joined(separator: ", "))." },
        message: "\(rows.first?.features ?? 0) features of \(rows.count) markets")
    }
  }

  /// Registers new strategies: the catalogue for a new market, designs for the others.
  var designStep: Step {
    let (settings, designer, catalogue) = (settings, designer, catalogue)
    let scorer = StrategyScorer(settings, costs: settings.costs, catalogue: catalogue)
    return Step("design", after: ["ingest"], budget: settings.budget("design")) { context -> StepResult<DesignRecord, DesignRecord> in
      let ingested: Ingested = try context.product(of: "ingest")
      let record: IngestRecord = try context.record(of: "ingest")
      var registry = try await context.state.registry()
      let time = context.instant
      let cutoffs = ingested.series.compactMap { series in
        scorer.cutoff(of: series).map {
          (market: DesignMarket(symbol: series.symbol, timeframe: series.timeframe), cutoff: $0, series: series)
        }
      }
      let markets = cutoffs.map(\.market)
      var designed: [DesignRecord.Row] = []
      func register(_ design: Design) throws {
        guard
          let place = cutoffs.first(where: {
            $0.market.symbol == design.specification.symbol && $0.market.timeframe == design.specification.timeframe
          }),
          registry.strategy(design.specification) == nil, let first = place.series.first
        else { return }
        let digest = record.markets.first { $0.symbol == place.market.symbol && $0.timeframe == place.market.timeframe }?.digest ?? ""
        try registry.register(
          design.specification, cutoff: place.cutoff,
          lineage: Lineage(
            dataFrom: first.start, dataTo: place.cutoff, dataDigest: digest,
            parameters: design.specification.values.mapValues { ShortNumber.text($0) }, seed: context.seed, parent: design.parent,
            origin: design.origin), at: time)
        designed.append(DesignRecord.Row(strategy: design.specification.description, origin: design.origin, parent: design.parent))
      }
      let known = Set(registry.strategies.map { "\($0.specification.symbol)/\($0.specification.timeframe)" })
      for market in markets where !known.contains("\(market.symbol)/\(market.timeframe)") {
        for one in Seeding.specifications(for: market, among: markets, catalogue) { try register(Design(one, origin: "catalogue")) }
      }
      let seeded = designed.count
      let trials = try await TrialJournal.count(context.state)
      let scored = registry.strategies.filter { $0.status != .archived && $0.status != .quarantined }
      let roster = Ranking.sorted(scored, trials: trials)
      let brief = DesignBrief(markets: markets, roster: roster, gaps: Seeding.gaps(markets, scored, catalogue), catalogue: catalogue)
      var generator = context.generator("design")
      var warnings: [String] = []
      // A new workspace has nothing yet to make anything of.
      if settings.designs > 0, !known.isEmpty, !markets.isEmpty {
        do {
          let designs = try await designer.design(brief, count: settings.designs * markets.count, using: &generator)
          for design in designs.prefix(settings.designs * markets.count) { try register(design) }
        } catch let error as CancellationError {
          throw error
        } catch {
          warnings.append("The designer '\(designer.name)' failed, so nothing new was designed: \(error)")
        }
      }
      for series in ingested.series where scorer.cutoff(of: series) == nil {
        warnings.append(
          "\(series.symbol)/\(series.timeframe) has \(series.count) bars, too few to score anything on: \(settings.leastBars) are needed before the part for paper trading."
        )
      }
      return StepResult(
        record: DesignRecord(designed: designed, seeded: seeded), changes: try registry.takeChanges(), warnings: warnings,
        message: "\(designed.count) strategies, \(seeded) of them the catalogue in new markets")
    }
  }
}

extension StepContext {
  /// The end of the day.
  var instant: Timestamp { Timestamp(nanoseconds: time.nanosecondsSince1970) }
}
