import Statistics

/// One training while it runs.
struct Training {
  private let data: Dataset
  private let parameters: Parameters
  private let own: (any ObjectiveFunction)?
  private let crew: Crew
  private let classes: Int
  private let grower: TreeGrower
  /// What each row counts for, class balance included.
  private let weights: [Double]?
  private let generator: SeededGenerator
  private var scoring: ValidationScoring
  private var initialScores: [Double]
  private var trees: [Tree]
  private let earlierTrees: Int
  /// For each class the greatest gradient and hessian of the iteration before.
  private var greatest: [SIMD2<Double>]

  init(
    data: Dataset, validation: [Trainer.ValidationSet], parameters: Parameters, own: (any ObjectiveFunction)?, earlier: Model?, crew: Crew
  ) throws(TrainingError) {
    self.data = data
    self.parameters = parameters
    self.own = own
    self.crew = crew
    classes = parameters.objective.scoresPerRow
    generator = SeededGenerator(seed: parameters.seed)
    weights = Self.weights(of: data, parameters)
    let columns = data.usedFeatures.enumerated().map { index, feature in
      SplitFinder.Column(
        index: index, bins: data.bins[feature].upperBounds.count, holdsMissing: data.bins[feature].holdsMissing,
        monotone: parameters.monotoneConstraints.isEmpty ? 0 : parameters.monotoneConstraints[feature], salt: data.bins[feature].salt)
    }
    grower = TreeGrower(matrix: data.matrix, columns: columns, parameters: parameters, classes: classes, crew: crew)
    trees = earlier?.trees ?? []
    earlierTrees = trees.count
    greatest = Array(repeating: SIMD2(1, 1), count: classes)
    initialScores = earlier?.initialScores ?? Self.initialScores(data, weights, parameters, own)
    let function = parameters.objective.function(parameters) ?? own
    let inverse = function?.inverseFunction
    let metrics = parameters.metrics.isEmpty ? [function?.defaultMetric ?? .logLoss] : parameters.metrics
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
    _ data: Dataset, _ weights: [Double]?, _ parameters: Parameters, _ own: (any ObjectiveFunction)?
  ) -> [Double] {
    let classes = parameters.objective.scoresPerRow
    guard parameters.boostFromAverage else { return Array(repeating: 0, count: classes) }
    if let function = parameters.objective.function(parameters) ?? own {
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
      if !hasGrown, parameters.featureFraction == 1, !samplesRows {
        stop = .noSplit(reason: noSplitReason())
        break
      }
      done = iteration + 1
      scoring.evaluate()
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
    return Model(
      featureNames: data.featureNames, objective: parameters.objective, initialScores: initialScores,
      trees: Array(trees.prefix(earlierTrees + bestIteration * classes)), parameters: parameters, record: record,
      featureRanges: data.bins.map(\.range), customInverse: own?.inverseFunction)
  }

  private var samplesRows: Bool { parameters.baggingFreq > 0 && parameters.baggingFraction < 1 }

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
    let all = parameters.objective.function(parameters) == nil && own == nil ? softmaxGradients() : []
    let bag = samplesRows ? bag(iteration / parameters.baggingFreq) : nil
    var hasGrown = false
    for index in 0..<classes {
      let round = iteration * classes + index
      let (data, weights, function) = (data, weights, parameters.objective.function(parameters) ?? own)
      let rowCount = bag?.reduce(0) { $0 + $1.count } ?? data.rowCount
      let grown = try grower.grow(
        rowCount: rowCount, round: earlierTrees + round, guess: greatest[index], usedColumns: usedColumns(round)
      ) { number, block, rounding, gradients in
        block.settle()
        let greatest: SIMD2<Double>
        if let function {
          greatest = Self.differentiate(block, function, data.labels, weights, &gradients)
        } else {
          let own = all[number]
          greatest = block.take(own.span, ofClass: index, into: &gradients)
        }
        block.round(rounding, gradients)
        block.reset(sampled: bag?[number])
        return greatest
      }
      greatest[index] = grown.greatest
      hasGrown = hasGrown || !grown.nodes.isEmpty
      if grown.nodes.isEmpty && classes == 1 && !samplesRows && parameters.featureFraction == 1 { return false }
      add(grown, ofClass: index)
    }
    if !hasGrown && !samplesRows && parameters.featureFraction == 1 { trees.removeLast(classes) }
    return hasGrown
  }

