/// A sum of which nothing is asked but whether a body is as short as its mean says: the answer is written in its place.
struct AskedSum: SumsSideBySide {
  var sum: Double
  let question: CandleGraph.Question
  var all: SIMD4<Double> { SIMD4(sum, 0, 0, 0) }

  @inline(__always)
  private func answers(_ sums: SIMD2<Double>, _ open: SIMD2<Double>, _ close: SIMD2<Double>) -> SIMD2<Double> {
    choose(
      SIMD2(repeating: question.points), where: question.mean(sums), isAtLeast: (close - open).sizes, otherwise: .zero)
  }

  @inline(__always)
  mutating func move(
    by change: SIMD2<Double>, _ open: SIMD2<Double>, _ close: SIMD2<Double>, _ column: inout MutableSpan<Double>, _ row: Int
  ) {
    let next = sum + change.x
    column.put(answers(SIMD2(sum, next), open, close), at: row)
    sum = next + change.y
  }

  @inline(__always)
  mutating func moveOnce(
    by change: Double, _ open: SIMD2<Double>, _ close: SIMD2<Double>, _ column: inout MutableSpan<Double>, _ row: Int
  ) {
    column.put(answers(SIMD2(repeating: sum), open, close).x, at: row)
    sum += change
  }
}

extension CandleGraph {
  /// A question that is all of a plan: whether a body is not longer than a mean.
  struct Question {
    let points: Double
    private let factor: Double
    private let period: Double
    private let share: Double

    /// The question of a plan, if there is but one and it is of this kind.
    init?(_ graph: CandleGraph) {
      // An open, a close, a body, a sum, its mean, a comparison, what it says, and the points.
      guard graph.operations.count == 8, graph.outcomes.count == 1,
        case .points(let answer, let points) = graph.operations[graph.outcomes[0].node],
        case .not(let comparison) = graph.operations[answer.node],
        case .below(let mean, let body) = graph.operations[comparison.node],
        case .mean(_, let factor, let period, let divisor) = graph.operations[mean.node],
        case .distance(let close, let open) = graph.operations[body.node],
        graph.operations[close.node] == .price(.close), graph.operations[open.node] == .price(.open),
        [graph.outcomes[0], answer, comparison, mean, body, close, open].allSatisfy({ $0.lag == 0 })
      else { return nil }
      self.points = Double(points)
      self.factor = factor
      self.period = Double(period)
      share = 1 / divisor
    }

    /// The mean of a sum, as far as it counts.
    @inline(__always)
    func mean(_ sums: SIMD2<Double>) -> SIMD2<Double> { factor * (sums / period) * share }
  }
}
