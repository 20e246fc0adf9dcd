import Assay

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Gradient-boosted trees validated fold by fold, the leaks looked for, and the luck taken off.
struct ModelValidation {
  private let splits: Splits
  private let metrics: [MetricSummary]
  private let leakage: LeakageReport
  private let overfitting: Overfitting
  private let table: SampleTable
  /// Whether the result may be used.
  let gate: Verdict

  init(
    _ table: SampleTable, _ splits: Splits, parameters: Parameters, binning: Binning, trials: Int, seed: UInt64, threads: Int,
    progress: (Int) -> Void
  ) throws {
    let samples = table.samples
    self.splits = splits
    self.table = table
    let recipe = ModelRecipe { samples, fold, rows in
      let model = try Self.train(samples, fold, parameters, binning)
      return try model.predict(columns: samples.columns.map { rows.gather($0) }, threads: 1)
    }
    let evaluation = try evaluate(
      splits, fit: { try Self.train(samples, $0, parameters, binning) },
      predict: { model, rows in try model.predict(columns: samples.columns.map { rows.gather($0) }, threads: 1) },
      scores: Self.scores(parameters.objective, samples.labels), intervals: ScoreIntervals(seed: seed), threads: threads)
    metrics = evaluation.metrics
    progress(1)
    leakage = try LeakageAudit(seed: seed).run(on: samples, splits: splits, recipe: recipe, threads: threads)
    progress(2)
    overfitting = try Overfitting(table, evaluation, trials: trials, threads: threads)
    progress(4)
    gate = Verdict.combining(leakage.verdicts + [overfitting.verdict], name: "gate")
  }

  /// Bins and trees see training rows only.
  private static func train(_ samples: LabeledSamples, _ fold: Fold, _ parameters: Parameters, _ binning: Binning) throws -> Model {
    func dataset(_ rows: Rows) -> (columns: [[Double]], labels: [Double]) {
      (samples.columns.map { rows.gather($0) }, rows.gather(samples.labels))
    }
    let train = dataset(fold.train)
    let data = try Dataset(columns: train.columns, featureNames: samples.names, labels: train.labels, binning: binning, threads: 1)
    return try Trainer(parameters).train(on: data, threads: 1) { _ in .goOn }
  }

  private static func scores(_ objective: Objective, _ labels: [Double]) -> [Score<Double>] {
    var metrics = Metric.usual(for: objective)
    if objective == .binary { metrics.append(.accuracy) }
    var scores = metrics.map { metric in
      Score<Double>(
        metric.name, higherIsBetter: metric.higherIsBetter,
        noSkill: metric == .auc || metric == .accuracy ? 0.5 : metric == .r2 ? 0 : nil
      ) { predictions, rows in metric.value(predictions: predictions, labels: rows.map { labels[$0] }) }
    }
    if objective != .binary { scores.append(.correlation(with: labels)) }
    return scores
  }
}

/// What is left of taking the side of every prediction once luck is taken off.
private struct Overfitting {
  let sharpe: SharpeRatio?
  let deflated: DeflatedSharpe?
  let selection: BacktestOverfitting?
  let positions: Int
  let trials: Int
  let verdict: Verdict

  /// How many stages of the boosting are compared to find out whether choosing one by backtest works.
  private static let stages = 8
  private static let blocks = 8

  init(_ table: SampleTable, _ evaluation: Evaluation<Model, Double>, trials: Int, threads: Int) throws {
    self.trials = trials
    let samples = table.samples
    let middle = samples.target == .binary ? 0.5 : 0
    func followed(_ predictions: [Double?]) throws -> SignalReturns {
      try SignalReturns(spans: samples.spans, predictions: predictions.map { $0.map { $0 - middle } }, payoffs: table.payoffs)
    }
    let own = try followed(evaluation.outOfFold())
    positions = own.returns.count
    // A ratio without spread or without time does not exist; that is said, not thrown.
    sharpe = try? SharpeRatio(of: own.returns, ends: own.ends)
    deflated = try sharpe.map { try DeflatedSharpe($0, trials: Double(trials)) }
    verdict =
      deflated?.verdict("deflated_sharpe")
      ?? .insufficient("deflated_sharpe", "Following the predictions gives \(own.returns.count) returns that have no Sharpe ratio.")

    // The first path's folds, with the trees they have after an eighth of the iterations, two eighths, …
    let stages = try (1...Self.stages).map { stage in
      var predictions = [Double?](repeating: nil, count: samples.count)
      for piece in evaluation.splits.paths[0] {
        let model = evaluation.folds[piece.fold].model
        let staged = model.prefix(iterations: max(1, model.iterationCount * stage / Self.stages))
        let values = try staged.predict(columns: samples.columns.map { piece.rows.gather($0) }, threads: threads)
        for (row, value) in zip(piece.rows, values) where predictions[row] == nil { predictions[row] = value }
      }
      return try followed(predictions).returns
    }
    let isComparable = Set(stages.map(\.count)).count == 1 && positions >= 2 * SharpeRatio.fewestObservations
    selection = isComparable ? try? BacktestOverfitting(strategies: stages, blocks: Self.blocks, threads: threads) : nil
  }
}

// MARK: - What is said

