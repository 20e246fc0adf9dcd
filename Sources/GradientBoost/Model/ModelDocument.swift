/// What a model file holds, as `Docs/model-format.md` describes it.
struct ModelDocument: Codable {
  /// Whether the trees are the parts of a mean.
  var averaged: Bool?
  var featureNames: [String]
  var featureRanges: [[ExactNumber]?]
  var initialScores: [ExactNumber]
  var objective: Objective
  var parameters: [String: String]?
  var record: RecordDocument?
  var trees: [TreeDocument]

  /// A tree as columns: one entry for each node, then one for each leaf.
  struct TreeDocument: Codable {
    var feature: [Int]
    var threshold: [ExactNumber]
    var missing: [Int]
    var missingGoesLeft: [Bool]
    var left: [Int]
    var right: [Int]
    var gain: [ExactNumber]
    var value: [ExactNumber]
    var count: [Int]
    var weight: [ExactNumber]
    var leafValue: [ExactNumber]
    var leafCount: [Int]
    var leafWeight: [ExactNumber]
    var learningRate: ExactNumber
    /// The categories that go left at each node; null where a threshold divides.
    var categories: [[Int]?]?
    /// The linear part of each leaf: null where there is none.
    var leafConstant: [ExactNumber?]?
    var leafFeatures: [[Int]?]?
    var leafCoefficients: [[ExactNumber]?]?
  }

  /// How the training went.
  struct RecordDocument: Codable {
    var rows: Int
    var stop: TrainingRecord.StopReason
    var bestIteration: Int
    var decidingSet: String?
    var decidingMetric: Metric?
    var decidingValue: ExactNumber?
    var history: [EvaluationDocument]
  }

  /// One metric of one validation set.
  struct EvaluationDocument: Codable {
    var set: String
    var metric: Metric
    var values: [ExactNumber]
  }
}

extension ModelDocument {
  init(_ model: Model) {
    averaged = model.isAverage ? true : nil
    featureNames = model.featureNames
    featureRanges = model.featureRanges.map { $0.map { [ExactNumber($0.lowerBound), ExactNumber($0.upperBound)] } }
    initialScores = model.initialScores.map(ExactNumber.init)
    objective = model.objective
    parameters = model.parameters.map { parameters in
      Dictionary(uniqueKeysWithValues: (parameters.texts(ofVersion: 1) + parameters.unusualLaterTexts).map { ($0.name, $0.value) })
    }
    record = model.record.map(RecordDocument.init)
    trees = model.trees.map(TreeDocument.init)
  }

  /// The version of the format that has words for all of it.
  var version: Int {
    let isNew =
      averaged != nil || !objective.isInVersion1 || trees.contains { $0.categories != nil || $0.leafConstant != nil }
      || parameters.map { texts in Parameters.laterEntries.contains { texts[$0.name] != nil } } ?? false
      || record?.history.contains { !$0.metric.isInVersion1 } ?? false
    return isNew ? 2 : 1
  }

  func model() throws(ModelFileError) -> Model {
    guard initialScores.count == objective.scoresPerRow else {
      throw ModelFileError(
        "The model has \(initialScores.count) initial scores, its objective \(objective.text) needs \(objective.scoresPerRow).")
    }
    guard initialScores.allSatisfy({ $0.value.isFinite }) else { throw ModelFileError("An initial score is not finite.") }
    guard !featureNames.isEmpty, Set(featureNames).count == featureNames.count else {
      throw ModelFileError("The model has no features, or two of the same name.")
    }
    guard featureRanges.count == featureNames.count, trees.count % initialScores.count == 0 else {
      throw ModelFileError("The model has \(featureRanges.count) feature ranges and \(trees.count) trees, which does not go up.")
    }
    var ranges: [ClosedRange<Double>?] = []
    for range in featureRanges {
      if let range, range.count == 2, range[0].value <= range[1].value {
        ranges.append(range[0].value...range[1].value)
      } else {
        ranges.append(nil)
      }
    }
    var parameters: Parameters?
    if let texts = self.parameters {
      var read = Parameters(objective: objective)
      for (name, value) in texts.sorted(by: { $0.key < $1.key }) {
        do { try read.set(name, to: value) } catch { throw ModelFileError(error.description) }
      }
      parameters = read
    }
    var trees: [Tree] = []
    var budget = CategoryBudget()
    for (index, document) in self.trees.enumerated() {
      let tree = try document.tree(index, &budget)
      if let problem = tree.problem(featureCount: featureNames.count) { throw ModelFileError("Tree \(index): \(problem).") }
      trees.append(tree)
    }
    return Model(
      featureNames: featureNames, objective: objective, initialScores: initialScores.map(\.value), trees: trees, parameters: parameters,
      record: record.map(\.record), featureRanges: ranges, isAverage: averaged ?? false)
  }
}

