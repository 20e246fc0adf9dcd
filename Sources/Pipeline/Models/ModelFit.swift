import Calibration
import Features
import GradientBoost
import Market
import Statistics
import WalkForward

/// The training of one model of a group.
struct ModelFit: Sendable {
  private let kind: ModelKind
  private let training: ModelTraining
  private let table: TrainingTable
  private let splits: Splits
  private let parent: ModelReference?
  private let labels: [Double]
  private let seed: UInt64

  init(_ kind: ModelKind, _ training: ModelTraining, _ table: TrainingTable, _ splits: Splits, _ parent: ModelReference?) {
    self.kind = kind
    self.training = training
    self.table = table
    self.splits = splits
    self.parent = parent
    labels = table.labels[ModelKind.allCases.firstIndex(of: kind) ?? 0]
    seed = SeededGenerator(seed: training.seed).split(stream: StableName.hash("\(training.group.name)/\(kind.rawValue)")).state.0
  }

  private var name: String { ModelReference.name(kind, training.group) }

  /// The model, or why there is none.
  func model(_ bins: Dataset) throws -> Result<TrainedModel, MissingModel> {
    let known = labels.indices.filter { !labels[$0].isNaN }
    guard let last = splits.folds.last, known.count >= training.settings.fewestRows else {
      return missing("\(known.count) rows have an answer where \(training.settings.fewestRows) are needed.")
    }
    for fold in splits {
      for (part, rows) in [("train", fold.train), ("select", fold.validation), ("test", fold.test)] {
        let answers = rows.filter { !labels[$0].isNaN }
        if answers.count < 20 { return missing("part \(fold.index) has \(answers.count) rows to \(part) where 20 are needed.") }
        if kind.isProbability, Set(answers.map { labels[$0] }).count < 2 {
          return missing("part \(fold.index) knows only one answer to \(part).")
        }
      }
    }
    // The bins are those of the first training rows for every label; what has no answer is left out of every part.
    let data = try Dataset(columns: table.columns, labels: labels.map { $0.isNaN ? 0 : $0 }, binsOf: bins, threads: 1)
    let search = try search(data)
    guard let best = search.best else { return missing("none of \(search.trials.count) configurations could be trained.") }
    let chosen = try parameters(best.configuration)

    var outOfFold = OutOfFold()
    var final: Model?
    for fold in splits {
      let model = try fit(data, fold.train, chosen)
      try append(fold, model, to: &outOfFold)
      final = model
    }
    guard let final else { return missing("there is no part to test on.") }
    var calibrator: PlattCalibrator?
    var reliability: Reliability?
    if kind.isProbability {
      do {
        let folds = try ProbabilityFolds(
          trainedThrough: last.train.map { table.spans.ends[$0] }.max() ?? .distantPast, calibration: scored(last.validation, by: final),
          scoring: scored(last.test, by: final))
        let fitted = try PlattCalibrator(folds.calibration)
        calibrator = fitted
        reliability = try Reliability(folds.scoring, calibratedBy: fitted)
      } catch {
        return missing("its probabilities can't be calibrated: \(error)")
      }
    }
    let file = ModelFile(
      kind: kind, label: TrainingTable.label(kind, horizon: training.settings.horizon).name, model: final, calibrator: calibrator,
      fingerprint: table.fingerprint, trainingSpan: table.span)
    let skill = Skill(outOfFold, isProbability: kind.isProbability)
    return .success(
      TrainedModel(
        kind: kind, group: training.group, file: file, lineage: lineage(chosen), metrics: skill.metrics(reliability),
        skill: skill.verdict(level: training.settings.skillLevel), audit: try audit(chosen), outOfFold: outOfFold, trials: search.trials,
        reliability: reliability, importance: importance(of: final)))
  }

  private func missing(_ reason: String) -> Result<TrainedModel, MissingModel> {
    .failure(MissingModel(verdict: .insufficient(name, reason)))
  }

  // MARK: - Parameters

  private func search(_ data: Dataset) throws -> SearchResult {
    let space = try SearchSpace([
      .real("learning_rate", from: 0.03, to: 0.2, scale: .logarithmic), .whole("num_leaves", from: 3, to: 24, scale: .logarithmic),
      .whole("min_data_in_leaf", from: 20, to: 200, scale: .logarithmic), .real("feature_fraction", from: 0.4, to: 1),
    ])
    let fold = splits[0]
    let answers = fold.validation.filter { !labels[$0].isNaN }
    return try Search(space, .minimize, sampler: .random, seed: seed).run(.trials(training.settings.trials), threads: 1) {
      configuration, _ in
      let model = try fit(data, fold.train, parameters(configuration))
      let predictions = try model.predict(columns: gather(answers), threads: 1)
      return Skill.loss(predictions, answers.map { labels[$0] }, isProbability: kind.isProbability)
    }
  }

  private func parameters(_ configuration: Configuration) throws -> Parameters {
    var parameters = Parameters(objective: kind.isProbability ? .binary : .regression)
    parameters.numIterations = training.settings.trees
    parameters.learningRate = try configuration.real("learning_rate")
    parameters.numLeaves = try configuration.whole("num_leaves")
    parameters.minDataInLeaf = try configuration.whole("min_data_in_leaf")
    parameters.featureFraction = try configuration.real("feature_fraction")
    parameters.lambdaL2 = 1
    parameters.seed = seed
    return parameters
  }

  // MARK: - Fitting

  private func fit(_ data: Dataset, _ rows: Rows, _ parameters: Parameters) throws -> Model {
    let answers = rows.filter { !labels[$0].isNaN }
    return try Trainer(parameters).train(on: data.subset(rows: answers, threads: 1), threads: 1)
  }

