import Statistics

/// One training while it runs.
struct Training {
  let data: Dataset
  let parameters: Parameters
  /// The objective; `nil` where gradients need more than one score: those of all classes or of a query.
  let function: (any ObjectiveFunction)?
  let crew: Crew
  let classes: Int
  let grower: TreeGrower
  /// What each row counts for, class balance included.
  let weights: [Double]?
  let generator: SeededGenerator
  var scoring: ValidationScoring
  private var initialScores: [Double]
  var trees: [Tree]
  let earlierTrees: Int
  /// The columns that may come together, where that was asked for.
  private let interactions: [Set<Int>]?
  /// What turns a custom objective's scores into predictions.
  private let customInverse: (@Sendable (Double) -> Double)?
  /// What DART knows of the trees so far.
  var dropout: Dropout?
  /// The gradients of a forest, which are the same for every tree.
  private var forestGradients: [[SIMD2<Double>]] = []
  /// For each class the greatest gradient and hessian of the iteration before.
  private var greatest: [SIMD2<Double>?]

  init(
    data: Dataset, validation: [Trainer.ValidationSet], parameters: Parameters, own: (any ObjectiveFunction)?, earlier: Model?, crew: Crew
  ) throws(TrainingError) {
    self.data = data
    self.parameters = parameters
    function = own ?? parameters.objective.function(parameters)
    customInverse = own?.inverseFunction
    dropout = parameters.boosting == .dart ? Dropout(parameters) : nil
    self.crew = crew
    classes = parameters.objective.scoresPerRow
    generator = SeededGenerator(seed: parameters.seed)
    weights = Self.weights(of: data, parameters)
    let columns = data.usedFeatures.enumerated().map { index, feature in
      SplitFinder.Column(
        index: index, bins: data.bins[feature].valueBins, holdsMissing: data.bins[feature].holdsMissing,
        monotone: parameters.monotoneConstraints.isEmpty ? 0 : parameters.monotoneConstraints[feature], salt: data.bins[feature].salt,
        isCategorical: data.bins[feature].isCategorical)
    }
    interactions =
      parameters.interactionConstraints.isEmpty
      ? nil : parameters.interactionConstraints.map { group in Set(group.compactMap { data.usedFeatures.firstIndex(of: $0) }) }
    grower = TreeGrower(matrix: data.matrix, columns: columns, parameters: parameters, classes: classes, crew: crew)
    trees = earlier?.trees ?? []
    earlierTrees = trees.count
    greatest = Array(repeating: nil, count: classes)
    initialScores = earlier?.initialScores ?? Self.initialScores(data, weights, parameters, function)
    let ranks = parameters.objective == .lambdarank
    let identity: @Sendable (Double) -> Double = { $0 }
    let inverse = ranks ? identity : function?.inverseFunction
    let metrics = parameters.metrics.isEmpty ? [function?.defaultMetric ?? (ranks ? .ndcg(at: 5) : .logLoss)] : parameters.metrics
    scoring = ValidationScoring(
      sets: validation, metrics: metrics, initialScores: initialScores, inverse: inverse, crew: crew)
    for block in grower.blocks {
      let rows = block.value.rows.count
      for index in 0..<classes {
        for row in 0..<rows { block.value.scores[index * rows + row] = initialScores[index] }
      }
    }
    for (index, tree) in trees.enumerated() {
      guard let binned = BinnedTree(tree, bins: data.bins, usedFeatures: data.usedFeatures) else {
        throw TrainingError(
          "The earlier model asks for thresholds inside the bins of this data; go on with data in the bins it was trained on (binsOf:).")
      }
      addToScores(binned, ofClass: index % classes)
      scoring.add(binned, ofClass: index % classes)
    }
  }

  /// Sample weights times class weights; `nil` if all are 1.
  private static func weights(of data: Dataset, _ parameters: Parameters) -> [Double]? {
    var positive = parameters.scalePosWeight
    var negative = 1.0
    if parameters.isUnbalance {
      let count = Double(data.labels.count { $0 > 0.5 })
      let others = Double(data.rowCount) - count
      if count > 0 && others > 0 {
        positive = max(1, others / count)
        negative = max(1, count / others)
      }
    }
    guard positive != 1 || negative != 1 else { return data.weights }
    return data.labels.indices.map { (data.weights?[$0] ?? 1) * (data.labels[$0] > 0.5 ? positive : negative) }
  }

  private static func initialScores(
    _ data: Dataset, _ weights: [Double]?, _ parameters: Parameters, _ function: (any ObjectiveFunction)?
  ) -> [Double] {
    let classes = parameters.objective.scoresPerRow
    guard parameters.boostFromAverage, parameters.objective != .lambdarank else { return Array(repeating: 0, count: classes) }
    if let function {
      return [function.initialScore(labels: data.labels.span, weights: weights?.span)]
    }
    return Softmax.initialScores(labels: data.labels.span, weights: weights?.span, classes: classes)
  }

  // MARK: - The loop

