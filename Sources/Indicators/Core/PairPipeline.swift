/// Two smoothings side by side, of two numbers a row.
@usableFromInline
struct PairPipeline: SmoothingPipeline {
  @usableFromInline var first: SmoothingLanes
  @usableFromInline var second: SmoothingLanes

  @inlinable
  init(_ first: Smoothing, _ second: Smoothing) {
    self.first = SmoothingLanes(weight: first.weight, average: first.average)
    self.second = SmoothingLanes(weight: second.weight, average: second.average)
  }

  @inlinable static var nothing: SIMD2<Double> { .zero }

  @inlinable
  @inline(__always)
  mutating func advance(
    _ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>, _ d: SIMD2<Double>
  ) -> (SIMD4<Double>, SIMD4<Double>) {
    (first.advance(SIMD4(a.x, b.x, c.x, d.x)), second.advance(SIMD4(a.y, b.y, c.y, d.y)))
  }

  @inlinable
  mutating func advance(_ input: SIMD2<Double>) -> (Double, Double) {
    guard input.x.isFinite, input.y.isFinite else { return (.nan, .nan) }
    return (first.advance(input.x), second.advance(input.y))
  }
}

extension SmoothingPipeline {
  /// Goes through the changes of some values from row to row; a missing value is passed over by the change after it.
  ///
  /// - Parameter rows: the rows, before the first of which there is a value that is not missing.
  @inlinable
  @inline(__always)
  mutating func sweepChanges(
    of values: Span<Double>, _ rows: Range<Int>, _ input: (Double) -> Input, four: (Int, SIMD4<Double>, SIMD4<Double>) -> Void,
    _ emit: (Int, Double, Double) -> Void
  ) {
    guard !rows.isEmpty else { return }
    var (known, cursor) = (values[rows.lowerBound - 1], rows.lowerBound)
    sweep(
      rows, { input(values.at($0) - values.at($0 &- 1)) },
      exact: { row in
        // Backwards, because most rows are never asked for.
        var place = row - 1
        while place >= cursor, !values[place].isFinite { place -= 1 }
        if place >= cursor { known = values[place] }
        cursor = max(cursor, row)
        return input(values[row] - known)
      }, four: four, emit)
  }
}
