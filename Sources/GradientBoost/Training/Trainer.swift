import Statistics

/// quick trainer for measuring
public func quickTrain(_ data: Dataset, _ parameters: Parameters, threads: Int) -> [Double] {
  let function = parameters.objective.function
  let columns = data.usedFeatures.enumerated().map { index, feature in
    let bins = data.bins[feature]
    return SplitFinder.Column(index: index, bins: bins.upperBounds.count, holdsMissing: bins.holdsMissing, monotone: 0)
  }
  let grower = TreeGrower(matrix: data.matrix, columns: columns, parameters: parameters, classes: 1, threads: threads)
  let start = function.initialScore(labels: data.labels.span, weights: nil)
  for block in grower.blocks { for i in block.value.scores.indices { block.value.scores[i] = start } }
  let clock = ContinuousClock()
  var tg = Duration.zero, tt = Duration.zero, ts = Duration.zero
  for round in 0..<parameters.numIterations {
    let t0 = clock.now
    let greatest = parallelMap(grower.blocks, threads: threads) { block -> SIMD2<Double> in
      let labels = data.labels.span
      let rows = block.value.rows
      let scores = block.value.scores
      var gradients = [SIMD2<Double>](repeating: .zero, count: rows.count)
      do {
        var span = gradients.mutableSpan
        BinaryObjective().gradients(scores: scores.span, labels: labels.extracting(rows), into: &span)
      }
      return block.value.take(gradients)
    }.reduce(SIMD2<Double>.zero) { pointwiseMax($0, $1) }
    let rounding = GradientRounding(greatest: greatest, layout: grower.layout, rowCount: data.rowCount, round: round)
    _ = parallelMap(grower.blocks, threads: threads) { block in
      block.value.round(rounding)
      block.value.reset()
    }
    let t1 = clock.now
    let grown = grower.grow(rounding: rounding, usedColumns: nil)
    let t2 = clock.now
    let values = grown.sums.map { totals in
      let sum = rounding.value(totals)
      return -sum.x / (sum.y + parameters.lambdaL2) * parameters.learningRate
    }
    _ = parallelMap(grower.blocks, threads: threads) { $0.value.addToScores(values, ofClass: 0) }
    let t3 = clock.now
    tg += t1 - t0; tt += t2 - t1; ts += t3 - t2
  }
  print("gradients \(tg) trees \(tt) scores \(ts)")
  return grower.blocks.flatMap(\.value.scores)
}