  private func gather(_ rows: [Int]) -> [[Double]] { table.columns.map { column in rows.map { column[$0] } } }

  private func append(_ fold: Fold, _ model: Model, to outOfFold: inout OutOfFold) throws {
    let rows = Array(fold.test)
    let answers = fold.train.filter { !labels[$0].isNaN }
    let mean = answers.reduce(0) { $0 + labels[$1] } / Double(max(1, answers.count))
    outOfFold.times += rows.map { table.spans.times[$0] }
    outOfFold.ends += rows.map { table.spans.ends[$0] }
    outOfFold.symbols += rows.map { table.symbols[$0] }
    outOfFold.folds += rows.map { _ in fold.index }
    outOfFold.predictions += try model.predict(columns: gather(rows), threads: 1)
    outOfFold.baselines += rows.map { _ in mean }
    outOfFold.labels += rows.map { labels[$0] }
  }

  private func scored(_ rows: Rows, by model: Model) throws -> [ScoredLabel] {
    let answers = rows.filter { !labels[$0].isNaN }
    let scores = try model.rawScores(columns: gather(answers), threads: 1)
    return zip(answers, scores).map { row, score in
      ScoredLabel(score: score, label: labels[row] == 1, time: table.spans.times[row], end: table.spans.ends[row])
    }
  }

  private func importance(of model: Model) -> [TrainedModel.FeatureShare] {
    let gains = model.importance(.gain)
    let total = gains.reduce(0, +)
    let shares = zip(table.names, gains).map { TrainedModel.FeatureShare(feature: $0, share: total > 0 ? $1 / total : 0) }
    return shares.sorted { $0.share == $1.share ? $0.feature < $1.feature : $0.share > $1.share }
  }

  private func lineage(_ parameters: Parameters) -> Lineage {
    var texts: [String: String] = [:]
    for (name, value) in parameters.texts { texts[name] = value }
    texts["horizon"] = "\(training.settings.horizon)"
    return Lineage(
      dataFrom: table.span.lowerBound, dataTo: table.span.upperBound, dataDigest: table.digest, features: table.fingerprint.digest,
      parameters: texts, seed: seed, parent: parent?.description, origin: parent == nil ? "trained" : "retrained")
  }

  // MARK: - Audit

  /// Looks for what the model may know and should not, on rows that follow each other, so that a row older is a bar older, and with fewer trees.
  func audit(_ chosen: Parameters) throws -> [Verdict] {
    var parameters = chosen
    parameters.numIterations = min(20, chosen.numIterations)
    parameters.numLeaves = min(8, chosen.numLeaves)
    let few = parameters
    let recipe = ModelRecipe { samples, fold, rows in
      var binning = Binning()
      binning.maxBin = 63
      let data = try Dataset(
        columns: samples.columns.map { fold.train.gather($0) }, featureNames: samples.names, labels: fold.train.gather(samples.labels),
        binning: binning, threads: 1)
      return try Trainer(few).train(on: data, threads: 1).predict(columns: samples.columns.map { rows.gather($0) }, threads: 1)
    }
    // Ranges of bars tell of how much prices scatter, and of what goes against a position with it, more than those labels' own past does.
    let persists = kind == .risk || kind == .volatility
    let audit = LeakageAudit(plausibleCorrelation: persists ? 0.6 : 0.3, shuffles: 3, seed: seed)
    do {
      let (samples, folds) = try audited(table.audited, table.audited.spans.times.indices.map { $0 })
      let verdicts = try audit.run(on: samples, splits: folds, recipe: recipe, threads: 1).verdicts
      if persists { return verdicts }
      // Labels of evenly chosen rows overlap less, and so tell more of a single feature; where labels persist they would hide their own past.
      let (apart, parts) = try audited(
        TrainingTable.Rows(columns: table.columns, labels: table.labels, spans: table.spans, symbols: table.symbols),
        TrainingTable.thinned(Array(labels.indices), to: training.settings.auditRows))
      let alone = try audit.run(on: apart, splits: parts)["feature_alone"]
      return verdicts.map { verdict in verdict.name == "feature_alone" ? alone ?? verdict : verdict }
    } catch {
      return [.insufficient("leakage", "The audit could not be made: \(error)")]
    }
  }

  /// Those of some rows that have an answer, and folds of them.
  private func audited(_ table: TrainingTable.Rows, _ chosen: [Int]) throws -> (LabeledSamples, Splits) {
    let labels = table.labels[ModelKind.allCases.firstIndex(of: kind) ?? 0]
    let rows = chosen.filter { !labels[$0].isNaN }
    let spans = try SampleSpans(
      times: rows.map { table.spans.times[$0] }, ends: rows.map { table.spans.ends[$0] }, symbols: rows.map { table.symbols[$0] })
    let samples = try LabeledSamples(
      spans: spans, names: self.table.names, columns: table.columns.map { column in rows.map { column[$0] } },
      labels: rows.map { labels[$0] }, target: kind.isProbability ? .binary : .value)
    let folds = try WalkForwardSplitter(
      .expanding, train: .share(0.5), test: .share(0.2499), embargo: .time(.nanoseconds(Int64(training.settings.embargoHours * 3_600e9)))
    ).splits(of: spans)
    return (samples, folds)
  }
}

/// A hash of a name that is the same on every platform and in every run (FNV-1a, 64 bits).
enum StableName {
  static func hash(_ text: String) -> UInt64 { text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 } }
}
