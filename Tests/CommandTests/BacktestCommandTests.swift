import Foundation
import TestSupport
import Testing

@Suite("assay backtest")
struct BacktestCommandTests {
  private static let bars = """
    time,open,high,low,close,volume
    2024-01-01T00:00:00Z,100,101,99,100,10
    2024-01-01T01:00:00Z,101,103,100,102,10
    2024-01-01T02:00:00Z,102,110,101,108,10

    """

  private func run(_ words: [String]) throws -> (Program.Outcome, ScratchFolder) {
    let scratch = try ScratchFolder()
    let file = try scratch.write(Self.bars, to: "X-1h.csv")
    return (try Program.run(built: "assay", ["backtest", file] + words, in: scratch.path), scratch)
  }

  @Test("writes one row per trade with the columns that are promised")
  func trades() throws {
    let (run, scratch) = try run(
      ["--strategy", "buy_and_hold", "--target", "0.05", "--capital", "1010", "--fee", "0", "--trades", "trades.csv", "--json"])
    #expect(run.errors.isEmpty && run.status == 0)
    let lines = try String(contentsOfFile: scratch.path + "/trades.csv", encoding: .utf8).split(separator: "\n")
    #expect(
      lines.first
        == "symbol,side,entry_time,entry_price,exit_time,exit_price,quantity,fees,result,result_pct,exit_reason,bars_held,mae_pct,mfe_pct")
    #expect(lines.count == 2 && lines.last?.contains(",long,2024-01-01T01:00:00Z,101,2024-01-01T03:00:00Z,106.05") == true)
    #expect(run.output.contains("\"sharpe\"") && run.output.contains("\"fewer than 30"))
  }

  @Test(
    "says what was meant where a name is wrong",
    arguments: [["--strategy", "buy_and_hlod"], ["--strategy", "ema_crossover", "--set", "fats=2"]])
  func suggestions(words: [String]) throws {
    let (run, _) = try run(words)
    #expect(run.status == 64 && run.errors.contains("did you mean"))
  }

  @Test("lists the strategies with their rules")
  func list() throws {
    let (run, _) = try run(["--strategy", "list"])
    #expect(run.status == 0)
    for name in ["always_flat", "buy_and_hold", "ema_crossover", "random_entry"] { #expect(run.output.contains(name)) }
  }
}