  private mutating func add(_ grown: TreeGrower.Grown, ofClass index: Int) {
    let rate = parameters.learningRate
    let rounding = grown.rounding
    let rules = SplitRules(parameters, rounding: rounding)
    func value(_ sums: SIMD2<Double>, _ bounds: ValueBounds) -> Double {
      guard sums.y + parameters.lambdaL2 > 0 else { return 0 }
      var value = -SplitRules.shrunk(sums.x, parameters.lambdaL1) / (sums.y + parameters.lambdaL2)
      if parameters.maxDeltaStep > 0 { value = min(max(value, -parameters.maxDeltaStep), parameters.maxDeltaStep) }
      return min(max(value, bounds.low * rules.valueScale), bounds.high * rules.valueScale) * rate
    }
    var values = grown.sums.indices.map { grown.nodes.isEmpty ? 0 : value(rounding.value(grown.sums[$0]), grown.bounds[$0]) }
    if let share = parameters.objective.leafQuantile, !grown.nodes.isEmpty {
      values = residualQuantiles(share, leaves: values.count).map { $0 * rate }
    }
    let tree = grown.tree(data: data, rounding: rounding, gainScale: rules.gainScale, learningRate: rate, values: values) {
      value($0, ValueBounds())
    }
    trees.append(tree)
    if samplesRows || scoring.isNeeded, let binned = BinnedTree(tree, bins: data.bins, usedFeatures: data.usedFeatures) {
      scoring.add(binned, ofClass: index)
      if samplesRows {
        addToScores(binned, ofClass: index)
        return
      }
    }
    let adds = values
    let blocks = grower.blocks
    if classes == 1 {
      // Added when the next gradients are computed, while the scores are at hand.
      for block in blocks { block.value.pending = adds }
    } else {
      crew.run(blocks.count) { blocks[$0].value.addToScores(adds, ofClass: index) }
    }
  }

  private func addToScores(_ tree: BinnedTree, ofClass index: Int) {
    let blocks = grower.blocks
    crew.run(blocks.count) { blocks[$0].value.addToScores(tree, ofClass: index) }
  }

  // MARK: - Parts of an iteration

  /// Computes a block's gradients; gives back the greatest.
  private static func differentiate(
    _ block: RowBlock, _ function: any ObjectiveFunction, _ labels: [Double], _ weights: [Double]?, _ gradients: inout [SIMD2<Double>]
  ) -> SIMD2<Double> {
    let labels = labels.span
    let own = labels.extracting(block.rows)
    guard let weights else { return block.differentiate(function, labels: own, weights: nil, into: &gradients) }
    let spans = weights.span
    return block.differentiate(function, labels: own, weights: spans.extracting(block.rows), into: &gradients)
  }

  /// The gradients of every block for several classes, class after class.
  private func softmaxGradients() -> [[SIMD2<Double>]] {
    let data = data
    let weights = weights
    let classes = classes
    let blocks = grower.blocks
    return crew.map(blocks.count) { index in
      let rows = blocks[index].value.rows
      let scores = blocks[index].value.scores
      let labels = data.labels.span
      guard let weights else {
        return Softmax.gradients(scores: scores, labels: labels.extracting(rows), classes: classes, weights: nil)
      }
      let spans = weights.span
      return Softmax.gradients(scores: scores, labels: labels.extracting(rows), classes: classes, weights: spans.extracting(rows))
    }
  }

  /// For each block the rows of a bag, ascending: the share asked for of all rows, to the row.
  private func bag(_ number: Int) -> [[UInt16]] {
    let generator = generator.split(stream: 0x6261_67).split(stream: UInt64(number))
    let share = parameters.baggingFraction
    let blocks = grower.blocks
    return crew.map(blocks.count) { index in
      let rows = blocks[index].value.rows
      var draws = generator.split(stream: UInt64(index))
      let count = Int(Double(rows.upperBound) * share) - Int(Double(rows.lowerBound) * share)
      return draws.sample(min(max(count, rows.count == blocks[0].value.rows.count ? 1 : 0), rows.count), from: rows.count).sorted()
        .map { UInt16(truncatingIfNeeded: $0) }
    }
  }

  /// Which columns a tree may use; `nil` for all.
  private func usedColumns(_ round: Int) -> [Bool]? {
    let count = data.usedFeatures.count
    guard parameters.featureFraction < 1, count > 1 else { return nil }
    var draws = generator.split(stream: 0x66_6561_7475).split(stream: UInt64(earlierTrees + round))
    var used = Array(repeating: false, count: count)
    for column in draws.sample(max(1, Int((Double(count) * parameters.featureFraction).rounded())), from: count) { used[column] = true }
    return used
  }

  /// The quantile of what is left to explain in each leaf.
  private func residualQuantiles(_ share: Double, leaves: Int) -> [Double] {
    let data = data, weights = weights, blocks = grower.blocks
    return crew.map(leaves) { leaf in
      var rests: [Double] = []
      var counts: [Double] = []
      for block in blocks {
        let first = block.value.rows.lowerBound
        let scores = block.value.scores
        block.value.withRows(ofLeaf: leaf) { rows in
          for index in 0..<rows.count {
            let row = Int(rows[index])
            rests.append(data.labels[first + row] - scores[row])
            if let weights { counts.append(weights[first + row]) }
          }
        }
      }
      return weights == nil ? WeightedQuantile.of(rests.span, nil, share) : WeightedQuantile.of(rests.span, counts.span, share)
    }
  }
}
