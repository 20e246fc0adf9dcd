import Foundation
import GradientBoost
import Market
import TestSupport
import Testing

@Suite("The tool's model commands")
struct ModelCommandTests {
  /// A table of two features, a column of times and a label.
  private static func table(rows: Int = 300) -> String {
    var lines = ["time,a,b,label"]
    for row in 0..<rows {
      let a = Double(row * 37 % 101) / 101
      let b = row % 13 == 0 ? "" : "\(Double(row * 53 % 97) / 97)"
      lines.append("\(1_700_000_000 + row * 60),\(a),\(b),\(a > 0.6 ? 1 : 0)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func train(_ scratch: ScratchFolder, _ more: [String], model: String = "model.json") throws -> Program.Outcome {
    try Program.run(
      built: "assay",
      ["train", scratch.path("rows.csv"), "--target", "label", "--model", scratch.path(model), "--set", "num_iterations=10"] + more)
  }

  @Test("train the model that the library trains, on any number of threads", arguments: ["1", "3"])
  func trainIsTheLibrary(threads: String) throws {
    let scratch = try ScratchFolder()
    let path = try scratch.write(Self.table(), to: "rows.csv")
    let run = try Self.train(
      scratch, ["--objective", "binary", "--set", "num_leaves=5", "--set=max_bin=63", "--threads", threads, "--json"])
    #expect(run.status == 0, "\(run.errors)")
    let report = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(report["rows"] as? Int == 300 && report["features"] as? Int == 2 && report["best_iteration"] as? Int == 10)
    #expect(report["training_seconds"] as? Double ?? -1 >= 0)
    #expect((report["metrics"] as? [String: Any])?.keys.sorted() == ["auc", "log_loss"])

    let table = try NumericTable(csv: path)
    var binning = Binning()
    binning.maxBin = 63
    var parameters = Parameters(objective: .binary)
    parameters.numIterations = 10
    parameters.numLeaves = 5
    let data = try Dataset(
      columns: Array(table.columns[0..<2]), featureNames: ["a", "b"], labels: table.column("label"), binning: binning)
    let model = try Trainer(parameters).train(on: data)
    #expect(try Data(model.json()) == Data(contentsOf: URL(fileURLWithPath: scratch.path("model.json"))))
  }

  @Test("predict the same from both formats, as the last column", arguments: ["binary", "regression", "multiclass:3", "quantile:0.5"])
  func predictions(objective: String) throws {
    let scratch = try ScratchFolder()
    let path = try scratch.write(Self.table(), to: "rows.csv")
    for name in ["model.json", "model.txt"] {
      let run = try Self.train(scratch, ["--objective", objective], model: name)
      #expect(run.status == 0, "\(run.errors)")
    }
    let outputs = try ["model.json", "model.txt"].map { name in
      try Program.run(built: "assay", ["predict", path, "--model", scratch.path(name)]).output
    }
    #expect(outputs[0] == outputs[1])
    let written = try Program.run(
      built: "assay", ["predict", path, "--model", scratch.path("model.json"), "--out", scratch.path("out.csv")])
    #expect(written.status == 0 && written.output.isEmpty)
    let table = try NumericTable(csv: scratch.path("out.csv"))
    #expect(table.names.last == "prediction" && table.time?.count == 300)
    let model = try Model(json: Array(Data(contentsOf: URL(fileURLWithPath: scratch.path("model.json")))))
    let input = try NumericTable(csv: path, columns: ["a", "b"])
    let own = try model.predict(columns: input.columns)
    if model.scoresPerRow == 1 { #expect(table["prediction"] == own) } else { #expect(table["chance_1"]?[5] == own[16]) }
  }

  @Test("give raw scores and contributions that sum to them")
  func contributions() throws {
    let scratch = try ScratchFolder()
    let path = try scratch.write(Self.table(), to: "rows.csv")
    _ = try Self.train(scratch, ["--objective", "binary"])
    let model = scratch.path("model.json")
    let runs = try [["--raw"], ["--contributions"]].map { more in
      try Program.run(built: "assay", ["predict", path, "--model", model, "--out", scratch.path(more[0])] + more)
    }
    #expect(runs.allSatisfy { $0.status == 0 }, "\(runs.map(\.errors))")
    let raw = try NumericTable(csv: scratch.path("--raw"))
    let parts = try NumericTable(csv: scratch.path("--contributions"))
    #expect(parts.names == ["a", "b", "expected_score", "prediction"])
    for row in 0..<300 {
      let sum = parts.columns[0][row] + parts.columns[1][row] + parts.columns[2][row]
      #expect(abs(sum - raw.columns[0][row]) < 1e-9)
    }
  }

  @Test("predict with XGBoost's models, JSON or UBJSON, as XGBoost does", arguments: ["json", "ubj"])
  func xgboost(suffix: String) throws {
    let scratch = try ScratchFolder()
    let folder = Checkout.path("Tests/Fixtures/GradientBoost")
    let run = try Program.run(
      built: "assay",
      ["predict", folder + "/rows.csv", "--model", folder + "/xgboost-logistic.\(suffix)", "--out", scratch.path("out.csv")])
    #expect(run.status == 0, "\(run.errors)")
    struct Said: Decodable { let prediction: [Double] }
    let said = try JSONDecoder().decode(Said.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/xgboost-logistic.said.json")))
    let own = try #require(try NumericTable(csv: scratch.path("out.csv"))["prediction"])
    #expect(own.count == 120 && zip(own, said.prediction).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test(
    "train with what the settings ask for",
    arguments: [
      ["--objective", "poisson"], ["--objective", "cross_entropy", "--set", "boosting=dart"],
      ["--objective", "regression", "--set", "linear_tree=true"], ["--objective", "binary", "--set", "categorical_feature=name:kind"],
      ["--objective", "binary", "--set", "data_sample_strategy=goss", "--set", "learning_rate=0.5", "--set", "metric=ece,mcc"],
      ["--objective", "lambdarank", "--set", "group_column=query", "--set", "weight_column=name:weight"],
      ["--objective", "binary", "--set", "boosting=rf", "--set", "bagging_freq=1", "--set", "bagging_fraction=0.5"],
    ])
  func settings(_ more: [String]) throws {
    let scratch = try ScratchFolder()
    let lines = Self.table().split(separator: "\n").enumerated().map { row, line in
      row == 0 ? "\(line),kind,query,weight" : "\(line),\(row % 7),\((row - 1) / 10),\(1 + row % 2)"
    }
    let path = try scratch.write(lines.joined(separator: "\n"), to: "rows.csv")
    let run = try Self.train(scratch, more + ["--json"])
    #expect(run.status == 0, "\(run.errors)")
    let report = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(report["features"] as? Int == (more.contains("group_column=query") ? 3 : 5))
    #expect(try #require(report["metrics"] as? [String: Any]).values.allSatisfy { $0 is Double })
    let predicted = try Program.run(
      built: "assay", ["predict", path, "--model", scratch.path("model.json"), "--out", scratch.path("out.csv")])
    #expect(predicted.status == 0, "\(predicted.errors)")
    let predictions = try #require(try NumericTable(csv: scratch.path("out.csv"))["prediction"])
    #expect(Set(predictions).count > 1)
  }

  @Test("say of a label that means nothing where it stands", arguments: ["2", ""])
  func badLabels(label: String) throws {
    let scratch = try ScratchFolder()
    var lines = Self.table().split(separator: "\n").map(String.init)
    lines[7] = "0,1,1,\(label)"
    let path = try scratch.write(lines.joined(separator: "\n") + "\n", to: "rows.csv")
    let run = try Self.train(scratch, ["--objective", "binary"])
    let value =
      label.isEmpty
      ? "a missing value is no label, objective binary takes finite numbers" : "2.0 is no label, objective binary takes 0 to 1"
    #expect(
      run.status == 1
        && run.errors == "assay: \(path), row 7 below the header, column 'label': \(value); correct the row or leave it out\n",
      "\(run.errors)")
  }

  @Test("stop early by the file that validates")
  func earlyStopping() throws {
    let scratch = try ScratchFolder()
    _ = try scratch.write(Self.table(), to: "rows.csv")
    // Labels that have nothing to do with the features.
    let lines = Self.table(rows: 120).split(separator: "\n").enumerated().map { row, line in
      row == 0 ? String(line) : line.dropLast() + (row * 7 % 5 < 2 ? "1" : "0")
    }
    let valid = try scratch.write(lines.joined(separator: "\n"), to: "valid.csv")
    let run = try Self.train(
      scratch, ["--objective", "binary", "--valid", valid, "--set", "num_iterations=500", "--set", "early_stopping_round=3"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("stopped early, after iteration") && run.output.contains("on the valid rows"))
  }

  @Test("train on what 'assay features' writes: no label is a feature, and rows whose outcome is not known yet are left out and told")
  func trainsOnFeatures() throws {
    let scratch = try ScratchFolder()
    try SyntheticMarket(seed: 5).bars(.hours(1), count: 300)[0].write(csv: scratch.path("bars.csv"))
    func assay(_ words: [String]) throws -> Program.Outcome { try Program.run(built: "assay", words, in: scratch.path) }
    let labels = ["--label", "direction:5", "--label", "forward_return:3"]
    #expect(try assay(["features", "bars.csv", "--compute", "rsi_14,roc_5", "--out", "features.csv"] + labels).status == 0)
    let train = ["train", "features.csv", "--set", "num_iterations=3", "--model", "model.json", "--target"]
    let run = try assay(train + ["direction_5", "--objective", "binary"])
    #expect(run.status == 0 && run.output.contains("from 295 rows of 2 features"), "\(run)")
    #expect(run.output.contains("left out 5 rows without a label"), "\(run)")
    #expect(try Model(file: Array(Data(contentsOf: URL(fileURLWithPath: scratch.path("model.json"))))).featureNames == ["rsi_14", "roc_5"])
    #expect(try assay(["predict", "features.csv", "--model", "model.json"]).output.split(separator: "\n").count == 301)
    // What is wrong with a label is told with its row in the file, whatever was left out before it.
    var lines = try scratch.read("features.csv").split(separator: "\n").map(String.init)
    lines[3] = lines[3].split(separator: ",", omittingEmptySubsequences: false).enumerated().map { [3, 4].contains($0) ? "" : $1 }.joined(
      separator: ",")
    lines[8] = lines[8].split(separator: ",", omittingEmptySubsequences: false).enumerated().map { $0 == 3 ? "7" : $1 }.joined(
      separator: ",")
    _ = try scratch.write(lines.joined(separator: "\n"), to: "features.csv")
    let wrong = try assay(train + ["direction_5", "--objective", "binary"])
    #expect(wrong.status == 1 && wrong.errors.contains("row 8 below the header, column 'direction_5': 7.0 is no label"), "\(wrong)")
  }

  @Test("take no target for a feature because of how its capitals are typed", arguments: ["Label", "label", "LABEL"])
  func capitals(_ target: String) throws {
    let scratch = try ScratchFolder()
    let rows = (0..<200).map { "\($0 % 7),\($0 % 2)" }.joined(separator: "\n")
    _ = try scratch.write("x,Label\n\(rows)\n", to: "rows.csv")
    let run = try Program.run(
      built: "assay", ["train", "rows.csv", "--target", target, "--objective", "binary", "--model", "m.json", "--json"], in: scratch.path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("\"features\" : 1,"))
  }

  @Test(
    "fail with one line that names the file and what to do",
    arguments: [
      (["train", "rows.csv", "--target", "lable", "--objective", "binary", "--model", "m"], "did you mean 'label'?"),
      (["train", "rows.csv", "--target", "a", "--objective", "binary", "--model", "m"], "takes 0 to 1"),
      (
        ["train", "rows.csv", "--target", "b", "--objective", "regression", "--model", "m"],
        "rows.csv, row 1 below the header, column 'b': a missing value is no label"
      ),
      (
        ["train", "rows.csv", "--target", "label", "--objective", "binary", "--model", "absent/m"],
        "absent/m: its directory does not exist; create the directory first"
      ),
      (
        // Before hours of training.
        ["train", "huge.csv", "--target", "label", "--objective", "binary", "--model", "absent/m"],
        "absent/m: its directory does not exist; create the directory first"
      ),
      (["predict", "rows.csv", "--model", "rows.csv"], "rows.csv: This is no model file"),
      (["predict", "rows.csv", "--model", "absent"], "absent: the model cannot be read"),
    ])
  func failures(_ words: [String], _ message: String) throws {
    let scratch = try ScratchFolder()
    _ = try scratch.write(Self.table(), to: "rows.csv")
    let run = try Program.run(built: "assay", words, in: scratch.path)
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors.contains(message) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(try scratch.names() == ["rows.csv"])
  }

  @Test(
    "answer a command line that makes no sense with the usage and status 64",
    arguments: [
      (["--objective", "binary", "--set", "num_leafs=3"], "Did you mean 'num_leaves'"),
      (["--objective", "binary", "--set", "num_leaves"], "must be written NAME=VALUE"),
      (["--objective", "binary", "--set", "num_leaves=1"], "from 2 to 131072"),
      (["--objective", "binery"], "Did you mean 'binary'"),
      ([], "--objective is required"),
      (["--objective", "binary", "--threads", "0"], "--threads '0' must be a whole number from 1"),
    ])
  func usage(_ more: [String], _ message: String) throws {
    let scratch = try ScratchFolder()
    _ = try scratch.write(Self.table(), to: "rows.csv")
    let run = try Self.train(scratch, more)
    #expect(run.status == 64, "\(run.errors)")
    #expect(run.errors.contains(message), "\(run.errors)")
  }
}
