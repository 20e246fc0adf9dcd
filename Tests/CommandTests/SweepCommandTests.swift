import Foundation
import Market
import TestSupport
import Testing

@Suite("assay sweep")
struct SweepCommandTests {
  private static let sweep = [
    "--strategy", "ema_crossover", "--range", "fast=2:8:2", "--range", "slow=4,9,16", "--where", "fast<slow", "--fee", "0.001",
  ]

  private static func market(_ name: String, seed: UInt64, in scratch: ScratchFolder) throws -> String {
    let path = scratch.path(name)
    try SyntheticMarket(seed: seed).bars(.hours(1), count: 600)[0].write(csv: path)
    return path
  }

  @Test("shards of any number merge to the bytes of one run", arguments: [(1, 0), (3, 1), (4, 0), (40, 1)])
  func shards(count: Int, first: Int) throws {
    let scratch = try ScratchFolder()
    let files = [try Self.market("A.csv", seed: 1, in: scratch), try Self.market("B.csv", seed: 2, in: scratch)]
    let common = ["sweep"] + files + Self.sweep + ["--window", "..2024-01-13", "--window", "2024-01-13.."]
    let whole = try Program.run(built: "assay", common + ["--out", "whole.csv"], in: scratch.path)
    #expect(whole.status == 0 && whole.errors.isEmpty, "\(whole.errors)")
    var parts: [String] = []
    for index in first..<first + count {
      let run = try Program.run(
        built: "assay", common + ["--shard", "\(index)/\(count)", "--out", "\(index).csv", "--threads", "1"], in: scratch.path)
      #expect(run.status == 0, "\(run.errors)")
      parts.append("\(index).csv")
    }
    let merged = try Program.run(built: "assay", ["sweep", "merge"] + parts.reversed() + ["--out", "merged.csv"], in: scratch.path)
    #expect(merged.status == 0 && merged.output == whole.output, "\(merged.errors)")
    #expect(try scratch.read("merged.csv") == scratch.read("whole.csv"))
    #expect(whole.output.contains("winner: ") && whole.output.contains("36 of 36 trials"))
  }

  @Test("what is interrupted is kept, and gone on from to the bytes of one run", arguments: zip([SIGINT, SIGTERM], [130, 143]))
  func interrupted(_ signal: Int32, _ status: Int32) throws {
    let scratch = try ScratchFolder()
    let path = scratch.path("A.csv")
    try SyntheticMarket(seed: 1).bars(.hours(1), count: 6_000)[0].write(csv: path)
    let words = ["sweep", path, "--strategy", "ema_crossover", "--range", "fast=2:60", "--range", "slow=61:400", "--threads", "1"]
    _ = try scratch.write("what was there", to: "out.csv")
    var outcome: Program.Outcome
    // A signal that comes before the first trial leaves nothing: then a later one is tried.
    var patience = 0.25
    repeat {
      let run = try RunningProgram("\(Program.folder)/assay", words + ["--out", "out.csv"], in: scratch.path)
      Thread.sleep(forTimeInterval: patience)
      run.send(signal)
      outcome = try run.outcome()
      patience *= 2
    } while patience < 20 && !FileManager.default.fileExists(atPath: scratch.path("out.csv.incomplete"))
    #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.errors)")
    #expect(try scratch.read("out.csv") == "what was there")
    #expect(outcome.errors.contains("to go on, give the same command with --resume out.csv.incomplete"), "\(outcome.errors)")
    let rows = try scratch.read("out.csv.incomplete").split(separator: "\n").count - 1
    #expect(outcome.errors.contains("after \(rows) of 20060 trials") && rows > 0 && rows < 20_060)
    // The rest in two shares, since all of it takes long: what the file holds is not made again.
    for share in ["0/300", "1/300"] {
      let name = String(share.prefix(1))
      let fresh = try Program.run(built: "assay", words + ["--shard", share, "--out", "fresh.csv"], in: scratch.path)
      let more = try Program.run(
        built: "assay", words + ["--shard", share, "--resume", "out.csv.incomplete", "--out", "\(name).csv"], in: scratch.path)
      #expect(fresh.status == 0 && more.status == 0 && more.output == fresh.output, "\(more.errors)")
      #expect(try scratch.read("\(name).csv") == scratch.read("fresh.csv"))
    }
    let other = try Program.run(built: "assay", words + ["--fee", "0.001", "--resume", "out.csv.incomplete"], in: scratch.path)
    #expect(other.status == 1 && other.errors.contains("another sweep"), "\(other.errors)")
  }

