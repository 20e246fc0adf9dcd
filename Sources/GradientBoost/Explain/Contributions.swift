public import Statistics

extension Model {
  /// What each feature contributes to the raw score of each row: exact Shapley values (TreeSHAP).
  ///
  /// Each row has a number for each feature and one more, the expected score; together they are the raw score. For several classes a
  /// row has that for one class after another.
  ///
  /// - Parameters:
  ///   - columns: one for each of `featureNames`, in that order.
  ///   - threads: the greatest number of threads to use.
  /// - Complexity: O(rows × trees × leaves × depth²).
  public func contributions(columns: [[Double]], threads: Int = ActiveProcessors.count) throws(PredictionError) -> [[Double]] {
    let rows = try rowCount(of: columns)
    try checkExplainable()
    let width = featureNames.count + 1
    return parallelMap(0..<rows, threads: threads) { index in
      let row = columns.map { $0[index] }
      var all: [Double] = []
      for place in 0..<scoresPerRow {
        var sums = Array(repeating: 0.0, count: width)
        sums[width - 1] = initialScores[place]
        for tree in stride(from: place, to: trees.count, by: scoresPerRow) { TreeShap.add(trees[tree], row: row, to: &sums) }
        all += sums
      }
      return all
    }
  }

  /// What each two features contribute together to the raw score of each row: exact Shapley interaction values.
  ///
  /// Each row has a square of one more than the features, row after row. Off the diagonal stands half of what two features do together, on
  /// it what a feature does alone; a line adds up to the feature's contribution, all to the raw score. The last place is the expected score.
  /// For several classes a row has that for one class after another.
  ///
  /// - Parameters:
  ///   - columns: one for each of `featureNames`, in that order.
  ///   - threads: the greatest number of threads to use.
  /// - Complexity: O(rows × trees × features of a tree × leaves × depth²).
  public func interactions(columns: [[Double]], threads: Int = ActiveProcessors.count) throws(PredictionError) -> [[Double]] {
    let rows = try rowCount(of: columns)
    try checkExplainable()
    let width = featureNames.count + 1
    return parallelMap(0..<rows, threads: threads) { index in
      let row = columns.map { $0[index] }
      var all: [Double] = []
      for place in 0..<scoresPerRow {
        var sums = Array(repeating: 0.0, count: width * width)
        sums[width * width - 1] = initialScores[place]
        for tree in stride(from: place, to: trees.count, by: scoresPerRow) {
          TreeShap.addInteractions(trees[tree], row: row, to: &sums, width: width)
        }
        all += sums
      }
      return all
    }
  }

  private func checkExplainable() throws(PredictionError) {
    // The paths of a deeper tree would fill the stack before the machine's age.
    if let tree = trees.firstIndex(where: { $0.depth > 500 }) {
      throw PredictionError("Tree \(tree) is \(trees[tree].depth) deep; contributions are computed for trees up to 500. Limit max_depth.")
    }
    if let tree = trees.firstIndex(where: \.isLinear) {
      throw PredictionError("Tree \(tree) has linear leaves, whose contributions are not defined; train without linear_tree to explain.")
    }
  }
}
