import Market
import Statistics
import Testing

@testable import Pipeline

@Suite("A gate")
struct GatesTests {
  private let now = Timestamp(seconds: 1748736000)
  private let limits = GateSettings()

  private func record(_ change: (inout [String: Double]) -> Void = { _ in }) throws -> StrategyRecord {
    var registry = Registry()
    let one = try StrategySpecification("ema_crossover", symbol: "A", timeframe: .hours(1))
    try registry.register(
      one, cutoff: now, lineage: Lineage(dataFrom: .distantPast, dataTo: now, dataDigest: "", seed: 1, origin: "test"), at: now)
    var metrics: [String: Double] = [
      "trades": 300, "win_rate": 0.42, "profit_factor": 1.9, "payoff": 2.6, "sharpe_per_period": 4 / 8_766.0.squareRoot(),
      "sharpe_count": 13_000, "periods_per_year": 8_766, "skewness": 0, "kurtosis": 6,
    ]
    change(&metrics)
    try registry.update(one) { $0.metrics = metrics }
    return try #require(registry.strategy(one))
  }

  private func paper(trades: Int = 60, wins: Int = 25, gained: Double = 0.6, lost: Double = 0.4, ofDay: Int = 0, winsOfDay: Int = 0)
    -> PaperRecord.Row
  {
    PaperRecord.Row(
      strategy: "x", trades: trades, wins: wins, gained: gained, lost: lost, tradesOfDay: ofDay, winsOfDay: winsOfDay, growth: 0)
  }

  private func answers(_ record: StrategyRecord, trials: Int = 200, paper: PaperRecord.Row?) -> [String: Verdict.Outcome] {
    Dictionary(
      uniqueKeysWithValues: Gates.deployment(record, trials: trials, paper: paper, limits).map { ($0.name, $0.outcome) })
  }

  @Test("lets a strategy through that has everything")
  func passes() throws {
    #expect(try Gates.deployment(record(), trials: 200, paper: paper(), limits).filter { !$0.isPass } == [])
    // Nine of ten won: then losers may be larger than winners.
    let often = try record {
      $0["win_rate"] = 0.9
      $0["profit_factor"] = 1.2
      $0["payoff"] = 0.13
    }
    #expect(Gates.deployment(often, trials: 200, paper: paper(wins: 50), limits).filter { !$0.isPass } == [])
  }

  @Test("stops a strategy that lacks one thing, and names it")
  func fails() throws {
    #expect(try answers(record { $0["trades"] = 99 }, paper: paper())["trades"] == .fail)
    #expect(try answers(record { $0["profit_factor"] = 1.49 }, paper: paper())["win_rate_or_profit_factor"] == .fail)
    #expect(try answers(record { $0["payoff"] = 0.9 }, paper: paper())["win_rate_or_profit_factor"] == .fail)
    #expect(try answers(record { $0["sharpe_per_period"] = 1.49 / 8_766.0.squareRoot() }, paper: paper())["sharpe"] == .fail)
    // The same ratio is skill among few trials and luck among many.
    #expect(try answers(record(), trials: 200, paper: paper())["deflated_sharpe"] == .pass)
    #expect(try answers(record(), trials: 1_000_000, paper: paper())["deflated_sharpe"] == .fail)
    #expect(try answers(record(), paper: paper(wins: 12))["paper_agreement"] == .fail)
    #expect(try answers(record(), paper: paper(gained: 0.4, lost: 0.5))["paper_agreement"] == .fail)
  }

  @Test("says that it can't tell where there is too little")
  func insufficient() throws {
    #expect(try answers(record(), paper: nil)["paper_agreement"] == .insufficient)
    #expect(try answers(record(), paper: paper(trades: 29))["paper_agreement"] == .insufficient)
    let few = try record {
      $0 = ["trades": 12, "win_rate": 1]
    }
    let told = answers(few, paper: paper())
    #expect(
      told["sharpe"] == .insufficient && told["deflated_sharpe"] == .insufficient && told["win_rate_or_profit_factor"] == .insufficient)
  }

  @Test("of pruning asks for a bad day of enough trades, or two bad days of the running Sharpe ratio")
  func pruning() {
    func outcomes(_ row: PaperRecord.Row?, _ returns: [Double]) -> [Verdict.Outcome] {
      let times = returns.indices.map { now - .seconds((returns.count - 1 - $0) * 3_600) }
      return Gates.pruning(row, returns: returns, times: times, at: now, limits).map(\.outcome)
    }
    let (good, bad) = ([Double](repeating: 0.001, count: 2_000), [Double](repeating: -0.001, count: 2_000))
    #expect(outcomes(paper(ofDay: 10, winsOfDay: 4), good) == [.pass, .pass])
    #expect(outcomes(paper(ofDay: 10, winsOfDay: 3), good) == [.fail, .pass])
    #expect(outcomes(paper(ofDay: 9, winsOfDay: 0), bad) == [.insufficient, .fail])
    #expect(outcomes(nil, []) == [.insufficient, .insufficient])
    // Out of the market nothing is known.
    #expect(outcomes(nil, [Double](repeating: 0, count: 2_000)) == [.insufficient, .insufficient])
  }

  @Test("of convergence blocks many models without ensembles")
  func convergence() {
    #expect(Gates.convergence(models: 50, ensemblesTested: 0, limits).isPass)
    #expect(Gates.convergence(models: 51, ensemblesTested: 4, limits).isFail)
    #expect(Gates.convergence(models: 51, ensemblesTested: 5, limits).isPass)
  }
}
