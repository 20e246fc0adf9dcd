import Backtest
import Features
import Market
import Risk
import Statistics
import Strategies
import Testing

@Suite("The audit of a strategy")
struct StrategyAuditTests {
  /// Knows all bars of the backtest from the beginning, and so is able to cheat.
  private struct Knowing: Strategy {
    let decide: @Sendable (Int, ClosedBar) -> Intent?
    var row = -1

    mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
      guard bar.series == 0 else { return nil }
      row += 1
      return decide(row, bar)
    }
  }

  private static func entry(_ make: @escaping @Sendable (Backtest, Int, ClosedBar) -> Intent?) -> StrategyEntry {
    StrategyEntry("planted", "made for a test") { backtest, _ in Knowing { make(backtest, $0, $1) } }
  }

  private static func report(_ entry: StrategyEntry, leader: Bool = false) throws -> LookaheadAudit.Report {
    let series = try NullMarket.series(5, count: 120)
    let others = leader ? [try NullMarket.series(6, count: 120, symbol: "LEADER")] : []
    let rules = try TradingRules(capital: 1, costs: .frictionless, fills: .nextOpen)
    return try entry.audit(Backtest([series] + others, rules, sizing: FixedFraction(1)), by: LookaheadAudit(cuts: 16, seed: 2))
  }

  @Test("finds nothing in a strategy that looks back only")
  func honest() throws {
    let report = try Self.report(
      Self.entry { backtest, row, bar in
        guard row > 3 else { return nil }
        let before = backtest.series[0].close[row - 3]
        return bar.close > before ? .long(stop: before * 0.9, target: bar.close * 1.1) : .flat
      })
    #expect(report.verdict.isPass, "\(report.verdict)")
    #expect(report.columns == ["position", "confidence", "stop", "target", "limit", "time_limit"])
    #expect(report.empty == ["limit", "time_limit"])
  }

  @Test("catches a strategy that enters by the next bar's close")
  func nextBar() throws {
    let report = try Self.report(
      Self.entry { backtest, row, bar in
        let closes = backtest.series[0].close
        return closes[min(row + 1, closes.count - 1)] > bar.close ? .long : .flat
      })
    #expect(report.verdict.isFail)
    #expect(report.counts["position"] ?? 0 > 0)
    // Taking the future away would have told, and replacing it too.
    #expect(Set(report.changes.map(\.future)) == Set(LookaheadAudit.Future.allCases))
  }

  @Test("catches a strategy that is honest about its side and only sets its stop by what comes")
  func stopAlone() throws {
    let report = try Self.report(
      Self.entry { backtest, row, bar in
        let lows = backtest.series[0].low
        return .long(stop: lows[row..<min(row + 5, lows.count)].min().map { $0 * 0.999 })
      })
    #expect(report.verdict.isFail)
    #expect(Set(report.counts.keys) == ["stop"])
  }

  @Test("catches a strategy that was fitted on all bars, those of the future among them")
  func fittedOnAll() throws {
    let report = try Self.report(
      Self.entry { backtest, _, bar in
        let closes = backtest.series[0].close
        return bar.close < closes.reduce(0, +) / Double(closes.count) ? .long : .flat
      })
    #expect(report.verdict.isFail)
  }

  @Test("catches a strategy that peeks at the other symbol only")
  func leaderAhead() throws {
    func follow(_ ahead: Int) throws -> Verdict {
      try Self.report(
        Self.entry { backtest, row, _ in
          let closes = backtest.series[1].close
          let place = min(row + ahead, closes.count - 1)
          return place > 0 && closes[place] > closes[place - 1] ? .long : .flat
        }, leader: true
      ).verdict
    }
    #expect(try follow(1).isFail)
    #expect(try follow(-1).isPass)
  }
}

@Suite("The entries of a strategy")
struct StrategyEntriesTests {
  @Test("are where a position is taken or turned round, and can be labelled by what became of them")
  func metaLabels() throws {
    let series = try NullMarket.series(5, count: 60)
    let rules = try TradingRules(capital: 1, costs: .frictionless, fills: .nextOpen)
    let backtest = try Backtest([series], rules, sizing: FixedFraction(1), from: series.time[2])
    var wishes = [Intent?](repeating: nil, count: 60)
    for (row, wish) in [(1, .long), (4, .long), (7, .long), (9, .short), (12, .flat), (20, .short)] as [(Int, Intent)] {
      wishes[row] = wish
    }
    let made = wishes
    let entries: [Labels.Entry] = try StrategyEntry("planted", "made for a test") { _, _ in Signals(made) }.entries(backtest)
    // The wish before the window is not heard, the second one holds what is there.
    #expect(entries == [Labels.Entry(row: 4, side: .buy), Labels.Entry(row: 9, side: .sell), Labels.Entry(row: 20, side: .sell)])
    let labels = try Labels.meta(entries, on: series, barriers: .init(profit: 0.002, loss: 0.002, limit: 10))
    #expect(labels.resolvedRows == [4, 9, 20])
  }
}
