extension Training {
  /// Computes a block's gradients; gives back the greatest.
  static func differentiate(
    _ block: RowBlock, _ function: any ObjectiveFunction, _ labels: [Double], _ weights: [Double]?, _ gradients: inout [SIMD2<Double>]
  ) -> SIMD2<Double> {
    let labels = labels.span
    let own = labels.extracting(block.rows)
    guard let weights else { return block.differentiate(function, labels: own, weights: nil, into: &gradients) }
    let spans = weights.span
    return block.differentiate(function, labels: own, weights: spans.extracting(block.rows), into: &gradients)
  }

  /// The gradients of every block for several classes, class after class.
  func softmaxGradients() -> [[SIMD2<Double>]] {
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

  /// The gradients of every block for an objective with one score a row.
  func gradients(of function: any ObjectiveFunction) -> [[SIMD2<Double>]] {
    let (data, weights, blocks) = (data, weights, grower.blocks)
    return crew.map(blocks.count) { index in
      var gradients: [SIMD2<Double>] = []
      _ = Self.differentiate(blocks[index].value, function, data.labels, weights, &gradients)
      return gradients
    }
  }

  /// The gradients of every block where rows are ranked, query by query.
  func rankGradients() -> [[SIMD2<Double>]] {
    let rank = LambdaRank(parameters)
    let (labels, weights, blocks) = (data.labels, weights, grower.blocks)
    let scores = blocks.flatMap { $0.value.scores }
    var starts = [0]
    for count in data.queries ?? [data.rowCount] { starts.append(starts[starts.count - 1] + count) }
    let bounds = starts
    // Some queries at a time: one is too little work to be handed over.
    let pieces = (bounds.count + 30) / 32
    let all = crew.map(pieces) { piece in
      (piece * 32..<min(bounds.count - 1, (piece + 1) * 32)).flatMap { query in
        let rows = bounds[query]..<bounds[query + 1]
        var gradients = rank.gradients(scores: scores[rows], labels: labels[rows])
        if let weights {
          for place in gradients.indices { gradients[place] *= weights[rows.lowerBound + place] }
        }
        return gradients
      }
    }.flatMap(\.self)
    return blocks.map { Array(all[$0.value.rows]) }
  }
}
