import Backtest
import Foundation
import Market
import Statistics
import Testing

@Suite struct MetricsTests {
  /// 250 returns and 250 of a benchmark, from whole-number arithmetic.
  private static func returns() -> ([Double], [Double]) {
    var state = 7
    func unit() -> Double {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return Double(state / 65_536) / 32_768
    }
    return ((0..<250).map { _ in (unit() - 0.48) * 0.04 }, (0..<250).map { _ in (unit() - 0.49) * 0.03 })
  }

  /// empyrical-reloaded 0.7.1 and quantstats 0.0.86 on those returns, 365 a year.
  @Test func equalsEmpyricalAndQuantstats() {
    let (returns, benchmark) = Self.returns()
    let series = ReturnSeries(returns, perYear: 365)
    let (alpha, beta) = series.against(benchmark)
    let pairs: [(Double, Double)] = [
      (series.total, 0.16966562809312036), (series.annual, 0.25710085768922086), (series.volatility, 0.22195776492528763),
      (series.sharpe, 1.1416289413817948), (series.sortino, 1.7138353445932346), (series.calmar, 2.955480750135575),
      (series.omega, 1.1488128507115452), (series.maximumDrawdown, 0.08699121375682349), (series.tails.valueAtRisk, -0.01758751220703125),
      (series.tails.conditional, -0.01851537334735577), (series.tails.ratio, 1.1100606689899628), (alpha, 0.2916074888633817),
      (beta, -0.02854957357052583), (series.skewness, 0.030563738601084432), (series.kurtosis, -1.1660432304692905),
      // quantstats divides the squares by one observation less.
      (series.ulcerIndex, 0.03534470162732216 * (249.0 / 250).squareRoot()),
    ]
    for (number, pair) in pairs.enumerated() { #expect(abs(pair.0 - pair.1) < 1e-9, "number \(number): \(pair)") }
  }

  private static func record(_ result: Double, _ hour: Int, reason: ExitReason = .signal, side: Side = .buy) -> TradeRecord {
    let entry = Timestamp(seconds: 1_704_067_200 + Int64(hour) * 3_600)
    return TradeRecord(
      trade: Trade(
        symbol: "X", side: side, quantity: 1, entryTime: entry, entryPrice: 100, exitTime: entry + .seconds(7_200),
        exitPrice: 100 + side.sign * result, exitReason: reason, fees: 0, carry: 0),
      barsHeld: 2, adverseExcursion: -0.01, favourableExcursion: 0.02, isAmbiguous: false)
  }

  private static func performance(_ results: [Double]) -> Performance {
    var equity = 1_000.0
    let curve = results.map { result -> Double in
      equity += result
      return equity
    }
    let times = results.indices.map { Timestamp(seconds: 1_704_067_200 + Int64($0) * 86_400) }
    return Performance(trades: results.enumerated().map { record($1, $0 * 24) }, times: times, equity: curve, capital: 1_000)
  }

  @Test func underThirtyTradesThereIsNoSharpeAndItIsSaidWhy() throws {
    let few = Self.performance((0..<29).map { $0 % 3 == 0 ? -1 : 2 })
    let sharpe = try #require(few["sharpe"])
    #expect(sharpe.value == nil && sharpe.note?.contains("29 trades") == true && sharpe.count == 29 && sharpe.period == "1d")
    #expect(few.score.isInsufficient && few.packageGates.isInsufficient)
    let enough = Self.performance((0..<30).map { $0 % 3 == 0 ? -1 : 2 })
    #expect(enough["sharpe"]?.value != nil)
    #expect(enough["win_rate"]?.value == 2.0 / 3 && enough["profit_factor"]?.value == 4 && enough["payoff"]?.value == 2)
    #expect(enough["expectancy"]?.value == 1 && enough["longest_winning_streak"]?.value == 2 && enough["longest_losing_streak"]?.value == 1)
    #expect(enough["average_hold_seconds"]?.value == 7_200 && enough["median_hold_bars"]?.value == 2)
    #expect(enough.packageGates.isPass)
  }

  @Test(arguments: ["win_rate", "expectancy", "average_result", "profit_factor", "payoff"])
  func estimatesOfFewTradesAreShownWithTheirCountButNotRankedBy(_ name: String) throws {
    let few = try #require(Self.performance((0..<29).map { $0 % 3 == 0 ? -1 : 2 })[name])
    #expect(few.value != nil && few.count == 29 && few.ranking == nil && few.note == "insufficient to rank by: 30 are needed")
    let enough = try #require(Self.performance((0..<30).map { $0 % 3 == 0 ? -1 : 2 })[name])
    #expect(enough.ranking == enough.value && enough.value != nil && enough.note == nil)
  }

  @Test func thereIsOneSharpeRatio() throws {
    let (returns, _) = Self.returns()
    let series = ReturnSeries(returns, perYear: 365)
    #expect(try series.sharpeRatio == SharpeRatio(of: returns, periodsPerYear: 365))
    #expect(ReturnSeries(Array(returns.prefix(29)), perYear: 365).sharpe.isNaN)
    #expect(!ReturnSeries(Array(returns.prefix(30)), perYear: 365).sharpe.isNaN)
    #expect(ReturnSeries([Double](repeating: 0.01, count: 40), perYear: 365).sharpeRatio == nil)
    let performance = Self.performance((0..<30).map { $0 % 3 == 0 ? -1 : 2 })
    #expect(performance.sharpe?.annualised == performance["sharpe"]?.value && performance.sharpe?.count == 30)
    #expect(Self.performance((0..<29).map { $0 % 3 == 0 ? -1 : 2 }).sharpe == nil)
  }

  @Test func whatIsUndefinedIsNotInvented() throws {
    let wins = Self.performance([Double](repeating: 1, count: 40))
    #expect(wins["profit_factor"]?.value == nil && wins["profit_factor"]?.note == "no trade lost")
    #expect(wins["payoff"]?.value == nil && wins["sortino"]?.value == nil && wins["calmar"]?.value == nil)
    #expect(wins["max_drawdown"]?.value == 0 && wins.drawdown == nil)
    let none = Self.performance([])
    #expect(none["win_rate"]?.value == nil && none["win_rate"]?.note != nil && none["sharpe"]?.value == nil)
    _ = try JSONEncoder().encode([wins, none])
  }

  @Test func drawdownsHaveDatesAndALength() throws {
    let times = (0..<6).map { Timestamp(seconds: $0 * 86_400) }
    let performance = Performance(trades: [], times: times, equity: [100, 120, 90, 110, 121, 115], capital: 100)
    let fall = try #require(performance.drawdown)
    #expect(fall.depth == 0.25 && fall.peak == times[1] && fall.trough == times[2] && fall.recovered == times[4])
    #expect(fall.longestSeconds == 3 * 86_400)
  }

  @Test func combinationsThatCannotBeAreFlagged() {
    // One trade in forty wins, and the account rises all the same.
    let times = (0..<40).map { day -> Timestamp in Timestamp(seconds: 1_704_067_200 + Int64(day) * 86_400) }
    let equity = (0..<40).map { day -> Double in
      let wobble = day % 2 == 0 ? 0.002 : 0.0
      return 1_000 * (1 + 0.01 * Double(day) + wobble)
    }
    let performance = Performance(
      trades: (0..<40).map { Self.record($0 == 0 ? 5 : -1, $0 * 24) }, times: times, equity: equity, capital: 1_000)
    #expect(performance.warnings.contains { $0.contains("does not go together") })
  }

  @Test(arguments: [(0.6, 0.5, 1.5, 2.0, 49.0), (0.1, -3.0, 0.0, 40.0, 0.0), (0.9, 2.0, 4.0, 1.0, 100.0)])
  func theCompositeScoreIsItsFormula(_ rate: Double, _ average: Double, _ sharpe: Double, _ fall: Double, _ expected: Double) {
    let score = CompositeScore.overall(winRate: rate, averageResultPercent: average, sharpe: sharpe, drawdownPercent: fall)
    #expect(abs(score - expected) < 1e-12)
    #expect(abs(CompositeScore.package(entry: 80, exit: 50) - 71) < 1e-12)
  }
}