extension ModelDocument.TreeDocument {
  init(_ tree: Tree) {
    feature = tree.nodes.map(\.feature)
    threshold = tree.nodes.map { ExactNumber($0.threshold) }
    missing = tree.nodes.map(\.missing.rawValue)
    missingGoesLeft = tree.nodes.map(\.missingGoesLeft)
    left = tree.nodes.map(\.left)
    right = tree.nodes.map(\.right)
    gain = tree.nodes.map { ExactNumber($0.gain) }
    value = tree.nodes.map { ExactNumber($0.value) }
    count = tree.nodes.map(\.count)
    weight = tree.nodes.map { ExactNumber($0.weight) }
    leafValue = tree.leaves.map { ExactNumber($0.value) }
    leafCount = tree.leaves.map(\.count)
    leafWeight = tree.leaves.map { ExactNumber($0.weight) }
    learningRate = ExactNumber(tree.learningRate)
    if tree.nodes.contains(where: { $0.categories != nil }) { categories = tree.nodes.map { $0.categories?.members } }
    guard tree.isLinear else { return }
    leafConstant = tree.leaves.map { $0.linear.map { ExactNumber($0.constant) } }
    leafFeatures = tree.leaves.map { $0.linear?.features }
    leafCoefficients = tree.leaves.map { $0.linear.map { $0.coefficients.map(ExactNumber.init) } }
  }

  func tree(_ index: Int, _ budget: inout CategoryBudget) throws(ModelFileError) -> Tree {
    let nodes = feature.count
    guard
      [threshold.count, missing.count, missingGoesLeft.count, left.count, right.count, gain.count, value.count, count.count, weight.count]
        .allSatisfy({ $0 == nodes }), leafCount.count == leafValue.count, leafWeight.count == leafValue.count
    else { throw ModelFileError("Tree \(index): its columns are of different lengths.") }
    guard [categories.map(\.count) ?? nodes].allSatisfy({ $0 == nodes }),
      [leafConstant?.count, leafFeatures?.count, leafCoefficients?.count].allSatisfy({ $0 ?? leafValue.count == leafValue.count })
    else { throw ModelFileError("Tree \(index): its columns are of different lengths.") }
    var made: [Tree.Node] = []
    for node in 0..<nodes {
      var own: CategorySet?
      if let members = categories?[node] { own = try budget.set(members) }
      guard let missing = Tree.Missing(rawValue: missing[node]) else {
        throw ModelFileError("Tree \(index): node \(node) has a kind of missing value that does not exist.")
      }
      made.append(
        Tree.Node(
          feature: feature[node], threshold: threshold[node].value, missingGoesLeft: missingGoesLeft[node], missing: missing,
          left: left[node], right: right[node], gain: gain[node].value, value: value[node].value, count: count[node],
          weight: weight[node].value, categories: own))
    }
    return Tree(
      nodes: made,
      leaves: leafValue.indices.map {
        Tree.Leaf(value: leafValue[$0].value, count: leafCount[$0], weight: leafWeight[$0].value, linear: linear($0))
      },
      learningRate: learningRate.value)
  }
}

extension ModelDocument.TreeDocument {
  /// The linear part of a leaf; a part of it that is missing makes one that ``Tree/problem(featureCount:)`` refuses.
  private func linear(_ leaf: Int) -> LinearLeaf? {
    guard let constant = leafConstant?[leaf] else { return nil }
    return LinearLeaf(
      constant: constant.value, features: leafFeatures?[leaf] ?? [-1],
      coefficients: leafCoefficients?[leaf]?.map(\.value) ?? [0])
  }
}

extension ModelDocument.RecordDocument {
  init(_ record: TrainingRecord) {
    rows = record.rows
    stop = record.stop
    bestIteration = record.bestIteration
    decidingSet = record.decision?.set
    decidingMetric = record.decision?.metric
    decidingValue = record.decision.map { ExactNumber($0.value) }
    history = record.history.map { .init(set: $0.set, metric: $0.metric, values: $0.values.map(ExactNumber.init)) }
  }

  var record: TrainingRecord {
    var decision: TrainingRecord.Decision?
    if let set = decidingSet, let metric = decidingMetric, let value = decidingValue?.value {
      decision = .init(set: set, metric: metric, value: value)
    }
    return TrainingRecord(
      rows: rows, stop: stop, bestIteration: bestIteration, decision: decision,
      history: history.map { .init(set: $0.set, metric: $0.metric, values: $0.values.map(\.value)) })
  }
}
