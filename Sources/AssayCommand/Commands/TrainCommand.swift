import Assay

extension Command {
  /// `assay train`: a model from a table.
  static let train = Command(
    declaration: CommandDeclaration(
      name: "train", summary: "Train gradient-boosted trees on a table of numbers",
      operands: [.init(name: "FILE", help: "a CSV file with named columns; empty cells are missing values")],
      options: [
        target.declaration, objective.declaration, valid.declaration, set.declaration, threads.declaration, model.declaration,
        json.declaration,
      ],
      discussion: """
        Objectives: binary, multiclass:3, cross_entropy (labels from 0 to 1), regression, regression_l1, huber:0.9, quantile:0.9, mape, poisson,
        gamma, tweedie:1.5, lambdarank. Every column but the target is a feature; a column of times is left out, and so are labels of 'assay features',
        which have a column NAME_end beside them. Rows whose target such a column shows not to be known yet are left out; a direction (1, −1, 0) is
        a binary target: 1 or not.
        Parameters have LightGBM's names: num_leaves, learning_rate, num_iterations, max_bin, boosting, categorical_feature=name:COL,COL…
        weight_column=COL and group_column=COL name columns that are no features: what rows count for, and the query each belongs to.
        With --valid, '--set early_stopping_round=20' stops where the first metric no longer improves.
        The same file, parameters and seed give the same model, byte for byte, on any number of threads.
        A model file that ends in .txt is written in LightGBM's format, any other in Assay's.
        """,
      example: "assay train features.csv --target direction_5 --objective binary --set num_leaves=63 --model model.json"),
    run: { arguments, console in
      let path = arguments.operands[0]
      let (target, threads) = (try arguments[target], try arguments[threads] ?? ActiveProcessors.count)
      var parameters = Parameters(objective: try arguments[objective])
      var binning = Binning()
      var roles = ColumnRoles(target: target)
      for setting in try arguments[set] {
        do {
          if setting.name == "weight_column" || setting.name == "group_column" {
            roles.set(setting)
          } else if Binning.names.contains(setting.name) {
            try binning.set(setting.name, to: setting.value)
          } else {
            try parameters.set(setting.name, to: setting.value)
          }
        } catch { throw arguments.error("\(error)") }
      }
      let (modelPath, validPath) = (try arguments[model], try arguments[valid])
      try WholeFile.check(modelPath)
      // Linear leaves are fitted on values, which a data set keeps only if it is told.
      binning.keepsValues = parameters.linearTree
      let table = try ModelTable(path, roles, parameters.objective)
      let validTable = try validPath.map { try ModelTable($0, features: table.names, roles, parameters.objective) }

      for table in [table] + [validTable].compactMap(\.self) { try table.check(parameters.objective) }
      let start = ContinuousClock.now
      let data = try Dataset(
        columns: table.columns, featureNames: table.names, labels: table.labels, weights: table.weights, queries: table.queries,
        binning: binning, threads: threads)
      let validation = try validTable.map { [Trainer.ValidationSet("valid", try $0.dataset(binsOf: data, threads: threads))] } ?? []
      var progress = Progress("training", total: parameters.numIterations, unit: "trees", on: console)
      let model = try Trainer(parameters).train(on: data, validation: validation, threads: threads) {
        progress.update($0.iteration)
        return .goOn
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      progress.finish()

      try ModelFile.write(model, to: modelPath)
      let report = try TrainReport(model, table: table, valid: validTable, seconds: seconds, path: modelPath, threads: threads)
      if try arguments[json] { try console.print(json: report) } else { console.print(report.text) }
      return .done
    })

  private static let target = Option<String>.required("target", "COL", "the column to predict", .text)
  private static let objective = Option<Objective>.required(
    "objective", "NAME",
    "what is predicted, such as binary, multiclass:3 or quantile:0.9",
    .objective)
  private static let valid = Option<String?>.optional("valid", "FILE", "rows to judge the model on, with the same columns", .text)
  private static let set = Option<[Setting]>.settings("set", "NAME=VALUE", "a parameter by LightGBM's name")
  private static let threads = Option<Int?>.optional("threads", "N", "the most threads to use; otherwise all processors", .whole(1...1_024))
  private static let model = Option<String>.required("model", "FILE", "where the model is written", .text)
  private static let json = Option<Bool>.flag("json", "print one JSON document")
}

/// What `assay train` says of its work.
private struct TrainReport: Encodable {
  let model: String
  let rows: Int
  let features: Int
  let rowsWithoutLabel: Int
  let trainingSeconds: Double
  let bestIteration: Int
  let trees: Int
  let stopped: String
  /// What the metrics were computed on: `valid`, or `training` where there is no such file.
  let metricsOf: String
  let metrics: [String: Double?]

  init(_ model: Model, table: ModelTable, valid: ModelTable?, seconds: Double, path: String, threads: Int) throws {
    self.model = path
    rows = table.labels.count
    features = table.names.count
    rowsWithoutLabel = table.unlabeled
    trainingSeconds = seconds
    bestIteration = model.record?.bestIteration ?? 0
    trees = model.trees.count
    stopped =
      switch model.record?.stop {
      case .earlyStopping(let iteration): "early, after iteration \(iteration)"
      case .noSplit(let reason): "no further split: \(reason)"
      case .cancelled(let iteration): "cancelled after iteration \(iteration)"
      case .allIterations, nil: "after all iterations"
      }
    metricsOf = valid == nil ? "training" : "valid"
    let judged = valid ?? table
    let predictions = try model.predict(columns: judged.columns, threads: threads)
    let asked = model.parameters?.metrics ?? []
    var values: [String: Double?] = [:]
    for metric in asked.isEmpty ? Metric.usual(for: model.objective) : asked {
      values[metric.name] = .some(
        metric.value(predictions: predictions, labels: judged.labels, weights: judged.weights, queries: judged.queries))
    }
    metrics = values
  }

  var text: String {
    var lines = ["\(model): \(trees) trees from \(rows) rows of \(features) features, stopped \(stopped)"]
    if rowsWithoutLabel > 0 { lines.append("left out \(Verdict.text(Double(rowsWithoutLabel), "row")) without a label") }
    lines += metrics.keys.sorted().map { name in
      let value = (metrics[name] ?? nil).map { "\($0)" } ?? "not defined on these rows"
      return "\(name) on the \(metricsOf) rows: \(value)"
    }
    return lines.joined(separator: "\n")
  }
}
