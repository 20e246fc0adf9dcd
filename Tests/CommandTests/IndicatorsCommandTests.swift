import Foundation
import TestSupport
import Testing

@Suite("assay indicators")
struct IndicatorsCommandTests {
  private static let bars = """
    Time,Open,High,Low,Close,Vol,periods
    2024-01-01T00:00:00Z,10,12,9,11,100,2
    2024-01-01T00:05:00Z,11,13,10,12,50,2
    2024-01-01T00:10:00Z,12,12.5,8,9,200,3
    2024-01-01T00:15:00Z,9,11,9,10.5,0,2

    """

  private static let expected = """
    time,mom_1,minmax_2_min,minmax_2_max,bop,ma_2_0,obv,percentile_2_62.5,correl_2
    2024-01-01T00:00:00Z,,,,0.3333333333333333,,100,,
    2024-01-01T00:05:00Z,1,11,12,0.3333333333333333,11.5,150,12,1
    2024-01-01T00:10:00Z,-3,9,12,-0.6666666666666666,10.5,-50,12,1
    2024-01-01T00:15:00Z,1.5,9,10.5,0.75,9.75,-50,10.5,-1

    """

  private static let requests = ["MOM:1", "minmax:2", "BOP", "MA:2,sma", "OBV", "PERCENTILE:2,62.5", "CORREL:2"]

  /// Runs the command over the bars, with a word for `--compute` before each request.
  private func run(_ requests: [String], _ more: [String] = [], bars: String = bars) throws -> (Program.Outcome, ScratchFolder) {
    let scratch = try ScratchFolder()
    let file = try scratch.write(bars, to: "bars.csv")
    let words = ["indicators", file] + requests.flatMap { ["--compute", $0] } + more
    return (try Program.run(built: "assay", words, in: scratch.path), scratch)
  }

  @Test("writes the time and every output in the order asked for, to standard output or a file, on any number of threads")
  func computes() throws {
    for threads in ["1", "2", "7"] {
      let (run, _) = try run(Self.requests, ["--threads", threads])
      #expect(run.errors.isEmpty)
      #expect(run.status == 0)
      #expect(run.output == Self.expected)
    }
    let (run, scratch) = try run(Self.requests, ["--out", "indicators.csv"])
    #expect(run.status == 0)
    #expect(run.output.isEmpty)
    #expect(run.errors.isEmpty)
    #expect(try scratch.read("indicators.csv") == Self.expected)
  }

  @Test(
    "and what else computes over bars reads a file without a header whose columns lie in another order, and says how if it is not told",
    arguments: [["indicators", "bars.csv", "--compute", "MOM:1"], ["features", "bars.csv", "--compute", "close"], ["audit", "bars.csv"]])
  func otherOrder(_ words: [String]) throws {
    let scratch = try ScratchFolder()
    let rows = (0..<40).map { "\(1_704_067_200 + 300 * $0),\(10 + $0 % 3),\(12 + $0 % 3),9,15,100" }
    _ = try scratch.write(rows.joined(separator: "\n") + "\n", to: "bars.csv")
    let untold = try Program.run(built: "assay", words, in: scratch.path)
    #expect(untold.status == 1 && untold.errors.contains("--columns time,open,close,low,high,volume"), "\(untold.errors)")
    let told = try Program.run(built: "assay", words + ["--columns", "time,open,close,low,high,volume"], in: scratch.path)
    #expect(told.status == 0 && told.errors.isEmpty, "\(told.errors)")
    if words[0] == "features" { #expect(told.output.hasPrefix("time,close\n2024-01-01T00:00:00Z,12\n2024-01-01T00:05:00Z,13\n")) }
  }

  @Test(
    "refuses what it cannot compute with a word on what is allowed, and status 64",
    arguments: [
      ("RSII:14", "--compute RSII:14: unknown indicator 'RSII'; did you mean 'RSI'?"),
      ("RSI:0", "--compute RSI:0: RSI: period must be a whole number of at least 2 and at most 10000000, got 0"),
      ("RSI:2.5", "--compute RSI:2.5: RSI: period must be a whole number of at least 2 and at most 10000000, got 2.5"),
      ("RSI:nan", "--compute RSI:nan: RSI: period must be a whole number of at least 2 and at most 10000000, got nan"),
      ("RSI:1e300", "--compute RSI:1e300: RSI: period must be a whole number of at least 2 and at most 10000000, got 1e+300"),
      ("RSI:", "--compute RSI:: RSI: period must be a whole number of at least 2 and at most 10000000, got ''"),
      ("RSI:14,3", "--compute RSI:14,3: RSI: takes at most 1 (period), got 2"),
      ("OBV:3", "--compute OBV:3: OBV: takes no parameters, got 1"),
      ("PERCENTILE:5,101", "--compute PERCENTILE:5,101: PERCENTILE: percentile must be a number from 0 to 100, got 101"),
    ])
  func refuses(_ request: String, _ message: String) throws {
    let (run, _) = try run([request])
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(
      run.errors == """
        assay indicators: \(message)
        Usage: assay indicators [FILE] [--compute CODE:PARAMETERS]… [--columns NAMES] [--time-column NAME] [--date-order day|month] [--sort] [--out FILE] [--threads N] [--json]
        See 'assay help indicators'.

        """)
  }

  @Test(
    "says what is missing on the command line",
    arguments: [
      (["indicators", "bars.csv"], "say what to compute: --compute RSI:14"),
      (["indicators", "--compute", "RSI"], "--compute needs a FILE to compute from"),
      (["indicators", "--out", "x.csv"], "--out needs a FILE to compute from"),
      (["indicators", "bars.csv", "--compute", "RSI", "--compute", "RSI:14"], "--compute RSI:14: column 'rsi_14' is asked for twice"),
    ])
  func incomplete(_ words: [String], _ message: String) throws {
    let run = try Program.run(built: "assay", words)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("assay indicators: \(message)\nUsage: "))
  }

