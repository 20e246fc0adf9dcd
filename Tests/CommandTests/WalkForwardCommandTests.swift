import Foundation
import Market
import TestSupport
import Testing

@Suite("The tool's validation")
struct WalkForwardCommandTests {
  /// Hourly samples whose label is the return of the next three hours; `signal` of each return is known an hour before.
  private static func table(rows: Int = 700, signal: Double = 0, leak: Bool = false, labelEnd: Bool = true, label: String = "label")
    -> String
  {
    // A small generator of our own keeps the table the same everywhere.
    var state: UInt64 = 88_172_645_463_325_252
    func draw() -> Double {
      var sum = 0.0
      for _ in 0..<12 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        sum += Double(state >> 11) / Double(1 << 53)
      }
      return sum - 6
    }
    let known = (0..<rows + 4).map { _ in draw() }
    let returns = (0..<rows + 4).map { $0 == 0 ? draw() : draw() + signal * known[$0 - 1] }
    var lines = ["time,return,known,other,\(label)" + (labelEnd ? ",label_end" : "") + (leak ? ",leaked" : "")]
    for row in 1..<rows {
      let outcome = returns[row + 1] + returns[row + 2] + returns[row + 3]
      let time = 1_700_000_000 + row * 3_600
      lines.append(
        "\(time),\(returns[row]),\(known[row]),\(draw()),\(outcome)" + (labelEnd ? ",\(time + 3 * 3_600)" : "")
          + (leak ? ",\(outcome * 2)" : ""))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func run(_ table: String, _ more: [String] = [], target: String = "label") throws -> Program.Outcome {
    let scratch = try ScratchFolder()
    let path = try scratch.write(table, to: "rows.csv")
    return try Program.run(
      built: "assay",
      ["walkforward", path, "--target", target, "--objective", "regression", "--set", "num_iterations=5", "--set", "num_leaves=4"] + more)
  }

  private static func document(_ run: Program.Outcome) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  private static func outcome(_ document: [String: Any], _ name: String) -> String? {
    (document["verdicts"] as? [[String: Any]])?.first { $0["name"] as? String == name }?["outcome"] as? String
  }

  @Test("refuse what is no better than luck, with every number in the document")
  func nothing() throws {
    let run = try Self.run(Self.table(), ["--json", "--embargo", "12h", "--trials", "20"])
    #expect(run.status == 2, "\(run.errors)")
    let document = try Self.document(run)
    #expect(document["gate"] as? String == "fail" && Self.outcome(document, "deflated_sharpe") == "fail")
    for check in [
      "purge", "duplicate_rows", "future_correlation", "feature_alone", "fitted_outside_fold", "target_shuffle", "time_shift", "too_good",
    ] {
      #expect(Self.outcome(document, check) == "pass", "\(check): \(run.output)")
    }
    let folds = try #require(document["folds"] as? [[String: Any]])
    #expect(folds.count == 5 && folds.allSatisfy { $0["purged"] as? Int == 3 && $0["embargoed"] as? Int == 12 })
    #expect((document["metrics"] as? [[String: Any]])?.map { $0["name"] as? String } == ["rmse", "mae", "r2", "correlation"])
    #expect((document["overfitting"] as? [String: Any])?["trials"] as? Int == 20)
    #expect(document["features"] as? Int == 3 && document["label_ends_given"] as? Bool == true)
  }

  @Test("let through what has an edge, unless too much was tried")
  func edge() throws {
    let table = Self.table(rows: 3_000, signal: 0.25)
    let run = try Self.run(table, ["--json"])
    let document = try Self.document(run)
    #expect(run.status == 0 && document["gate"] as? String == "pass", "\(run.output)")
    let greedy = try Self.run(table, ["--trials", "1000000000"])
    #expect(greedy.status == 2 && greedy.output.contains("gate: fail"), "\(greedy.output)")
  }

  @Test(
    "take what the tool's features command writes, for each kind of label",
    arguments: [("direction:5", "direction_5", "binary"), ("forward_return:3", "forward_return_3", "regression")])
  func features(label: String, target: String, objective: String) throws {
    let scratch = try ScratchFolder()
    let bars = scratch.path("bars.csv")
    let made = try Program.run(built: "assay", ["synth", "--bars", "500", "--timeframe", "1h", "--out", bars])
    #expect(made.status == 0, "\(made.errors)")
    let table = scratch.path("features.csv")
    let computed = try Program.run(
      built: "assay",
      ["features", bars, "--compute", "rsi_14,roc_5,atr_14", "--label", label, "--label", "forward_volatility:4", "--out", table])
    #expect(computed.status == 0, "\(computed.errors)")
    let run = try Program.run(
      built: "assay",
      ["walkforward", table, "--target", target, "--objective", objective, "--json", "--set", "num_iterations=5", "--set", "num_leaves=4"])
    let document = try Self.document(run)
    let length = try #require(label.split(separator: ":").last.flatMap { Int($0) })
    #expect(document["label_end"] as? String == "\(target)_end" && document["features"] as? Int == 3, "\(run.errors)")
    #expect(document["other_labels"] as? [String] == ["forward_volatility_4"] && document["rows_without_label"] as? Int == length)
    let folds = try #require(document["folds"] as? [[String: Any]])
    #expect(folds.allSatisfy { $0["purged"] as? Int == length + 1 }, "the row's own bar and those of its label")
    #expect(Self.outcome(document, "purge") == "pass" && run.status == 2 && document["gate"] as? String == "fail")
    for check in ["future_correlation", "feature_alone", "fitted_outside_fold", "target_shuffle", "too_good"] {
      #expect(Self.outcome(document, check) == "pass", "\(check): \(run.output)")
    }
  }

  @Test("name the feature that leaks")
  func leak() throws {
    let run = try Self.run(Self.table(leak: true))
    #expect(run.status == 2 && run.output.contains("'leaked'") && run.output.contains("feature_alone        fail"), "\(run.output)")
  }

  @Test("say that nothing can be purged without label ends")
  func noEnds() throws {
    let run = try Self.run(Self.table(labelEnd: false), ["--json"])
    #expect(run.status == 2)
    #expect(["fail", "insufficient"].contains(Self.outcome(try Self.document(run), "purge")))
    let named = try Self.run(Self.table(), ["--label-end", "lable_end"])
    #expect(named.status == 1 && named.errors.contains("lable_end"), "\(named.errors)")
  }

  @Test("give the same document on any number of threads and for shuffled lines", arguments: ["rolling", "kfold", "combinatorial"])
  func sameEverywhere(scheme: String) throws {
    let table = Self.table(rows: 260)
    let options = ["--json", "--scheme", scheme, "--folds", "3"]
    let one = try Self.run(table, options + ["--threads", "1"])
    let three = try Self.run(table, options + ["--threads", "3"])
    func body(_ text: String) -> String { text.split(separator: "\n").filter { !$0.contains("\"file\"") }.joined(separator: "\n") }
    #expect(!one.output.isEmpty && body(one.output) == body(three.output))
    var lines = table.split(separator: "\n").map(String.init)
    lines = [lines[0]] + lines.dropFirst().reversed()
    let turned = try Self.run(lines.joined(separator: "\n") + "\n", options)
    #expect(body(turned.output) == body(one.output), "\(turned.errors)")
  }

  @Test("draw the folds")
  func picture() throws {
    let scratch = try ScratchFolder()
    let run = try Self.run(Self.table(rows: 300), ["--svg", scratch.path("folds.svg")])
    #expect(run.output.contains("# train") && run.output.contains("TTTT"))
    let svg = try scratch.read("folds.svg")
    #expect(svg.hasPrefix("<svg") && svg.contains("fold 4"))
  }

  @Test(
    "answer wrong words with what is allowed",
    arguments: [
      (["--embargo", "5y"], 64, "30d, 12h"), (["--scheme", "rollin"], 64, "did you mean 'rolling'"),
      (["--folds", "1"], 64, "from 2 to 64"),
      (["--train", "900d"], 1, "shorten"), (["--test", "5000"], 1, "shorten"),
    ])
  func wrongWords(options: [String], status: Int32, words: String) throws {
    let run = try Self.run(Self.table(rows: 200), options)
    #expect(run.status == status && run.errors.contains(words), "\(run.errors)")
  }

  @Test("say what is wrong with a table")
  func wrongTables() throws {
    let noTime = try Self.run("a,label\n" + (0..<50).map { "\($0 % 7),\($0 % 3)" }.joined(separator: "\n") + "\n")
    #expect(noTime.status == 1 && noTime.errors.contains("column of times"), "\(noTime.errors)")
    let endless = try Self.run(Self.table(rows: 60) + "1700900000,1,1,1,1,\n")
    #expect(endless.status == 1 && endless.errors.contains("no time at which it was known") && endless.errors.contains("61"))
    let blank = try Self.run("time,a,label\n" + (0..<50).map { "\(1_700_000_000 + $0),\($0 % 7),\n" }.joined())
    #expect(blank.status == 1 && blank.errors.contains("no row has a target"), "\(blank.errors)")
    let swapped = try Self.run(Self.table(rows: 60) + "1700900000,1,1,1,1,1700000000\n")
    #expect(swapped.status == 1 && swapped.errors.contains("before its time"), "\(swapped.errors)")
    let scratch = try ScratchFolder()
    _ = try scratch.write("time,a,label\n" + (0..<50).map { "\(1_700_000_000 + $0),\($0 % 7),\($0 % 3)\n" }.joined(), to: "thirds.csv")
    let thirds = try Program.run(
      built: "assay", ["walkforward", "thirds.csv", "--target", "label", "--objective", "binary"], in: scratch.path)
    #expect(
      thirds.status == 1 && thirds.errors.contains("line 4, column 'label': 2.0 is no label, objective binary takes 0 to 1"), "\(thirds)")
    let unknown = try Self.run(Self.table(rows: 60), target: "labl")
    #expect(unknown.status == 1 && unknown.errors.contains("labl"), "\(unknown.errors)")
  }
}