extension ModelValidation {
  /// The report for people.
  func text(usesColor: Bool) -> String {
    var table = Table(
      .text("metric"), .number("out of fold"), .number("from"), .number("to"), .number("in training"), .number("worst fold"),
      .number("best fold"), .number("chance of loss"))
    for metric in metrics {
      let train = metric.folds.compactMap(\.train)
      table.rows.append([
        metric.name, rounded(metric.pooled.value), rounded(metric.pooled.lower), rounded(metric.pooled.upper),
        rounded(train.isEmpty ? nil : train.reduce(0, +) / Double(train.count)), rounded(metric.stability.worst),
        rounded(metric.stability.best),
        rounded(metric.stability.lossProbability),
      ])
    }
    let verdicts = leakage.verdicts + [overfitting.verdict]
    let width = verdicts.map(\.name.count).max() ?? 0
    let lines = verdicts.map { verdict in
      let name = verdict.name + String(repeating: " ", count: width - verdict.name.count)
      let outcome = verdict.outcome.rawValue
      return "\(name)  \(outcome)\(String(repeating: " ", count: 12 - outcome.count))  \(verdict.reason)"
    }
    return """
      \(splits.maker): \(splits.count) folds of \(splits.spans.count) rows, \(self.table.samples.names.count) features, \
      \(splits.folds.reduce(0) { $0 + $1.purged.count }) rows purged, \(splits.folds.reduce(0) { $0 + $1.embargoed.count }) embargoed
      \(tableText)
      \(splits.count <= 20 ? splits.picture() + "\n" : "")
      \(table.text(isBold: usesColor))
      \(overfittingText)
      \(lines.joined(separator: "\n"))

      gate: \(gate.outcome.rawValue)
      """
  }

  /// What the table's columns were taken for, where that was not said.
  private var tableText: String {
    var parts = [table.labelEnd.map { "labels known at \($0)" } ?? "nothing says when labels were known"]
    if table.unlabeled > 0 { parts.append("left out \(Verdict.text(Double(table.unlabeled), "row")) without a label") }
    if !table.otherLabels.isEmpty { parts.append("other labels are no features: \(table.otherLabels.joined(separator: ", "))") }
    return parts.joined(separator: "; ")
  }

  private var overfittingText: String {
    var parts = ["following the predictions: \(overfitting.positions) positions one after the other"]
    if let sharpe = overfitting.sharpe {
      parts.append("annual Sharpe \(rounded(sharpe.annualised)), above 0 with probability \(rounded(sharpe.probability(ofMoreThan: 0)))")
    }
    if let deflated = overfitting.deflated {
      parts.append("better than the luckiest of \(overfitting.trials) with probability \(rounded(deflated.probability))")
    }
    if let selection = overfitting.selection {
      parts.append("choosing the number of trees by backtest fails with probability \(rounded(selection.probability))")
    }
    return parts.joined(separator: "\n  ") + "\n"
  }

  private func rounded(_ value: Double?) -> String { value.flatMap { $0.isFinite ? Verdict.text($0) : nil } ?? "-" }

  /// The report for programs.
  func report(_ path: String) -> some Encodable {
    Report(
      file: path, rows: splits.spans.count, rowsWithoutLabel: table.unlabeled, features: table.samples.names.count,
      otherLabels: table.otherLabels,
      labelEnd: table.labelEnd, scheme: splits.maker, labelEndsGiven: splits.spans.hasEnds,
      folds: splits.map { fold in
        func part(_ rows: Rows) -> Report.Part? {
          guard let first = rows.first, let last = rows.last else { return nil }
          return Report.Part(rows: rows.count, from: splits.spans.times[first], to: splits.spans.times[last])
        }
        return Report.FoldPart(
          train: part(fold.train), test: part(fold.test), purged: fold.purged.count, embargoed: fold.embargoed.count)
      },
      metrics: metrics,
      overfitting: Report.Overfitting(
        positions: overfitting.positions, trials: overfitting.trials, sharpe: overfitting.sharpe?.annualised,
        probabilisticSharpe: finite(overfitting.sharpe?.probability(ofMoreThan: 0)),
        deflatedSharpe: finite(overfitting.deflated?.probability),
        minimumTrackRecordLength: finite(overfitting.sharpe.flatMap { try? $0.minimumTrackRecordLength(toExceed: 0) }),
        probabilityOfOverfitting: finite(overfitting.selection?.probability)),
      verdicts: leakage.verdicts + [overfitting.verdict], gate: gate.outcome)
  }

  private func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }

  private struct Report: Encodable {
    struct Part: Encodable {
      let rows: Int
      let from: Timestamp
      let to: Timestamp
    }

    struct FoldPart: Encodable {
      let train: Part?
      let test: Part?
      let purged: Int
      let embargoed: Int
    }

    struct Overfitting: Encodable {
      let positions: Int
      let trials: Int
      let sharpe: Double?
      let probabilisticSharpe: Double?
      let deflatedSharpe: Double?
      let minimumTrackRecordLength: Double?
      let probabilityOfOverfitting: Double?
    }

    let file: String
    let rows: Int
    let rowsWithoutLabel: Int
    let features: Int
    let otherLabels: [String]
    let labelEnd: String?
    let scheme: String
    let labelEndsGiven: Bool
    let folds: [FoldPart]
    let metrics: [MetricSummary]
    let overfitting: Overfitting
    let verdicts: [Verdict]
    let gate: Verdict.Outcome
  }
}
