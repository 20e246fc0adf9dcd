/// Keeps the scores of validation rows up to date and evaluates them.
struct ValidationScoring {
  private let sets: [Trainer.ValidationSet]
  private let metrics: [Metric]
  private let inverse: (@Sendable (Double) -> Double)?
  private let classes: Int
  private let initialScores: [Double]
  private let crew: Crew
  /// For each set and block the scores, class after class.
  private let scores: [[Owned<[Double]>]]
  /// Every metric of every set, iteration by iteration.
  private(set) var history: [TrainingRecord.Evaluation]

  init(
    sets: [Trainer.ValidationSet], metrics: [Metric], initialScores: [Double], inverse: (@Sendable (Double) -> Double)?, crew: Crew
  ) {
    self.sets = sets
    self.metrics = metrics
    self.inverse = inverse
    self.crew = crew
    classes = initialScores.count
    self.initialScores = initialScores
    scores = sets.map { set in
      set.data.matrix.blocks.indices.map { block in
        let rows = set.data.matrix.rows(ofBlock: block).count
        return Owned(initialScores.flatMap { Array(repeating: $0, count: rows) })
      }
    }
    history = sets.flatMap { set in metrics.map { TrainingRecord.Evaluation(set: set.name, metric: $0, values: []) } }
  }

  /// Whether there is anything to evaluate.
  var isNeeded: Bool { !sets.isEmpty }

  /// Adds a tree to the scores of a class.
  func add(_ tree: BinnedTree, ofClass index: Int) {
    for (set, blocks) in zip(sets, scores) {
      let matrix = set.data.matrix
      crew.run(matrix.blocks.count) { block in
        let rows = matrix.rows(ofBlock: block)
        if tree.isLinear, let values = set.data.values {
          tree.addLinear(
            to: &blocks[block].value, offset: index * rows.count, rows: rows, columns: matrix.blocks[block], values: values)
        } else {
          tree.add(to: &blocks[block].value, offset: index * rows.count, rows: rows.count, columns: matrix.blocks[block])
        }
      }
    }
  }

  /// Adds a value of every metric to the history.
  ///
  /// - Parameter share: what the trees' sum is multiplied with: 1, or for a mean one part of so many.
  mutating func evaluate(share: Double) {
    var place = 0
    for (set, blocks) in zip(sets, scores) {
      var predictions: [Double] = []
      predictions.reserveCapacity(set.data.rowCount * classes)
      for block in blocks {
        var values = block.value
        let rows = values.count / classes
        if share != 1 {
          for place in values.indices {
            let start = initialScores[place / rows]
            values[place] = start + (values[place] - start) * share
          }
        }
        if let inverse {
          predictions += values.map(inverse)
        } else {
          var chances = Array(repeating: 0.0, count: classes)
          for row in 0..<rows {
            for index in 0..<classes { chances[index] = values[index * rows + row] }
            Softmax.apply(&chances)
            predictions += chances
          }
        }
      }
      for metric in metrics {
        history[place].values.append(
          metric.value(predictions: predictions, labels: set.data.labels, weights: set.data.weights, queries: set.data.queries) ?? .nan)
        place += 1
      }
    }
  }
}
