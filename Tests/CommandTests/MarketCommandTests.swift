import Foundation
import Market
import TestSupport
import Testing

@Suite("The tool's market commands")
struct MarketCommandTests {
  @Test("make the same market from the same seed, and another from another")
  func synthIsSeeded() throws {
    let scratch = try ScratchFolder()
    for (name, seed) in [("a.csv", "3"), ("b.csv", "3"), ("c.csv", "4")] {
      let run = try Program.run(built: "assay", ["synth", "--bars", "50", "--seed", seed, "--out", scratch.path(name)])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.hasPrefix("synthetic data, not a market's: SyntheticMarket seed \(seed)"))
    }
    #expect(try scratch.read("a.csv") == scratch.read("b.csv"))
    #expect(try scratch.read("a.csv") != scratch.read("c.csv"))
    #expect(try scratch.read("a.csv").split(separator: "\n").count == 51)
  }

  @Test("write a file for each symbol of a market", arguments: ["--bars", "--ticks"])
  func synthWritesFolders(_ kind: String) throws {
    let scratch = try ScratchFolder()
    let run = try Program.run(built: "assay", ["synth", kind, "40", "--symbols=X,Y-Z", "--out", scratch.path("market"), "--json"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("market")).sorted() == ["X.csv", "Y-Z.csv"])
    let report = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(report["rows_per_file"] as? Int == 40)
    #expect((report["synthetic"] as? String)?.contains("seed 7") == true)
  }

  @Test("resample to the bars that the library makes, and say what is missing")
  func resample() throws {
    let scratch = try ScratchFolder()
    let market = try SyntheticMarket(seed: 11, gaps: .init(outagesPerYear: 400))
    let minutes = try market.bars(.minutes(5), count: 3_000)[0]
    try minutes.write(csv: scratch.path("SYN-A.csv"))
    let run = try Program.run(
      built: "assay", ["resample", scratch.path("SYN-A.csv"), "--to", "1h", "--out", scratch.path("out.csv"), "--json"])
    #expect(run.status == 0, "\(run.errors)")
    let expected = try minutes.resampled(to: .hours(1))
    let written = try BarSeries(csv: scratch.path("out.csv"), symbol: "SYN-A")
    #expect(written.close == expected.series.close)
    #expect(written.time == expected.series.time)
    let report = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(report["bars"] as? Int == expected.series.count)
    #expect(report["missing_bars"] as? Int == expected.series.gaps().reduce(0) { $0 + $1.missing })
    #expect(report["partial_bars"] as? Int == expected.partial.count)
    #expect(!expected.partial.isEmpty && !expected.series.gaps().isEmpty, "a market with outages has gaps to report")
  }

  @Test("make the same bars of a file of trades as of the trades themselves", arguments: ["5m", "100t", "2000v", "30000n"])
  func resampleTicks(_ timeframe: String) throws {
    let scratch = try ScratchFolder()
    let ticks = try SyntheticMarket(seed: 5).ticks(count: 2_000)[0]
    try ticks.write(csv: scratch.path("SYN-A.csv"))
    let run = try Program.run(built: "assay", ["resample", scratch.path("SYN-A.csv"), "--to", timeframe, "--out", scratch.path("out.csv")])
    #expect(run.status == 0, "\(run.errors)")
    let expected = try ticks.resampled(to: #require(Timeframe(timeframe))).series
    let written = try BarSeries(csv: scratch.path("out.csv"), symbol: "SYN-A", timeframe: Timeframe(timeframe))
    #expect(expected.count > 3)
    #expect(written.time == expected.time)
    #expect(written.volume == expected.volume)
    #expect(written.indices.allSatisfy { written.end(at: $0) == expected.end(at: $0) })
  }

  @Test("check a file: status 2 and every kind of problem if lines break a rule")
  func checkCounts() throws {
    let scratch = try ScratchFolder()
    let lines = ["time,open,high,low,close,volume"] + (0..<40).map { "\(1_700_000_000 + 60 * $0),10,11,9,10,5" }
    let good = try scratch.write(lines.joined(separator: "\n"), to: "good.csv")
    #expect(try Program.run(built: "assay", ["check", good]).status == 0)

    var broken = lines
    broken[3] = "1700000120,10,9,11,10,5"
    broken[5] = "1700000240,10,eleven,9,10,5"
    broken[7] = broken[6]
    let bad = try scratch.write(broken.joined(separator: "\n"), to: "bad.csv")
    let run = try Program.run(built: "assay", ["check", bad])
    #expect(run.status == 2)
    for expected in [
      "high below low: 1", "line 4", "not a number: 1", "line 6, column 'high'", "'eleven'", "a time occurs twice: 1", "missing bars",
    ] {
      #expect(run.output.contains(expected), "no '\(expected)' in:\n\(run.output)")
    }
    let json = try Program.run(built: "assay", ["check", bad, "--json"])
    #expect(json.status == 2)
    let report = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((report["verdict"] as? [String: Any])?["outcome"] as? String == "fail")
    #expect((report["quality"] as? [String: Any])?["left_out"] as? Int == 3)
  }

  @Test("read a pipe once they are told what it holds")
  func pipes() throws {
    let rows = (0..<40).map { "\(1_700_000_100 + 300 * $0),10,11,9,10,5" }
    let text = (["time,open,high,low,close,volume"] + rows).joined(separator: "\n")
    let scratch = try ScratchFolder()
    let path = try scratch.write(text, to: "bars.csv")
    let blind = try Program.run("/bin/sh", ["-c", "cat '\(path)' | '\(Program.folder)/assay' check /dev/stdin"])
    #expect(blind.status == 1)
    #expect(blind.errors.contains("can be read only once; say what it holds (kind)"), "\(blind.errors)")
    let told = try Program.run(
      "/bin/sh", ["-c", "cat '\(path)' | '\(Program.folder)/assay' check /dev/stdin --kind bars --symbol X"])
    #expect(told.status == 0, "\(told.errors)")
    #expect(told.output.contains("Every one of 40 rows"))
  }

  @Test("say too few rows are insufficient evidence, not a pass")
  func checkNeedsRows() throws {
    let scratch = try ScratchFolder()
    let path = try scratch.write("time,open,high,low,close,volume\n1700000000,1,1,1,1,1\n1700000060,1,1,1,1,1\n", to: "two.csv")
    let run = try Program.run(built: "assay", ["check", path])
    #expect(run.status == 0)
    #expect(run.output.contains("insufficient"))
  }

  @Test(
    "fail with one line that names the file and what to do",
    arguments: [
      (["check", "absent.csv"], "absent.csv: there is no such file"),
      (["check", "."], ".: it is a directory"),
      (["resample", "empty.csv", "--to", "1h", "--out", "o.csv"], "empty.csv: the file is empty"),
      (["resample", "words.csv", "--to", "1h", "--out", "o.csv"], "words.csv, line 1, column 'close'"),
      (["resample", "good.csv", "--to", "7m", "--out", "o.csv"], "whole multiple"),
      (["resample", "good.csv", "--to", "1h", "--out", "absent/o.csv"], "absent/o.csv"),
      (["synth", "--bars", "5", "--out", "good.csv/x/"], "good.csv/x"),
    ])
  func failures(_ words: [String], _ message: String) throws {
    let scratch = try ScratchFolder()
    _ = try scratch.write("", to: "empty.csv")
    _ = try scratch.write("time,open,high,low,last_but_one,volume\n1,2,3,4,5,6\n", to: "words.csv")
    let rows = (0..<40).map { "\(1_700_000_100 + 300 * $0),10,11,9,10,5" }
    _ = try scratch.write((["time,open,high,low,close,volume"] + rows).joined(separator: "\n"), to: "good.csv")
    let before = try scratch.names()
    let run = try Program.run(built: "assay", words, in: scratch.path)
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("assay: ") && run.errors.contains(message), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(try scratch.names() == before, "a failed command leaves nothing behind")
  }

  @Test(
    "answer a command line that makes no sense with the usage and status 64",
    arguments: [
      (["synth", "--bars", "5"], "--out is required"),
      (["synth", "--out", "x.csv"], "say either --bars N or --ticks N"),
      (["synth", "--bars", "5", "--ticks", "5", "--out", "x.csv"], "say either --bars N or --ticks N"),
      (["synth", "--bars", "-5", "--out", "x.csv"], "--bars '-5' must be a whole number from 0 to"),
      (["synth", "--bars", "5", "--bars", "6", "--out", "x.csv"], "--bars is given twice"),
      (["synth", "--bras", "5", "--out", "x.csv"], "unknown option '--bras'; did you mean '--bars'?"),
      (["synth", "--bars", "5", "--symbols", "A,A", "--out", "x"], "names A twice"),
      (["synth", "--bars", "5", "--symbols", "A,,B", "--out", "x"], "is not allowed"),
      (["synth", "--bars", "5", "--edge", "nan", "--out", "x.csv"], "--edge 'nan' must be a number from -30.0 to 30.0"),
      (["resample", "--to", "1h", "--out", "x.csv"], "FILE is missing"),
      (["resample", "a.csv", "b.csv", "--to", "1h", "--out", "x.csv"], "unexpected argument 'b.csv'"),
      (["resample", "a.csv", "--to", "--out", "x.csv"], "--to needs a value"),
      (["resample", "a.csv", "--to", "1 fortnight", "--out", "x.csv"], "is not understood"),
      (["check", "a.csv", "--calendar", "nyze"], "did you mean 'nyse'?"),
      (["check", "a.csv", "--json=yes"], "--json takes no value"),
    ])
  func usage(_ words: [String], _ message: String) throws {
    let scratch = try ScratchFolder()
    let run = try Program.run(built: "assay", words, in: scratch.path)
    #expect(try scratch.names().isEmpty)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.errors.contains("Usage: assay \(words[0])"))
  }
}
