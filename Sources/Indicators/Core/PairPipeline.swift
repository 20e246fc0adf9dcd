/// Two smoothings side by side, of two numbers a row: the averages divided by their weights.
struct PairPipeline: SmoothingPipeline {
  var first: SmoothingPairs
  var second: SmoothingPairs

  init(_ first: Smoothing, _ second: Smoothing) {
    self.first = SmoothingPairs(weight: first.weight, average: first.average)
    self.second = SmoothingPairs(weight: second.weight, average: second.average)
  }

  @inline(__always)
  mutating func advance(_ rows: TwoColumns) -> (SIMD2<Double>, SIMD2<Double>) { (first.advance(rows.first), second.advance(rows.second)) }

  mutating func step(_ row: TwoColumns) -> (Double, Double) {
    guard row.first.x.isFinite, row.second.x.isFinite else { return (.nan, .nan) }
    return (first.advance(row.first.x), second.advance(row.second.x))
  }
}

/// The same in the lanes of a vector: fewer operations, but for columns that are chosen lane by lane, of which the compiler makes branches then.
struct TwinPipeline: SmoothingPipeline {
  var twins: SmoothingTwins

  init(_ first: Smoothing, _ second: Smoothing) { twins = SmoothingTwins(first, second) }

  @inline(__always)
  mutating func advance(_ rows: TwoColumns) -> (SIMD2<Double>, SIMD2<Double>) {
    let averages = columns(twins.advance(rows))
    return (averages.first, averages.second)
  }

  mutating func step(_ row: TwoColumns) -> (Double, Double) {
    guard row.first.x.isFinite, row.second.x.isFinite else { return (.nan, .nan) }
    let averages = twins.step(SIMD2(row.first.x, row.second.x))
    return (averages.x, averages.y)
  }
}

extension SmoothingPipeline {
  /// Goes through the changes of some values from row to row; a missing value is passed over by the change after it.
  ///
  /// - Parameter rows: the rows, before the first of which there is a value that is not missing.
  @inline(__always)
  mutating func sweepChanges(
    of values: Span<Double>, _ rows: Range<Int>, _ input: (SIMD2<Double>) -> Input,
    _ emit: (Int, SIMD2<Double>, SIMD2<Double>, RowPart) -> Void
  ) {
    guard !rows.isEmpty else { return }
    var last = LastWholeRow(rows.lowerBound - 1, before: rows.lowerBound)
    sweep(
      rows, { input(values.two(at: $0) - values.two(at: $0 &- 1)) },
      exact: { row in
        let before = last.before(row) { values[$0].isFinite } ?? row
        return input(SIMD2(repeating: values[row] - values[before]))
      }, emit)
  }
}
