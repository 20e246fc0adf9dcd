public import Statistics

extension Model {
  /// Predictions for rows given as columns: a number for each row; for several classes the chances of each, row after row.
  ///
  /// - Parameters:
  ///   - columns: one for each of `featureNames`, in that order; see ``arranged(_:named:)`` for columns in another.
  ///   - threads: the greatest number of threads to use.
  public func predict(columns: [[Double]], threads: Int = ActiveProcessors.count) throws(PredictionError) -> [Double] {
    var scores = try rawScores(columns: columns, threads: threads)
    guard scoresPerRow > 1 else { return parallelChunked(scores, threads: threads, predictor.inverseFunction) }
    var chances = Array(repeating: 0.0, count: scoresPerRow)
    for start in stride(from: 0, to: scores.count, by: scoresPerRow) {
      for index in 0..<scoresPerRow { chances[index] = scores[start + index] }
      Softmax.apply(&chances)
      for index in 0..<scoresPerRow { scores[start + index] = chances[index] }
    }
    return scores
  }

  /// Raw scores for rows given as columns, for each row one for each class.
  public func rawScores(columns: [[Double]], threads: Int = ActiveProcessors.count) throws(PredictionError) -> [Double] {
    let rows = try rowCount(of: columns)
    return parallelChunks(rows, size: BatchPredictor.blockRows(for: rows, threads: threads), threads: threads) { range in
      var batch = BatchPredictor(trees: trees, initialScores: initialScores)
      return batch.scores(columns: columns, rows: range)
    }.flatMap(\.self)
  }

  /// The leaf each row comes to: for each row a number for each tree.
  public func leafIndices(columns: [[Double]], threads: Int = ActiveProcessors.count) throws(PredictionError) -> [[Int]] {
    let rows = try rowCount(of: columns)
    return parallelMap(0..<rows, threads: threads) { row in predictor.leaves(row: row, of: columns) }
  }

  /// The columns that the model needs, in its order, out of named ones.
  ///
  /// Columns the model does not know are left out; one that it needs and that is not there is an error.
  public func arranged(_ columns: [[Double]], named names: [String]) throws(PredictionError) -> [[Double]] {
    guard columns.count == names.count else {
      throw PredictionError("There are \(columns.count) columns but \(names.count) names; each column needs one.")
    }
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() {
      guard places.updateValue(place, forKey: name) == nil else { throw PredictionError("The name '\(name)' stands for two columns.") }
    }
    var arranged: [[Double]] = []
    for name in featureNames {
      guard let place = places[name] else { throw PredictionError.missing(name, among: names) }
      arranged.append(columns[place])
    }
    return arranged
  }

  func rowCount(of columns: [[Double]]) throws(PredictionError) -> Int {
    guard columns.count == featureNames.count else {
      throw PredictionError("The model has \(featureNames.count) features, there are \(columns.count) columns.")
    }
    let rows = columns.first?.count ?? 0
    for (column, name) in zip(columns, featureNames) where column.count != rows {
      throw PredictionError("Column '\(name)' has \(column.count) rows, column '\(featureNames[0])' has \(rows).")
    }
    return rows
  }

  private func parallelChunked(_ values: [Double], threads: Int, _ body: @Sendable (Double) -> Double) -> [Double] {
    parallelChunks(values.count, size: 4_096, threads: threads) { range in range.map { body(values[$0]) } }.flatMap(\.self)
  }
}