  @Test("a row of the table is the backtest of its parameters")
  func rows() throws {
    let scratch = try ScratchFolder()
    let file = try Self.market("A.csv", seed: 3, in: scratch)
    let run = try Program.run(built: "assay", ["sweep", file] + Self.sweep + ["--json"], in: scratch.path)
    let document = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let rows = try #require(document["rows"] as? [[String: Any]])
    #expect(rows.count == 9 && document["is_complete"] as? Bool == true)
    for row in rows.prefix(3) {
      let parameters = try #require(row["parameters"] as? [String: Double])
      let words = parameters.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
      let alone = try Program.run(
        built: "assay", ["backtest", file, "--strategy", "ema_crossover", "--fee", "0.001", "--json"] + words, in: scratch.path)
      let other = try #require(try JSONSerialization.jsonObject(with: Data(alone.output.utf8)) as? [String: Any])
      #expect(row["final_equity"] as? Double == other["final_equity"] as? Double)
    }
  }

  @Test(
    "what cannot be tried is refused with what is allowed",
    arguments: [
      ("--strategy ema_crosover --range fast=5:9", "did you mean 'ema_crossover'"), ("--range fast=5:9", "--strategy NAME is required"),
      ("--strategy ema_crossover", "nothing to sweep over"), ("--strategy ema_crossover --range fats=5:9", "did you mean 'fast'"),
      ("--strategy ema_crossover --range fast=9:5", "downwards"), ("--strategy ema_crossover --range fast=", "is empty"),
      ("--strategy ema_crossover --range fast=5:9:0", "above 0"),
      ("--strategy ema_crossover --range fast=5:9 --shard 0/0", "share of nothing"),
      ("--strategy ema_crossover --range fast=5:9 --shard 5/4", "does not exist"),
      ("--strategy ema_crossover --range fast=5:9 --set fast=3", "give one of them"),
      ("--strategy ema_crossover --range fast=5:9 --where fast>slow --set slow=100", "none of 5 combinations"),
      ("--strategy ema_crossover --range fast=5:9 --random 9", "no more than 5"),
      ("--strategy ema_crossover --range fast=5:9 --window 2024-02-01..2024-01-01", "begin before it ends"),
      ("--strategy cross_asset_correlation --range lag=0:3", "--leader FILE"),
      ("--strategy ema_crossover --range fast=5:9 --leader A.csv", "follows no other market"),
    ])
  func refusals(words: String, message: String) throws {
    let scratch = try ScratchFolder()
    let file = try Self.market("A.csv", seed: 3, in: scratch)
    let run = try Program.run(built: "assay", ["sweep", file] + words.split(separator: " ").map(String.init), in: scratch.path)
    #expect(run.status == 64 && run.errors.contains(message) && run.output.isEmpty, "\(run.errors)")
  }

  @Test("shards that do not belong together are not merged")
  func mismatches() throws {
    let scratch = try ScratchFolder()
    let (one, two) = (try Self.market("A.csv", seed: 1, in: scratch), try Self.market("B.csv", seed: 2, in: scratch))
    for (file, shard, out) in [(one, "1/2", "a1"), (one, "2/2", "a2"), (two, "2/2", "b2")] {
      _ = try Program.run(built: "assay", ["sweep", file] + Self.sweep + ["--shard", shard, "--out", out], in: scratch.path)
    }
    func merge(_ files: String...) throws -> Program.Outcome {
      try Program.run(built: "assay", ["sweep", "merge"] + files + ["--out", "out.csv"], in: scratch.path)
    }
    #expect(try merge("a1", "a2").status == 0)
    try FileManager.default.removeItem(atPath: scratch.path("out.csv"))
    for (files, message) in [
      (["a1"], "4 of 9 trials are missing"), (["a1", "a1", "a2"], "both hold trial"), (["a1", "b2"], "another sweep"),
      (["a1", "none"], "no such file"),
      (["a1", "A.csv"], "not the result of a sweep"),
    ] {
      let run = try Program.run(built: "assay", ["sweep", "merge"] + files + ["--out", "out.csv"], in: scratch.path)
      #expect(run.status == 1 && run.errors.contains(message), "\(run.errors)")
    }
    #expect(try merge().status == 64)
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out.csv")))
  }

  @Test("a list of combinations comes from a file, and a leader from another")
  func lists() throws {
    let scratch = try ScratchFolder()
    let (own, leader) = (try Self.market("OWN.csv", seed: 1, in: scratch), try Self.market("LEAD.csv", seed: 1, in: scratch))
    _ = try scratch.write("lag,hold\n0,3\n1,5\n2,\n", to: "list.csv")
    let run = try Program.run(
      built: "assay",
      [
        "sweep", own, "--symbol", "OWN", "--strategy", "cross_asset_correlation", "--leader", leader, "--list", "list.csv", "--set",
        "short=1", "--out", "t.csv",
      ],
      in: scratch.path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scratch.read("t.csv").split(separator: "\n").count == 4)
    let page = try Program.run(
      built: "assay",
      [
        "backtest", own, "--symbol", "OWN", "--strategy", "cross_asset_correlation", "--leader", leader, "--set", "short=1", "--html",
        "page.html",
      ],
      in: scratch.path)
    #expect(page.status == 0 && page.errors.isEmpty)
    let html = try scratch.read("page.html")
    #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("Trades in OWN") && !html.contains("Trades in LEAD"))
  }
}
