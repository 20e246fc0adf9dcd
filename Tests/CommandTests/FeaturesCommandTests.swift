import Foundation
import TestSupport
import Testing

@Suite("assay features and assay audit")
struct FeaturesCommandTests {
  private static let bars = """
    time,open,high,low,close,volume
    2024-01-01T00:00:00Z,10,12,9,11,100
    2024-01-01T00:05:00Z,11,13,10,12,50
    2024-01-01T00:10:00Z,12,12.5,8,9,200
    2024-01-01T00:15:00Z,9,11,9,10.5,0
    2024-01-01T00:20:00Z,10.5,11,10,10,40

    """

  private func run(_ words: [String], _ files: [String: String] = [:]) throws -> (Program.Outcome, ScratchFolder) {
    let scratch = try ScratchFolder()
    _ = try scratch.write(Self.bars, to: "BTC-USDT.csv")
    for (name, text) in files { _ = try scratch.write(text, to: name) }
    return (try Program.run(built: "assay", words, in: scratch.path), scratch)
  }

  private static let expected = """
    time,returns,15m.close,body,direction_2,direction_2_end
    2024-01-01T00:00:00Z,,,1,-1,2024-01-01T00:15:00Z
    2024-01-01T00:05:00Z,0.09090909090909091,,1,-1,2024-01-01T00:20:00Z
    2024-01-01T00:10:00Z,-0.25,9,-3,1,2024-01-01T00:25:00Z
    2024-01-01T00:15:00Z,0.16666666666666666,9,1.5,,
    2024-01-01T00:20:00Z,-0.047619047619047616,9,-0.5,,

    """

  private static let words = ["features", "BTC-USDT.csv", "--compute", "returns,15m.close,body=close - open", "--label", "direction:2"]

  @Test("writes time, features, and each label with the time at which it was known, to standard output or a file")
  func computes() throws {
    let (printed, _) = try run(Self.words)
    #expect(printed.errors.isEmpty && printed.status == 0)
    #expect(printed.output == Self.expected)
    let (written, scratch) = try run(Self.words + ["--out", "out.csv", "--threads", "1"])
    #expect(written.status == 0 && written.output.isEmpty)
    #expect(try scratch.read("out.csv") == Self.expected)
    let (dropped, _) = try run(Self.words + ["--drop-missing"])
    #expect(dropped.output.split(separator: "\n").count == 2)
  }

  @Test("reads other markets from files beside it, and says which one is missing")
  func otherMarkets() throws {
    let words = ["features", "BTC-USDT.csv", "--compute", "ETH-USDT.close"]
    let (run, _) = try run(words + ["--with", "ETH-USDT.csv"], ["ETH-USDT.csv": Self.bars])
    #expect(run.output.split(separator: "\n")[1] == "2024-01-01T00:00:00Z,11")
    let (missing, _) = try self.run(words)
    #expect(missing.status == 1)
    #expect(missing.errors == "assay: bars of ETH-USDT are needed: a feature names it, and there are only those of BTC-USDT\n")
  }

  @Test("computes the standard set, and says which features the file is too short for")
  func standard() throws {
    let (run, _) = try run(["features", "BTC-USDT.csv", "--set", "standard"])
    #expect(run.status == 0)
    #expect(run.errors.contains("5 bars are too few for"))
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 6 && lines[0].split(separator: ",").count > 110)
  }

  @Test("lists the catalogue as a table or as JSON")
  func lists() throws {
    let (table, _) = try run(["features"])
    #expect(table.status == 0 && table.output.contains("rsi_14"))
    let (document, _) = try run(["features", "--json"])
    let list = try #require(JSONSerialization.jsonObject(with: Data(document.output.utf8)) as? [[String: Any]])
    #expect(list.count > 110)
    #expect(list.contains { $0["name"] as? String == "ema_200" && $0["warm_up"] as? Int == 199 })
  }

  @Test(
    "refuses what it cannot compute with a word on what is allowed, and status 64",
    arguments: [
      (["--compute", "rsii_14"], "unknown feature 'rsii_14'; did you mean 'rsi_14'?"),
      (["--compute", "frobnicate"], "unknown feature 'frobnicate'; 'assay features' lists them"),
      (["--compute", "close", "--label", "frob:5"], "unknown label 'frob'; there are direction, forward_return,"),
      (["--set", "standrad"], "unknown set of features 'standrad'; did you mean 'standard'?"),
      (["--compute", "x=(close"], "column 7: ')' is missing before the end"),
      (["--compute", "7m.rsi_14"], "bars of 5m cannot be made into bars of 7m"),
      (["--compute", "close", "--label", "direction:0"], "the number of bars must be from 1"),
      ([], "say what to compute"),
    ])
  func refuses(_ words: [String], _ message: String) throws {
    let (run, _) = try run(["features", "BTC-USDT.csv"] + words)
    #expect(run.status == 64)
    #expect(run.output.isEmpty && run.errors.contains(message), "\(run.errors)")
  }

  @Test("audits features and finds nothing in an honest one")
  func audits() throws {
    let (run, _) = try run(["audit", "BTC-USDT.csv", "--feature", "returns", "--feature", "15m.close"])
    #expect(run.status == 0)
    #expect(run.output == "BTC-USDT, 5 bars: pass. 2 columns stayed the same at 4 cuts\n")
    let (document, _) = try self.run(["audit", "BTC-USDT.csv", "--feature", "rsi_14", "--json"])
    #expect(document.status == 2, "nothing to compare is not a pass")
    #expect(document.output.contains("\"insufficient\""))
  }

  @Test("audits a strategy of the catalogue, with its parameters")
  func auditsStrategies() throws {
    let words = ["audit", "BTC-USDT.csv", "--strategy", "ema_crossover", "--set", "fast=1", "--set", "slow=2"]
    let (run, _) = try run(words)
    #expect(run.errors.isEmpty && run.status == 0)
    #expect(run.output == "BTC-USDT, 5 bars: pass. 2 columns stayed the same at 4 cuts; 4 had no value anywhere\n")
    let (followed, _) = try self.run(
      ["audit", "BTC-USDT.csv", "--strategy", "cross_asset_correlation", "--with", "ETH-USDT.csv"], ["ETH-USDT.csv": Self.bars])
    #expect(followed.status == 0 && followed.output.contains("pass"), "\(followed.errors)")
  }

  @Test(
    "refuses to audit what it cannot, with a word on what is allowed, and status 64",
    arguments: [
      (["--strategy", "ema_crossovr"], "there is no strategy 'ema_crossovr'; did you mean 'ema_crossover'?"),
      (["--strategy", "ema_crossover", "--set", "fats=3"], "no parameter 'fats': it has fast, slow, short; did you mean 'fast'?"),
      (["--strategy", "ema_crossover", "--set", "standard"], "--set standard: write KEY=VALUE with a number, such as fast=10"),
      (["--strategy", "ema_crossover", "--feature", "rsi_14"], "--strategy audits one strategy"),
      (["--strategy", "cross_asset_correlation"], "cross_asset_correlation follows another symbol"),
      (["--feature", "rsi_14", "--from", "2024-01-01"], "--from goes with --strategy"),
    ])
  func refusesAudits(_ words: [String], _ message: String) throws {
    let (run, _) = try run(["audit", "BTC-USDT.csv"] + words)
    #expect(run.status == 64)
    #expect(run.output.isEmpty && run.errors.contains(message), "\(run.errors)")
  }
}
