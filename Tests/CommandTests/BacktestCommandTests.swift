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

  @Test("a window without bars is an error that says what the file covers")
  func emptyWindow() throws {
    let (run, _) = try run(["--strategy", "buy_and_hold", "--from", "2090-01-01"])
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(
      run.errors.contains("3 bars of X-1h from 2024-01-01T00:00:00Z to 2024-01-01T03:00:00Z") || run.errors.contains("3 bars of X from"))
  }

  @Test("says loudly what was not said", arguments: [true, false])
  func frictionless(isJSON: Bool) throws {
    let (free, _) = try run(["--strategy", "buy_and_hold"] + (isJSON ? ["--json"] : []))
    #expect(free.status == 0 && free.output.contains("FRICTIONLESS") && free.output.contains("--fee was not given"))
    #expect(free.output.contains(isJSON ? "\"frictionless\" : true" : "costs: none (frictionless)"))
    let (half, _) = try run(["--strategy", "buy_and_hold", "--fee", "0.001"] + (isJSON ? ["--json"] : []))
    #expect(half.output.contains("--slippage was not given and counts as 0") && !half.output.contains("FRICTIONLESS"))
    let (said, _) = try run(["--strategy", "buy_and_hold", "--fee", "0.001", "--slippage", "0.0005"] + (isJSON ? ["--json"] : []))
    #expect(!said.output.contains("was not given"))
  }

  @Test("prints every assumption in the table too")
  func assumptions() throws {
    let (run, _) = try run(
      ["--strategy", "buy_and_hold", "--fee", "0.001", "--slippage", "0.0005", "--size", "quantity:2", "--leverage", "4", "--stop", "0.1"])
    for text in [
      "capital 10000; size 2.0 units", "fee 0.001 at limits and targets, 0.001 at the market; slippage 0.0005", "at the next bar's open",
      "leverage at most 4, maintenance margin 0.125", "not modelled: funding, borrow", "stop 0.1 of the entry price",
    ] { #expect(run.output.contains(text), "\(text)") }
  }

  @Test(
    "trades as the sizer that was chosen says",
    arguments: [
      ("quantity:3", "3"), ("0.5", "50"), ("fraction:0.5", "50"), ("stop:0.01", nil), ("volatility:0.2", nil),
      ("atr:0.01,2", nil), ("kelly:0.5", nil),
    ] as [(String, String?)])
  func sizers(size: String, quantity: String?) throws {
    let (run, scratch) = try run(
      ["--strategy", "buy_and_hold", "--target", "0.05", "--size", size, "--trades", "trades.csv", "--stop", "0.2"])
    #expect(run.status == 0 && run.errors.isEmpty)
    let lines = try String(contentsOfFile: scratch.path + "/trades.csv", encoding: .utf8).split(separator: "\n")
    // Three bars are too few for ranges and volatility, and no built-in strategy tells its odds: the refusal is in the report.
    if let quantity { #expect(lines.last?.split(separator: ",")[6].hasPrefix(quantity) == true) }
    if size.hasPrefix("volatility") || size.hasPrefix("atr") || size.hasPrefix("kelly") {
      #expect(lines.count == 1 && run.output.contains("refused by the sizer, the last because"))
    }
  }

  @Test(
    "refuses sizes that cannot be",
    arguments: ["0", "-1", "11", "nan", "quantity:0", "atr:0.01", "atr:0.01,2,3", "stop:0.9", "kelly:2", "guess:1", ":1", "quantity:", ""])
  func impossibleSizes(size: String) throws {
    let (run, _) = try run(["--strategy", "buy_and_hold", "--size", size])
    #expect(run.status == 64 && run.errors.contains("--size"))
  }

  @Test("lists the strategies with their rules")
  func list() throws {
    let (run, _) = try run(["--strategy", "list"])
    #expect(run.status == 0)
    for name in ["always_flat", "buy_and_hold", "ema_crossover", "random_entry"] { #expect(run.output.contains(name)) }
  }
}