  mutating func run(_ onIteration: (Trainer.Progress) -> Trainer.Answer) throws(TrainingError) -> Model {
    guard initialScores.allSatisfy(\.isFinite) else {
      throw TrainingError("The initial score is not finite: the labels are too large to be averaged.")
    }
    var stopping = EarlyStopping(parameters: parameters)
    var stop = TrainingRecord.StopReason.allIterations
    var done = 0
    for iteration in 0..<parameters.numIterations {
      let hasGrown = try grow(iteration)
      if !hasGrown, !drawsAnew {
        stop = .noSplit(reason: noSplitReason())
        break
      }
      done = iteration + 1
      // What a forest says is the mean of its trees.
      scoring.evaluate(share: parameters.boosting == .rf ? 1 / Double(done) : 1)
      if let reason = stopping.decide(scoring.history.first, iteration: done) {
        stop = reason
        break
      }
      if onIteration(.init(iteration: done, iterations: parameters.numIterations, history: scoring.history)) == .stop {
        stop = .cancelled(afterIteration: done)
        break
      }
    }
    let best = stopping.best
    let bestIteration = best?.iteration ?? done
    let decision = best.flatMap { best in
      scoring.history.first.map { TrainingRecord.Decision(set: $0.set, metric: $0.metric, value: best.value) }
    }
    let record = TrainingRecord(
      rows: data.rowCount, stop: stop, bestIteration: bestIteration, decision: decision, history: scoring.history)
    var kept = Array(trees.prefix(earlierTrees + bestIteration * classes))
    if let dropout { kept = kept.indices.map { dropout.scaled(kept[$0], iteration: $0 / classes) } }
    let isForest = parameters.boosting == .rf
    if isForest { kept = kept.map { $0.scaled(by: 1 / Double(max(1, done))) } }
    return Model(
      featureNames: data.featureNames, objective: parameters.objective, initialScores: initialScores, trees: kept, parameters: parameters,
      record: record, featureRanges: data.bins.map(\.range), customInverse: customInverse, isAverage: isForest)
  }

  var samplesRows: Bool { parameters.baggingFreq > 0 && parameters.baggingFraction < 1 }

  /// Whether the next tree has other rows, features or thresholds to choose from, so that it may grow where this one did not.
  private var drawsAnew: Bool {
    samplesRows || parameters.featureFraction < 1 || parameters.featureFractionBynode < 1 || parameters.extraTrees
      || parameters.dataSampleStrategy == .goss || parameters.boosting != .gbdt
  }

  /// What a tree's values are multiplied with.
  var rate: Double {
    switch parameters.boosting {
    case .gbdt: parameters.learningRate
    case .dart: dropout?.rate ?? parameters.learningRate
    case .rf: 1
    }
  }

  private func noSplitReason() -> String {
    if data.usedFeatures.isEmpty { return "every feature is constant" }
    let needed = 2 * max(1, parameters.minDataInLeaf)
    if data.rowCount < needed {
      return "\(data.rowCount) rows cannot be divided into two leaves of min_data_in_leaf = \(parameters.minDataInLeaf)"
    }
    return "no split gains more than min_gain_to_split = \(parameters.minGainToSplit) within the limits for leaves"
  }

  /// Grows one tree for each class; `false` if none could be divided.
  private mutating func grow(_ iteration: Int) throws(TrainingError) -> Bool {
    drop(iteration)
    var all = try allGradients(iteration)
    let sample = sample(iteration, &all)
    var hasGrown = false
    for index in 0..<classes {
      let round = iteration * classes + index
      let (data, weights, function, gradientsOfAll) = (data, weights, function, all)
      let used = usedColumns(round)
      let choice = NodeChoice(
        parameters, columnCount: data.usedFeatures.count, tree: used, groups: interactions,
        draws: generator.split(stream: 0x6e_6f64_65).split(stream: UInt64(earlierTrees + round)))
      let rowCount = sample?.reduce(0) { $0 + $1.count } ?? data.rowCount
      let grown = try grower.grow(
        rowCount: rowCount, round: earlierTrees + round, guess: greatest[index], usedColumns: used, choice: choice
      ) { number, block, rounding, gradients in
        block.settle()
        let greatest: SIMD2<Double>
        if gradientsOfAll.isEmpty, let function {
          greatest = Self.differentiate(block, function, data.labels, weights, &gradients)
        } else {
          let own = gradientsOfAll[number]
          greatest = block.take(own.span, ofClass: index, into: &gradients)
        }
        block.round(rounding, gradients)
        block.reset(sampled: sample?[number])
        return greatest
      }
      greatest[index] = grown.greatest
      hasGrown = hasGrown || !grown.nodes.isEmpty
      if grown.nodes.isEmpty && classes == 1 && !drawsAnew { return false }
      add(grown, ofClass: index, isSampled: sample != nil)
    }
    takeBack()
    if !hasGrown && !drawsAnew { trees.removeLast(classes) }
    return hasGrown
  }

  /// The gradients of every block, class after class, where a tree needs them all before it begins; empty where blocks compute their own.
  private mutating func allGradients(_ iteration: Int) throws(TrainingError) -> [[SIMD2<Double>]] {
    if !forestGradients.isEmpty { return forestGradients }
    let isForest = parameters.boosting == .rf
    guard function == nil || isForest || keepsGreatest(iteration) else { return [] }
    settle()
    let all: [[SIMD2<Double>]]
    if let function {
      all = gradients(of: function)
    } else if parameters.objective == .lambdarank {
      all = rankGradients()
    } else {
      all = softmaxGradients()
    }
    if isForest { forestGradients = all }
    return all
  }
}
