import Backtest
import Market
import Statistics
import Store
import WalkForward

extension DailyRun {
  /// Ranks what has been scored, and gives the best of each market their places in the roster.
  var rankStep: Step {
    let settings = settings
    return Step("rank", after: ["score"], following: ["tune", "train"], budget: settings.budget("rank")) {
      context -> StepResult<RankRecord, RankRecord> in
      var registry = try await context.state.registry()
      let trials = try await TrialJournal.count(context.state)
      let scored = registry.strategies.filter { $0.status != .archived && $0.status != .quarantined && $0.isScored }
      let rows = Ranking.rows(scored, trials: trials, settings)
      var decisions: [DailyReport.Decision] = []
      try Roster.fill(&registry, rows.all, settings, at: context.instant, &decisions)
      return StepResult(
        record: RankRecord(rows: Array(rows.best.prefix(settings.listed.strategies)), trials: trials, decisions: decisions),
        changes: try registry.takeChanges(),
        message: "\(scored.count) strategies, deflated by \(trials) trials; \(registry.activeStrategies.count) at work")
    }
  }
}

/// The order of strategies by how sure it is that they are not luck.
enum Ranking {
  /// Every strategy with its place, and the best of each kind in each market.
  static func rows(_ records: [StrategyRecord], trials: Int, _ settings: PipelineSettings) -> (
    all: [RankRecord.Row], best: [RankRecord.Row]
  ) {
    let sorted = deflated(records, trials: trials, leastTrades: settings.gates.rankedTrades)
    var all: [RankRecord.Row] = []
    for (place, (record, deflated)) in sorted.enumerated() {
      all.append(row(record, deflated, rank: deflated == nil ? nil : place + 1))
    }
    var seen: Set<String> = []
    var best: [RankRecord.Row] = []
    for (record, deflated) in sorted {
      guard seen.insert("\(record.specification.strategy)@\(record.specification.symbol)").inserted else { continue }
      best.append(row(record, deflated, rank: deflated == nil ? nil : best.count + 1))
    }
    return (all, best)
  }

  /// Strategies, the surest first.
  static func sorted(_ records: [StrategyRecord], trials: Int) -> [StrategyRecord] {
    deflated(records, trials: trials, leastTrades: Evidence.leastTrades).map(\.0)
  }

  private static func deflated(
    _ records: [StrategyRecord], trials: Int, leastTrades: Int
  ) -> [(StrategyRecord, DeflatedSharpe?)] {
    records.map { record -> (StrategyRecord, DeflatedSharpe?) in
      let isEnough = (record.metrics["trades"] ?? 0) >= Double(leastTrades)
      return (record, isEnough ? record.deflatedSharpe(trials: trials) : nil)
    }.sorted { one, other in
      let (left, right) = (one.1?.probability ?? -1, other.1?.probability ?? -1)
      if left != right { return left > right }
      let (leftRatio, rightRatio) = (one.1?.sharpe.perPeriod ?? -.infinity, other.1?.sharpe.perPeriod ?? -.infinity)
      return leftRatio != rightRatio ? leftRatio > rightRatio : one.0.id < other.0.id
    }
  }

  private static func row(_ record: StrategyRecord, _ deflated: DeflatedSharpe?, rank: Int?) -> RankRecord.Row {
    var interval: [Double]?
    if let sharpe = deflated?.sharpe {
      let (error, year) = (sharpe.standardError * NormalDistribution.standard.quantile(0.975), sharpe.periodsPerYear.squareRoot())
      interval = [(sharpe.perPeriod - error) * year, (sharpe.perPeriod + error) * year]
    }
    return RankRecord.Row(
      specification: record.specification, rank: rank, metrics: record.metrics, interval: interval, deflatedSharpe: deflated?.probability)
  }
}

/// Who is at work.
enum Roster {
  /// Gives the best strategies of each market its places; who has come further than the first tier keeps his.
  static func fill(
    _ registry: inout Registry, _ ranked: [RankRecord.Row], _ settings: PipelineSettings, at time: Timestamp,
    _ decisions: inout [DailyReport.Decision]
  ) throws {
    var markets: [String: [StrategyRecord]] = [:]
    for row in ranked {
      guard let record = registry.strategy(row.specification) else { continue }
      markets["\(row.specification.symbol)/\(row.specification.timeframe)", default: []].append(record)
    }
    for (_, records) in markets.sorted(by: { $0.key < $1.key }) {
      let kept = records.filter { $0.status == .active && $0.tier >= 2 }
      let others = records.filter { record in
        guard !kept.contains(record), let sharpe = record.sharpe, sharpe.perPeriod > 0 else { return false }
        return (record.metrics["trades"] ?? 0) >= Double(settings.gates.rankedTrades) && !record.isPruned
      }
      let places = max(0, settings.mostActive - kept.count)
      let chosen = Set(others.prefix(places).map(\.id))
      for record in records where !kept.contains(record) {
        switch (record.status, chosen.contains(record.id)) {
        case (.candidate, true), (.disabled, true):
          let reason = "It is among the \(settings.mostActive) best of \(record.specification.symbol)/\(record.specification.timeframe)."
          try registry.setStatus(of: record.specification, to: .active, at: time, reason: reason)
          try registry.update(record.specification) {
            $0.tier = 1
            // A second time it begins where it is now: what it did before is in the journal already.
            $0.metrics["paper_from"] = record.metrics["paper_from"] == nil ? record.cutoff.seconds : time.seconds
          }
          decisions.append(.init("enable", record.id, reason))
        case (.active, false):
          let reason = "Others of \(record.specification.symbol)/\(record.specification.timeframe) rank before it."
          try registry.setStatus(of: record.specification, to: .disabled, at: time, reason: reason)
          try registry.update(record.specification) { $0.tier = 0 }
          decisions.append(.init("disable", record.id, reason))
        case (.candidate, false) where time - record.since >= .seconds(settings.candidateDays * 86_400):
          let reason = "It found no place in the roster for \(settings.candidateDays) days."
          try registry.setStatus(of: record.specification, to: .archived, at: time, reason: reason)
          decisions.append(.init("archive", record.id, reason))
        default: break
        }
      }
    }
  }
}

extension StrategyRecord {
  /// Whether it was disabled for what it did on paper, so that it must recover before it has a place again.
  var isPruned: Bool { metrics["paper_pruned"] == 1 }

  /// When it began to be traded on paper.
  var paperFrom: Timestamp { metrics["paper_from"].map { Timestamp(seconds: Int64($0)) } ?? cutoff }
}

extension Timestamp {
  /// Seconds since 1970, for numbers that are kept by name.
  var seconds: Double { Double(nanoseconds / 1_000_000_000) }
}