  @Test("needs the columns that the indicators read and no others")
  func missingColumns() throws {
    let withoutVolume = "time,open,high,low,close\n2024-01-01,1,2,0.5,1.5\n2024-01-02,1.5,2,1,1\n"
    let (run, _) = try run(["MOM:1"], bars: withoutVolume)
    #expect(run.output == "time,mom_1\n2024-01-01T00:00:00Z,\n2024-01-02T00:00:00Z,-0.5\n")
    let (refused, scratch) = try self.run(["MOM:1", "OBV"], ["--out", "out.csv"], bars: withoutVolume)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("bars.csv, line 1, column 'volume': there is no such column"))
    #expect(try scratch.names() == ["bars.csv"])
  }

  @Test("computes over a single bar, and over a file shorter than the warm-up")
  func shortFiles() throws {
    let (run, _) = try run(["RSI:2", "BOP"], bars: "time,open,high,low,close,volume\n1704067200,1,2,1,2,5\n")
    #expect(run.errors.isEmpty)
    #expect(run.output == "time,rsi_2,bop\n2024-01-01T00:00:00Z,,1\n")
  }

  @Test("says what is wrong with a file, and status 1")
  func badFiles() throws {
    let run = try Program.run(built: "assay", ["indicators", "no-such-file.csv", "--compute", "RSI"])
    #expect(run.status == 1)
    #expect(run.errors == "assay: no-such-file.csv: there is no such file; check the name and the directory\n")
    let (broken, _) = try self.run(["RSI"], bars: "time,open,high,low,close,volume\n2024-01-01,1,2,0.5,x,5\n")
    #expect(broken.status == 1)
    #expect(broken.errors.contains("line 2, column 'close'"))
  }

  @Test("lists every indicator with parameters, inputs, outputs and warm-up")
  func lists() throws {
    let run = try Program.run(built: "assay", ["indicators"])
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") }
    #expect(lines.first == "Code Parameters Reads Answers Warm-up What it tells")
    #expect(lines.contains("RSI period 14 (≥ 2) close rsi 14 relative strength index: the part of all movement that was upwards"))
    #expect(
      lines.contains {
        $0.hasPrefix("STOCH range 5 (≥ 1), k 3 (≥ 1), k average SMA, d 3 (≥ 1), d average SMA high, low, close k, d 8 ")
      })
  }

  @Test("lists as JSON what a program needs to know")
  func listsAsJSON() throws {
    struct Listed: Decodable {
      struct Parameter: Decodable { let name: String, kind: String, defaultValue: Double, least: Double }
      let code: String, parameters: [Parameter], inputs: [String], outputs: [String], warmUp: Int
    }
    let run = try Program.run(built: "assay", ["indicators", "--json"])
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let listed = try decoder.decode([Listed].self, from: Data(run.output.utf8))
    let macd = try #require(listed.first { $0.code == "MACD" })
    #expect(macd.parameters.map(\.name) == ["fast", "slow", "signal"])
    #expect(macd.parameters.map(\.defaultValue) == [12, 26, 9])
    #expect(macd.parameters.map(\.least) == [2, 2, 1])
    #expect(macd.outputs == ["line", "signal", "histogram"])
    #expect(macd.inputs == ["close"])
    #expect(macd.warmUp == 33)
  }

  @Test("computes the values of a chart of real prices as TA-Lib does", .enabled(if: SharedData.isPresent, SharedData.absence))
  func realPrices() throws {
    let run = try Program.run(
      built: "assay", ["indicators", SharedData.path("reference/talib/bars.csv"), "--compute", "ADX", "--compute", "CORREL"])
    #expect(run.status == 0)
    let rows = run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(rows.first == "time,adx_14,correl_30")
    #expect(rows.count == 601)
    for (column, file) in [(1, "ADX_0"), (2, "CORREL_0")] {
      let theirs = try String(contentsOfFile: SharedData.path("reference/talib/\(file).csv"), encoding: .utf8)
        .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).dropFirst().map { Double($0.filter { $0 != "\"" }) }
      let ours = rows.dropFirst().map { Double($0.split(separator: ",", omittingEmptySubsequences: false)[column]) }
      for (row, pair) in zip(ours, theirs).enumerated() {
        #expect((pair.0 == nil) == (pair.1 == nil), "\(file), row \(row)")
        if let mine = pair.0, let other = pair.1 { #expect(abs(mine - other) <= 1e-9 * max(abs(other), 1), "\(file), row \(row)") }
      }
    }
  }
}
